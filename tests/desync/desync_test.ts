// No desync: nginx, HAProxy and Caddy in front of ferry never disagree with it on how many requests there
// were, whatever a client sends. The corpus is data (corpus.ts), what came of it a table (outcomes.md).

import { assert, assertEquals } from "@std/assert";
import { type FrontKind, FRONTS, versionOf } from "../support/fronts.ts";
import { outcomeOf, readingOf } from "./judge.ts";
import { FERRY, OUTCOMES_PATH, parseOutcomes, VARIES } from "./outcomes.ts";
import { isAnsweredEarly, ITEMS, type Result, Rig, runDirectly, titleOf } from "./runs.ts";

const LEAST_CASES = 150;
/** How often a case whose outcome is another one is run anew: a deadline may have fallen too early. */
const MORE_ROUNDS = 3;

const OUTCOMES = parseOutcomes(Deno.readTextFileSync(OUTCOMES_PATH));

Deno.test(`desync: the corpus has ${ITEMS.length} cases, each with a title of its own and outcomes`, () => {
  assert(ITEMS.length >= LEAST_CASES);
  const titles = ITEMS.map(titleOf);
  assertEquals(new Set(titles).size, titles.length);
  assertEquals(OUTCOMES.map(({ name }) => name), [FERRY, ...FRONTS.map(({ name }) => name)]);
  for (const { outcomes } of OUTCOMES) assertEquals([...outcomes.keys()], titles);
});

Deno.test("desync: ferry reads each case in the one way that the corpus tells of", async () => {
  const results = await runDirectly(ITEMS);
  const read = results.map((each) => `${titleOf(each.item)}: ${readingOf(each.observation)}`);
  assertEquals(read, ITEMS.map((item) => `${titleOf(item)}: ${item.reading}`));
  assertEquals(differing(results, FERRY), []);
});

Deno.test("desync: ferry and the fronts before it agree on how many requests there were, and which", async (test) => {
  const there = FRONTS.filter((kind) => versionOf(kind) !== undefined);
  const runs = await Promise.all(there.map(runThrough));
  for (const kind of FRONTS) {
    const run = runs.find((each) => each.kind === kind);
    await test.step({
      name: `${kind.name}: ${run === undefined ? "not installed" : `${ITEMS.length} cases`}`,
      ignore: run === undefined,
      fn: () => {
        const faults = run?.results.filter(({ fault }) => fault !== undefined) ?? [];
        assertEquals(faults.map(({ item, fault }) => `${titleOf(item)}: ${fault}`), []);
        assertEquals(run?.differing, []);
      },
    });
  }
});

/** Runs the corpus through a front, and what came out otherwise than in the table once more. */
async function runThrough(
  kind: FrontKind,
): Promise<{ kind: FrontKind; results: Result[]; differing: string[] }> {
  await using rig = await Rig.start(kind);
  const results = await rig.run(ITEMS);
  const known = OUTCOMES.find(({ name }) => name === kind.name)?.version === versionOf(kind);
  if (!known) return { kind, results, differing: [] };
  let last = results;
  for (let round = 0; round < MORE_ROUNDS; round++) {
    const odd = new Set(differing(last, kind.name));
    if (odd.size === 0) break;
    last = await rig.run(
      ITEMS.filter((item) => [...odd].some((each) => isOf(each, titleOf(item)))),
    );
    results.push(...last);
  }
  return { kind, results, differing: differing(last, kind.name) };
}

/** The results that differ from the table, each in a line. */
function differing(results: readonly Result[], name: string): string[] {
  const outcomes = OUTCOMES.find((column) => column.name === name)?.outcomes;
  return results.flatMap(({ item, observation }) => {
    const title = titleOf(item);
    const [expected, outcome] = [outcomes?.get(title), outcomeOf(observation)];
    const isRace = expected === VARIES || (name !== FERRY && isAnsweredEarly(item));
    return isRace || expected === outcome ? [] : [`${title} => ${outcome}, not ${expected}`];
  });
}

function isOf(line: string, title: string): boolean {
  return line.startsWith(`${title} => `);
}
