// The gate to memory: a tree of octets that was made before, and never changes.
//
// Contract: the same names lead to the same things as on a disk that holds the same files. There are no
// links, no times and no compressed siblings; an entity-tag is made of the content, so that each copy of
// a tree has the same one, and no two states of a file do. Nothing fails.

import { createHash } from "node:crypto";
import type { FileState } from "../file_states.ts";
import type {
  Entry,
  FileHandle,
  FolderIdentity,
  Gate,
  OpenFile,
  OpenFolder,
  Refusal,
  States,
} from "../gate.ts";
import { admits, type Policy } from "../policy.ts";

/** A folder in memory: what has a name in it is a file, or a folder again. */
export interface Tree {
  /** By name, which holds no slash. */
  readonly entries: ReadonlyMap<string, Uint8Array | Tree>;
}

/** Of a SHA-256, in hexadecimal: a half of it tells any two files apart. */
const TAG_DIGITS = 32;

/** Of what never changes: settled since long ago, and at no path of a disk. */
const UNCHANGING = {
  path: "",
  root: "",
  dev: 0,
  ino: null,
  mtimeMs: 0,
  ctimeMs: 0,
  folderMtimeMs: 0,
};

/** Opens what a tree holds. */
export class MemoryGate implements Gate {
  readonly states: States = {
    isUnchanged: ({ root }) => root === UNCHANGING.root,
    namesBeside: () => new Set(),
  };
  readonly #tags = new Map<Uint8Array, string>();

  /** @param policy of links nothing is asked */
  constructor(private readonly tree: Tree, private readonly policy: Policy) {}

  open(names: readonly string[]): OpenFile | OpenFolder | Refusal {
    const found = this.#find(names);
    if (found === undefined) return "absent";
    if (!(found instanceof Uint8Array)) return { kind: "folder", names };
    return {
      kind: "file",
      handle: new OctetHandle(found),
      wasRead: false,
      name: names.at(-1) ?? "",
      names,
      size: found.length,
      mtimeMs: undefined,
      state: { ...UNCHANGING, size: found.length } satisfies FileState,
      contentTag: this.#tagOf(found),
      [Symbol.dispose]: () => {},
    };
  }

  glance(names: readonly string[]): number | undefined {
    const found = this.#find(names);
    return found instanceof Uint8Array ? found.length : undefined;
  }

  list({ names }: OpenFolder): Promise<Entry[] | Refusal> {
    const folder = this.#find(names);
    if (folder === undefined || folder instanceof Uint8Array) return Promise.resolve("absent");
    const entries = [...folder.entries]
      .filter(([name]) => admits(this.policy, [...names, name]))
      .map(([name, found]): Entry =>
        found instanceof Uint8Array
          ? { name, type: "file", size: found.length }
          : { name, type: "directory" }
      );
    return Promise.resolve(entries);
  }

  identify({ names }: OpenFolder): FolderIdentity {
    return { realPath: names.join("/"), mtimeMs: undefined };
  }

  #find(names: readonly string[]): Uint8Array | Tree | undefined {
    if (!admits(this.policy, names)) return undefined;
    let found: Uint8Array | Tree | undefined = this.tree;
    for (const name of names) {
      if (found === undefined || found instanceof Uint8Array) return undefined;
      found = found.entries.get(name);
    }
    return found;
  }

  /** Made when a file is opened for the first time: a millisecond for a megabyte. */
  #tagOf(octets: Uint8Array): string {
    let tag = this.#tags.get(octets);
    if (tag === undefined) {
      const digest = createHash("sha256").update(octets).digest("hex");
      tag = `"${digest.slice(0, TAG_DIGITS)}"`;
      this.#tags.set(octets, tag);
    }
    return tag;
  }
}

/** Octets at hand, read as an open file is. */
class OctetHandle implements FileHandle {
  #at = 0;

  constructor(private readonly octets: Uint8Array) {}

  read(into: Uint8Array): Promise<number | null> {
    return Promise.resolve(this.readSync(into));
  }

  readSync(into: Uint8Array): number | null {
    const part = this.octets.subarray(this.#at, this.#at + into.length);
    if (part.length === 0 && into.length > 0) return null;
    into.set(part);
    this.#at += part.length;
    return part.length;
  }

  seek(offset: number): Promise<number> {
    return Promise.resolve(this.seekSync(offset));
  }

  seekSync(offset: number): number {
    return this.#at = offset;
  }

  statSync(): { size: number; mtime: null } {
    return { size: this.octets.length, mtime: null };
  }
}
