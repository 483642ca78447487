// Preconditions: what the If-... fields make of a request (RFC 9110 §13).
//
// Contract: a condition is true, false, or absent, and they are asked in the order of §13.2.2. A date
// that can't be read makes its condition absent.

import type { Fields } from "../wire/fields.ts";
import { parseDate } from "./dates.ts";
import { type EntityTags, matchesStrongly, matchesWeakly, parseEntityTags } from "./entity_tag.ts";

/** What tells one state of a representation from another (RFC 9110 §8.8). */
export interface Validators {
  /** The entity-tag, quotes included. */
  readonly entityTag: string;
  /** Last-Modified in milliseconds since the epoch, or undefined where the time can't be told. */
  readonly lastModifiedMs: number | undefined;
}

/** How to go on with a GET or HEAD: as if there were no condition, with 304, or with 412. */
export type Decision = "perform" | "not modified" | "precondition failed";

type Condition = "true" | "false" | "absent";

/** How long before Date a Last-Modified must lie to be strong (RFC 9110 §8.8.2.2). */
const STRONG_AFTER_MS = 1000;

/**
 * Evaluates the conditions of a GET or HEAD in the order of RFC 9110 §13.2.2, but for If-Range.
 *
 * @param current undefined for a representation that nothing tells from its next state
 * @param nowMs the present, for dates with two-digit years
 */
export function evaluate(
  fields: Fields,
  current: Validators | undefined,
  nowMs: number,
): Decision {
  let demand = ifMatch(fields.get("if-match"), current);
  if (demand === "absent") {
    demand = ifUnmodifiedSince(fields.get("if-unmodified-since"), current, nowMs);
  }
  if (demand === "false") return "precondition failed";
  let novelty = ifNoneMatch(fields.get("if-none-match"), current);
  if (novelty === "absent") {
    novelty = ifModifiedSince(fields.get("if-modified-since"), current, nowMs);
  }
  return novelty === "false" ? "not modified" : "perform";
}

/**
 * Whether Range counts: without If-Range, or when that names the current state by a strong validator
 * (RFC 9110 §13.1.5).
 */
export function rangeApplies(
  fields: Fields,
  current: Validators | undefined,
  nowMs: number,
): boolean {
  const value = fields.get("if-range");
  if (value === undefined) return true;
  if (current === undefined) return false;
  if (value.slice(0, 3).includes('"')) return matchesStrongly([value], current.entityTag);
  const { lastModifiedMs } = current;
  if (lastModifiedMs === undefined || lastModifiedMs > nowMs - STRONG_AFTER_MS) return false;
  return parseDate(value, nowMs) === wholeSecond(lastModifiedMs);
}

/** True when the list names the current entity-tag, by strong comparison (RFC 9110 §13.1.1). */
function ifMatch(value: string | undefined, current: Validators | undefined): Condition {
  return conditionOf(value, (tags) => names(tags, current, matchesStrongly));
}

/** False when the list names the current entity-tag, by weak comparison (RFC 9110 §13.1.2). */
function ifNoneMatch(value: string | undefined, current: Validators | undefined): Condition {
  return conditionOf(value, (tags) => !names(tags, current, matchesWeakly));
}

/** A field that is there but can't be read names no tag, and no date is asked for it (§13.1.3). */
function conditionOf(value: string | undefined, holds: (tags: EntityTags) => boolean): Condition {
  if (value === undefined) return "absent";
  return holds(parseEntityTags(value) ?? []) ? "true" : "false";
}

/** `*` names whatever is there, tag or no tag. */
function names(
  tags: EntityTags,
  current: Validators | undefined,
  matches: (tags: EntityTags, tag: string) => boolean,
): boolean {
  return tags === "*" || (current !== undefined && matches(tags, current.entityTag));
}

/** False when something was modified since, seconds compared (RFC 9110 §13.1.4). */
function ifUnmodifiedSince(
  value: string | undefined,
  current: Validators | undefined,
  nowMs: number,
): Condition {
  return since(value, current, nowMs, (modified, date) => modified <= date);
}

/** False when nothing was modified since, seconds compared (RFC 9110 §13.1.3). */
function ifModifiedSince(
  value: string | undefined,
  current: Validators | undefined,
  nowMs: number,
): Condition {
  return since(value, current, nowMs, (modified, date) => modified > date);
}

function since(
  value: string | undefined,
  current: Validators | undefined,
  nowMs: number,
  holds: (modified: number, date: number) => boolean,
): Condition {
  const lastModifiedMs = current?.lastModifiedMs;
  const date = value === undefined ? undefined : parseDate(value, nowMs);
  if (date === undefined || lastModifiedMs === undefined) return "absent";
  return holds(wholeSecond(lastModifiedMs), date) ? "true" : "false";
}

function wholeSecond(timeMs: number): number {
  return Math.floor(timeMs / 1000) * 1000;
}
