import { assert, assertEquals } from "@std/assert";
import { decline, regressions, updated } from "../../bench/baseline.ts";
import type { Goal, Verdict } from "../../bench/row.ts";

function verdict(reached: number, bound: Pick<Goal, "atLeast" | "atMost">): Verdict {
  return { key: "x", goal: { of: "a", ...bound }, reached, spread: 0, met: true };
}

const MORE = { atLeast: 1 };
const LESS = { atMost: 1 };

Deno.test("decline() knows which way is worse", () => {
  const table: [reached: number, bound: Pick<Goal, "atLeast" | "atMost">, part: number][] = [
    [1, MORE, 0.5],
    [3, MORE, -0.5],
    [3, LESS, 0.5],
    [1, LESS, -0.5],
  ];
  for (const [reached, bound, part] of table) {
    assertEquals(decline({ x: 2 }, verdict(reached, bound)), part);
  }
  assert(Number.isNaN(decline({}, verdict(1, MORE))));
});

Deno.test("regressions() names what is more than a fifth worse, and nothing else", () => {
  const table: [reached: number, bound: Pick<Goal, "atLeast" | "atMost">, told: boolean][] = [
    [0.81, MORE, false],
    [0.79, MORE, true],
    [9, MORE, false],
    [1.19, LESS, false],
    [1.21, LESS, true],
    [0.1, LESS, false],
    [NaN, MORE, false],
  ];
  for (const [reached, bound, told] of table) {
    const sentences = regressions({ x: 1 }, [verdict(reached, bound)]);
    assertEquals(sentences.length, told ? 1 : 0, `${reached} ${JSON.stringify(bound)}`);
  }
  assertEquals(regressions({ x: 2 }, [verdict(1, MORE)]), ["x was 2, is 1.000: 50 % worse"]);
  assertEquals(regressions({}, [verdict(1, MORE)]), []);
});

Deno.test("updated() keeps what was not measured", () => {
  assertEquals(updated({ x: 1, y: 2 }, [verdict(3.00049, MORE)]), { x: 3, y: 2 });
  assertEquals(updated({ x: 1 }, [verdict(NaN, MORE)]), { x: 1 });
});
