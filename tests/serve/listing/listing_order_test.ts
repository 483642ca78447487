import { assertEquals } from "@std/assert";
import { inOrder } from "../../../serve/listing/listing_order.ts";

interface Named {
  readonly name: string;
  readonly type: "file" | "directory";
}

/** What it returns, and how often it could have paused. */
function run(entries: readonly Named[]): { names: string[]; pauses: number } {
  const sorting = inOrder(entries);
  for (let pauses = 0;; pauses++) {
    const { value, done } = sorting.next();
    if (done) return { names: value.map(({ name }) => name), pauses };
  }
}

const numbered = (count: number): Named[] =>
  Array.from({ length: count }, (_, at) => ({
    name: `${(at * 7_919) % count}`,
    type: (at * 7_919) % count < count / 2 ? "file" : "directory",
  }));

Deno.test("inOrder() sorts any number of entries, folders first, and pauses amid many", () => {
  for (const count of [0, 1, 2, 1_023, 1_024, 1_025, 5_000]) {
    const half = Math.ceil(count / 2);
    const numbers = Array.from({ length: count }, (_, at) => `${at}`);
    const { names, pauses } = run(numbered(count));
    assertEquals(names, [...numbers.slice(half), ...numbers.slice(0, half)], `${count}`);
    assertEquals(pauses >= count / 1_024, true, `${count}`);
  }
});
