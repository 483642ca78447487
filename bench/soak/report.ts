// What is told: a line each minute, and a report at the end. Pure.

import type { Figures } from "./tally.ts";
import { type Sample, TOLERANCE, type Verdict } from "./verdict.ts";

const KIB = 1024;
const [MIB, GIB] = [KIB * KIB, KIB * KIB * KIB];

/** What was seen last of a server. */
export interface Seen {
  readonly name: string;
  readonly sample: Sample;
}

/** How it goes. */
export function minuteLine(minute: number, figures: Figures, servers: readonly Seen[]): string {
  const states = servers.map(({ name, sample: { memoryKib, openFiles } }) => {
    return `${name} ${mib(memoryKib)}, ${openFiles} files`;
  });
  return [`minute ${minute}: ${workText(figures)}`, ...states].join("; ");
}

/** What came of it. */
export function reportText(
  minutes: number,
  figures: Figures,
  verdicts: readonly Verdict[],
): string {
  const rounds = Object.entries(figures.rounds).sort(([one], [other]) => one < other ? -1 : 1);
  const lines = [
    `${minutes} minutes: ${workText(figures)}`,
    rounds.map(([name, count]) => `${name} ${grouped(count)}`).join(", "),
    ...figures.faults.map((fault) => `- ${fault}`),
    "",
    ...verdictTable(verdicts),
  ];
  return lines.join("\n");
}

function verdictTable(verdicts: readonly Verdict[]): string[] {
  const head = [
    ...["server", "memory at minute 2", "in the last", "ratio", "at most"],
    ...["open files before", "after", "at most", ""],
  ];
  const lines = verdicts.map((verdict) => [
    ...[verdict.name, mib(verdict.earlyKib), mib(verdict.lateKib), verdict.ratio.toFixed(3)],
    ...[mib(verdict.mostKib), verdict.filesBefore, verdict.filesAfter, verdict.mostFiles],
    judgement(verdict),
  ]);
  const rule = head.map((_, at) => at === 0 ? "---" : "---:");
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`);
}

function judgement({ isFlat, isClean }: Verdict): string {
  const wrong = [
    ...isFlat ? [] : [`**grew by more than ${Math.round(TOLERANCE * 100)} %**`],
    ...isClean ? [] : ["**not as many open files**"],
  ];
  return wrong.length === 0 ? "as it was" : wrong.join(", ");
}

function workText({ requests, octets, errors }: Figures): string {
  const amount = octets >= GIB
    ? `${(octets / GIB).toFixed(1)} GiB`
    : `${(octets / MIB).toFixed(1)} MiB`;
  return `${grouped(requests)} requests, ${amount}, ${grouped(errors)} errors`;
}

function mib(kib: number): string {
  return `${(kib / KIB).toFixed(1)} MiB`;
}

/** Thousands apart, so that long counts can be read. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
