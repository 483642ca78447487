// multipart/byteranges: several ranges of a representation in one response (RFC 9110 §14.6).

import type { ByteRange } from "../http/semantics/ranges.ts";
import { concat, octetsOf } from "../http/wire/octets.ts";

/** Ranges with a part's head before each, and the end behind them. */
export interface Multipart {
  /** The value of Content-Type. */
  readonly mediaType: string;
  readonly pieces: readonly (ByteRange | Uint8Array)[];
}

/**
 * Lays out the parts.
 *
 * @param mediaType of the representation
 * @param completeLength of the representation, in octets
 * @param boundary what no octets of the content are likely to be: 1 to 70 characters
 */
export function multipart(
  ranges: readonly ByteRange[],
  mediaType: string,
  completeLength: number,
  boundary: string,
): Multipart {
  const parts = ranges.flatMap((range, at) => [
    octetsOf(
      `${at === 0 ? "" : "\r\n"}--${boundary}\r\nContent-Type: ${mediaType}\r\n` +
        `Content-Range: ${contentRange(range, completeLength)}\r\n\r\n`,
    ),
    range,
  ]);
  return {
    mediaType: `multipart/byteranges; boundary=${boundary}`,
    pieces: [...parts, octetsOf(`\r\n--${boundary}--\r\n`)],
  };
}

/** The value of Content-Range for a part that is sent (RFC 9110 §14.4). */
export function contentRange(range: ByteRange, completeLength: number): string {
  return `bytes ${range.firstPos}-${range.lastPos}/${completeLength}`;
}

/** The octets of pieces that lie in memory; of a single range no copy is made. */
export function gather(
  octets: Uint8Array,
  pieces: readonly (ByteRange | Uint8Array)[],
): Uint8Array {
  const parts = pieces.map((piece) =>
    piece instanceof Uint8Array ? piece : octets.subarray(piece.firstPos, piece.lastPos + 1)
  );
  return concat(...parts);
}
