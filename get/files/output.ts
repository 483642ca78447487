// What the system says about writing, as one sentence of ferry's own with its remedy.

import { OutputError } from "../errors.ts";

/** The error for a path that cannot be written. */
export function outputError(path: string, cause: unknown): OutputError {
  return cause instanceof OutputError
    ? cause
    : new OutputError(`Cannot write ${path}: ${reasonOf(cause)}`, { cause });
}

function reasonOf(cause: unknown): string {
  if (cause instanceof Deno.errors.NotFound) return "there is no such folder; create it first";
  if (cause instanceof Deno.errors.NotCapable) {
    return "ferry has no permission to write there, below /dev, /proc and /sys for instance; " +
      "name another place";
  }
  const reason = messageOf(cause);
  return `${reason}; ${FULL.test(reason) ? "make room" : "name another place"}`;
}

/** A disk, or what a user may have of it (ENOSPC, EDQUOT). */
const FULL = /^(?:No space left|Disk quota|There is not enough space)/;

/** What the system says, without its number and what follows it. */
function messageOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(/ \(os error \d+\).*$/s, "");
}
