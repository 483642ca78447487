// Framing: how long a message's body is (RFC 9112 §6.3), decided in one place for each direction.
//
// Contract: what two readers could read differently is refused, not repaired: both lengths at once,
// a length that is a list, a transfer coding that is not exactly `chunked`, chunked before 1.1.

import { ProtocolError } from "./errors.ts";
import { type Fields, parseTokenList } from "./fields.ts";
import { parseDigits } from "./octets.ts";
import type { HttpVersion } from "./version.ts";

/** How a body is delimited; "close" is the end of the connection (responses only). */
export type Framing =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly octets: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "close" };

const NONE: Framing = { kind: "none" };
const CHUNKED: Framing = { kind: "chunked" };
const CLOSE: Framing = { kind: "close" };

/**
 * The framing of a request's body: without a length and a coding there is none.
 *
 * @throws {ProtocolError} 400 for a faulty framing, 501 for an unknown transfer coding
 */
export function requestFraming(version: HttpVersion, fields: Fields): Framing {
  return declaredFraming(version, fields) ?? NONE;
}

/**
 * The framing of the body of a response. Where there can be none, no field has a say in it.
 *
 * @param method of the request, which decides for HEAD and CONNECT (RFC 9112 §6.3 rules 1 and 2)
 * @throws {ProtocolError} for a faulty framing or an unknown transfer coding
 */
export function responseFraming(
  method: string,
  status: number,
  version: HttpVersion,
  fields: Fields,
): Framing {
  if (method === "HEAD" || status < 200 || status === 204 || status === 304) return NONE;
  if (method === "CONNECT" && status < 300) return NONE; // a tunnel follows, no content (rule 2)
  return declaredFraming(version, fields) ?? CLOSE;
}

function declaredFraming(version: HttpVersion, fields: Fields): Framing | undefined {
  const codings = fields.get("transfer-encoding");
  const length = fields.get("content-length");
  if (codings === undefined) return length === undefined ? undefined : lengthFraming(length);
  if (length !== undefined) {
    throw new ProtocolError("both Content-Length and Transfer-Encoding", 400, "RFC 9112 §6.1");
  }
  if (version !== "HTTP/1.1") {
    throw new ProtocolError(`Transfer-Encoding in ${version}`, 400, "RFC 9112 §6.1");
  }
  checkCodings(parseTokenList(codings));
  return CHUNKED;
}

function lengthFraming(value: string): Framing {
  const octets = parseDigits(value);
  if (octets === undefined) {
    throw new ProtocolError("a Content-Length that is not one number", 400, "RFC 9110 §8.6");
  }
  return octets === 0 ? NONE : { kind: "length", octets };
}

/** Passes `chunked`, once and alone; where it is not the last coding, 400 is a MUST (§6.3 rule 4). */
function checkCodings(codings: readonly string[]): void {
  const unknown = codings.find((coding) => coding !== "chunked");
  if (codings.includes("chunked") && codings.at(-1) !== "chunked") {
    throw new ProtocolError("chunked is not the last coding", 400, "RFC 9112 §6.3");
  }
  if (unknown?.startsWith("chunked;")) {
    throw new ProtocolError("a parameter of the chunked coding", 400, "RFC 9112 §7.1");
  }
  if (unknown !== undefined) {
    throw new ProtocolError("an unknown transfer coding", 501, "RFC 9112 §6.1");
  }
  if (codings.length !== 1) {
    throw new ProtocolError("chunked more than once, or no coding at all", 400, "RFC 9112 §6.1");
  }
}
