// The watcher: what the system tells of files, to changes of a site.
//
// Contract: what comes close together is one change, told when all is quiet, and what is not served is
// none. A file that went away and came back, a folder made anew, a root that moved are watched as before.
// In doubt everything has changed. Never fails: what can't be watched is told of, and all else goes on.

import { basename, dirname, relative, SEPARATOR } from "@std/path";
import { admits } from "../policy.ts";
import { type Change, changeOf, EVERYTHING, isScratch } from "./change.ts";
import { FolderWatch, type WatchError } from "./folder_watch.ts";
import { findOwnOutput } from "./own_output.ts";
import { isFolder, readTree, type SiteOnDisk, type Tree } from "./tree.ts";

/** What watching is for. */
export interface Watching {
  readonly changed: (change: Change) => void;
  /** Told, in one sentence, what can't be watched. */
  readonly diagnose: (fault: string) => void;
}

/** An editor writes a file in several steps, a few milliseconds apart. */
const QUIET_MS = 40;
/** What never gets quiet is told of so often. */
const LONGEST_MS = 1_000;
/** The root may be moved or made anew, which nobody tells who watches it. */
const LOOK_MS = 250;
/** Deno up to 2.7 keeps so many events for us at once and drops the others. */
const KEPT_EVENTS = 16;
/** Then the system does not seem to mean it. */
const MAX_FAILURES = 3;

/** Watches one site until it is disposed of. */
export class Watcher implements Disposable {
  readonly #file: string | undefined;
  readonly #isOwnOutput = findOwnOutput();
  /** The root's path without links. */
  #root: string | undefined;
  #watch: FolderWatch | undefined;
  #folders: Tree["folders"] = new Map();
  /** The root as it was found last. */
  #place = "";
  /** What has changed, paths by the names from the root. */
  #due = new Map<string, string>();
  #events = 0;
  /** Whether more may have changed than is due. */
  #all = false;
  /** Whether the folders to watch may be others. */
  #anew = false;
  #sinceMs = 0;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #looking: ReturnType<typeof setInterval> | undefined;
  #busy = false;
  #ended = false;
  #failures = 0;
  #told = false;

  private constructor(private readonly site: SiteOnDisk, private readonly watching: Watching) {
    if (Deno.statSync(site.root).isFile) this.#file = site.root;
  }

  /** Settles when it watches. @throws system errors when there is nothing at the root */
  static async start(site: SiteOnDisk, watching: Watching): Promise<Watcher> {
    const watcher = new Watcher(site, watching);
    await watcher.#watchAnew();
    watcher.#looking = setInterval(() => watcher.#look(), LOOK_MS);
    return watcher;
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    clearTimeout(this.#quiet);
    clearInterval(this.#looking);
    this.#watch?.close();
  }

  async #watchAnew(): Promise<void> {
    await this.#watch?.close();
    this.#watch = undefined;
    this.#place = this.#locate();
    const tree = await this.#read();
    this.#folders = tree.folders;
    if (this.#ended) return;
    const isPlain = tree.isPlain && this.#failures === 0;
    this.#watch = FolderWatch.open({ ...tree, isPlain }, {
      heard: (event) => this.#hear(event),
      failed: (fault) => this.#fail(fault),
      lacking: (fault) => this.#tell(fault),
    });
  }

  /** The folders to watch; for a single file its own, and that of the link which leads to it. */
  async #read(): Promise<Tree> {
    const root = realPath(this.site.root);
    if (root !== undefined || this.#file === undefined) this.#root = root;
    if (this.#file !== undefined) {
      const folders = [dirname(this.#root ?? this.#file), dirname(this.#file)].filter(isFolder);
      return { folders: new Map(folders.map((folder) => [folder, []])), isPlain: false };
    }
    if (root === undefined) return { folders: new Map(), isPlain: false };
    if (Deno.build.os === "linux") return await readTree(this.site, root);
    return { folders: new Map([[root, []]]), isPlain: true }; // there no link is followed
  }

  /** Where the root is, and which it is; for a single file, the folder that holds it. */
  #locate(): string {
    const path = realPath(this.site.root);
    if (this.#file !== undefined && path === undefined) return this.#place; // it may come back
    const folder = this.#file === undefined ? path : dirname(path ?? "");
    if (path === undefined || folder === undefined) return "";
    try {
      const { dev, ino, birthtime } = Deno.statSync(folder);
      return `${dev} ${ino} ${birthtime?.getTime()} ${path}`; // a number may be given again
    } catch {
      return "";
    }
  }

  #look(): void {
    if (!this.#busy && this.#locate() !== this.#place) this.#changed();
  }

  /** Nobody knows what has changed. */
  #changed(): void {
    this.#all = this.#anew = true;
    this.#schedule();
  }

  #hear({ kind, paths, flag }: Deno.FsEvent): void {
    this.#events++;
    const isRoot = this.#file === undefined && paths.some((path) => path === this.#root);
    if (isRoot || flag === "rescan") return this.#changed();
    if (kind === "access") return;
    const ways = paths.map((path) => [this.#wayOf(path), path] as const);
    for (const [way, path] of ways) {
      if (way !== undefined && !this.#isOwnOutput(path)) this.#due.set(way, path);
    }
    // What was renamed is told of by its new name: the old one was for the writing only.
    const [from, to] = ways;
    if (kind === "rename" && from?.[0] !== undefined && to?.[0] !== undefined) {
      this.#due.delete(from[0]);
    }
    if (this.#due.size > 0) this.#schedule();
    else this.#events = 0;
  }

  /** The way from the root, if that is served: names joined by `/`. */
  #wayOf(path: string): string | undefined {
    if (this.#file !== undefined) {
      return this.#file === path || this.#root === path ? "" : undefined;
    }
    let folder = dirname(path);
    while (!this.#folders.has(folder)) {
      if (folder === dirname(folder)) return undefined;
      folder = dirname(folder);
    }
    const names = [...this.#folders.get(folder) ?? [], ...relative(folder, path).split(SEPARATOR)];
    return admits(this.site.policy, names) && !isScratch(basename(path))
      ? names.join("/")
      : undefined;
  }

  #schedule(): void {
    if (this.#busy || this.#ended) return; // it looks again when it is done
    const nowMs = performance.now();
    if (this.#quiet === undefined) this.#sinceMs = nowMs;
    clearTimeout(this.#quiet);
    const leftMs = Math.max(0, this.#sinceMs + LONGEST_MS - nowMs);
    this.#quiet = setTimeout(() => this.#tellOfChanges(), Math.min(QUIET_MS, leftMs));
  }

  /** What a page may ask for then is watched before it hears that it should ask. */
  async #tellOfChanges(): Promise<void> {
    this.#quiet = undefined;
    this.#busy = true;
    const due = this.#due;
    const all = this.#all || this.#events >= KEPT_EVENTS;
    const isWhole = this.#watch?.isWhole === true;
    const anew = this.#anew || (all && !isWhole) || this.#hasNewShape(due.values(), isWhole);
    this.#due = new Map();
    this.#events = 0;
    this.#all = this.#anew = false;
    if (anew) await this.#watchAnew();
    this.#busy = false;
    if (this.#ended) return;
    if (all || anew) this.watching.changed(EVERYTHING);
    else if (due.size > 0) this.watching.changed(changeOf(due.keys()));
    if (this.#due.size > 0 || this.#all) this.#schedule();
  }

  /** Whether the folders to watch are others now: not for a new one where the whole tree is watched. */
  #hasNewShape(paths: Iterable<string>, isWhole: boolean): boolean {
    if (this.#file !== undefined) return false;
    for (const path of paths) {
      if (isFolder(path) && (!isWhole || realPath(path) !== path)) return true;
      if (!isWhole && this.#folders.has(path)) return true;
    }
    return false;
  }

  /** The watch has ended of itself: folder by folder it may go better. */
  #fail(fault: WatchError): void {
    this.#failures++;
    if (this.#failures > MAX_FAILURES) this.#tell(fault);
    else this.#changed();
  }

  /** Once: a remedy takes a new start. */
  #tell({ message }: WatchError): void {
    if (!this.#told) this.watching.diagnose(message);
    this.#told = true;
  }
}

function realPath(path: string): string | undefined {
  try {
    return Deno.realPathSync(path);
  } catch {
    return undefined;
  }
}
