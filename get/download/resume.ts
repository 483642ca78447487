// Resuming: what is asked for when a part of a file is there, and what an answer to that means.
//
// Contract: pure. Octets of two representations are never put together: a range is asked for on the
// condition that the representation is still the same (RFC 9110 §13.1.5), and only the very range that
// was asked for is taken.

import { parseContentRange } from "../../http/semantics/content_range.ts";
import { parseDate } from "../../http/semantics/dates.ts";
import type { FieldLine } from "../../http/wire/encoder.ts";
import type { Fields } from "../../http/wire/fields.ts";
import type { ResponseHead } from "../../http/wire/response_head.ts";
import { RangeMismatchError } from "../errors.ts";
import type { Facts } from "../files/record.ts";

/** What was asked for: octets `[from, to)`; `to` is Infinity for all that follow. */
export interface AskedRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What an answer of a status below 400, or 416, is: `part` the range asked for, `whole` the whole
 * representation, `complete` the word that nothing is missing, `changed` a sign that it is not the
 * representation any more that the facts tell of.
 */
export type Verdict = "part" | "whole" | "complete" | "changed";

/** A date is a validator when the file was older than this at the time, in milliseconds (§8.8.2.2). */
const STRONG_DATE_MS = 1000;

/** What a head of a whole representation tells, to be kept. @param completeOctets where it is known */
export function factsOf(url: string, head: ResponseHead, completeOctets?: number): Facts {
  const entityTag = head.fields.get("etag");
  const lastModified = head.fields.get("last-modified");
  const ifRange = ifRangeOf(head.fields);
  return {
    url,
    ...(entityTag === undefined ? {} : { entityTag }),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(ifRange === undefined ? {} : { ifRange }),
    ...(completeOctets === undefined ? {} : { completeOctets }),
  };
}

/** Fields that ask for a range of the representation that the facts tell of. */
export function rangeFields({ ifRange }: Facts, { from, to }: AskedRange): FieldLine[] {
  const last = Number.isFinite(to) ? String(to - 1) : "";
  const condition: FieldLine[] = ifRange === undefined ? [] : [["If-Range", ifRange]];
  return [["Range", `bytes=${from}-${last}`], ...condition];
}

/**
 * Judges an answer.
 *
 * @param asked the range that was asked for; undefined when it was the whole
 * @param bodyOctets the length that the framing names, where it does
 * @throws {RangeMismatchError} for a range that was not asked for, and for 416 to one that should be there
 */
export function judgeAnswer(
  head: ResponseHead,
  asked: AskedRange | undefined,
  facts: Facts,
  bodyOctets: number | undefined,
): Verdict {
  if (asked === undefined) {
    if (head.status === 206) throw new RangeMismatchError("a range that nobody asked for");
    return "whole";
  }
  if (head.status === 416) return judgeUnsatisfied(head, asked, facts);
  if (head.status !== 206) return "whole";
  if (isOther(head.fields, facts)) return "changed";
  checkRange(head, asked, facts, bodyOctets);
  return "part";
}

/** Whether a head names another representation than the facts do; what is not named counts as equal. */
export function isOther(fields: Fields, facts: Facts): boolean {
  const [entityTag, lastModified] = [fields.get("etag"), fields.get("last-modified")];
  if (entityTag !== undefined && facts.entityTag !== undefined) {
    return entityTag !== facts.entityTag;
  }
  return lastModified !== undefined && facts.lastModified !== undefined &&
    lastModified !== facts.lastModified;
}

/**
 * The value for If-Range. A weak entity-tag is none; then a date that is a strong validator is taken,
 * though §13.1.5 wants no date where there is a weak tag: it tells versions apart all the same, and many
 * servers have weak tags only.
 */
function ifRangeOf(fields: Fields): string | undefined {
  const entityTag = fields.get("etag");
  if (entityTag !== undefined && /^"[^"]*"$/.test(entityTag)) return entityTag;
  const lastModified = fields.get("last-modified");
  const [modifiedMs, nowMs] = [dateOf(lastModified), dateOf(fields.get("date"))];
  if (modifiedMs === undefined || nowMs === undefined) return undefined;
  return nowMs - modifiedMs >= STRONG_DATE_MS ? lastModified : undefined;
}

/** Two-digit years are of no use as validators, so the present does not matter. */
function dateOf(value: string | undefined): number | undefined {
  return value === undefined ? undefined : parseDate(value, 0);
}

function checkRange(
  head: ResponseHead,
  { from, to }: AskedRange,
  { completeOctets }: Facts,
  bodyOctets: number | undefined,
): void {
  const value = head.fields.get("content-range") ?? "";
  const found = parseContentRange(value);
  const complete = found?.completeLength ?? completeOctets;
  const last = Math.min(to, complete ?? to) - 1;
  const { range } = found ?? {};
  const fits = range?.firstPos === from &&
    (range.lastPos === last || (!Number.isFinite(last) && complete === undefined));
  const length = range === undefined ? undefined : range.lastPos - range.firstPos + 1;
  const sameWhole = completeOctets === undefined || complete === completeOctets;
  if (fits && sameWhole && (bodyOctets ?? length) === length) return;
  const asked = `octets ${from} to ${Number.isFinite(last) ? last : "the end"}`;
  throw new RangeMismatchError(`asked for ${asked}, got "${value}"`);
}

function judgeUnsatisfied(head: ResponseHead, { from }: AskedRange, facts: Facts): Verdict {
  const found = parseContentRange(head.fields.get("content-range") ?? "");
  const complete = found?.completeLength;
  if (complete === from && (facts.completeOctets ?? from) === from) return "complete";
  throw new RangeMismatchError(
    `${from} octets are here, but the server has ${complete ?? "fewer, and does not say how many"}`,
  );
}
