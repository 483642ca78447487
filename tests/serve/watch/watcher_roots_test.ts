// Watching what does not stay as it was found: roots that move, files alone, systems without watches.

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { EVERYTHING } from "../../../serve/watch/change.ts";
import { until } from "../../support/leaks.ts";
import { style, withWatcher } from "./watched.ts";

Deno.test("Watcher goes on below a root that was made anew", () =>
  withWatcher(async ({ folder, changes, write, heard }) => {
    for (let time = 0; time < 2; time++) {
      Deno.removeSync(folder, { recursive: true });
      await heard(EVERYTHING);
      Deno.mkdirSync(join(folder, "sub"), { recursive: true });
      await heard(EVERYTHING);
      changes.length = 0;
      write("sub/b.css");
      await until(() => changes.some(({ styles }) => styles !== undefined), () => "no style");
      assertEquals(changes.pop(), style("sub/b.css"));
      changes.length = 0;
    }
  }));

Deno.test("Watcher goes on below a root that is a link, and leads elsewhere now", () =>
  withWatcher(async ({ folder, write, heard }) => {
    const link = join(folder, "..", "link");
    write("a.css");
    await heard(style("a.css"));
    Deno.removeSync(link);
    Deno.symlinkSync("elsewhere", link);
    await heard(EVERYTHING);
    Deno.writeTextFileSync(join(link, "e.css"), "new");
    await heard(style("e.css"));
  }, {
    root: "link",
    prepare: (folder) => Deno.symlinkSync("root", join(folder, "..", "link")),
  }));

Deno.test("Watcher tells of a single file, and not of its neighbours", async () => {
  const prepare = (folder: string): void => Deno.symlinkSync("sub/b.css", join(folder, "l.css"));
  for (const [root, file] of [["root/index.html", "index.html"], ["root/l.css", "sub/b.css"]]) {
    await withWatcher(async ({ folder, changes, write, heard }) => {
      write(file!);
      await heard(EVERYTHING);
      write("a.css");
      write("sub/deep/c.css");
      Deno.renameSync(join(folder, "a.css"), join(folder, file!));
      await heard(EVERYTHING);
      Deno.removeSync(join(folder, file!));
      await heard(EVERYTHING);
      write(file!);
      await heard(EVERYTHING);
      assertEquals(changes, []);
    }, { root: root!, prepare });
  }
});

Deno.test("Watcher does not wait for ever until it is quiet", () =>
  withWatcher(async ({ changes, write }) => {
    let writes = 0;
    const writing = setInterval(() => write("a.css", String(writes++)), 5);
    await until(() => changes.length > 1, () => "it waits").finally(() => clearInterval(writing));
  }));

Deno.test("Watcher goes on where a watch ends of itself, but not for ever", async () => {
  const watchFs = Deno.watchFs;
  try {
    for (const ends of [1, Infinity]) {
      let left = ends;
      Deno.watchFs = (paths, options): Deno.FsWatcher => {
        const watcher = watchFs.call(Deno, paths, options);
        if (left-- <= 0) return watcher;
        const ending = { value: () => Promise.reject(new Error("it ended (os error 5)")) };
        return Object.defineProperty(watcher, "next", ending);
      };
      await withWatcher(async ({ write, heard, faults, changes }) => {
        await heard(EVERYTHING);
        if (ends === Infinity) {
          await until(() => faults.length > 0, () => "no fault");
          assertEquals(faults.splice(0), ["files can't be watched for changes: it ended"]);
          return;
        }
        changes.length = 0;
        write("a.css");
        await heard(style("a.css"));
      });
    }
  } finally {
    Deno.watchFs = watchFs;
  }
});

/** Lets Deno.watchFs watch so many folders at once, and none recursively. */
class FewWatches implements Disposable {
  readonly #true = Deno.watchFs;

  constructor(most: number, message: string) {
    Deno.watchFs = (paths, options): Deno.FsWatcher => {
      const count = typeof paths === "string" ? 1 : paths.length;
      if (options?.recursive !== false || count > most) throw new Error(message);
      return this.#true.call(Deno, paths, options);
    };
  }

  [Symbol.dispose](): void {
    Deno.watchFs = this.#true;
  }
}

Deno.test("Watcher tells, once, of folders that the system has no watches for", async () => {
  for (const message of ["OS file watch limit reached.", "Too many open files (os error 24)"]) {
    using _few = new FewWatches(1, message);
    await withWatcher(async ({ folder, faults, write, heard }) => {
      write("a.css");
      await heard(style("a.css"));
      Deno.mkdirSync(join(folder, "more"));
      await heard(EVERYTHING); // the watches are set anew
      const [fault = "", ...others] = faults.splice(0);
      assertMatch(fault, /^only 1 of 3 folders can be watched for changes; .* sysctl .*=\d+$/);
      assertEquals(others, []);
    });
    using _none = new FewWatches(0, message);
    await withWatcher(({ faults }) => {
      const [fault = ""] = faults.splice(0);
      assertMatch(fault, /^only 0 of 3 folders can be watched for changes; .* sysctl /);
      return Promise.resolve();
    });
  }
});
