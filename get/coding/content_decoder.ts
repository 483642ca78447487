// Content codings: the content of an answer to the representation itself (RFC 9110 §8.4).
//
// Contract: what goes in is what the framing held, what comes out is decoded piece by piece, and the
// next piece is made when the one before it was taken: whatever the octets claim, no more than a window
// and a piece are held. Nothing is repaired: an end that comes too early, octets behind it, or ones that
// do not decode are errors. Content of no octets is no content, whatever its label; servers label that too.

import { parseTokenList } from "../../http/wire/fields.ts";
import { ContentCodingError, TooLargeError } from "../errors.ts";
import { type Coding, CodingStage } from "./coding_stage.ts";

/** The value of Accept-Encoding that asks for what is decoded here, smallest first. */
export const ACCEPT_ENCODING = "br, zstd, gzip";

/** What bounds decoded content. */
export interface DecodingLimits {
  /** The most octets that may come out; `undefined` for any number. */
  readonly maxOctets: number | undefined;
}

/** Undoes the codings of one content. Disposing ends it at any point. */
export interface ContentDecoder extends Disposable {
  /**
   * The next octets of the content to what they decode to, which may be nothing.
   *
   * @param octets to be left alone until all pieces have been taken
   * @throws {ContentCodingError} when they are corrupt, stand behind the end, or grow like a bomb
   * @throws {TooLargeError} before the piece with which there would be more than `maxOctets`
   */
  decode(octets: Uint8Array): AsyncIterable<Uint8Array>;
  /** The content is over. @throws {ContentCodingError} when its coding is not */
  finish(): Promise<void>;
}

/** By their names (RFC 9110 §8.4.1, RFC 7932 §13, RFC 8878 §7.2); no coding at all is `undefined`. */
const CODINGS: ReadonlyMap<string, Coding | undefined> = new Map([
  ["br", "br"],
  ["zstd", "zstd"],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"], // never asked for, but sent by some who do not ask
  ["identity", undefined],
]);

/** One on top of another is rare and more is an attack (CVE-2022-32206; curl stops at 5). */
const MAX_CODINGS = 2;
/** How many times its octets on the wire content may be (Apache's DeflateInflateRatioLimit: 200). */
const MAX_RATIO = 200;
/** Up to here nobody counts: a blank image or a run of zeros shrinks a thousandfold, and is no bomb. */
const HARMLESS_OCTETS = 64 * 1024 * 1024;

/**
 * The decoder of a content.
 *
 * @param value of Content-Encoding, the codings in the order in which they were applied
 * @throws {ContentCodingError} when one of them is unknown, or there are too many
 */
export function contentDecoder(value: string, limits: DecodingLimits): ContentDecoder {
  const codings = parseTokenList(value).flatMap(parseCoding);
  if (codings.length > MAX_CODINGS) {
    throw new ContentCodingError(`more than ${MAX_CODINGS} content codings: ${value}`);
  }
  return new Chain(codings.toReversed().map((coding) => new CodingStage(coding)), limits);
}

function parseCoding(name: string): Coding[] {
  if (!CODINGS.has(name)) throw new ContentCodingError(`an unknown content coding: ${name}`);
  const coding = CODINGS.get(name);
  return coding === undefined ? [] : [coding];
}

/** One stage for each coding, the one that was applied last in front. */
class Chain implements ContentDecoder {
  #octetsIn = 0;
  #octetsDecoded = 0;
  /** Of each stage. What one makes of little may be nothing to the next, and endless all the same. */
  readonly #octetsOut: number[];

  constructor(
    private readonly stages: readonly CodingStage[],
    private readonly limits: DecodingLimits,
  ) {
    this.#octetsOut = stages.map(() => 0);
  }

  decode(octets: Uint8Array): AsyncIterable<Uint8Array> {
    this.#octetsIn += octets.length;
    return this.#decodeFrom(0, octets);
  }

  async finish(): Promise<void> {
    for (const stage of this.stages) await stage.finish();
  }

  [Symbol.dispose](): void {
    for (const stage of this.stages) stage[Symbol.dispose]();
  }

  async *#decodeFrom(index: number, octets: Uint8Array): AsyncGenerator<Uint8Array> {
    const stage = this.stages[index];
    if (stage === undefined) {
      this.#countDecoded(octets.length);
      return yield octets;
    }
    for await (const piece of stage.decode(octets)) {
      this.#count(index, stage.coding, piece.length);
      yield* this.#decodeFrom(index + 1, piece);
    }
  }

  #countDecoded(octets: number): void {
    const { maxOctets } = this.limits;
    this.#octetsDecoded += octets;
    if (maxOctets !== undefined && this.#octetsDecoded > maxOctets) {
      throw new TooLargeError(maxOctets);
    }
  }

  #count(index: number, coding: Coding, octets: number): void {
    const octetsOut = this.#octetsOut[index]! + octets;
    this.#octetsOut[index] = octetsOut;
    if (octetsOut <= Math.max(HARMLESS_OCTETS, this.#octetsIn * MAX_RATIO)) return;
    throw new ContentCodingError(
      `${coding} content that grows to more than ${MAX_RATIO} times its size, as a bomb does`,
    );
  }
}
