// Targets, Host, and fields that change what a connection or a request is.

import { type Case, first, ONE, REFUSED, SMUGGLED, TWO } from "./requests.ts";

const N = SMUGGLED.length;

/** A request for a target, and one behind it. @param host lines, each with its ending */
function to(target: string, host = "Host: x\r\n", method = "GET"): string {
  return `${method} ${target} HTTP/1.1\r\n${host}\r\n${SMUGGLED}`;
}

function field(lines: string, body = SMUGGLED): string {
  return first("GET", lines, body);
}

// deno-fmt-ignore
const TARGETS: readonly Case[] = [
  ["absolute, the same host", to("http://x/first"), TWO],
  ["absolute, another host", to("http://y/first"), TWO],
  ["absolute, no Host", to("http://x/first", ""), REFUSED],
  ["absolute, two Hosts", to("http://x/first", "Host: x\r\nHost: y\r\n"), REFUSED],
  ["absolute, a bad Host", to("http://x/first", "Host: a b\r\n"), REFUSED],
  ["absolute, in capitals", to("HTTP://X/first"), TWO],
  ["absolute, https", to("https://x/first"), TWO],
  ["absolute, ftp", to("ftp://x/first"), REFUSED],
  ["absolute, a user", to("http://u:p@x/first"), REFUSED],
  ["absolute, no host", to("http:///first"), REFUSED],
  ["absolute, no path", to("http://x"), "/ smuggled marker"],
  ["absolute, a query alone", to("http://x?/first"), "/?/first smuggled marker"],
  ["absolute, a port beyond all", to("http://x:99999/first"), REFUSED],
  ["absolute, one slash", to("http:/first"), REFUSED],
  ["absolute, backslashes", to("http:\\\\x\\first"), REFUSED],
  ["authority with GET", to("x:80"), REFUSED],
  ["a word", to("first"), REFUSED],
  ["a question mark", to("?/first"), REFUSED],
  ["an asterisk with GET", to("*"), REFUSED],
  ["an asterisk with OPTIONS", to("*", "Host: x\r\n", "OPTIONS"), "* smuggled marker"],
  ["authority with CONNECT", to("x:80", "Host: x\r\n", "CONNECT"), "x:80 smuggled marker"],
  ["a path with CONNECT", to("/first", "Host: x\r\n", "CONNECT"), REFUSED],
  ["CONNECT with a length", `CONNECT x:80 HTTP/1.1\r\nHost: x\r\nContent-Length: ${N}\r\n\r\n${SMUGGLED}`, "x:80 marker"],
  ["a fragment", to("/first#/smuggled"), REFUSED],
  ["two slashes", to("//first"), "//first smuggled marker"],
  ["two slashes and a host", to("//y/first"), "//y/first smuggled marker"],
  ["dot segments", to("/a/../first"), "refused smuggled marker"],
  ["encoded dot segments", to("/a/%2e%2e/first"), "refused smuggled marker"],
  ["dot segments above the root", to("/../first"), "refused smuggled marker"],
  ["a backslash", to("/a\\..\\first"), "refused smuggled marker"],
  ["an encoded slash", to("/a%2ffirst"), "refused smuggled marker"],
  ["an encoded line ending", to("/first%0d%0aX:%20y"), "/first%0d%0aX:%20y smuggled marker"],
  ["an encoded NUL", to("/first%00"), "refused smuggled marker"],
  ["a percent sign that encodes nothing", to("/first%zz"), "refused smuggled marker"],
  ["an encoded request", to(`/first%20HTTP/1.1%0d%0aHost:%20x%0d%0a%0d%0aGET%20/smuggled`), "/first%20HTTP/1.1%0d%0aHost:%20x%0d%0a%0d%0aGET%20/smuggled smuggled marker"],
  ["octets of UTF-8", to("/f\xc3\xafrst"), "/f\xc3\xafrst smuggled marker"],
  ["brackets and bars", to("/first[|]{}^`"), "/first[|]{}^` smuggled marker"],
  ["a semicolon", to("/first;/../smuggled"), "refused smuggled marker"],
  ["a quote", to('/first"x"'), '/first"x" smuggled marker'],
];

// deno-fmt-ignore
const HOSTS: readonly Case[] = [
  ["no Host", to("/first", ""), REFUSED],
  ["two Hosts, equal", to("/first", "Host: x\r\nHost: x\r\n"), REFUSED],
  ["two Hosts, unequal", to("/first", "Host: x\r\nHost: y\r\n"), REFUSED],
  ["an empty Host", to("/first", "Host:\r\n"), TWO],
  ["a list in Host", to("/first", "Host: x, y\r\n"), REFUSED],
  ["a space in Host", to("/first", "Host: x y\r\n"), REFUSED],
  ["a path in Host", to("/first", "Host: x/y\r\n"), REFUSED],
  ["a user in Host", to("/first", "Host: u@x\r\n"), REFUSED],
  ["a fragment in Host", to("/first", "Host: x#y\r\n"), REFUSED],
  ["a port beyond all in Host", to("/first", "Host: x:99999\r\n"), REFUSED],
  ["a port that is none in Host", to("/first", "Host: x:y\r\n"), REFUSED],
  ["an open bracket in Host", to("/first", "Host: [::1\r\n"), REFUSED],
  ["a NUL in Host", to("/first", "Host: x\0y\r\n"), REFUSED],
  ["a folded Host", to("/first", "Host:\r\n x\r\n"), REFUSED],
  ["a space before the colon of Host", to("/first", "Host : x\r\n"), REFUSED],
  ["a second Host before a space", to("/first", "Host: x\r\n Host: y\r\n"), REFUSED],
  ["X-Forwarded-Host", to("/first", "Host: x\r\nX-Forwarded-Host: y\r\n"), TWO],
];

// deno-fmt-ignore
const FIELDS: readonly Case[] = [
  ["Expect without content", field("Expect: 100-continue"), TWO],
  ["Expect with content", first("POST", `Expect: 100-continue\r\nContent-Length: ${N}`, SMUGGLED), "first"],
  ["Expect with content of GET", field(`Expect: 100-continue\r\nContent-Length: ${N}`), ONE],
  ["Expect with chunked content of GET", field("Expect: 100-continue\r\nTransfer-Encoding: chunked", `${N.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`), ONE],
  ["Expect with a length of zero", field("Expect: 100-continue\r\nContent-Length: 0"), TWO],
  ["Expect in capitals", field(`Expect: 100-CONTINUE\r\nContent-Length: ${N}`), ONE],
  ["Expect doubled", field(`Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: ${N}`), ONE],
  ["Expect of something else", field(`Expect: y\r\nContent-Length: ${N}`), ONE],
  ["Expect with a prefix", field(`Expect: y 100-continue\r\nContent-Length: ${N}`), ONE],
  ["Expect in HTTP/1.0", first("GET", `Connection: keep-alive\r\nExpect: 100-continue\r\nContent-Length: ${N}`, SMUGGLED, "HTTP/1.0"), ONE],
  ["Upgrade to h2c", field("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__"), TWO],
  ["Upgrade to websocket", field("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="), TWO],
  ["Upgrade to websocket, a bad version", field("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 777\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="), TWO],
  ["Upgrade to websocket with a length", field(`Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: ${N}`), ONE],
  ["Upgrade to TLS", field("Connection: Upgrade\r\nUpgrade: TLS/1.2"), TWO],
  ["Host named in Connection", field("Connection: Host"), TWO],
  ["Transfer-Encoding named in Connection", first("POST", "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked", `${N.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`), ONE],
  ["Transfer-Encoding named with keep-alive in Connection", first("POST", "Connection: keep-alive, Transfer-Encoding\r\nTransfer-Encoding: chunked", `${N.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`), ONE],
  ["a method in another field", first("POST", `X-HTTP-Method-Override: HEAD\r\nContent-Length: ${N}`, SMUGGLED), ONE],
  ["Trailer of Content-Length", field("Trailer: Content-Length"), TWO],
  ["HEAD", first("HEAD", "X: y", SMUGGLED), TWO],
  ["OPTIONS", first("OPTIONS", "X: y", SMUGGLED), TWO],
  ["TRACE", first("TRACE", "X: y", SMUGGLED), TWO],
  ["a range", field("Range: bytes=0-3"), TWO],
  ["a range beyond all", field("Range: bytes=1000-"), "refused smuggled marker"],
  ["If-None-Match", field("If-None-Match: *"), TWO],
  ["If-Match that fails", field('If-Match: "x"'), TWO],
  ["HEAD of what is absent", `HEAD /absent HTTP/1.1\r\nHost: x\r\n\r\n${SMUGGLED}`, "absent smuggled marker"],
  ["a target that is absent", `GET /absent HTTP/1.1\r\nHost: x\r\n\r\n${SMUGGLED}`, "absent smuggled marker"],
];

/** Targets, Host, and the fields of a connection. */
export const TARGET_CASES: readonly Case[] = [...TARGETS, ...HOSTS, ...FIELDS];
