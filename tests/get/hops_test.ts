// Where redirects lead, and what travels with them.

import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { SchemeError, UrlError } from "../../get/errors.ts";
import { firstHop, type Hop, nextHop, requestFields } from "../../get/hops.ts";
import { parseNetrc } from "../../get/netrc.ts";
import type { FieldLine } from "../../http/wire/encoder.ts";
import { type FerryError, ProtocolError } from "../../http/wire/errors.ts";
import { DEFAULT_LIMITS } from "../../http/wire/limits.ts";
import { octetsOf } from "../../http/wire/octets.ts";
import { type ResponseHead, ResponseHeadDecoder } from "../../http/wire/response_head.ts";

const NETRC = parseNetrc(`
  machine a login netrc-a password p
  machine b login netrc-b password p
  default login netrc-default password p
`);
type Kind = new (...values: never[]) => FerryError;

const USERS: readonly FieldLine[] = [["Authorization", "Bearer x"], ["Cookie", "c"], [
  "X-Key",
  "k",
]];

function headOf(status: number, locations: readonly string[]): ResponseHead {
  const lines = locations.map((location) => `Location: ${location}\r\n`).join("");
  const octets = octetsOf(`HTTP/1.1 ${status} x\r\n${lines}\r\n`);
  return new ResponseHeadDecoder(DEFAULT_LIMITS).decode(octets, 0, octets.length)!;
}

function lead(hop: Hop, ...locations: string[]): Hop | undefined {
  return nextHop(hop, headOf(302, locations));
}

/** The user that Authorization names, or its whole value. */
function userOf(hop: Hop | undefined): string | undefined {
  const [, value] = hop?.userFields.find(([name]) => name === "Authorization") ?? [];
  return value?.startsWith("Basic ") ? atob(value.slice(6)).split(":")[0] : value;
}

Deno.test("nextHop() resolves Location against where it came from", () => {
  const from = firstHop(new URL("http://h:81/a/b?c#d"), [], undefined);
  const table: [location: string, uri: string][] = [
    ["x", "http://h:81/a/x"],
    ["../x?y#z", "http://h:81/x?y"],
    ["?x", "http://h:81/a/b?x"],
    ["#x", "http://h:81/a/b?c"],
    ["//i/x", "http://i/x"],
    ["http://i", "http://i/"],
    ["HTTPS://I:444/x", "https://i:444/x"],
    ["http://u:p@i/x", "http://i/x"],
    ["/x y\xfc", "http://h:81/x%20y%FC"],
    ["/x?a\\b", "http://h:81/x?a\\b"],
    ["/x:y//z", "http://h:81/x:y//z"],
  ];
  for (const [location, uri] of table) assertEquals(lead(from, location)?.uri.href, uri, location);
});

Deno.test("nextHop() guesses no host, and follows to no other scheme", () => {
  const from = firstHop(new URL("http://h/"), [], undefined);
  const table: [location: string, kind: Kind][] = [
    ["/a\tb", UrlError],
    ["ht\ttp://i/", UrlError],
    ["/\x7f", UrlError],
    ["\\\\i\\x", UrlError],
    ["/\\i/x", UrlError],
    ["http:\\\\i/x", UrlError],
    ["http://i\\@j/", UrlError],
    ["http:x", UrlError],
    ["http:/x", UrlError],
    ["https:i/x", UrlError],
    ["http://", UrlError],
    ["http:///i/x", UrlError],
    ["///i/x", UrlError],
    ["//", UrlError],
    ["//?x", UrlError],
    ["http://[", UrlError],
    ["http://i:99999/", UrlError],
    ["http://a b/", UrlError],
    ["http://u:p@/", UrlError],
    ["file:///etc/passwd", SchemeError],
    ["ftp://i/", SchemeError],
    ["javascript:alert(1)", SchemeError],
    ["data:,x", SchemeError],
  ];
  for (const [location, kind] of table) {
    assertInstanceOf(assertThrows(() => lead(from, location)), kind, location);
  }
});

Deno.test("nextHop() takes one Location, and none for the end of the chain", () => {
  const from = firstHop(new URL("http://h/"), [], undefined);
  assertEquals(lead(from), undefined);
  assertEquals(lead(from, ""), undefined);
  assertEquals(lead(from, "/x", "/x")?.uri.href, "http://h/x");
  assertEquals(lead(from, "", "/x")?.uri.href, "http://h/x");
  assertThrows(() => lead(from, "/x", "/y"), ProtocolError);
  for (const status of [200, 300, 304, 305, 306, 399, 404]) {
    assertEquals(nextHop(from, headOf(status, ["/x"])), undefined, `${status}`);
  }
  for (const status of [301, 302, 303, 307, 308]) {
    assertEquals(nextHop(from, headOf(status, ["/x"]))?.uri.pathname, "/x", `${status}`);
  }
});

Deno.test("firstHop() takes credentials of the fields, else of the URL, else of netrc", () => {
  const table: [url: string, fields: readonly FieldLine[], user: string | undefined][] = [
    ["http://u:p@a/", USERS, "Bearer x"],
    ["http://u:p@a/", [["X", "y"]], "u"],
    ["http://u@a/", [], "u"],
    ["http://a/", [["authorization", ""]], undefined],
    ["http://a/", [], "netrc-a"],
    ["http://other/", [], "netrc-default"],
  ];
  for (const [url, fields, user] of table) {
    const hop = firstHop(new URL(url), fields, NETRC);
    assertEquals(userOf(hop), user, url);
    assertEquals([hop.uri.username, hop.uri.password], ["", ""]);
  }
  assertEquals(userOf(firstHop(new URL("http://a/"), [], undefined)), undefined);
});

Deno.test("firstHop() refuses credentials that would be another thing on the wire", () => {
  for (const user of ["a%0d%0ab", "a:b%00", "a%3Ab:c", "a:%7f"]) {
    const error = assertThrows(
      () => firstHop(new URL(`http://${user}@h/`), [], undefined),
      UrlError,
      "Not a URL: http://h/; its user information",
    );
    assertInstanceOf(error, UrlError);
  }
});

Deno.test("nextHop() keeps what the user set within the origin, and nowhere else", () => {
  const start = firstHop(new URL("http://h/"), USERS, undefined);
  const table: [location: string, kept: boolean][] = [
    ["/x", true],
    ["http://h:80/x", true],
    ["http://h:81/", false],
    ["https://h/", false],
    ["http://i/", false],
    ["http://sub.h/", false],
    ["http://h./", false],
  ];
  for (const [location, kept] of table) {
    const next = lead(start, location)!;
    assertEquals(next.userFields, kept ? USERS : [], location);
    const back = lead(next, "http://h/")!;
    assertEquals(back.userFields, kept ? USERS : [], `back from ${location}`);
  }
});

Deno.test("nextHop() asks netrc anew for each origin, and never again below https", () => {
  const table: [urls: string[], users: (string | undefined)[]][] = [
    [["http://a/", "http://b/", "http://c/", "http://a/"], [
      "netrc-a",
      "netrc-b",
      undefined,
      "netrc-a",
    ]],
    [["http://c/", "http://d/", "https://c/"], ["netrc-default", undefined, "netrc-default"]],
    [["https://a/", "http://a/", "https://a/"], ["netrc-a", undefined, undefined]],
    [["https://b/", "https://a/", "http://b/", "http://b/x"], [
      "netrc-b",
      "netrc-a",
      undefined,
      undefined,
    ]],
  ];
  for (const [[first, ...others], users] of table) {
    let hop = firstHop(new URL(first!), [], NETRC);
    const got = [userOf(hop)];
    for (const url of others) {
      hop = lead(hop, url)!;
      got.push(userOf(hop));
    }
    assertEquals(got, users, first);
  }
});

Deno.test("requestFields() lets a field of the user's replace, add and take away", () => {
  const hop = firstHop(new URL("http://h:81/"), [
    ["host", "other"],
    ["Accept", ""],
    ["X", "1"],
    ["Proxy-Authorization", "mine"],
  ], undefined);
  const wished: FieldLine[] = [["Range", "bytes=1-"], ["Proxy-Authorization", "ours"]];
  assertEquals(requestFields(hop, "ferry", wished), [
    ["host", "other"],
    ["User-Agent", "ferry"],
    ["Accept-Encoding", "identity"],
    ["Range", "bytes=1-"],
    ["Proxy-Authorization", "mine"],
    ["X", "1"],
  ]);
});
