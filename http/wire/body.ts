// Bodies: what every body decoder promises (RFC 9112 §6, §7).
//
// Contract: a decoder takes what has come, in whatever cuts, gives the content in it, and says how
// much it took: what it did not take belongs to the next message. `finish()` is for the end of the
// stream and throws when the framing said that more was due.

import type { Fields } from "./fields.ts";

/** What one run of octets held. */
export interface Decoded {
  /** The content in it: a part of the octets given, in which it may have been moved together. */
  readonly content: Uint8Array;
  /** How many octets of the run belong to this body. */
  readonly consumed: number;
}

/** Decodes the body of one message. */
export interface BodyDecoder {
  /** Whether the body has come whole, as far as its framing can tell. */
  readonly done: boolean;
  /** The trailer section, once `done`, where the framing knows one. */
  readonly trailers: Fields | undefined;
  /**
   * Decodes octets `[from, end)`. Content may be moved within them; none behind `consumed` is touched.
   *
   * @throws {ProtocolError} when the octets break the framing
   */
  decode(octets: Uint8Array, from: number, end: number): Decoded;
  /**
   * Takes the end of the stream.
   *
   * @throws {TruncatedError} when the framing had promised more (RFC 9112 §8)
   */
  finish(): void;
}
