// Content-Range (RFC 9110 §14.4): which octets of the representation an answer holds.
//
//     Content-Range       = "bytes" SP ( range-resp / unsatisfied-range )
//     range-resp          = first-pos "-" last-pos "/" ( complete-length / "*" )
//     unsatisfied-range   = "*/" complete-length
//
// Contract: pure, strict: the whole value, digits only, within the safe integers.

import { parseDigits } from "../wire/octets.ts";
import type { ByteRange } from "./ranges.ts";

/** What a Content-Range says; without `range`, that there was none to send. */
export interface ContentRange {
  readonly range: ByteRange | undefined;
  /** Of the whole representation, in octets; undefined where the sender does not know. */
  readonly completeLength: number | undefined;
}

/** Reads the value of Content-Range; undefined when it breaks the grammar or contradicts itself. */
export function parseContentRange(value: string): ContentRange | undefined {
  const [unit = "", rest, ...surplus] = value.split(" ");
  if (unit.toLowerCase() !== "bytes" || rest === undefined || surplus.length > 0) return undefined;
  const [positions = "", complete = "", ...more] = rest.split("/");
  const completeLength = complete === "*" ? undefined : parseDigits(complete);
  if (more.length > 0 || (completeLength === undefined && complete !== "*")) return undefined;
  if (positions === "*") {
    return completeLength === undefined ? undefined : { range: undefined, completeLength };
  }
  const [first = "", last = "", ...others] = positions.split("-");
  const [firstPos, lastPos] = [parseDigits(first), parseDigits(last)];
  if (firstPos === undefined || lastPos === undefined || others.length > 0) return undefined;
  if (lastPos < firstPos || lastPos >= (completeLength ?? Infinity)) return undefined;
  return { range: { firstPos, lastPos }, completeLength };
}
