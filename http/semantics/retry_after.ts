// Retry-After (RFC 9110 §10.2.3): when to come back.
//
//     Retry-After = HTTP-date / delay-seconds
//
// Contract: pure; what is neither counts as not sent, a time that has passed as now.

import { parseDigits } from "../wire/octets.ts";
import { parseDate } from "./dates.ts";

/** How long to wait in milliseconds, 0 and up. @param nowMs the present, since the epoch */
export function parseRetryAfter(value: string, nowMs: number): number | undefined {
  const seconds = parseDigits(value);
  if (seconds !== undefined) return seconds * 1000;
  const at = parseDate(value, nowMs);
  return at === undefined ? undefined : Math.max(0, at - nowMs);
}
