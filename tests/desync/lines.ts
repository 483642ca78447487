// Lines, versions and limits: how a head is cut into lines, and a request line into words.

import { type Case, first, REFUSED, SMUGGLED, TWO } from "./requests.ts";

const HOST = "Host: x\r\n";
const N = SMUGGLED.length;

/** A request line of its own, with Host. */
function line(text: string): string {
  return `${text}\r\n${HOST}\r\n`;
}

/** GET /first with one more line, and a request behind it. */
function field(lines: string): string {
  return first("GET", lines, SMUGGLED);
}

// deno-fmt-ignore
const FIELDS: readonly Case[] = [
  ["a plain head", field("X: y"), TWO],
  ["a head whose lines all end in LF", `GET /first HTTP/1.1\nHost: x\n\n${SMUGGLED}`, TWO],
  ["a length in a head whose lines all end in LF", `POST /first HTTP/1.1\nHost: x\nContent-Length: ${N}\n\n${SMUGGLED}`, REFUSED],
  ["chunked in a head whose lines all end in LF", `POST /first HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n0\r\n\r\n${SMUGGLED}`, REFUSED],
  ["a lone LF behind the request line", `GET /first HTTP/1.1\nHost: x\r\n\r\n${SMUGGLED}`, REFUSED],
  ["a lone LF for the empty line", `GET /first HTTP/1.1\r\nHost: x\r\n\n${SMUGGLED}`, REFUSED],
  ["CRLF for the empty line only", `GET /first HTTP/1.1\nHost: x\n\r\n${SMUGGLED}`, REFUSED],
  ["a lone LF amid lines", field("X: y\nZ: z"), REFUSED],
  ["two lone LFs and a request", field(`X: y\n\n${SMUGGLED.trimEnd()}`), REFUSED],
  ["a lone CR amid lines", field("X: y\rZ: z"), REFUSED],
  ["two lone CRs and a request", field(`X: y\r\r${SMUGGLED.trimEnd()}`), REFUSED],
  ["CR CR LF", field("X: y\r"), REFUSED],
  ["LF CR", field("X: y\n\rZ: z"), REFUSED],
  ["a line of one space", field("X: y\r\n "), REFUSED],
  ["a line of one space, a request behind it", field(`X: y\r\n \r\n${SMUGGLED.trimEnd()}`), REFUSED],
  ["a fold", field("X: y\r\n z"), REFUSED],
  ["a fold of a request", field(`X: y\r\n ${SMUGGLED.trimEnd()}`), REFUSED],
  ["a fold as the first line", `GET /first HTTP/1.1\r\n X: y\r\n${HOST}\r\n${SMUGGLED}`, REFUSED],
  ["a NUL in a value", field("X: a\0b"), REFUSED],
  ["a NUL in a name", field("X\0: y"), REFUSED],
  ["a NUL as a line", field("\0"), REFUSED],
  ["a BEL in a value", field("X: \x07"), REFUSED],
  ["a DEL in a value", field("X: \x7f"), REFUSED],
  ["octets over 127 in a value", field("X: \xe4\xff"), TWO],
  ["octets over 127 in a name", field("\xe4: y"), REFUSED],
  ["no colon", field("X"), REFUSED],
  ["no name", field(": y"), REFUSED],
  ["an empty value", field("X:"), TWO],
  ["a space in a name", field("X Y: z"), REFUSED],
  ["a space before a colon", field("X : y"), REFUSED],
  ["brackets in a name", field("(X): y"), REFUSED],
  ["a slash in a name", field("X/Y: z"), REFUSED],
  ["a quote in a name", field('"X": y'), REFUSED],
  ["an apostrophe in a name", field("X'Y: z"), TWO],
  ["a name of a thousand octets", field(`${"x".repeat(1_000)}: y`), TWO],
  ["101 field lines", field(Array.from({ length: 101 }, (_, at) => `X-${at}: y`).join("\r\n")), REFUSED],
  ["a head of 40 KiB", field(Array.from({ length: 40 }, (_, at) => `X-${at}: ${"y".repeat(1_024)}`).join("\r\n")), REFUSED],
];

// deno-fmt-ignore
const BEFORE: readonly Case[] = [
  ["an empty line before", `\r\n${field("X: y")}`, TWO],
  ["ten empty lines before", `${"\r\n".repeat(10)}${field("X: y")}`, TWO],
  ["a lone LF before", `\n${field("X: y")}`, TWO],
  ["a lone CR before", `\r${field("X: y")}`, REFUSED],
  ["a space before", ` ${field("X: y")}`, REFUSED],
  ["a line of a space before", ` \r\n${field("X: y")}`, REFUSED],
  ["a NUL before", `\0${field("X: y")}`, REFUSED],
  ["a byte order mark before", `\xef\xbb\xbf${field("X: y")}`, REFUSED],
  ["a digit as a line before", `0\r\n\r\n${field("X: y")}`, REFUSED],
  ["a TLS record before", `\x16\x03\x01\0\x05hello${field("X: y")}`, REFUSED],
  ["a PROXY line before", `PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n${field("X: y")}`, REFUSED],
];

// deno-fmt-ignore
const REQUEST_LINES: readonly (readonly [name: string, line: string, reading: string])[] = [
  ["two spaces behind the method", "GET  /first HTTP/1.1", REFUSED],
  ["two spaces before the version", "GET /first  HTTP/1.1", REFUSED],
  ["a tab behind the method", "GET\t/first HTTP/1.1", REFUSED],
  ["a tab before the version", "GET /first\tHTTP/1.1", REFUSED],
  ["a VT before the version", "GET /first\x0bHTTP/1.1", REFUSED],
  ["a CR before the version", "GET /first\rHTTP/1.1", REFUSED],
  ["a NUL in the target", "GET /fir\0st HTTP/1.1", REFUSED],
  ["a DEL in the target", "GET /fir\x7fst HTTP/1.1", REFUSED],
  ["a space in the target", "GET /first x HTTP/1.1", REFUSED],
  ["two versions", "GET /first HTTP/1.1 HTTP/1.1", REFUSED],
  ["another request in the line", "GET /first HTTP/1.1 GET /smuggled HTTP/1.1", REFUSED],
  ["a space behind the version", "GET /first HTTP/1.1 ", REFUSED],
  ["a tab behind the version", "GET /first HTTP/1.1\t", REFUSED],
  ["no version", "GET /first", "first"],
  ["no version, a space behind", "GET /first ", REFUSED],
  ["no version with POST", "POST /first", REFUSED],
  ["no target", "GET HTTP/1.1", REFUSED],
  ["nothing but a method", "GET", REFUSED],
  ["the version in small letters", "GET /first http/1.1", REFUSED],
  ["a letter behind the version", "GET /first HTTP/1.1x", REFUSED],
  ["HTTP/1.10", "GET /first HTTP/1.10", REFUSED],
  ["HTTP/01.1", "GET /first HTTP/01.1", REFUSED],
  ["HTTP/1", "GET /first HTTP/1", REFUSED],
  ["HTTP/1.", "GET /first HTTP/1.", REFUSED],
  ["HTTP/.1", "GET /first HTTP/.1", REFUSED],
  ["HTTP/+1.1", "GET /first HTTP/+1.1", REFUSED],
  ["HTTP/1.2", "GET /first HTTP/1.2", TWO],
  ["HTTP/1.9", "GET /first HTTP/1.9", TWO],
  ["HTTP/0.9", "GET /first HTTP/0.9", REFUSED],
  ["HTTP/2.0", "GET /first HTTP/2.0", REFUSED],
  ["HTTP/3.0", "GET /first HTTP/3.0", REFUSED],
  ["HTTPS/1.1", "GET /first HTTPS/1.1", REFUSED],
  ["ICY/1.1", "GET /first ICY/1.1", REFUSED],
  ["a method with a colon", "GET: /first HTTP/1.1", REFUSED],
  ["a method with a quote", '"GET" /first HTTP/1.1', REFUSED],
  ["a method with a NUL", "GE\0T /first HTTP/1.1", REFUSED],
  ["a method of a thousand letters", `${"A".repeat(1_000)} /first HTTP/1.1`, "refused smuggled marker"],
  ["a method of 10,000 letters", `${"A".repeat(10_000)} /first HTTP/1.1`, REFUSED],
  ["a target of 10,000 octets", `GET /${"a".repeat(10_000)} HTTP/1.1`, REFUSED],
];

// deno-fmt-ignore
const VERSIONS: readonly Case[] = [
  ["HTTP/1.0", first("GET", "X: y", SMUGGLED, "HTTP/1.0"), "first"],
  ["HTTP/1.0 that persists", first("GET", "Connection: keep-alive", SMUGGLED, "HTTP/1.0"), TWO],
  ["HTTP/1.0 with keep-alive and close", first("GET", "Connection: keep-alive, close", SMUGGLED, "HTTP/1.0"), "first"],
  ["HTTP/1.0 with a length", first("POST", `Connection: keep-alive\r\nContent-Length: ${N}`, SMUGGLED, "HTTP/1.0"), "first marker"],
  ["HTTP/1.0 with chunked", first("POST", "Connection: keep-alive\r\nTransfer-Encoding: chunked", `0\r\n\r\n${SMUGGLED}`, "HTTP/1.0"), REFUSED],
  ["HTTP/1.0 with chunked and a length", first("POST", `Connection: keep-alive\r\nContent-Length: ${N + 5}\r\nTransfer-Encoding: chunked`, `0\r\n\r\n${SMUGGLED}`, "HTTP/1.0"), REFUSED],
  ["HTTP/1.2 with chunked", first("POST", "Transfer-Encoding: chunked", `0\r\n\r\n${SMUGGLED}`, "HTTP/1.2"), TWO],
  ["HTTP/1.1 with close", field("Connection: close"), "first"],
  ["HTTP/1.1 with close in capitals", field("Connection: CLOSE"), "first"],
  ["HTTP/1.1 with close in a list", field("Connection: x, close"), "first"],
  ["HTTP/1.1 with Proxy-Connection", field("Proxy-Connection: close"), TWO],
  ["the preface of HTTP/2", `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${SMUGGLED}`, REFUSED],
  ["the preface of HTTP/2, version 1.1", `PRI * HTTP/1.1\r\n${HOST}\r\n${SMUGGLED}`, REFUSED],
];

/** Lines. */
export const LINES: readonly Case[] = [
  ...FIELDS,
  ...BEFORE,
  ...REQUEST_LINES.map(([name, text, reading]): Case => {
    return [name, line(text) + SMUGGLED, reading];
  }),
  ...VERSIONS,
];
