// The chunked transfer coding, decoded (RFC 9112 §7.1).
//
//     chunked-body   = *chunk last-chunk trailer-section CRLF
//     chunk          = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
//     chunk-size     = 1*HEXDIG
//     chunk-ext      = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
//
// Contract: every line ends in CRLF and in nothing else, since a lone LF or CR is where two readers
// part ways. Extensions are passed over; they may not outweigh the content by more than a head's
// worth. White space between size and CRLF, which some servers pad with, is passed over as BWS.

import type { BodyDecoder, Decoded } from "./body.ts";
import { ProtocolError, TruncatedError } from "./errors.ts";
import type { Fields } from "./fields.ts";
import type { Limits } from "./limits.ts";
import { CR, isWhitespace, LF, SEMICOLON, skipText } from "./octets.ts";
import { TrailerDecoder } from "./trailer.ts";

type State = "size" | "padding" | "extension" | "size-lf" | "data" | "data-cr" | "data-lf";

/** `Number.MAX_SAFE_INTEGER` has 14 hexadecimal digits; some servers pad to 16. */
const SIZE_DIGITS = 16;

/** Decodes one chunked body, its trailer section included. */
export class ChunkedDecoder implements BodyDecoder {
  trailers: Fields | undefined = undefined;
  #state: State | "trailer" | "done" = "size";
  #size = 0;
  #digits = 0;
  #missing = 0;
  #contentOctets = 0;
  #extensionOctets = 0;
  #trailer: TrailerDecoder | undefined;

  constructor(private readonly limits: Limits) {}

  get done(): boolean {
    return this.#state === "done";
  }

  decode(octets: Uint8Array, from: number, end: number): Decoded {
    let contentFrom = from;
    let contentEnd = from;
    let at = from;
    while (at < end && this.#state !== "done") {
      if (this.#state === "data") {
        const take = Math.min(this.#missing, end - at);
        if (contentEnd === from) contentFrom = contentEnd = at;
        if (contentEnd !== at) octets.copyWithin(contentEnd, at, at + take);
        contentEnd += take;
        at += take;
        this.#take(take);
      } else if (this.#state === "trailer") at += this.#takeTrailer(octets, at, end);
      else if (this.#state === "extension") at = this.#skipExtension(octets, at, end);
      else this.#step(this.#state, octets[at++]!);
    }
    return { content: octets.subarray(contentFrom, contentEnd), consumed: at - from };
  }

  finish(): void {
    if (this.done) return;
    const inside = this.#state === "data" ? `, ${this.#missing} octets short of a chunk` : "";
    throw new TruncatedError(`the chunked body did not end${inside}`);
  }

  /** Takes one octet of what stands between the content of two chunks. */
  #step(state: State, octet: number): void {
    switch (state) {
      case "size":
        return this.#sizeOctet(octet);
      case "padding":
        if (isWhitespace(octet)) return this.#countExtension(1);
        return this.#afterSize(octet);
      case "size-lf":
        expect(octet, LF, "a chunk size that ends in no CRLF");
        this.#state = this.#size === 0 ? "trailer" : "data";
        this.#missing = this.#size;
        return;
      case "data-cr":
        expect(octet, CR, "a chunk longer than its size");
        this.#state = "data-lf";
        return;
      case "data-lf":
        expect(octet, LF, "a chunk that ends in no CRLF");
        this.#state = "size";
        this.#size = this.#digits = 0;
    }
  }

  #sizeOctet(octet: number): void {
    const digit = hexDigit(octet);
    if (digit < 0) {
      if (this.#digits === 0) throw badChunk("a chunk without a size");
      return this.#afterSize(octet);
    }
    this.#size = this.#size * 16 + digit;
    if (++this.#digits > SIZE_DIGITS || this.#size > Number.MAX_SAFE_INTEGER) {
      throw badChunk("a chunk size beyond all measure");
    }
  }

  #afterSize(octet: number): void {
    if (octet === CR) this.#state = "size-lf";
    else if (octet === SEMICOLON) this.#state = "extension";
    else if (isWhitespace(octet)) this.#state = "padding";
    else throw badChunk("a chunk size that is not hexadecimal");
  }

  #skipExtension(octets: Uint8Array, from: number, end: number): number {
    const at = skipText(octets, from, end, false);
    this.#countExtension(at - from);
    if (at === end) return at;
    expect(octets[at]!, CR, "a control octet in a chunk extension");
    this.#state = "size-lf";
    return at + 1;
  }

  #countExtension(octetCount: number): void {
    this.#extensionOctets += octetCount;
    if (this.#extensionOctets > this.limits.headOctets + this.#contentOctets) {
      throw badChunk("chunk extensions without end");
    }
  }

  #take(octetCount: number): void {
    this.#contentOctets += octetCount;
    this.#missing -= octetCount;
    if (this.#missing === 0) this.#state = "data-cr";
  }

  #takeTrailer(octets: Uint8Array, from: number, end: number): number {
    this.#trailer ??= new TrailerDecoder(this.limits);
    const { fields, consumed } = this.#trailer.take(octets, from, end);
    if (fields !== undefined) {
      this.trailers = fields;
      this.#state = "done";
    }
    return consumed;
  }
}

function badChunk(message: string): ProtocolError {
  return new ProtocolError(message, 400, "RFC 9112 §7.1");
}

function expect(octet: number, expected: number, fault: string): void {
  if (octet !== expected) throw badChunk(fault);
}

/** The value of a HEXDIG, or -1. */
function hexDigit(octet: number): number {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const lower = octet | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}
