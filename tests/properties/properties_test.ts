// Every property, for a few hundred inputs of one seed and for all inputs that ever failed. Longer runs
// with other seeds: `deno task fuzz --minutes 10`.

import { assert, assertEquals, fail } from "@std/assert";
import fc from "fast-check";
import { PROPERTIES } from "./all.ts";
import cases from "./cases.json" with { type: "json" };
import { outcome, property, run } from "./property.ts";

const SEED = 9112;
const INPUTS = 2000;

for (const each of PROPERTIES) {
  Deno.test(`property: ${each.name}`, async () => {
    const failure = await run(each, SEED, INPUTS);
    if (failure === undefined) return;
    fail(`${JSON.stringify(failure.input)}, seed ${SEED}: ${failure.fault}`);
  });
}

for (const { property: name, input } of cases as { property: string; input: unknown }[]) {
  Deno.test(`property: ${name}, which failed for ${JSON.stringify(input).slice(0, 80)}`, async () => {
    const found = PROPERTIES.find((each) => each.name === name);
    assert(found !== undefined, "a case of no property");
    await found.holds(input);
  });
}

Deno.test("every property has a name of its own, and inputs that a case can keep", () => {
  assertEquals(new Set(PROPERTIES.map(({ name }) => name)).size, PROPERTIES.length);
  for (const { name, inputs } of PROPERTIES) {
    for (const input of fc.sample(inputs, { seed: SEED, numRuns: 50 })) {
      assertEquals(JSON.parse(JSON.stringify(input)), input, name);
    }
  }
});

Deno.test("run() finds the smallest input that fails, and the same one for the same seed", async () => {
  const small = property("small", fc.nat(), (input) => assert(input < 1000));
  const failure = await run(small, SEED, INPUTS);
  assertEquals([failure?.seed, failure?.input], [SEED, 1000]);
  assertEquals((await run(small, SEED, INPUTS))?.input, 1000);
  assertEquals(await run(property("any", fc.nat(), () => {}), SEED, INPUTS), undefined);
});

Deno.test("outcome() lets no error pass that was not expected", () => {
  const act = (): never => {
    throw new TypeError("x");
  };
  assert(outcome(act, TypeError, RangeError) instanceof TypeError);
  let thrown: unknown;
  try {
    outcome(act, RangeError);
  } catch (error) {
    thrown = error;
  }
  assert(thrown instanceof TypeError);
});
