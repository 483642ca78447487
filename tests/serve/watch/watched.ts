// A folder that is watched, and what is heard of it.

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { Policy } from "../../../serve/policy.ts";
import type { Change } from "../../../serve/watch/change.ts";
import { Watcher } from "../../../serve/watch/watcher.ts";
import { until } from "../../support/leaks.ts";
import { makeFolder } from "../../support/server.ts";

/** A folder that is watched, and what was heard of it. */
export interface Watched {
  readonly folder: string;
  readonly changes: Change[];
  readonly faults: string[];
  /** Writes a file below the folder. */
  write(path: string, text?: string): void;
  /** Waits until that was told of, and nothing else was: then what came before has been, too. */
  heard(change: Change): Promise<void>;
}

const FILES = { "a.css": "a", "index.html": "i", "sub/b.css": "b", "sub/deep/c.css": "c" };
export const POLICY: Policy = { hidden: false, symlinks: "inside" };

/** Watches `root` in a new folder with FILES and, below `elsewhere`, others. */
export async function withWatcher(
  use: (watched: Watched) => Promise<void>,
  { root = "root", policy = POLICY, prepare = (_folder: string): void => {} } = {},
): Promise<void> {
  const all = makeFolder({ "elsewhere/e.css": "e" });
  const folder = join(all, "root");
  const write = (path: string, text: string = crypto.randomUUID()): void =>
    Deno.writeTextFileSync(join(folder, path), text);
  Deno.mkdirSync(join(folder, "sub", "deep"), { recursive: true });
  for (const [path, text] of Object.entries(FILES)) write(path, text);
  prepare(folder);
  const changes: Change[] = [];
  const faults: string[] = [];
  const watching = {
    changed: (change: Change): void => void changes.push(change),
    diagnose: (fault: string): void => void faults.push(fault),
  };
  const heard = async (change: Change): Promise<void> => {
    await until(() => changes.length > 0, () => `${JSON.stringify(change)} was not told of`);
    for (const each of changes.splice(0)) assertEquals(each, change);
  };
  try {
    using _watcher = await Watcher.start({ root: join(all, root), policy }, watching);
    await use({ folder, changes, faults, write, heard });
    assertEquals(faults, []);
  } finally {
    Deno.removeSync(all, { recursive: true });
  }
}

/** A change of stylesheets alone. */
export function style(...styles: string[]): Change {
  return { styles };
}
