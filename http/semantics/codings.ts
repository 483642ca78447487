// Content negotiation by Accept-Encoding (RFC 9110 §12.5.3).
//
//     Accept-Encoding = #( codings [ weight ] )     codings = content-coding / "identity" / "*"
//
// Contract: pure; a member that can't be read is passed over. Where the field says nothing of
// identity, it counts as much as the best of the others: what is smaller is sent.

import { parseTokenList, trimWhitespace } from "../wire/fields.ts";

/** A form that content could be sent in. */
export interface CodingOffer {
  /** A content coding in lower case; undefined for identity. */
  readonly coding: string | undefined;
  /** How many octets it has: the fewest win where the weights are equal. */
  readonly octets: number;
}

/** Weights by coding, 0 to 1; of members that came twice, the first. */
type Weights = ReadonlyMap<string, number>;

const IDENTITY = "identity";
const QVALUE = /^q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/;
/** Other names that mean the same (RFC 9110 §8.4.1.3). */
const ALIASES = new Map([["x-gzip", "gzip"]]);

/**
 * The offer that the field likes best: by weight, then by size, then the first. Undefined when it
 * likes none. Without the field it is identity: who names no coding may not know any.
 */
export function preferredCoding<Offer extends CodingOffer>(
  acceptEncoding: string | undefined,
  offers: readonly Offer[],
): Offer | undefined {
  const weights = parseWeights(acceptEncoding ?? "");
  const weighed = offers.map((offer) => ({ offer, weight: weightOf(offer.coding, weights) }));
  const top = Math.max(0, ...weighed.map(({ weight }) => weight ?? 0));
  let best: Offer | undefined;
  for (const { offer, weight } of weighed) {
    if (weight === 0 || (weight ?? top) < top) continue;
    if (best === undefined || offer.octets < best.octets) best = offer;
  }
  return best;
}

/**
 * The weight that the field gives a coding; 0 for what it doesn't name, but undefined for identity,
 * which is refused only by its name or by `*;q=0`.
 */
function weightOf(coding: string | undefined, weights: Weights): number | undefined {
  if (coding !== undefined) return weights.get(coding) ?? weights.get("*") ?? 0;
  return weights.get(IDENTITY) ?? (weights.get("*") === 0 ? 0 : undefined);
}

function parseWeights(value: string): Weights {
  const weights = new Map<string, number>();
  for (const member of parseTokenList(value)) {
    const [name = "", parameter, ...others] = member.split(";").map(trimWhitespace);
    const weight = parameter === undefined ? "1" : QVALUE.exec(parameter)?.[1];
    if (weight === undefined || others.length > 0) continue;
    const coding = ALIASES.get(name) ?? name;
    if (!weights.has(coding)) weights.set(coding, Number(weight));
  }
  return weights;
}
