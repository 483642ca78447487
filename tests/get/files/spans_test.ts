// Spans against a plain set of octets.

import { assertEquals } from "@std/assert";
import { Spans } from "../../../get/files/spans.ts";
import { seeded } from "../../support/random.ts";

Deno.test("Spans() are what a set of octets would be, in whatever order they come", () => {
  const random = seeded(7);
  for (let round = 0; round < 200; round++) {
    const [spans, octets] = [new Spans(), new Set<number>()];
    for (let step = 0; step < 12; step++) {
      const from = random(60);
      const to = from + random(12);
      spans.add(from, to);
      for (let at = from; at < to; at++) octets.add(at);
      const listed = [...spans].flatMap(({ from, to }) =>
        Array.from({ length: to - from }, (_, n) => from + n)
      );
      assertEquals(listed, [...octets].sort((a, b) => a - b));
      assertEquals(spans.octets, octets.size);
      const gaps = spans.missing(50).flatMap(({ from, to }) =>
        Array.from({ length: to - from }, (_, n) => from + n)
      );
      assertEquals(gaps, Array.from({ length: 50 }, (_, n) => n).filter((n) => !octets.has(n)));
      const frontier = Array.from({ length: 80 }, (_, n) => n).find((n) => !octets.has(n));
      assertEquals(spans.frontier, frontier);
    }
    const all = [...spans];
    for (let at = 1; at < all.length; at++) assertEquals(all[at]!.from > all[at - 1]!.to, true);
  }
});

Deno.test("Spans() miss everything up to no end", () => {
  assertEquals(new Spans().missing(Infinity), [{ from: 0, to: Infinity }]);
  assertEquals(new Spans([{ from: 0, to: 5 }]).missing(Infinity), [{ from: 5, to: Infinity }]);
  assertEquals(new Spans([{ from: 0, to: 5 }]).missing(5), []);
});
