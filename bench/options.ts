// The words after `deno task bench`. Pure.

import { parseArgs } from "node:util";

/** How the bench is run. */
export interface BenchOptions {
  /** Rounds of those that the goals name. */
  readonly rounds: number;
  /** Rounds of the others; 0 for none. */
  readonly otherRounds: number;
  /** How long each drives a server, in seconds. */
  readonly seconds: number;
  readonly quick: boolean;
  /** Names of rows; empty for all. */
  readonly only: readonly string[];
  /** Names of peers; empty for all. */
  readonly peers: readonly string[];
  /** Where the figures go as JSON. */
  readonly json: string | undefined;
  /** Whether the baseline is written. */
  readonly baseline: boolean;
}

export const USAGE = `deno task bench [options]
  --quick           short rounds, less than 3 minutes
  --only NAME       this row; repeatable
  --peers A,B       these peers only (ferry,nginx,ceiling ...)
  --rounds N        rounds of those that the goals name
  --seconds N       how long a round drives a server
  --json FILE       the figures as JSON, too
  --baseline        write bench/baseline.json
FERRY_BIN names the executable, otherwise dist/ferry is taken.`;

const FULL = { rounds: 7, otherRounds: 3, seconds: 2 };
const QUICK = { rounds: 3, otherRounds: 0, seconds: 1 };

/** Reads them. @throws {TypeError} when one is unknown or lacks its value, or is no count */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      peers: { type: "string" },
      rounds: { type: "string" },
      seconds: { type: "string" },
      json: { type: "string" },
      baseline: { type: "boolean", default: false },
    },
  });
  const { quick, only, json, baseline } = values;
  const given = quick ? QUICK : FULL;
  const rounds = count("rounds", values.rounds) ?? given.rounds;
  return {
    rounds,
    otherRounds: Math.min(rounds, given.otherRounds),
    seconds: count("seconds", values.seconds) ?? given.seconds,
    peers: values.peers?.split(",") ?? [],
    ...{ quick, only, json, baseline },
  };
}

function count(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9][0-9]{0,3}$/.test(value)) throw new TypeError(`--${name} wants a count, from 1`);
  return Number(value);
}
