// Tries the properties of tests/properties with fresh seeds, for as long or as often as asked.
//
//     deno task fuzz --minutes 10 [--seed S] [--only NAME]...
//     deno task fuzz --inputs 1000000 [--seed S] [--only NAME]...
//
// Contract: goes in rounds, round N with seed S + N, each property in each of them. Prints how many
// inputs each one had, and their seeds, after Ctrl+C too. The first input that fails, made as small as
// possible, is kept in tests/properties/cases.json, which the tests replay; its property is not tried
// any further, and the exit code is 1.

import { parseArgs } from "node:util";
import { PROPERTIES } from "../tests/properties/all.ts";
import { type Property, run } from "../tests/properties/property.ts";

const CASES = new URL("../tests/properties/cases.json", import.meta.url);
/** Inputs of one property in one round: a second's work at most. */
const ROUND = 5000;
const MAX_SEED = 2 ** 30;
const USAGE = "Usage: deno task fuzz (--minutes N | --inputs N) [--seed S] [--only NAME]...";

/** What was asked for. */
interface Plan {
  readonly properties: readonly Property[];
  readonly seed: number;
  /** Inputs for each property; Infinity without a bound. */
  readonly inputs: number;
  readonly untilMs: number;
}

/** What became of a property. */
interface Tally {
  inputs: number;
  rounds: number;
  failed: boolean;
}

if (import.meta.main) {
  const plan = planOf(Deno.args);
  if (plan === undefined) {
    console.error(USAGE);
    Deno.exit(2);
  }
  Deno.exit(await fuzz(plan) ? 0 : 1);
}

function planOf(args: string[]): Plan | undefined {
  const text = { type: "string" } as const;
  const options = {
    ...{ minutes: text, inputs: text, seed: text },
    only: { type: "string", multiple: true },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];
  try {
    ({ values } = parseArgs({ args, options }));
  } catch {
    return undefined;
  }
  const { minutes, inputs, only } = values;
  const seed = Number(values.seed ?? Math.floor(Math.random() * MAX_SEED));
  const properties = PROPERTIES.filter(({ name }) => only === undefined || only.includes(name));
  const bounds = [Number(minutes ?? 1), Number(inputs ?? 1), seed];
  if (!bounds.every((bound) => bound >= 0) || (minutes ?? inputs) === undefined) return undefined;
  if (properties.length === 0) {
    console.error(
      `No property ${only?.join(", ")}; there are: ${
        PROPERTIES.map(({ name }) => name).join("; ")
      }`,
    );
    return undefined;
  }
  const untilMs = minutes === undefined ? Infinity : Date.now() + Number(minutes) * 60_000;
  return { properties, seed, inputs: Number(inputs ?? Infinity), untilMs };
}

/** @returns whether all of them held */
async function fuzz({ properties, seed, inputs, untilMs }: Plan): Promise<boolean> {
  let stopped = false;
  Deno.addSignalListener("SIGINT", () => stopped = true);
  console.log(`Seed ${seed}, ${ROUND} inputs a round`);
  const tallies = new Map(
    properties.map((each) => [each, { inputs: 0, rounds: 0, failed: false }]),
  );
  for (let round = 0; round * ROUND < inputs; round++) {
    for (const [each, tally] of tallies) {
      await new Promise((resolve) => setTimeout(resolve, 0)); // a signal is heard only here
      if (stopped || Date.now() >= untilMs) return report(tallies, seed);
      const count = Math.min(ROUND, inputs - round * ROUND);
      if (!tally.failed) await tryOut(each, tally, seed + round, count);
    }
    if ([...tallies.values()].every(({ failed }) => failed)) break;
  }
  return report(tallies, seed);
}

async function tryOut(each: Property, tally: Tally, seed: number, count: number): Promise<void> {
  const failure = await run(each, seed, count);
  tally.inputs += count;
  tally.rounds++;
  if (failure === undefined) return;
  tally.failed = true;
  const { input, fault } = failure;
  console.log(`FAILED ${each.name}, seed ${seed}, for ${JSON.stringify(input)}\n${fault}\n`);
  const cases: unknown[] = JSON.parse(Deno.readTextFileSync(CASES));
  cases.push({ property: each.name, input });
  Deno.writeTextFileSync(CASES, `${JSON.stringify(cases, undefined, 2)}\n`);
}

function report(tallies: ReadonlyMap<Property, Tally>, seed: number): boolean {
  for (const [{ name }, { inputs, rounds, failed }] of tallies) {
    const seeds = `seeds ${seed} to ${seed + Math.max(rounds - 1, 0)}`;
    console.log(`${failed ? "FAILED" : "held  "} ${name}: ${inputs} inputs, ${seeds}`);
  }
  return [...tallies.values()].every(({ failed }) => !failed);
}
