// Retry-After by a table.

import { assertEquals } from "@std/assert";
import { parseRetryAfter } from "../../../http/semantics/retry_after.ts";

const NOW = Date.UTC(2026, 10, 23, 12, 0, 0);

Deno.test("parseRetryAfter() reads seconds and dates, and a date that has passed as now", () => {
  const table: [value: string, ms: number | undefined][] = [
    ["0", 0],
    ["120", 120_000],
    ["Mon, 23 Nov 2026 12:00:10 GMT", 10_000],
    ["Monday, 23-Nov-26 12:00:10 GMT", 10_000],
    ["Mon Nov 23 12:00:10 2026", 10_000],
    ["Mon, 23 Nov 2026 11:59:59 GMT", 0],
    ["", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["1s", undefined],
    ["soon", undefined],
    ["99999999999999999999", undefined],
  ];
  for (const [value, ms] of table) assertEquals(parseRetryAfter(value, NOW), ms, value);
});
