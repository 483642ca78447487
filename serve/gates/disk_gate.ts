// The gate to a disk: one folder, or one file, and what lies below it.
//
// Contract: what is opened is opened first, and then its device and inode are compared with those at the
// real path, which was judged. There is no openat and no O_NOFOLLOW, so below a folder that real path is
// asked for again at the end. Calls that open are synchronous: a local one takes microseconds, and no
// other request comes between.

import { existsSync } from "node:fs";
import { join, SEPARATOR } from "@std/path";
import { nowMs } from "../../io/clock.ts";
import { quietly } from "../../io/errors.ts";
import { Turns } from "../../io/turns.ts";
import { type FileState, FileStates } from "../file_states.ts";
import type { Entry, FolderIdentity, Gate, OpenFile, OpenFolder, Refusal } from "../gate.ts";
import { admits, type Policy } from "../policy.ts";
import { isSame, isStillThere, type RealPath } from "./real_path.ts";

/** How often something is judged anew that was exchanged for something else meanwhile. */
const JUDGEMENTS = 5;

/** System errors that mean: there is no such thing. */
const ABSENT = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "EINVAL"]);
const FORBIDDEN = new Set(["EACCES", "EPERM"]);

/** Judges and opens what lies at or below one path. */
export class DiskGate implements Gate {
  readonly states: FileStates;

  /** @param root a folder, or a single file that is then all there is */
  constructor(readonly root: string, private readonly policy: Policy) {
    this.states = new FileStates(root);
  }

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

  /** Whether the root is a folder that holds nothing that may be served. @throws system errors */
  isEmpty(): boolean {
    for (const { name } of Deno.readDirSync(this.root)) {
      if (this.#describe([name], name) !== undefined) return false;
    }
    return true;
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
