// The clock: the present, and its HTTP date made once a second.

import { formatDate } from "../http/semantics/dates.ts";

let second = NaN;
let date = "";

/** The present, in milliseconds since the epoch. */
export function nowMs(): number {
  return Date.now();
}

/** The value of a Date field (RFC 9110 §6.6.1). @param timeMs the present */
export function dateField(timeMs: number): string {
  const current = Math.floor(timeMs / 1000);
  if (current !== second) {
    second = current;
    date = formatDate(timeMs) ?? "";
  }
  return date;
}
