// Content negotiation by Accept (RFC 9110 §12.5.1).
//
//     Accept = #( media-range [ weight ] )     weight = OWS ";" OWS "q=" qvalue
//
// Contract: pure; a member that can't be read is passed over.

import { parseTokenList, trimWhitespace } from "../wire/fields.ts";

interface MediaRange {
  readonly type: string;
  /** 0 to 1. */
  readonly weight: number;
}

const QVALUE = /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * The offered media type that the field likes best; the first offer among equals, and when the field
 * is missing or likes none.
 *
 * @param offers media types without parameters, in lower case
 */
export function preferredType<Type extends string>(
  accept: string | undefined,
  offers: readonly [Type, ...Type[]],
): Type {
  const ranges = accept === undefined ? [] : parseTokenList(accept).flatMap(parseRange);
  let [best] = offers;
  let bestWeight = 0;
  for (const offer of offers) {
    const weight = weightOf(offer, ranges);
    if (weight > bestWeight) [best, bestWeight] = [offer, weight];
  }
  return best;
}

/** The weight of the most specific range that the type is in; 0 when it is in none. */
function weightOf(type: string, ranges: readonly MediaRange[]): number {
  const family = `${type.slice(0, type.indexOf("/"))}/*`;
  for (const range of [type, family, "*/*"]) {
    const match = ranges.find((each) => each.type === range);
    if (match !== undefined) return match.weight;
  }
  return 0;
}

function parseRange(member: string): MediaRange[] {
  const [type = "", ...parameters] = member.split(";").map(trimWhitespace);
  const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice("q=".length);
  if (weight !== undefined && !QVALUE.test(weight)) return [];
  return [{ type, weight: Number(weight ?? 1) }];
}
