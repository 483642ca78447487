import { assert, assertEquals } from "@std/assert";
import { sumOf } from "../../../bench/soak/tally.ts";
import {
  judge,
  memoryIn,
  passes,
  type Sample,
  type Watched,
  windowsOf,
} from "../../../bench/soak/verdict.ts";

const MINUTE_MS = 60_000;
const RUN_MS = 10 * MINUTE_MS;
const WELL = { ...sumOf([]), requests: 1 };

/** A look each second of the run, with so much memory after so many milliseconds. */
function samples(memory: (atMs: number) => number): Sample[] {
  return Array.from({ length: RUN_MS / 1000 }, (_, at) => {
    const atMs = 1000 * (at + 1);
    return { atMs, memoryKib: memory(atMs), openFiles: 20 + at % 3 };
  });
}

function watched(memory: (atMs: number) => number, filesAfter = 17): Watched {
  return { name: "plain", samples: samples(memory), filesBefore: 17, filesAfter };
}

Deno.test("windowsOf() compares the minute around minute 2 with the last one", () => {
  const [early, late] = [{ fromMs: 90_000, toMs: 150_000 }, { fromMs: 540_000, toMs: 600_000 }];
  assertEquals(windowsOf(RUN_MS), { early, late });
  assertEquals(windowsOf(6 * RUN_MS).early, early);
});

Deno.test("windowsOf() keeps the proportions of short runs", () => {
  const { early, late } = windowsOf(MINUTE_MS);
  assertEquals(early, { fromMs: 9000, toMs: 15_000 });
  assertEquals(late, { fromMs: 54_000, toMs: 60_000 });
});

Deno.test("memoryIn() is the median of the window, ends included", () => {
  const table = [[1, 9], [2, 4], [3, 5], [4, 6], [5, 90]] as const;
  const looks = table.map(([atMs, memoryKib]) => ({ atMs, memoryKib, openFiles: 0 }));
  assertEquals(memoryIn(looks, { fromMs: 2, toMs: 4 }), 5);
  assert(Number.isNaN(memoryIn(looks, { fromMs: 6, toMs: 9 })));
});

Deno.test("judge() calls memory flat when it has grown by a tenth at most", () => {
  const table: [name: string, memory: (atMs: number) => number, isFlat: boolean][] = [
    ["level", () => 1000, true],
    ["a rise before minute 1", (atMs) => atMs < MINUTE_MS ? 10 : 1000, true],
    ["a tenth more", (atMs) => atMs < RUN_MS / 2 ? 1000 : 1100, true],
    ["more than that", (atMs) => atMs < RUN_MS / 2 ? 1000 : 1101, false],
    ["a leak", (atMs) => 1000 + atMs / 1000, false],
    ["less", (atMs) => atMs < RUN_MS / 2 ? 1000 : 500, true],
    ["a peak, and back", (atMs) => atMs === RUN_MS / 2 ? 9000 : 1000, true],
  ];
  for (const [name, memory, isFlat] of table) {
    assertEquals(judge(watched(memory), RUN_MS).isFlat, isFlat, name);
  }
});

Deno.test("judge() tells of memory at both times, and of the most there was", () => {
  const verdict = judge(watched((atMs) => atMs === RUN_MS / 2 ? 9000 : 1000 + atMs / 1000), RUN_MS);
  assertEquals([verdict.earlyKib, verdict.lateKib, verdict.mostKib], [1120, 1570, 9000]);
  assertEquals(verdict.ratio, 1570 / 1120);
  assertEquals([verdict.mostFiles, verdict.filesBefore, verdict.filesAfter], [22, 17, 17]);
});

Deno.test("judge() does not call flat what was not looked at", () => {
  const { isFlat } = judge({ ...watched(() => 1), samples: [] }, RUN_MS);
  assertEquals(isFlat, false);
});

Deno.test("passes() wants no error, some work, flat memory and no file left", () => {
  const level = judge(watched(() => 1000), RUN_MS);
  const grown = judge(watched((atMs) => atMs), RUN_MS);
  const [more, fewer] = [18, 16].map((files) => judge(watched(() => 1000, files), RUN_MS));
  assertEquals(passes([level, level], WELL), true);
  for (const other of [grown, more!, fewer!]) assertEquals(passes([level, other], WELL), false);
  assertEquals(passes([level], { ...WELL, errors: 1 }), false);
  assertEquals(passes([level], { ...WELL, requests: 0 }), false);
  assertEquals(passes([], WELL), false);
});
