import { assert, assertEquals } from "@std/assert";
import { type Goal, judge, type Row } from "../../bench/row.ts";
import { ROWS } from "../../bench/rows/all.ts";

function rowWith(goal: Goal): Row {
  const [title, unit, table] = ["", "ms", "server"] as const;
  return { name: "x", title, unit, table, goals: [goal], run: () => Promise.reject() };
}

Deno.test("judge() takes the median of the rounds' ratios, not the ratio of the medians", () => {
  const samples = { a: [1, 20, 300], b: [1, 10, 400] };
  const [verdict] = judge(rowWith({ of: "a", to: "b", atLeast: 1 }), { samples }).verdicts;
  assertEquals(verdict?.reached, 1);
  assertEquals(verdict?.met, true);
  assertEquals(verdict?.key, "x: a / b");
});

Deno.test("judge() holds figures to their bound", () => {
  const table: [goal: Goal, met: boolean][] = [
    [{ of: "a", atLeast: 10 }, true],
    [{ of: "a", atLeast: 10.1 }, false],
    [{ of: "a", atMost: 10 }, true],
    [{ of: "a", atMost: 9.9 }, false],
    [{ of: "a", to: "b", atMost: 2 }, true],
    [{ of: "a", to: "b", atLeast: 2.1 }, false],
  ];
  for (const [goal, met] of table) {
    const [verdict] = judge(rowWith(goal), { samples: { a: [10], b: [5] } }).verdicts;
    assertEquals(verdict?.met, met, JSON.stringify(goal));
  }
});

Deno.test("judge() finds no goal met that was not measured", () => {
  for (const goal of [{ of: "a", atMost: 9 }, { of: "a", to: "b", atLeast: 1 }]) {
    const [verdict] = judge(rowWith(goal), { samples: { b: [1] } }).verdicts;
    assert(Number.isNaN(verdict?.reached));
    assertEquals(verdict?.met, false);
  }
});

Deno.test("the rows have names of their own, and goals with one bound each", () => {
  const names = ROWS.map(({ name }) => name);
  assertEquals(new Set(names).size, names.length);
  for (const { atLeast, atMost } of ROWS.flatMap(({ goals }) => goals)) {
    assert((atLeast === undefined) !== (atMost === undefined));
  }
});
