// The chunked transfer coding, encoded (RFC 9112 §7.1).
//
// Contract: a chunk is told by its size line before it and a CRLF behind it; content of no octets is no
// chunk, for that would be the end.

import { encodeFields, type FieldLine } from "./encoder.ts";
import { octetsOf } from "./octets.ts";

const CRLF = octetsOf("\r\n");

/** A chunk with its size line and its end; no octets at all for no content. */
export function encodeChunk(content: Uint8Array): Uint8Array<ArrayBuffer> {
  if (content.length === 0) return new Uint8Array();
  const size = octetsOf(`${content.length.toString(16)}\r\n`);
  const chunk = new Uint8Array(size.length + content.length + CRLF.length);
  chunk.set(size);
  chunk.set(content, size.length);
  chunk.set(CRLF, size.length + content.length);
  return chunk;
}

/** The last chunk and the trailer section. @throws {RangeError} for a bad field name or value */
export function encodeLastChunk(trailers: readonly FieldLine[] = []): Uint8Array<ArrayBuffer> {
  return octetsOf(`0\r\n${encodeFields(trailers)}\r\n`);
}
