// What is heard of a site when somebody works on it.

import { join } from "@std/path";
import type { Policy } from "../../../serve/policy.ts";
import { type Change, EVERYTHING } from "../../../serve/watch/change.ts";
import { POLICY, style, type Watched, withWatcher } from "./watched.ts";

/** What somebody does, and what is heard of it; undefined for nothing. */
type Deed = [name: string, change: Change | undefined, deed: (watched: Watched) => void];

const DEEDS: readonly Deed[] = [
  ["writes a stylesheet", style("a.css"), ({ write }) => write("a.css")],
  ["writes one deep below", style("sub/deep/c.css"), ({ write }) => write("sub/deep/c.css")],
  ["writes a page", EVERYTHING, ({ write }) => write("index.html")],
  ["writes both at once", EVERYTHING, ({ write }) => {
    write("index.html");
    write("a.css");
  }],
  ["writes two stylesheets", style("a.css", "sub/b.css"), ({ write }) => {
    write("a.css");
    write("sub/b.css");
  }],
  ["adds a file", EVERYTHING, ({ write }) => write("new.txt")],
  ["deletes a file", EVERYTHING, ({ folder }) => Deno.removeSync(join(folder, "index.html"))],
  ["deletes a stylesheet", style("a.css"), ({ folder }) => Deno.removeSync(join(folder, "a.css"))],
  ["lets it come again", style("a.css"), ({ write }) => write("a.css")],
  ["replaces a stylesheet by another file", style("a.css"), ({ folder, write }) => {
    write("a.css.tmp-1");
    Deno.renameSync(join(folder, "a.css.tmp-1"), join(folder, "a.css"));
  }],
  ["saves a stylesheet as vim does", style("a.css"), ({ folder, write }) => {
    write("4913");
    Deno.removeSync(join(folder, "4913"));
    Deno.renameSync(join(folder, "a.css"), join(folder, "a.css~"));
    write("a.css");
    Deno.removeSync(join(folder, "a.css~"));
  }],
  ["renames a page to a hidden name", EVERYTHING, ({ folder, write }) => {
    write("index.html");
    Deno.renameSync(join(folder, "index.html"), join(folder, ".index.html"));
  }],
  ["writes hidden files", undefined, ({ folder, write }) => {
    write(".hidden");
    Deno.mkdirSync(join(folder, ".git"));
    write(".git/index.html");
  }],
  ["writes a backup", undefined, ({ write }) => write("index.html~")],
  ["reads", undefined, ({ folder }) => Deno.readTextFileSync(join(folder, "index.html~"))],
  ["makes a folder with a page", EVERYTHING, ({ folder, write }) => {
    Deno.mkdirSync(join(folder, "new"));
    write("new/d.css");
  }],
  ["writes into it", style("new/d.css"), ({ write }) => write("new/d.css")],
  ["makes a folder anew", EVERYTHING, ({ folder }) => {
    Deno.removeSync(join(folder, "sub"), { recursive: true });
    Deno.mkdirSync(join(folder, "sub"));
  }],
  ["writes into that", style("sub/b.css"), ({ write }) => write("sub/b.css")],
  ["renames a folder", EVERYTHING, ({ folder }) => {
    Deno.renameSync(join(folder, "sub"), join(folder, "moved"));
  }],
  ["writes into it by its new name", style("moved/b.css"), ({ write }) => write("moved/b.css")],
];

/** Does all that, one after the other. */
async function doAll(watched: Watched): Promise<void> {
  for (const [name, change, deed] of DEEDS) {
    deed(watched);
    if (change === undefined) watched.write("a.css"); // which is heard of, and nothing before it
    try {
      await watched.heard(change ?? style("a.css"));
    } catch (fault) {
      throw new Error(`whoever ${name}: ${(fault as Error).message}`);
    }
  }
}

const ON_LINUX = { ignore: Deno.build.os !== "linux" };

Deno.test("Watcher tells of what changes, once it is quiet", () => withWatcher(doAll));

Deno.test("Watcher tells the same where a link keeps it from watching all at once", () =>
  withWatcher(doAll, {
    prepare: (folder) => Deno.symlinkSync("sub", join(folder, "link")),
  }));

Deno.test("Watcher tells of what is not served only where it is", () => {
  const policy: Policy = { ...POLICY, hidden: true };
  return withWatcher(async ({ write, heard }) => {
    write(".hidden.css");
    await heard(style(".hidden.css"));
  }, { policy });
});

Deno.test({
  ...ON_LINUX,
  name: "Watcher follows links as far as the policy does",
  async fn(): Promise<void> {
    const prepare = (folder: string): void => {
      Deno.symlinkSync("../elsewhere", join(folder, "far"));
      Deno.symlinkSync("..", join(folder, "sub", "round"));
    };
    for (const symlinks of ["inside", "none", "follow"] as const) {
      await withWatcher(async ({ folder, write, heard }) => {
        Deno.writeTextFileSync(join(folder, "..", "elsewhere", "e.css"), "new");
        if (symlinks === "follow") return await heard(style("far/e.css"));
        write("a.css");
        await heard(style("a.css"));
      }, { policy: { ...POLICY, symlinks }, prepare });
    }
  },
});

Deno.test({
  ...ON_LINUX,
  name: "Watcher tells of a hidden folder that a link leads to, by the link's name",
  fn: () =>
    withWatcher(async ({ folder, heard }) => {
      Deno.writeTextFileSync(join(folder, ".data", "d.css"), "new");
      await heard(style("shown/d.css"));
    }, {
      prepare(folder): void {
        Deno.mkdirSync(join(folder, ".data"));
        Deno.symlinkSync(".data", join(folder, "shown"));
      },
    }),
});
