// File states: whether a file is still what it was when it was opened, without opening it.
//
// Contract: only for files that no link leads to: then a file is what it was if the real path of the root
// is, its folder is no link and has the same time, and it has the same identity, size and times itself.
// Root and folders are looked at 25 times a second at most; a file each time that it is asked about.

import { dirname } from "@std/path";

/** What a file is known again by: it, its folder and the root. Times in milliseconds since the epoch. */
export interface FileState {
  /** Its path, on which there are no links. */
  readonly path: string;
  /** The root's path without links. */
  readonly root: string;
  readonly dev: number;
  readonly ino: number | null;
  /** In octets. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly folderMtimeMs: number;
}

interface Look {
  readonly atMs: number;
  /** Whether it is a folder that no link leads to. */
  readonly isReal: boolean;
  readonly mtimeMs: number;
}

interface Names {
  /** Of the folder, when they were read. */
  readonly mtimeMs: number;
  readonly names: ReadonlySet<string> | undefined;
}

/** What changed so lately could change again and not show it (FAT: 2 s). */
export const SETTLED_MS = 2_000;
/** Larger folders are not read for a few names: that takes a millisecond per thousand. */
const MAX_NAMES = 16 * 1024;
/** How long a look at a folder, or the root, is trusted, in milliseconds. */
const TRUSTED_MS = 40;
/** Looks kept: beyond it all are taken anew. */
const MAX_LOOKS = 4096;

/** Tells whether files have changed. */
export class FileStates {
  readonly #folders = new Map<string, Look>();
  readonly #names = new Map<string, Names>();
  #root = "";
  #rootAtMs = -Infinity;

  /** @param root the folder that all files lie in, as it was given */
  constructor(private readonly root: string) {}

  /**
   * The root's path without links, trusted for a moment.
   *
   * @param nowMs the present; Infinity for a look now
   * @throws system errors
   */
  rootPath(nowMs: number): string {
    if (!isRecent(this.#rootAtMs, nowMs)) {
      this.#root = Deno.realPathSync(this.root);
      this.#rootAtMs = nowMs;
    }
    return this.#root;
  }

  /** What an open file is known again by. @param path of it, without links @param info of its handle */
  describe(path: string, info: Deno.FileInfo, nowMs: number): FileState | undefined {
    const [mtimeMs, ctimeMs] = [info.mtime?.getTime(), info.ctime?.getTime()];
    if (mtimeMs === undefined || ctimeMs === undefined) return undefined;
    const folder = this.#look(dirname(path), nowMs);
    if (!folder.isReal) return undefined;
    const { dev, ino, size } = info;
    const root = this.rootPath(nowMs);
    return { path, root, dev, ino, size, mtimeMs, ctimeMs, folderMtimeMs: folder.mtimeMs };
  }

  /** Whether the file is what it was. Never fails: what can't be told has changed. */
  isUnchanged(state: FileState, nowMs: number): boolean {
    try {
      const folder = this.#look(dirname(state.path), nowMs);
      return folder.isReal && folder.mtimeMs === state.folderMtimeMs &&
        this.rootPath(nowMs) === state.root && isSame(Deno.lstatSync(state.path), state);
    } catch {
      return false; // it is gone
    }
  }

  /**
   * The names in the file's folder that have one of these endings; undefined where that can't be said for
   * long, since the folder has just changed, or is very large.
   */
  namesBeside(state: FileState, endings: RegExp, nowMs: number): ReadonlySet<string> | undefined {
    const path = dirname(state.path);
    try {
      const { isReal, mtimeMs } = this.#look(path, nowMs);
      if (!isReal || !(mtimeMs <= nowMs - SETTLED_MS)) return undefined;
      const known = this.#names.get(path);
      if (known?.mtimeMs === mtimeMs) return known.names;
      if (this.#names.size >= MAX_LOOKS) this.#names.clear();
      const names = readNames(path, endings);
      this.#names.set(path, { mtimeMs, names });
      return names;
    } catch {
      return undefined; // it is gone
    }
  }

  #look(path: string, nowMs: number): Look {
    const known = this.#folders.get(path);
    if (known !== undefined && isRecent(known.atMs, nowMs)) return known;
    if (this.#folders.size >= MAX_LOOKS) this.#folders.clear();
    const isReal = Deno.realPathSync(path) === path;
    const mtimeMs = Deno.lstatSync(path).mtime?.getTime() ?? NaN;
    const look = { atMs: nowMs, isReal, mtimeMs };
    this.#folders.set(path, look);
    return look;
  }
}

/** A clock that was set back does not make a look last longer. */
function isRecent(atMs: number, nowMs: number): boolean {
  return nowMs >= atMs && nowMs - atMs < TRUSTED_MS;
}

function readNames(path: string, endings: RegExp): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  let count = 0;
  for (const { name } of Deno.readDirSync(path)) {
    if (++count > MAX_NAMES) return undefined;
    if (endings.test(name)) names.add(name);
  }
  return names;
}

function isSame(found: Deno.FileInfo, state: FileState): boolean {
  return found.isFile && found.ino === state.ino && found.dev === state.dev &&
    found.size === state.size && found.mtime?.getTime() === state.mtimeMs &&
    found.ctime?.getTime() === state.ctimeMs;
}
