// The folder watch: Deno.watchFs on the folders of a tree, as far as the system lets it.
//
// Contract: one watch for all that lies below the root where the tree is plain, since a long list of
// folders costs Deno time for each file that goes (40 ms for ten thousand of them, measured). Else one for
// each folder: Deno would follow links out of the site, and give up at the first folder that it may not
// read. Where the system has too few watches, the folders nearest to the root get them.

import { FerryError } from "../../http/wire/errors.ts";
import { messageOf } from "../../io/errors.ts";
import { isFolder, type Tree } from "./tree.ts";

/** Not all of a tree can be watched. */
export class WatchError extends FerryError {
  override readonly name = "WatchError";
}

/** What is heard of a tree. */
export interface Hearing {
  readonly heard: (event: Deno.FsEvent) => void;
  /** It has ended of itself. */
  readonly failed: (fault: WatchError) => void;
  /** Told what can't be watched. */
  readonly lacking: (fault: WatchError) => void;
}

/** Folders that are being watched. */
export class FolderWatch {
  readonly #done: Promise<void>;
  #closed = false;

  /** @param isWhole whether folders that are made later are watched, too */
  private constructor(
    private readonly watcher: Deno.FsWatcher,
    readonly isWhole: boolean,
    hearing: Hearing,
  ) {
    this.#done = this.#listen(hearing);
  }

  /** Watches what it can; undefined when that is nothing. Never fails. */
  static open(tree: Tree, hearing: Hearing): FolderWatch | undefined {
    const whole = openPlain(tree);
    const watcher = whole ?? openEach(tree, hearing.lacking);
    return watcher && new FolderWatch(watcher, whole !== undefined, hearing);
  }

  /** Settles when the same folders can be watched anew: while it lasts, Deno keeps what it had of them. */
  async close(): Promise<void> {
    if (!this.#closed) this.watcher.close();
    this.#closed = true;
    await this.#done;
  }

  async #listen({ heard, failed }: Hearing): Promise<void> {
    try {
      for await (const event of this.watcher) if (!this.#closed) heard(event);
    } catch (fault) {
      if (!this.#closed) failed(unwatchable(fault));
    }
  }
}

function openPlain({ folders, isPlain }: Tree): Deno.FsWatcher | undefined {
  const [root] = folders.keys();
  if (!isPlain || root === undefined) return undefined;
  try {
    return Deno.watchFs(root);
  } catch {
    return undefined; // too few watches, or no longer plain
  }
}

function openEach({ folders }: Tree, lacking: Hearing["lacking"]): Deno.FsWatcher | undefined {
  let paths = [...folders.keys()];
  const all = paths.length;
  let fault: unknown;
  while (paths.length > 0) {
    try {
      const watcher = Deno.watchFs(paths, { recursive: false });
      if (isLimit(fault)) lacking(tooFew(fault, paths.length, all));
      return watcher;
    } catch (error) {
      fault = error;
      const there = isLimit(error) ? paths : paths.filter(isFolder);
      paths = there.length < paths.length ? there : paths.slice(0, Math.floor(paths.length / 2));
    }
  }
  if (isLimit(fault)) lacking(tooFew(fault, 0, all));
  else if (all > 0) lacking(unwatchable(fault));
  return undefined;
}

/** The setting that is too low: for ENOSPC, for which Deno has words of its own, or for EMFILE. */
function limitOf(fault: unknown): string | undefined {
  const message = fault instanceof Error ? fault.message : "";
  if (message.includes("watch limit")) return "fs.inotify.max_user_watches=524288";
  return message.includes("Too many open files") ? "fs.inotify.max_user_instances=1024" : undefined;
}

function isLimit(fault: unknown): boolean {
  return limitOf(fault) !== undefined;
}

function tooFew(fault: unknown, watched: number, all: number): WatchError {
  const what = `only ${watched} of ${all} folders can be watched for changes`;
  return new WatchError(`${what}; raise the limit: sysctl -w ${limitOf(fault)}`);
}

function unwatchable(fault: unknown): WatchError {
  return new WatchError(`files can't be watched for changes: ${messageOf(fault)}`);
}
