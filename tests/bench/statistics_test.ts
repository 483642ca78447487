import { assert, assertEquals } from "@std/assert";
import { median, ratios, spread } from "../../bench/statistics.ts";

Deno.test("median() is the middle one, or the mean of two", () => {
  const table: [values: number[], middle: number][] = [
    [[7], 7],
    [[9, 1, 5], 5],
    [[10, 9, 100], 10],
    [[4, 1, 3, 2], 2.5],
  ];
  for (const [values, middle] of table) assertEquals(median(values), middle, String(values));
  assert(Number.isNaN(median([])));
});

Deno.test("median() leaves its values as they were", () => {
  const values = [3, 1, 2];
  median(values);
  assertEquals(values, [3, 1, 2]);
});

Deno.test("ratios() compares figures of the same round only", () => {
  assertEquals(ratios([10, 20, 30], [5, 40]), [2, 0.5]);
  assertEquals(ratios([10], []), []);
});

Deno.test("spread() is a part of the median", () => {
  assertEquals(spread([10, 8, 12]), 0.4);
  assertEquals(spread([10]), 0);
  assert(Number.isNaN(spread([])));
});
