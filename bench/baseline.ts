// The baseline: what each goal's figure once was, and which have become worse since. Comparing is pure.
//
// Contract: kept are ratios, and the few figures that are wanted as such (memory, the start), each by
// the key of its verdict.

import { fromFileUrl } from "@std/path";
import type { Verdict } from "./row.ts";

/** Figures by the key of the verdict. */
export type Baseline = Readonly<Record<string, number>>;

/** What is worse by more than this part of the baseline is told of. */
export const TOLERANCE = 0.2;

const PATH = fromFileUrl(new URL("baseline.json", import.meta.url));

/** The baseline of this folder; empty when there is none. */
export function readBaseline(): Baseline {
  try {
    return JSON.parse(Deno.readTextFileSync(PATH));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

/** Writes the figures into the baseline; those of rows that were not measured stay. */
export function writeBaseline(verdicts: readonly Verdict[]): void {
  Deno.writeTextFileSync(PATH, `${JSON.stringify(updated(readBaseline(), verdicts), null, 2)}\n`);
}

/** The baseline with the figures in it that could be had, to three places. */
export function updated(baseline: Baseline, verdicts: readonly Verdict[]): Baseline {
  const had = verdicts.filter(({ reached }) => Number.isFinite(reached));
  const figures = had.map(({ key, reached }) => [key, Number(reached.toFixed(3))] as const);
  return { ...baseline, ...Object.fromEntries(figures) };
}

/** By which part of the baseline the figure is worse; negative when better, NaN without a baseline. */
export function decline(baseline: Baseline, { key, goal, reached }: Verdict): number {
  const change = reached / (baseline[key] ?? NaN) - 1;
  return goal.atMost === undefined ? -change : change;
}

/** Sentences on what has become worse beyond the tolerance. */
export function regressions(baseline: Baseline, verdicts: readonly Verdict[]): string[] {
  const worse = verdicts.filter((verdict) => decline(baseline, verdict) > TOLERANCE);
  return worse.map((verdict) => {
    const { key, reached } = verdict;
    const percent = Math.round(decline(baseline, verdict) * 100);
    return `${key} was ${baseline[key]}, is ${reached.toFixed(3)}: ${percent} % worse`;
  });
}
