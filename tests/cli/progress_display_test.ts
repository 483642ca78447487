// What is written to a terminal while downloads run, at times that are told.

import { assertEquals, assertMatch } from "@std/assert";
import { ProgressDisplay } from "../../cli/progress_display.ts";
import { ManualTimer } from "../support/timer.ts";

/** A display whose clock stands still until it is moved. */
class Stage implements Disposable {
  readonly timer = new ManualTimer();
  nowMs = 0;
  written = "";
  readonly display = new ProgressDisplay({
    write: (text) => this.written += text,
    screen: () => ({ columns: 80, rows: 24 }),
    now: () => this.nowMs,
  });

  /** Lets time go by, and the timer draw. @returns what was written meanwhile */
  after(ms: number): string {
    this.nowMs += ms;
    this.written = "";
    this.timer.tick();
    return this.written;
  }

  [Symbol.dispose](): void {
    this.display[Symbol.dispose]();
    this.timer[Symbol.dispose]();
  }
}

function assertStart(text: string, start: string): void {
  assertEquals(text.slice(0, start.length), start);
}

Deno.test("ProgressDisplay draws nothing of what is through in a moment", () => {
  using stage = new Stage();
  stage.display.advance({}, "a", 1, 2);
  assertEquals(stage.after(200), "");
  const key = {};
  stage.display.advance(key, "a", 1, 2);
  stage.display.end(key);
  assertEquals(stage.written, "");
});

Deno.test("ProgressDisplay draws one line in place, and wipes it out at the end", () => {
  using stage = new Stage();
  const key = {};
  stage.display.advance(key, "a.iso", 0, 4);
  stage.display.advance(key, "a.iso", 1, 4);
  assertStart(stage.after(400), "\r\x1b[Ja.iso   25% ");
  stage.display.advance(key, "a.iso", 2, 4);
  assertStart(stage.after(400), "\r\x1b[Ja.iso   50% ");
  stage.written = "";
  stage.display.end(key);
  assertEquals([stage.written, stage.timer.running], ["\r\x1b[J", false]);
});

Deno.test("ProgressDisplay goes back over all its lines", () => {
  using stage = new Stage();
  const keys = [{}, {}];
  for (const key of keys) stage.display.advance(key, "x", 1, 4);
  const drawn = stage.after(400);
  assertEquals(drawn.split("\n").length, 3);
  assertMatch(drawn.split("\n")[2] ?? "", /^Total +2 running/);
  assertStart(stage.after(100), "\r\x1b[2A\x1b[J");
  stage.display.end(keys[0]!);
  const one = stage.after(100);
  assertStart(one, "\r\x1b[2A\x1b[Jx   25% ");
  assertEquals(one.split("\n").length, 1);
  stage.written = "";
  stage.display.wipe();
  stage.display.wipe();
  assertEquals(stage.written, "\r\x1b[J", "only once");
});

Deno.test("ProgressDisplay shows many short downloads that together take long", () => {
  using stage = new Stage();
  for (let count = 0; count < 3; count++) {
    const keys = [{}, {}];
    for (const key of keys) stage.display.advance(key, "x", 0, 4);
    for (const key of keys) stage.display.advance(key, "x", 4, 4);
    const drawn = stage.after(200);
    assertEquals(drawn === "", count === 0);
    if (count === 2) assertMatch(drawn, /Total +4 done, 2 running {2}24 B/);
    for (const key of keys) stage.display.end(key);
  }
});
