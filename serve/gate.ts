// The gate: the one way from names to a file or folder, for whatever the server opens.
//
// Contract: nothing is opened, listed or told of but through here. Hidden names are absent, links are
// followed only as far as the policy goes, and what is handed out is the very thing that was judged:
// it is opened first, and then its device and inode are compared with those at the real path. There
// is no openat and no O_NOFOLLOW, so the real path is asked for again at the end.
// All calls are synchronous: a local one takes microseconds, and nothing can come in between.

import { join, SEPARATOR } from "@std/path";
import { quietly } from "../io/errors.ts";

/** What of the folder is served. */
export interface Policy {
  /** Serve names that begin with a dot. `/.well-known/` always is (RFC 8615). */
  readonly hidden: boolean;
  /** Links: only those whose target lies inside, none at all, or wherever they lead. */
  readonly symlinks: "inside" | "none" | "follow";
}

/** An open file and what its handle said of it. */
export interface OpenFile extends Disposable {
  readonly kind: "file";
  readonly handle: Deno.FsFile;
  /** The name it was asked for by, for its media type. */
  readonly name: string;
  /** In octets. */
  readonly size: number;
  /** Milliseconds since the epoch; undefined where the system can't tell. */
  readonly mtimeMs: number | undefined;
}

/** A folder that may be shown. */
export interface OpenFolder {
  readonly kind: "folder";
  readonly names: readonly string[];
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

/** System errors that mean: there is no such thing. */
const ABSENT = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "EINVAL"]);
const FORBIDDEN = new Set(["EACCES", "EPERM"]);

/** Judges and opens what lies at or below one path. */
export class Gate {
  /** @param root a folder, or a single file that is then all there is */
  constructor(readonly root: string, private readonly policy: Policy) {}

  /**
   * Opens what the names lead to; the caller closes it. No name at all is the root itself.
   *
   * @throws system errors other than those of absence and permission, such as EMFILE
   */
  open(names: readonly string[]): OpenFile | OpenFolder | Refusal {
    if (!this.#admits(names)) return "absent";
    try {
      return this.#open(names);
    } catch (fault) {
      const code = codeOf(fault);
      if (ABSENT.has(code)) return "absent";
      if (FORBIDDEN.has(code)) return "forbidden";
      throw fault;
    }
  }

  /** What a folder holds of what may be served, in no order. */
  async list(folder: OpenFolder): Promise<Entry[]> {
    const entries: Entry[] = [];
    for await (const { name } of Deno.readDir(join(this.root, ...folder.names))) {
      const entry = this.#describe([...folder.names, name], name);
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }

  #admits(names: readonly string[]): boolean {
    if (Deno.build.os === "windows" && names.some(isOddOnWindows)) return false;
    return this.policy.hidden ||
      !names.some((name, at) => name.startsWith(".") && !(at === 0 && name === ".well-known"));
  }

  #open(names: readonly string[]): OpenFile | OpenFolder | Refusal {
    const path = join(this.root, ...names);
    const real = this.#resolve(path, names.length === 0);
    if (real === undefined) return "absent";
    const there = Deno.lstatSync(real);
    if (there.isDirectory) return { kind: "folder", names };
    if (!there.isFile) return "absent"; // a device or a pipe would be waited for
    const handle = Deno.openSync(real);
    try {
      const info = handle.statSync();
      const same = info.isFile && info.ino === there.ino && info.dev === there.dev;
      if (!same || Deno.realPathSync(real) !== real) {
        handle.close();
        return "absent";
      }
      return openFile(handle, names.at(-1) ?? real, info);
    } catch (fault) {
      quietly(() => handle.close());
      throw fault;
    }
  }

  /** The real path, or undefined when the policy on links does not let it be reached. */
  #resolve(path: string, isRoot: boolean): string | undefined {
    const real = Deno.realPathSync(path);
    if (isRoot || this.policy.symlinks === "follow") return real;
    const root = Deno.realPathSync(this.root);
    const below = root.endsWith(SEPARATOR) ? root : root + SEPARATOR;
    if (!real.startsWith(below)) return undefined;
    const direct = real.slice(below.length) === path.slice(join(this.root, SEPARATOR).length);
    return this.policy.symlinks === "none" && !direct ? undefined : real;
  }

  #describe(names: readonly string[], name: string): Entry | undefined {
    if (!this.#admits(names)) return undefined;
    try {
      const real = this.#resolve(join(this.root, ...names), false);
      if (real === undefined) return undefined;
      const { isDirectory, isFile, size, mtime } = Deno.lstatSync(real);
      const time = mtime === null ? {} : { mtime };
      if (isDirectory) return { name, type: "directory", ...time };
      return isFile ? { name, type: "file", size, ...time } : undefined;
    } catch {
      return undefined; // gone, or a link that leads nowhere
    }
  }
}

function openFile(handle: Deno.FsFile, name: string, info: Deno.FileInfo): OpenFile {
  return {
    kind: "file",
    handle,
    name,
    size: info.size,
    mtimeMs: info.mtime?.getTime(),
    [Symbol.dispose]: () => quietly(() => handle.close()),
  };
}

/** Names that Windows reads as something else: drives, streams, devices, cut-off ends. */
function isOddOnWindows(name: string): boolean {
  return /[:"<>|?*]|[. ]$/.test(name) || /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name);
}

function codeOf(fault: unknown): string {
  return fault instanceof Error && "code" in fault ? String(fault.code) : "";
}
