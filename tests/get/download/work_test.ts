// Work: every octet is assigned once at a time, and in the end all have been.

import { assert, assertEquals } from "@std/assert";
import { type Assignment, Work } from "../../../get/download/work.ts";
import { Spans } from "../../../get/files/spans.ts";
import { seeded } from "../../support/random.ts";

const MEBI = 1024 * 1024;

Deno.test("Work() assigns gaps in their order, then halves of what is left of the longest", () => {
  const work = new Work([{ from: 5, to: 10 }, { from: 20, to: 20 + 8 * MEBI }]);
  const [one, two] = [work.take()!, work.take()!];
  assertEquals([one.next, one.end, two.next], [5, 10, 20]);
  const three = work.take()!;
  assertEquals([two.end, three.next, three.end], [20 + 4 * MEBI, 20 + 4 * MEBI, 20 + 8 * MEBI]);
  two.next += 3.5 * MEBI;
  const four = work.take()!;
  assertEquals([four.next, three.end], [20 + 6 * MEBI, 20 + 6 * MEBI]);
});

Deno.test("Work() does not divide what is short or has no end", () => {
  const short = new Work([{ from: 0, to: MEBI - 1 }]);
  assert(short.take() !== undefined);
  assertEquals(short.take(), undefined);
  const endless = new Work([{ from: 0, to: Infinity }]);
  assert(endless.take() !== undefined);
  assertEquals(endless.take(), undefined);
});

Deno.test("Work() gives what is left of an assignment to the one before it, or to the next to ask", () => {
  const work = new Work([{ from: 0, to: 8 * MEBI }]);
  work.take();
  const second = work.take()!;
  second.next += 10;
  work.release(second);
  assertEquals(work.take()!.next, 4 * MEBI + 10); // first does not reach there
  const other = new Work([{ from: 0, to: 8 * MEBI }]);
  const before = other.take()!;
  other.release(other.take()!);
  assertEquals(before.end, 8 * MEBI);
});

Deno.test("Work() has every octet done once, whatever fails and whoever is slow", () => {
  const random = seeded(11);
  for (let round = 0; round < 100; round++) {
    const total = 1 + random(40 * MEBI);
    const work = new Work([{ from: 0, to: total }]);
    const done = new Spans();
    let octets = 0;
    const lanes: (Assignment | undefined)[] = Array.from({ length: 1 + random(6) });
    for (let steps = 0; !work.isDone; steps++) {
      assert(steps < 100_000, "no end");
      const lane = random(lanes.length);
      const taken = lanes[lane] ??= work.take();
      if (taken === undefined) continue;
      const count = Math.min(random(3 * MEBI), taken.end - taken.next);
      done.add(taken.next, taken.next + count);
      taken.next += count;
      octets += count;
      if (taken.next < taken.end && random(8) > 0) continue;
      work.release(taken);
      lanes[lane] = undefined;
    }
    assertEquals([octets, done.missing(total)], [total, []]);
  }
});
