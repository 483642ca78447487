// The tables, as Markdown. Pure.

import { type Baseline, decline } from "./baseline.ts";
import type { Goal, Result, Row, Verdict } from "./row.ts";
import { median, ratios, type Samples } from "./statistics.ts";

const NOTHING = "–";

/** Medians, a line a row, a column a peer. */
export function figuresTable(results: readonly Result[]): string {
  const names = [...new Set(results.flatMap(({ samples }) => Object.keys(samples)))];
  const lines = results.map(({ row, samples }) => {
    return [row.title, row.unit, ...names.map((name) => figure(median(samples[name] ?? [])))];
  });
  return table(["work", "median", ...names], lines);
}

/** Medians of the time on a core for each request, of the rows where it was measured. */
export function cpuTable(results: readonly Result[]): string {
  const measured = results.filter(({ cpu }) => Object.keys(cpu).length > 0);
  const names = [...new Set(measured.flatMap(({ cpu }) => Object.keys(cpu)))];
  const lines = measured.map(({ row, cpu }) => {
    return [row.title, ...names.map((name) => figure(median(cpu[name] ?? [])))];
  });
  return table(["µs of CPU a request", ...names], lines);
}

/** The ratios to nginx, or in the client's table to curl, of all peers. */
export function ratiosTable(results: readonly Result[], yardstick: string): string {
  const held = results.filter(({ samples }) => samples[yardstick] !== undefined);
  const names = [...new Set(held.flatMap(({ samples }) => Object.keys(samples)))];
  const lines = held.map(({ row, samples }) => {
    return [row.title, ...names.map((name) => ratio(samples, name, yardstick))];
  });
  return table([`ratio to ${yardstick}`, ...names], lines);
}

function ratio(samples: Samples, name: string, yardstick: string): string {
  return figure(median(ratios(samples[name] ?? [], samples[yardstick] ?? [])));
}

/** What is wanted, and what is reached. */
export function goalsTable(results: readonly Result[], baseline: Baseline): string {
  const lines = results.flatMap(({ row, verdicts }) => {
    return verdicts.map((verdict) => [
      ...[row.title, goalText(row, verdict.goal), figure(verdict.reached)],
      verdict.spread > 0 ? `${Math.round(verdict.spread * 100)} %` : NOTHING,
      ...[verdictText(verdict), changeText(baseline, verdict)],
    ]);
  });
  return table(["work", "wanted", "is", "spread", "", "to the baseline"], lines);
}

function goalText({ unit }: Row, { of, to, atLeast, atMost }: Goal): string {
  const bound = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  return to === undefined ? `${of} ${bound} ${unit}` : `${of} / ${to} ${bound}`;
}

function verdictText({ reached, met }: Verdict): string {
  return Number.isNaN(reached) ? "not measured" : met ? "reached" : "**missed**";
}

function changeText(baseline: Baseline, verdict: Verdict): string {
  const worse = decline(baseline, verdict);
  if (!Number.isFinite(worse)) return NOTHING;
  return `${Math.abs(Math.round(worse * 100))} % ${worse > 0 ? "worse" : "better"}`;
}

/** Three figures that mean something. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return NOTHING;
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** Nothing when there are no lines. */
function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  if (lines.length === 0) return "";
  const rule = head.map((_, at) => at === 0 ? "---" : "---:");
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
