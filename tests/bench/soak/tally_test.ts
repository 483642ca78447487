import { assertEquals } from "@std/assert";
import { sumOf, Tally } from "../../../bench/soak/tally.ts";

Deno.test("Tally counts rounds by name, and faults, of which it tells the first", () => {
  const tally = new Tally();
  for (const name of ["a", "b", "a"]) tally.done(name);
  tally.fault("a", new Error("broken"));
  for (let count = 1; count < 100; count++) tally.fault("b", "torn");
  const { rounds, errors, faults } = tally.figures();
  assertEquals([rounds, errors], [{ a: 2, b: 1 }, 100]);
  assertEquals([faults.length, faults[0], faults[1]], [20, "a: broken", "b: torn"]);
});

Deno.test("Tally.figures() stay as they were when more is counted", () => {
  const tally = new Tally();
  tally.done("a");
  const figures = tally.figures();
  tally.done("a");
  tally.fault("a", "torn");
  assertEquals([figures.rounds, figures.faults], [{ a: 1 }, []]);
});

Deno.test("sumOf() puts the figures of clients together", () => {
  const one = { requests: 1, octets: 10, rounds: { a: 1, b: 2 }, errors: 0, faults: [] };
  const other = { requests: 2, octets: 20, rounds: { b: 3 }, errors: 1, faults: ["b: torn"] };
  assertEquals(sumOf([one, other]), {
    ...{ requests: 3, octets: 30, rounds: { a: 1, b: 5 } },
    ...{ errors: 1, faults: ["b: torn"] },
  });
  assertEquals(sumOf([]), { requests: 0, octets: 0, rounds: {}, errors: 0, faults: [] });
});
