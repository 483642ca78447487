// Writes outcomes.md anew: every case several times, so that what varies is told of as such.

import { FRONTS, versionOf } from "../support/fronts.ts";
import { outcomeOf } from "./judge.ts";
import { type Column, FERRY, formatOutcomes, OUTCOMES_PATH, VARIES } from "./outcomes.ts";
import { ITEMS, type Result, Rig, runDirectly, titleOf } from "./runs.ts";

const ROUNDS = 3;

/** Runs the corpus some times. @throws when front and ferry disagree */
async function columnOf(
  name: string,
  version: string,
  run: () => Promise<Result[]>,
): Promise<Column> {
  const outcomes = new Map<string, string>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const { item, observation, fault } of await run()) {
      const title = titleOf(item);
      if (fault !== undefined) throw new Error(`${name}: ${title}: ${fault}`);
      const outcome = outcomeOf(observation);
      const known = outcomes.get(title) ?? outcome;
      outcomes.set(title, known === outcome ? outcome : VARIES);
    }
  }
  return { name, version, outcomes };
}

const columns = [await columnOf(FERRY, "", () => runDirectly(ITEMS))];
for (const kind of FRONTS) {
  const version = versionOf(kind);
  if (version === undefined) throw new Error(`${kind.command} is not installed`);
  await using rig = await Rig.start(kind);
  columns.push(await columnOf(kind.name, version, () => rig.run(ITEMS)));
}
Deno.writeTextFileSync(OUTCOMES_PATH, formatOutcomes(columns));
await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", OUTCOMES_PATH] }).output();
