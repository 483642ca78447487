// The gate: the one way from names to a file or folder, for whatever the server opens.
//
// Contract: nothing is opened, listed or told of but through here. Hidden names are absent, links are
// followed only as far as the policy goes, and what is handed out is the very thing that was judged:
// it is opened first, and then its device and inode are compared with those at the real path. There
// is no openat and no O_NOFOLLOW, so below a folder that real path is asked for again at the end.
// Calls that open are synchronous: a local one takes microseconds, and no other request comes between.

import { existsSync } from "node:fs";
import { join, SEPARATOR } from "@std/path";
import { nowMs } from "../io/clock.ts";
import { quietly } from "../io/errors.ts";
import { Turns } from "../io/turns.ts";
import { type FileState, FileStates } from "./file_states.ts";
import { admits, type Policy } from "./policy.ts";
import { isSame, isStillThere, type RealPath } from "./real_path.ts";

export type { Policy } from "./policy.ts";

/** An open file and what its handle said of it. */
export interface OpenFile extends Disposable {
  readonly kind: "file";
  readonly handle: Deno.FsFile;
  /** Whether the handle stands somewhere else than at the start; whoever reads from it says so. */
  wasRead: boolean;
  /** The name it was asked for by, for its media type. */
  readonly name: string;
  /** The way to it from the root; none for the root itself. */
  readonly names: readonly string[];
  /** In octets. */
  readonly size: number;
  /** Milliseconds since the epoch; undefined where the system can't tell. */
  readonly mtimeMs: number | undefined;
  /** What it is known again by; undefined where links lead to it, or the system can't tell. */
  readonly state: FileState | undefined;
}

/** A folder that may be shown. */
export interface OpenFolder {
  readonly kind: "folder";
  readonly names: readonly string[];
}

/** A folder apart from the links that lead to it. */
export interface FolderIdentity {
  /** Its path without links. */
  readonly realPath: string;
  /** Milliseconds since the epoch; undefined where the system can't tell. */
  readonly mtimeMs: number | undefined;
}

/** Nothing there that may be served; or there is, but the system won't let this user read it. */
export type Refusal = "absent" | "forbidden";

/** A name in a folder. */
export interface Entry {
  readonly name: string;
  readonly type: "file" | "directory";
  /** In octets; of files only. */
  readonly size?: number;
  readonly mtime?: Date;
}

/** How often something is judged anew that was exchanged for something else meanwhile. */
const JUDGEMENTS = 5;

/** System errors that mean: there is no such thing. */
const ABSENT = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "EINVAL"]);
const FORBIDDEN = new Set(["EACCES", "EPERM"]);

/** Judges and opens what lies at or below one path. */
export class Gate {
  /** What is known of files that were opened. */
  readonly states: FileStates;

  /** @param root a folder, or a single file that is then all there is */
  constructor(readonly root: string, private readonly policy: Policy) {
    this.states = new FileStates(root);
  }

  /**
   * Opens what the names lead to; the caller closes it. No name at all is the root itself.
   *
   * @throws system errors other than those of absence and permission, such as EMFILE
   */
  open(names: readonly string[]): OpenFile | OpenFolder | Refusal {
    if (!admits(this.policy, names)) return "absent";
    try {
      for (let judgement = 0; judgement < JUDGEMENTS; judgement++) {
        const found = this.#open(names);
        if (found !== undefined) return found;
      }
      return "absent";
    } catch (fault) {
      return refusalOf(fault);
    }
  }

  /**
   * The size, in octets, of the file that may lie there: a cheap look, so that only what is there is
   * opened. It judges nothing: `open` does.
   */
  glance(names: readonly string[]): number | undefined {
    const path = join(this.root, ...names);
    if (!existsSync(path)) return undefined; // Deno's own call throws for it, which takes long
    try {
      const { isFile, size } = Deno.statSync(path);
      return isFile ? size : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * What a folder holds of what may be served, in no order.
   *
   * @throws system errors as `open` does
   */
  async list(folder: OpenFolder): Promise<Entry[] | Refusal> {
    const entries: Entry[] = [];
    const turns = new Turns();
    try {
      for await (const { name } of Deno.readDir(join(this.root, ...folder.names))) {
        if (turns.over) await turns.pause();
        const entry = this.#describe([...folder.names, name], name);
        if (entry !== undefined) entries.push(entry);
      }
    } catch (fault) {
      return refusalOf(fault);
    }
    return entries;
  }

  /** What a folder is known again by, and its time; undefined when it is gone. */
  identify(folder: OpenFolder): FolderIdentity | undefined {
    try {
      const { names } = folder;
      const real = this.#resolve(join(this.root, ...names), names.length === 0);
      if (real === undefined) return undefined;
      return { realPath: real.path, mtimeMs: Deno.lstatSync(real.path).mtime?.getTime() };
    } catch {
      return undefined;
    }
  }

  /** Undefined when it was exchanged in the midst, as an update by a rename does. */
  #open(names: readonly string[]): OpenFile | OpenFolder | Refusal | undefined {
    const path = join(this.root, ...names);
    const real = this.#resolve(path, names.length === 0);
    if (real === undefined) return "absent";
    const there = Deno.lstatSync(real.path);
    if (there.isDirectory) return { kind: "folder", names };
    if (!there.isFile) return "absent"; // a device or a pipe would be waited for
    const handle = Deno.openSync(real.path);
    try {
      const info = handle.statSync();
      if (isSame(info, there) && isStillThere(real, there)) {
        const state = real.isDirect ? this.states.describe(real.path, info, nowMs()) : undefined;
        return openFile(handle, names, info, state);
      }
    } catch (fault) {
      quietly(() => handle.close());
      throw fault;
    }
    handle.close();
    return undefined;
  }

  /** The real path, or undefined when the policy on links does not let it be reached. */
  #resolve(path: string, isRoot: boolean): RealPath | undefined {
    const real = Deno.realPathSync(path);
    if (isRoot || this.policy.symlinks === "follow") {
      return { path: real, isDirect: false, passesFolders: false };
    }
    const inside = this.#inside(real, nowMs()) ?? this.#inside(real, Infinity);
    if (inside === undefined) return undefined;
    const isDirect = inside === path.slice(join(this.root, SEPARATOR).length);
    if (this.policy.symlinks === "none" && !isDirect) return undefined;
    return { path: real, isDirect, passesFolders: inside.includes(SEPARATOR) };
  }

  /** The rest of a real path behind the root's, which may have moved a moment ago. */
  #inside(real: string, timeMs: number): string | undefined {
    const root = this.states.rootPath(timeMs);
    const below = root.endsWith(SEPARATOR) ? root : root + SEPARATOR;
    return real.startsWith(below) ? real.slice(below.length) : undefined;
  }

  #describe(names: readonly string[], name: string): Entry | undefined {
    if (!admits(this.policy, names)) return undefined;
    try {
      const real = this.#resolve(join(this.root, ...names), false);
      if (real === undefined) return undefined;
      const { isDirectory, isFile, size, mtime } = Deno.lstatSync(real.path);
      const time = mtime === null ? {} : { mtime };
      if (isDirectory) return { name, type: "directory", ...time };
      return isFile ? { name, type: "file", size, ...time } : undefined;
    } catch {
      return undefined; // gone, or a link that leads nowhere
    }
  }
}

function openFile(
  handle: Deno.FsFile,
  names: readonly string[],
  info: Deno.FileInfo,
  state: FileState | undefined,
): OpenFile {
  return {
    kind: "file",
    handle,
    wasRead: false,
    name: names.at(-1) ?? "",
    names,
    size: info.size,
    mtimeMs: info.mtime?.getTime(),
    state,
    [Symbol.dispose]: () => quietly(() => handle.close()),
  };
}

/** @throws the fault itself when it tells of neither absence nor permission */
function refusalOf(fault: unknown): Refusal {
  if (fault instanceof Deno.errors.NotCapable) return "forbidden"; // Deno keeps /proc and the like
  const code = fault instanceof Error && "code" in fault ? String(fault.code) : "";
  if (ABSENT.has(code)) return "absent";
  if (FORBIDDEN.has(code)) return "forbidden";
  throw fault;
}
