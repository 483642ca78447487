// Preconditions: what If-None-Match and If-Modified-Since make of a request (RFC 9110 §13).
//
// Contract: a condition is true, false, or does not apply, and the order is that of §13.2.2. A date
// that can't be read does not apply; a list that can't be read names no entity-tag.

import type { Fields } from "../wire/fields.ts";
import { parseDate } from "./dates.ts";
import { matchesWeakly, parseEntityTags } from "./entity_tag.ts";

/** What tells one state of a representation from another (RFC 9110 §8.8). */
export interface Validators {
  /** The entity-tag, quotes included. */
  readonly entityTag: string;
  /** Last-Modified in milliseconds since the epoch, or undefined where the time can't be told. */
  readonly lastModifiedMs: number | undefined;
}

/** How to go on with a GET or HEAD: as if there were no condition, or with 304. */
export type Decision = "perform" | "not modified";

type Condition = "true" | "false" | "absent";

/**
 * Evaluates the conditions of a GET or HEAD in the order of RFC 9110 §13.2.2.
 *
 * @param nowMs the present, for dates with two-digit years
 */
export function evaluate(fields: Fields, current: Validators, nowMs: number): Decision {
  const noneMatch = ifNoneMatch(fields.get("if-none-match"), current);
  const condition = noneMatch === "absent"
    ? ifModifiedSince(fields.get("if-modified-since"), current, nowMs)
    : noneMatch;
  return condition === "false" ? "not modified" : "perform";
}

/** False when the list names the current entity-tag, by weak comparison (RFC 9110 §13.1.2). */
function ifNoneMatch(value: string | undefined, current: Validators): Condition {
  if (value === undefined) return "absent";
  const tags = parseEntityTags(value) ?? []; // the field is there: no date is asked (§13.1.3)
  return matchesWeakly(tags, current.entityTag) ? "false" : "true";
}

/** False when nothing was modified since, seconds compared (RFC 9110 §13.1.3). */
function ifModifiedSince(
  value: string | undefined,
  current: Validators,
  nowMs: number,
): Condition {
  const since = value === undefined ? undefined : parseDate(value, nowMs);
  if (since === undefined || current.lastModifiedMs === undefined) return "absent";
  return Math.floor(current.lastModifiedMs / 1000) * 1000 <= since ? "false" : "true";
}
