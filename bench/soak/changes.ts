// What happens to the site while it is served: a page is replaced, a log grows, files come and go.
//
// Contract: every file has its name only when it is whole, by a rename; the log grows by whole lines and
// is begun anew when it is long.

import { join } from "@std/path";
import { LOG, logLines, PAGE, pageOf, VISITORS } from "./site.ts";

const [PAGE_EVERY_MS, LOG_EVERY_MS, VISITOR_EVERY_MS] = [3000, 500, 700];
const LINES_AT_ONCE = 32;
const MOST_LINES = 8192;

/** Changes the site until it is disposed. */
export class Changes implements Disposable {
  readonly #timers: ReturnType<typeof setInterval>[];
  #version = 0;
  #lines = 0;
  #visitor = 0;

  constructor(private readonly folder: string) {
    this.#replacePage();
    this.#growLog();
    this.#timers = [
      setInterval(() => this.#replacePage(), PAGE_EVERY_MS),
      setInterval(() => this.#growLog(), LOG_EVERY_MS),
      setInterval(() => this.#comeOrGo(), VISITOR_EVERY_MS),
    ];
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  #replacePage(): void {
    this.#place(PAGE, pageOf(this.#version++));
  }

  #growLog(): void {
    const from = this.#lines >= MOST_LINES ? 0 : this.#lines;
    this.#lines = from + LINES_AT_ONCE;
    const lines = logLines(from, this.#lines);
    if (from === 0) this.#place(LOG, lines);
    else Deno.writeTextFileSync(join(this.folder, LOG), lines, { append: true });
  }

  #comeOrGo(): void {
    const name = VISITORS[this.#visitor++ % VISITORS.length] ?? "";
    try {
      Deno.removeSync(join(this.folder, name));
    } catch {
      this.#place(name, name);
    }
  }

  #place(name: string, text: string): void {
    const path = join(this.folder, name);
    Deno.writeTextFileSync(`${path}~`, text);
    Deno.renameSync(`${path}~`, path);
  }
}
