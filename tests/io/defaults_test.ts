// What was given and what holds otherwise.

import { assertEquals, assertThrows } from "@std/assert";
import { bound, settle } from "../../io/defaults.ts";

const DEFAULTS = { name: "n", limit: 5, waitMs: 10 };

Deno.test("settle() takes what is given, and the defaults for the rest", () => {
  assertEquals(settle({ name: "m" }, DEFAULTS), { name: "m", limit: 5, waitMs: 10 });
  assertEquals(settle(undefined, DEFAULTS), DEFAULTS);
  const more = { limit: 0, extra: true };
  assertEquals(settle(more, DEFAULTS), { name: "n", limit: 0, waitMs: 10, extra: true });
});

Deno.test("settle() takes undefined for nothing said", () => {
  const nothing = { name: undefined, limit: undefined };
  assertEquals(settle(nothing, DEFAULTS), { ...DEFAULTS });
});

Deno.test("settle() refuses what is no number where a number holds back", () => {
  const table: [given: Record<string, unknown>, message: string][] = [
    [{ limit: NaN }, "limit is NaN, but has to be a number from 0 up"],
    [{ limit: -1 }, "limit is -1, but has to be a number from 0 up"],
    [{ limit: Infinity }, "limit is Infinity"],
    [{ limit: "5" }, "limit is 5"],
    [{ limit: null }, "limit is null"],
    [{ waitMs: NaN }, "waitMs is NaN"],
  ];
  for (const [given, message] of table) {
    assertThrows(() => settle(given, DEFAULTS), RangeError, message);
  }
});

Deno.test("bound() lets times be as long as anybody likes, and no longer than a timer waits", () => {
  assertEquals(bound("waitMs", Infinity, 0), 2 ** 31 - 1);
  assertEquals(bound("waitMs", 1e12, 0), 2 ** 31 - 1);
  assertEquals([bound("waitMs", 3, 0), bound("octets", 1e12, 0)], [3, 1e12]);
  assertThrows(() => bound("connections", 0, 1), RangeError, "a number from 1 up");
});
