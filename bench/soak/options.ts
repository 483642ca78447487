// The words after `deno task soak`. Pure.

import { parseArgs } from "node:util";

/** How long is soaked, and where the figures go. */
export interface SoakOptions {
  readonly minutes: number;
  /** Where the figures go as JSON. */
  readonly json: string | undefined;
}

export const USAGE = `deno task soak [options]
  --minutes N       how long, 10 unless told; fractions for a try (0.5)
  --json FILE       the figures and all samples as JSON, too
FERRY_BIN names the executable, otherwise dist/ferry is taken. Linux only: it looks into /proc.`;

const USUAL_MINUTES = 10;
/** What is shorter has no two windows to compare. */
const LEAST_MINUTES = 0.2;

/** Reads them. @throws {TypeError} when one is unknown or lacks its value, or is no such number */
export function parseSoakOptions(args: readonly string[]): SoakOptions {
  const { values: { minutes, json } } = parseArgs({
    args: [...args],
    options: { minutes: { type: "string" }, json: { type: "string" } },
  });
  return { minutes: minutes === undefined ? USUAL_MINUTES : parseMinutes(minutes), json };
}

function parseMinutes(value: string): number {
  const minutes = /^[0-9]{1,4}(?:\.[0-9]{1,3})?$/.test(value) ? Number(value) : NaN;
  if (minutes >= LEAST_MINUTES) return minutes;
  throw new TypeError(`--minutes wants a number, from ${LEAST_MINUTES}`);
}
