// Range, as tables: what is asked for, of how much, and what is made of it.

import { assert, assertEquals } from "@std/assert";
import { parseRange, rangeLength } from "../../../http/semantics/ranges.ts";
import { seeded } from "../../support/random.ts";

const MAX = 16;

/** The value, the complete length, and the ranges as they would stand in Content-Range. */
const SATISFIABLE: readonly [value: string, length: number, ...ranges: string[]][] = [
  ["bytes=0-0", 1000, "0-0"],
  ["bytes=0-499", 1000, "0-499"],
  ["bytes=500-999", 1000, "500-999"],
  ["bytes=500-1000", 1000, "500-999"],
  ["bytes=500-", 1000, "500-999"],
  ["bytes=0-", 1000, "0-999"],
  ["bytes=999-", 1000, "999-999"],
  ["bytes=-1", 1000, "999-999"],
  ["bytes=-1000", 1000, "0-999"],
  ["bytes=-1001", 1000, "0-999"],
  ["bytes=007-0008", 1000, "7-8"],
  ["BYTES=1-2", 1000, "1-2"],
  ["bytes=0-0", 1, "0-0"],
  ["bytes=-1", 1, "0-0"],
  // Numbers beyond what can be counted are positions all the same.
  ["bytes=0-9007199254740993", 1000, "0-999"],
  ["bytes=0-18446744073709551616", 1000, "0-999"],
  ["bytes=-9007199254740993", 1000, "0-999"],
  ["bytes=-18446744073709551616", 1000, "0-999"],
  [`bytes=1-${"9".repeat(400)}`, 1000, "1-999"],
  // Several, in the order in which they were asked for.
  ["bytes=0-0,-1", 1000, "0-0", "999-999"],
  ["bytes=-1,0-0", 1000, "999-999", "0-0"],
  ["bytes= 0-0 ,\t500-500 , ,,", 1000, "0-0", "500-500"],
  ["bytes=0-0,1000-,-0,500-500", 1000, "0-0", "500-500"],
  // Joined: overlapping, touching, one in the other, all but touching.
  ["bytes=0-10,5-20", 1000, "0-20"],
  ["bytes=5-20,0-10", 1000, "0-20"],
  ["bytes=0-10,11-20", 1000, "0-20"],
  ["bytes=11-20,0-10", 1000, "0-20"],
  ["bytes=0-100,50-60", 1000, "0-100"],
  ["bytes=50-60,0-100", 1000, "0-100"],
  ["bytes=0-0,0-0,0-0", 1000, "0-0"],
  ["bytes=0-0,80-80", 1000, "0-80"],
  ["bytes=0-0,81-81", 1000, "0-0", "81-81"],
  ["bytes=0-,0-,0-,0-", 1000, "0-999"],
  // What was joined stands where it was first mentioned.
  ["bytes=0-0,500-600,1-2", 1000, "0-2", "500-600"],
  ["bytes=900-999,0-0,500-600,895-899", 1000, "895-999", "0-0", "500-600"],
  ["bytes=0-0,200-200,400-400,100-300", 1000, "0-0", "100-300", "400-400"],
  ["bytes=400-400,0-0,200-200,75-350", 1000, "0-400"],
];
for (const [value, length, ...ranges] of SATISFIABLE) {
  Deno.test(`parseRange() takes ${value.slice(0, 40)} of ${length} for ${ranges.join(", ")}`, () => {
    const outcome = parseRange(value, length, MAX);
    assert(typeof outcome !== "string", String(outcome));
    assertEquals(outcome.map(({ firstPos, lastPos }) => `${firstPos}-${lastPos}`), ranges);
  });
}

const UNSATISFIABLE = [
  "bytes=1000-",
  "bytes=1000-1000",
  "bytes=1000-2000",
  "bytes=-0",
  "bytes=-0,1000-",
  "bytes=9007199254740993-",
  "bytes=18446744073709551616-",
  "bytes=18446744073709551616-18446744073709551617",
];
for (const value of UNSATISFIABLE) {
  Deno.test(`parseRange() finds nothing of 1000 octets in ${value}`, () => {
    assertEquals(parseRange(value, 1000, MAX), "unsatisfiable");
  });
}

const MALFORMED = [
  "",
  "bytes",
  "bytes=",
  "bytes= ",
  "bytes=,",
  "bytes=-",
  "bytes=--1",
  "bytes=1--2",
  "bytes=1-2-3",
  "bytes=2-1",
  "bytes=0-0,2-1",
  "bytes=0-0,x",
  "bytes=0-0,-",
  "bytes=a-b",
  "bytes=+1-2",
  "bytes=1-+2",
  "bytes=0x1-2",
  "bytes=1e1-20",
  "bytes=1.0-2",
  "bytes=1 -2",
  "bytes=1- 2",
  "bytes=\u00a01-2",
  "bytes=\u0661-2",
  "bytes =0-1",
  " bytes=0-1",
  "bytes:0-1",
  "bytes=0-1;2-3",
  "bytes=0-1=",
  "bytes=0-1, bytes=2-3", // two field lines
  "items=0-1",
  "none=0-1",
  "0-1",
  "-",
  "bytes=NaN-Infinity",
];
for (const value of MALFORMED) {
  Deno.test(`parseRange() ignores ${JSON.stringify(value)}`, () => {
    assertEquals(parseRange(value, 1000, MAX), "ignored");
  });
}

Deno.test("parseRange() ignores whatever is asked of nothing", () => {
  for (const value of ["bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0", "bytes=5-6", "x"]) {
    assertEquals(parseRange(value, 0, MAX), "ignored", value);
  }
});

Deno.test("parseRange() ignores more ranges than it may look at, and counts what was asked", () => {
  const ask = (count: number, each: (at: number) => string): string =>
    `bytes=${Array.from({ length: count }, (_, at) => each(at)).join(",")}`;
  const apart = (at: number): string => `${at * 100}-${at * 100}`;
  assertEquals(parseRange(ask(MAX, apart), 1_000_000, MAX).length, MAX);
  assertEquals(parseRange(ask(MAX + 1, apart), 1_000_000, MAX), "ignored");
  assertEquals(parseRange(ask(10_000, apart), 1_000_000_000, MAX), "ignored");
  assertEquals(parseRange(ask(MAX + 1, () => "0-0"), 1000, MAX), "ignored", "though they join");
  assertEquals(parseRange(ask(MAX + 1, () => "5000-"), 1000, MAX), "ignored", "though all are out");
});

Deno.test("parseRange() never gives a range beyond the end, an empty one, or two that touch", () => {
  const pick = seeded(14);
  for (let turn = 0; turn < 5_000; turn++) {
    const length = 1 + pick(2_000);
    const text = (): string => String(pick(2 * length));
    const spec = (): string => [`${text()}-${text()}`, `${text()}-`, `-${text()}`][pick(3)]!;
    const value = `bytes=${Array.from({ length: 1 + pick(6) }, spec).join(",")}`;
    const outcome = parseRange(value, length, MAX);
    if (typeof outcome === "string") continue;
    const sorted = outcome.toSorted((one, other) => one.firstPos - other.firstPos);
    for (const [at, range] of sorted.entries()) {
      assert(range.firstPos >= 0 && range.lastPos < length && rangeLength(range) > 0, value);
      const before = sorted[at - 1];
      assert(before === undefined || range.firstPos - before.lastPos > 80, value);
    }
  }
});
