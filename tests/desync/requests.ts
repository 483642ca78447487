// Cases of the corpus: octets that two readers could read differently, and how ferry reads them.
//
// Contract: text is one character an octet. A case is sent with `MARKER` behind it. Where a request is
// smuggled, it asks for /smuggled: who sees that, took content for a request or the other way round.

/** What ferry makes of a case when nothing stands in front of it: the targets it answers, in order. */
export type Reading = string;

/** A case: its name, its octets, and how ferry reads it. */
export type Case = readonly [name: string, octets: string, reading: Reading];

/** The ordinary request behind each case, the last on its connection. */
export const MARKER = "GET /marker HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/** The request inside of others. */
export const SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

/** Refused with 400 and the like, and the connection closed. */
export const REFUSED = "refused";
/** Content was content. */
export const ONE = "first marker";
/** What looks smuggled is a request in its own right: the content ended before it. */
export const TWO = "first smuggled marker";

/** A request for /first. @param fields lines, without the last ending */
export function first(method: string, fields: string, body = "", version = "HTTP/1.1"): string {
  return `${method} /first ${version}\r\nHost: x\r\n${fields}\r\n\r\n${body}`;
}

/** A request with chunked content. @param body all of its octets */
export function chunked(body: string): string {
  return first("POST", "Transfer-Encoding: chunked", body);
}

/** One chunk with that content, and the last one. */
export function chunksOf(content: string): string {
  return `${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;
}
