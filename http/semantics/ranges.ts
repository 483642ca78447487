// Byte ranges (RFC 9110 §14).
//
//     Range     = "bytes=" 1#( int-range / suffix-range )
//     int-range = first-pos "-" [ last-pos ]      suffix-range = "-" suffix-length
//
// Contract: pure. What is malformed, of another unit, or too much of a good thing is no reason to
// refuse: the field is ignored, and the whole representation sent (§14.2).

import { parseDigits } from "../wire/octets.ts";
import { trimWhitespace } from "../wire/fields.ts";

/** Octets `firstPos` to `lastPos`, both included, of a representation. */
export interface ByteRange {
  readonly firstPos: number;
  readonly lastPos: number;
}

/** The ranges to send, in the order asked for; or why there are none. */
export type RangeOutcome = readonly [ByteRange, ...ByteRange[]] | "ignored" | "unsatisfiable";

/** How many octets the range has. */
export function rangeLength({ firstPos, lastPos }: ByteRange): number {
  return lastPos - firstPos + 1;
}

/**
 * What a Range field asks of a representation.
 *
 * Ranges that touch or overlap are joined, as are those so close that a part's head costs more than
 * what lies between (§15.3.7.2); what was joined keeps the place of its first mention. Of nothing
 * there is no range, not even one that could be refused: the field is ignored (§14.2).
 *
 * @param completeLength of the representation, in octets
 * @param maxRanges with more of them, the field is ignored
 */
export function parseRange(
  value: string,
  completeLength: number,
  maxRanges: number,
): RangeOutcome {
  if (completeLength === 0) return "ignored";
  const specs = parseSpecs(value, maxRanges);
  if (specs === undefined) return "ignored";
  const [one, ...others] = coalesce(specs.flatMap((spec) => resolve(spec, completeLength)));
  return one === undefined ? "unsatisfiable" : [one, ...others];
}

/** A first and a last position; only the one or the other may be missing. */
type Spec = readonly [first: number | undefined, last: number | undefined];

/** @returns undefined when one of them is malformed, when there is none, and when there are too many */
function parseSpecs(value: string, maxRanges: number): Spec[] | undefined {
  const [unit = "", set, ...more] = value.split("=", 3);
  if (set === undefined || more.length > 0 || unit.toLowerCase() !== "bytes") return undefined;
  const specs: Spec[] = [];
  for (const text of set.split(",")) {
    const member = trimWhitespace(text);
    if (member === "") continue; // an empty member is none (§5.6.1.2)
    const spec = parseSpec(member);
    if (spec === undefined || specs.push(spec) > maxRanges) return undefined;
  }
  return specs.length === 0 ? undefined : specs;
}

function parseSpec(member: string): Spec | undefined {
  const [first, last, ...more] = member.split("-", 3);
  if (first === undefined || last === undefined || more.length > 0) return undefined;
  const firstPos = parsePosition(first);
  const lastPos = parsePosition(last);
  if (firstPos === "malformed" || lastPos === "malformed") return undefined;
  if (firstPos === undefined && lastPos === undefined) return undefined;
  if (firstPos !== undefined && lastPos !== undefined && lastPos < firstPos) return undefined;
  return [firstPos, lastPos];
}

/** Digits beyond all measure are a position all the same: one behind every end. */
function parsePosition(text: string): number | undefined | "malformed" {
  if (text === "") return undefined;
  const position = parseDigits(text);
  if (position !== undefined) return position;
  return /^[0-9]+$/.test(text) ? Number.MAX_SAFE_INTEGER : "malformed";
}

/** The range within the representation, or none when it lies behind its end. */
function resolve([first, last]: Spec, completeLength: number): ByteRange[] {
  const end = completeLength - 1;
  const firstPos = first ?? Math.max(completeLength - (last ?? 0), 0);
  const lastPos = first === undefined ? end : Math.min(last ?? end, end);
  return firstPos <= lastPos ? [{ firstPos, lastPos }] : [];
}

/** Octets that the head of a part takes, more or less. */
const PART_OVERHEAD = 80;

function coalesce(ranges: readonly ByteRange[]): ByteRange[] {
  const joined: ByteRange[] = [];
  for (const range of ranges) {
    let { firstPos, lastPos } = range;
    let place = joined.length;
    for (let at = joined.length - 1; at >= 0; at--) {
      const other = joined[at]!;
      const apart = Math.max(firstPos - other.lastPos, other.firstPos - lastPos);
      if (apart > PART_OVERHEAD) continue;
      firstPos = Math.min(firstPos, other.firstPos);
      lastPos = Math.max(lastPos, other.lastPos);
      joined.splice(at, 1);
      place = Math.min(place, at);
      at = joined.length; // the longer range may touch others
    }
    joined.splice(place, 0, { firstPos, lastPos });
  }
  return joined;
}
