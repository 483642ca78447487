// The request head: request line and header section (RFC 9112 §3), as a server reads it.
//
//     request-line   = method SP request-target SP HTTP-version
//     Simple-Request = "GET" SP request-target CRLF      (RFC 1945 §5; the client of the socket lab
//                                                         leaves out the line ending too)
//
// Contract: single spaces, a token, a version in capitals; whatever is not that is refused.

import { ProtocolError } from "./errors.ts";
import type { Fields } from "./fields.ts";
import { type Dialect, HeadDecoder } from "./head_decoder.ts";
import type { Limits } from "./limits.ts";
import { DEL, equals, LF, skipToken, SP, textOf } from "./octets.ts";
import { type HttpVersion, parseVersion } from "./version.ts";

/** A request's start-line and header section. */
export interface RequestHead {
  /** A token; methods are case-sensitive (RFC 9110 §9.1). */
  readonly method: string;
  /** The request target as it came, one character an octet, without white space or controls. */
  readonly target: string;
  readonly version: HttpVersion;
  /** A view: good until the decoder or the octets are used for the next head. */
  readonly fields: Fields;
  /** The head's length on the wire, empty lines before and behind it included. */
  readonly octetCount: number;
}

const DIALECT: Dialect = { lenientText: false, unfold: false, bareLf: "throughout" };
const LONGEST_REST = " HTTP/1.1\r".length;

/** Decodes request heads, one after the other with `reset()` between them. */
export class RequestHeadDecoder extends HeadDecoder<RequestHead> {
  #method = "";
  #target = "";
  #version: HttpVersion = "HTTP/1.1";

  constructor(limits: Limits) {
    super(limits, DIALECT, true);
  }

  protected override parseStartLine(octets: Uint8Array, from: number, end: number): boolean {
    const methodEnd = skipToken(octets, from, end);
    if (methodEnd === from || methodEnd === end || octets[methodEnd] !== SP) {
      throw new ProtocolError("a request line without a method and a space", 400, "RFC 9112 §3");
    }
    this.#method = methodOf(octets, from, methodEnd);
    const targetEnd = skipTarget(octets, methodEnd + 1, end);
    if (targetEnd === methodEnd + 1) {
      throw new ProtocolError("a request line without a target", 400, "RFC 9112 §3");
    }
    this.#target = textOf(octets, methodEnd + 1, targetEnd);
    this.#version = versionOf(octets, targetEnd, end);
    if (this.#version !== "HTTP/0.9") return true;
    if (this.#method === "GET") return false;
    throw new ProtocolError("a request line without a version", 400, "RFC 9112 §3");
  }

  protected override overlongStartLine(
    octets: Uint8Array,
    from: number,
    end: number,
  ): ProtocolError {
    const methodEnd = skipToken(octets, from, end);
    if (methodEnd === end) return new ProtocolError("an endless method", 501, "RFC 9112 §3");
    const targetEnd = skipTarget(octets, methodEnd + 1, end);
    const overlong = end - targetEnd <= LONGEST_REST; // what stands behind it can be a version
    if (methodEnd > from && octets[methodEnd] === SP && overlong) {
      const limit = this.limits.requestLineOctets;
      return new ProtocolError(`a request line of over ${limit} octets`, 414, "RFC 9112 §3");
    }
    return new ProtocolError("an endless request line", 400, "RFC 9112 §3");
  }

  protected override finish(octetCount: number): RequestHead {
    const { fields } = this;
    if (this.bareLf && (fields.has("content-length") || fields.has("transfer-encoding"))) {
      throw new ProtocolError("content after a head whose lines end in LF", 400, "RFC 9112 §2.2");
    }
    const [method, target, version] = [this.#method, this.#target, this.#version];
    return { method, target, version, fields, octetCount };
  }
}

/**
 * The request that `[from, end)` is when nothing more comes: a Simple-Request that lacks its line
 * ending, as the client of the socket lab sends it before it waits. Undefined for any other octets.
 */
export function decodeUnfinished(
  octets: Uint8Array,
  from: number,
  end: number,
  limits: Limits,
): RequestHead | undefined {
  const targetFrom = from + "GET ".length;
  if (targetFrom >= end || !equals(octets, from, targetFrom, "GET ")) return undefined;
  if (skipTarget(octets, targetFrom, end) !== end) return undefined;
  const line = new Uint8Array(end - from + 1);
  line.set(octets.subarray(from, end));
  line[end - from] = LF;
  const head = new RequestHeadDecoder(limits).decode(line, 0, line.length);
  return head && { ...head, octetCount: end - from };
}

/** Where the target ends: at white space, at a control octet, or at `end`. */
function skipTarget(octets: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && octets[at]! > SP && octets[at] !== DEL) at++;
  return at;
}

function methodOf(octets: Uint8Array, from: number, end: number): string {
  return equals(octets, from, end, "GET") ? "GET" : textOf(octets, from, end);
}

function versionOf(octets: Uint8Array, targetEnd: number, end: number): HttpVersion {
  if (targetEnd === end) return "HTTP/0.9";
  if (equals(octets, targetEnd, end, " HTTP/1.1")) return "HTTP/1.1";
  const text = octets[targetEnd] === SP ? textOf(octets, targetEnd + 1, end) : "";
  const version = parseVersion(text);
  if (version === undefined) {
    throw new ProtocolError("a request line that ends in no version", 400, "RFC 9112 §3");
  }
  if (version === "foreign") {
    throw new ProtocolError("a version other than HTTP/1", 505, "RFC 9110 §15.6.6");
  }
  return version;
}
