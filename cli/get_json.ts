// `--json`: an outcome as one line for scripts.
//
// Contract: the keys never change and are always there; what is not known is null. Times are in
// milliseconds, and null for steps that were not taken.

import type { Outcome } from "../get/outcome.ts";
import { escapedJson } from "../io/escape.ts";
import type { Timings } from "../io/timings.ts";
import { ExitCode } from "./exit_code.ts";
import type { Failure } from "./get_failure.ts";

/** A JSON object on one line without its ending, in which no character acts on a terminal. */
export function jsonLine(outcome: Outcome, failure: Failure | undefined): string {
  const { mirror } = outcome;
  return escapedJson({
    url: outcome.url,
    status: outcome.status ?? null,
    octets: outcome.octets,
    sha256: outcome.sha256 ?? null,
    file: outcome.file ?? null,
    resumed_from: outcome.resumedFrom,
    connections: outcome.connections,
    timings: timingsOf(outcome.timings),
    error: failure === undefined ? null : failure.message ?? outcome.error?.message ?? "",
    exit: failure?.exitCode ?? ExitCode.Ok,
    ...(mirror === undefined ? {} : { mirror }),
  });
}

function timingsOf(timings: Timings): Record<string, number | null> {
  return {
    resolve: rounded(timings.resolveMs),
    connect: rounded(timings.connectMs),
    tls: rounded(timings.tlsMs),
    first_octet: rounded(timings.firstOctetMs),
    total: rounded(timings.totalMs),
  };
}

/** To microseconds: the clock has no more. */
function rounded(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms * 1000) / 1000;
}
