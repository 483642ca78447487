// The tree: the folders in which something may change that is served.
//
// Contract: reads names and nothing else. A folder comes once, by the shortest way that does not lead
// through links, if there is one. What can't be read, or went away meanwhile, is left out.

import { join } from "@std/path";
import { Turns } from "../../io/turns.ts";
import { DiskGate } from "../gates/disk_gate.ts";
import { admits, type Policy } from "../policy.ts";

/** What of a disk is a site. */
export interface SiteOnDisk {
  /** A folder, or one file: an absolute path. */
  readonly root: string;
  readonly policy: Policy;
}

/** Folders of a site. */
export interface Tree {
  /** The names from the root by the folder's path without links, the root first, then level by level. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  /** Whether a walk that follows every link would meet the same folders and no obstacle. */
  readonly isPlain: boolean;
}

interface Folder {
  readonly path: string;
  readonly names: readonly string[];
}

/** Finds the folders below one root. */
class Walk {
  readonly folders = new Map<string, readonly string[]>();
  isPlain = true;
  readonly #links: (readonly string[])[] = [];
  readonly #turns = new Turns();
  readonly #gate: DiskGate;

  constructor(private readonly site: SiteOnDisk) {
    this.#gate = new DiskGate(site.root, site.policy);
  }

  /** Hidden folders are looked into as well: whether all is plain depends on them, too. */
  async from(start: Folder): Promise<void> {
    const queue = [start];
    for (const { path, names } of queue) {
      const isServed = admits(this.site.policy, names);
      if (isServed ? this.folders.has(path) : !this.isPlain) continue;
      if (isServed) this.folders.set(path, names);
      for (const { name, isDirectory, isSymlink } of await this.#read(path)) {
        const within = [...names, name];
        if (isDirectory) queue.push({ path: join(path, name), names: within });
        else if (isSymlink) this.#note(join(path, name), within);
      }
    }
  }

  /** The next folder that only links lead to. */
  nextLinked(): Folder | undefined {
    for (let names = this.#links.shift(); names !== undefined; names = this.#links.shift()) {
      const path = this.#gate.identify({ kind: "folder", names })?.realPath;
      if (path !== undefined && !this.folders.has(path)) return { path, names };
    }
    return undefined;
  }

  async #read(path: string): Promise<Deno.DirEntry[]> {
    const entries: Deno.DirEntry[] = [];
    try {
      for await (const entry of Deno.readDir(path)) {
        if (this.#turns.over) await this.#turns.pause();
        if (entry.isDirectory || entry.isSymlink) entries.push(entry);
      }
    } catch {
      this.isPlain = false;
    }
    return entries;
  }

  #note(path: string, names: readonly string[]): void {
    if (!isFolder(path)) return;
    this.isPlain = false;
    if (admits(this.site.policy, names)) this.#links.push(names);
  }
}

/** The folders of a site. @param root its own path without links */
export async function readTree(site: SiteOnDisk, root: string): Promise<Tree> {
  const walk = new Walk(site);
  let folder: Folder | undefined = { path: root, names: [] };
  for (; folder !== undefined; folder = walk.nextLinked()) await walk.from(folder);
  return walk;
}

/** Whether there is a folder, at the end of any links. */
export function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
