// Body decoders: a framing to the decoder that follows it (RFC 9112 §6.3). body.ts has the contract.

import type { BodyDecoder, Decoded } from "./body.ts";
import { ChunkedDecoder } from "./chunked.ts";
import { TruncatedError } from "./errors.ts";
import type { Framing } from "./framing.ts";
import type { Limits } from "./limits.ts";

/** A decoder for a body framed so. */
export function bodyDecoder(framing: Framing, limits: Limits): BodyDecoder {
  switch (framing.kind) {
    case "none":
      return new LengthDecoder(0);
    case "length":
      return new LengthDecoder(framing.octets);
    case "chunked":
      return new ChunkedDecoder(limits);
    case "close":
      return new CloseDecoder();
  }
}

/** A body of so many octets (RFC 9112 §6.2). */
class LengthDecoder implements BodyDecoder {
  readonly trailers = undefined;
  #missing: number;

  constructor(readonly octets: number) {
    this.#missing = octets;
  }

  get done(): boolean {
    return this.#missing === 0;
  }

  decode(octets: Uint8Array, from: number, end: number): Decoded {
    const consumed = Math.min(this.#missing, end - from);
    this.#missing -= consumed;
    return { content: octets.subarray(from, from + consumed), consumed };
  }

  finish(): void {
    if (this.#missing > 0) {
      throw new TruncatedError(`${this.#missing} of ${this.octets} octets are missing`);
    }
  }
}

/** A body that ends with the connection (RFC 9112 §6.3 rule 8): nothing tells whether it is whole. */
class CloseDecoder implements BodyDecoder {
  readonly done = false;
  readonly trailers = undefined;

  decode(octets: Uint8Array, from: number, end: number): Decoded {
    return { content: octets.subarray(from, end), consumed: end - from };
  }

  finish(): void {}
}
