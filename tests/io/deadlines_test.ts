import { assert, assertEquals } from "@std/assert";
import { type Deadlined, Deadlines, TICK_MS } from "../../io/deadlines.ts";
import { ManualTimer } from "../support/timer.ts";

/** Counts how often its deadline fell; sets none anew. */
class Watched implements Deadlined {
  fallsAt = Infinity;
  fallen = 0;
  then: () => void = () => {};

  expire(): void {
    this.fallsAt = Infinity;
    this.fallen++;
    this.then();
  }
}

/** After how many ticks a deadline falls, set behind `before` ticks. */
function ticksUntil(afterMs: number, before: number, most: number): number {
  using timer = new ManualTimer();
  const deadlines = new Deadlines();
  const watched = new Watched();
  deadlines.watch(watched);
  timer.tick(before);
  watched.fallsAt = deadlines.after(afterMs);
  for (let ticks = 1; ticks <= most; ticks++) {
    timer.tick();
    if (watched.fallen > 0) return ticks;
  }
  return Infinity;
}

// A deadline set just before a tick has that tick for nothing: one more makes it never too early.
const DEADLINES: readonly (readonly [afterMs: number, ticks: number])[] = [
  [0, 1],
  [1, 2],
  [TICK_MS - 1, 2],
  [TICK_MS, 2],
  [TICK_MS + 1, 3],
  [10 * TICK_MS, 11],
  [Infinity, Infinity],
];

for (const [afterMs, ticks] of DEADLINES) {
  Deno.test(`Deadlines.after() falls at tick ${ticks} when given ${afterMs} ms`, () => {
    for (const before of [0, 1, 1000]) assertEquals(ticksUntil(afterMs, before, 20), ticks);
  });
}

Deno.test("Deadlines.watch() keeps one timer while there is anything to watch", () => {
  using timer = new ManualTimer();
  const deadlines = new Deadlines();
  const [one, other] = [new Watched(), new Watched()];
  assert(!timer.running);
  deadlines.watch(one);
  deadlines.watch(other);
  assertEquals([timer.running, timer.periodMs], [true, TICK_MS] as unknown[]);
  deadlines.unwatch(one);
  deadlines.unwatch(one);
  assert(timer.running);
  deadlines.unwatch(other);
  assert(!timer.running);
  deadlines.watch(one);
  assert(timer.running);
});

Deno.test("Deadlines lets a deadline fall once when it is not set anew", () => {
  using timer = new ManualTimer();
  const deadlines = new Deadlines();
  const watched = new Watched();
  deadlines.watch(watched);
  watched.fallsAt = deadlines.after(0);
  timer.tick(5);
  assertEquals(watched.fallen, 1);
});

Deno.test("Deadlines lets a deadline fall again when it is set anew", () => {
  using timer = new ManualTimer();
  const deadlines = new Deadlines();
  const watched = new Watched();
  watched.then = () => watched.fallsAt = deadlines.after(TICK_MS);
  deadlines.watch(watched);
  watched.fallsAt = deadlines.after(0);
  timer.tick(5);
  assertEquals(watched.fallen, 3);
});

Deno.test("Deadlines lets nothing fall that is pushed back in time or watched no more", () => {
  using timer = new ManualTimer();
  const deadlines = new Deadlines();
  const [pushed, gone] = [new Watched(), new Watched()];
  for (const watched of [pushed, gone]) {
    deadlines.watch(watched);
    watched.fallsAt = deadlines.after(TICK_MS);
  }
  timer.tick();
  pushed.fallsAt = deadlines.after(TICK_MS);
  deadlines.unwatch(gone);
  timer.tick();
  assertEquals([pushed.fallen, gone.fallen], [0, 0]);
  timer.tick();
  assertEquals([pushed.fallen, gone.fallen], [1, 0]);
});

Deno.test("Deadlines looks at all the others when one goes away as its deadline falls", () => {
  using timer = new ManualTimer();
  const deadlines = new Deadlines();
  const all = [new Watched(), new Watched(), new Watched()];
  for (const watched of all) {
    watched.then = () => deadlines.unwatch(watched);
    deadlines.watch(watched);
    watched.fallsAt = deadlines.after(0);
  }
  timer.tick();
  assertEquals(all.map(({ fallen }) => fallen), [1, 1, 1]);
  assert(!timer.running);
});
