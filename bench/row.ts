// What a row of the bench is: work, who does it, and what is wanted of ferry. Judging is pure.

import type { Bench } from "./bench.ts";
import { type Measured, median, ratios, type Samples, spread } from "./statistics.ts";

/** What a figure counts. Of rates more is better, of all else less. */
export type Unit = "requests/s" | "MiB/s" | "ms" | "KiB" | "MiB";

/** What is wanted: the ratio of one peer's figures to another's, or a figure itself without `to`. */
export interface Goal {
  readonly of: string;
  readonly to?: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One line of the table. */
export interface Row {
  /** What `--only` calls it. */
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  readonly table: "server" | "client";
  readonly goals: readonly Goal[];
  /** Measures. @returns the figures of the peers that are installed and fit for the work */
  readonly run: (bench: Bench) => Promise<Measured>;
}

/** A goal, and what became of it. */
export interface Verdict {
  /** As the baseline calls it. */
  readonly key: string;
  readonly goal: Goal;
  /** The median of the rounds' ratios, or of the figures; NaN when a peer was missing. */
  readonly reached: number;
  /** How far the rounds lie apart, as a part of the median. */
  readonly spread: number;
  readonly met: boolean;
}

/** What came of a row. */
export interface Result {
  readonly row: Row;
  readonly samples: Samples;
  readonly cpu: Samples;
  readonly verdicts: readonly Verdict[];
}

/** Holds what was measured of a row to its goals. */
export function judge(row: Row, { samples, cpu = {} }: Measured): Result {
  const verdicts = row.goals.map((goal) => judgeGoal(row, goal, samples));
  return { row, samples, cpu, verdicts };
}

function judgeGoal(row: Row, goal: Goal, samples: Samples): Verdict {
  const ours = samples[goal.of] ?? [];
  const figures = goal.to === undefined ? ours : ratios(ours, samples[goal.to] ?? []);
  const reached = median(figures);
  const met = reached >= (goal.atLeast ?? -Infinity) && reached <= (goal.atMost ?? Infinity);
  return { key: keyOf(row, goal), goal, reached, spread: spread(figures), met };
}

function keyOf({ name }: Row, { of, to }: Goal): string {
  return `${name}: ${to === undefined ? of : `${of} / ${to}`}`;
}
