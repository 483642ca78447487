// Heads: what the two decoders accept is what the grammar accepts, however it is cut, and within the
// limits; what the encoders write is read back as it was meant.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { encodeRequestHead, encodeResponseHead, type FieldLine } from "../../http/wire/encoder.ts";
import { ProtocolError } from "../../http/wire/errors.ts";
import { trimWhitespace } from "../../http/wire/fields.ts";
import { DEFAULT_LIMITS, type Limits } from "../../http/wire/limits.ts";
import { octetsOf } from "../../http/wire/octets.ts";
import { decodeUnfinished, RequestHeadDecoder } from "../../http/wire/request_head.ts";
import { ResponseHeadDecoder } from "../../http/wire/response_head.ts";
import { type Cuts, decodeHead, type Fault, snapshot } from "../support/cuts.ts";
import { requestHeadLength, responseHeadLength } from "./grammar.ts";
import { nearly, noise, pieces } from "./odd.ts";
import { outcome, type Property, property } from "./property.ts";

/** So small that many inputs are at one of them. */
const SMALL: Limits = { ...DEFAULT_LIMITS, requestLineOctets: 24, headOctets: 48, fieldLines: 2 };

const METHODS = ["GET", "GET", "HEAD", "POST", "OPTIONS", "M-SEARCH", "x", "get"];
const TARGETS = ["/", "/a", "?b=c", "%20", "*", "http://h", ":80", "\xe9", "//", ";", "..", "x"];
const VERSIONS = [
  " HTTP/1.1",
  " HTTP/1.1",
  " HTTP/1.1",
  " HTTP/1.1",
  " HTTP/1.0",
  " HTTP/1.0",
  " HTTP/1.7",
  " HTTP/2.0",
  "",
  " http/1.1",
];
const NAMES = ["Host", "Content-Length", "Transfer-Encoding", "A", "a", "x-y_z", "Connection"];
const VALUES = ["a", "5", "chunked", " ", "\t", "close", "[::1]:80", ",", '"', "\xff", ":", "b c"];
const STATUSES = [
  "200",
  "200",
  "206",
  "301",
  "404",
  "100",
  "204",
  "304",
  "999",
  "099",
  "20",
  "2000",
];
const REASONS = ["", " ", " OK", " Not Found", "\t", " \xe9", " \x1b[2J"];
const BEHIND = ["", "", "hello", "GET /b HTTP/1.1\r\n\r\n", "\r\n"];

/** What a way to cut a text is made of. */
const places = fc.array(fc.nat(255), { maxLength: 5 });
const field = fc.tuple(fc.constantFrom(...NAMES), pieces(VALUES, { max: 3 }));
const fieldLines = fc.array(
  fc.tuple(field, fc.constantFrom(": ", ": ", ": ", ": ", ":", " : "), fc.nat(9)),
  { maxLength: 4 },
).map((lines) =>
  lines.map(([[name, value], colon, fold]) =>
    `${name}${colon}${value}\r\n${fold === 0 ? " f\r\n" : ""}`
  ).join("")
);

/** Heads with CRLF, some of them with LF alone, and what may stand around them. */
function heads(startLine: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(
    fc.constantFrom("", "", "", "\r\n"),
    startLine,
    fieldLines,
    fc.constantFrom(...BEHIND),
    fc.nat(5),
  ).map(([before, start, lines, behind, ending]) => {
    const all = `${before}${start}\r\n${lines}\r\n${behind}`;
    return ending === 0 ? all.replaceAll("\r\n", "\n") : all;
  });
}

const requests = nearly(heads(
  fc.tuple(
    fc.constantFrom(...METHODS),
    pieces(TARGETS, { max: 4 }),
    fc.constantFrom(...VERSIONS),
  )
    .map(([method, target, version]) => `${method} ${target}${version}`),
));
const responses = nearly(heads(
  fc.tuple(fc.constantFrom(...VERSIONS), fc.constantFrom(...STATUSES), fc.constantFrom(...REASONS))
    .map(([version, status, reason]) => `${version.trimStart()} ${status}${reason}`),
));

/** Whole, octet by octet, and as `places` say. */
export function waysOf(length: number, cuts: readonly number[]): Cuts[] {
  const everywhere = Array.from({ length: Math.max(length - 1, 0) }, (_, at) => at + 1);
  return [[], everywhere, cuts.map((at) => at % (length + 1)).sort((one, other) => one - other)];
}

/** What is read of a head here; all of it is missing in a fault. */
interface Seen {
  readonly octetCount?: number;
  readonly fields?: readonly [string, string][];
}

/** A head, or more asked for, is within the limits; a fault is one that an answer can tell. */
function assertWithin(found: Seen | Fault | undefined, given: number, limits: Limits): void {
  if (found === undefined) assert(given <= limits.headOctets, "more asked for beyond the limit");
  else if ("status" in found && "message" in found) {
    assert(found.status >= 400 && found.status < 600, `a fault of status ${found.status}`);
  } else {
    const { octetCount = 0, fields = [] } = found as Seen;
    assert(octetCount > 0 && octetCount <= Math.min(given, limits.headOctets), "a head too long");
    assert(fields.length <= limits.fieldLines, "more field lines than allowed");
  }
}

function assertTexts(found: Seen | Fault | undefined): void {
  for (const [name, value] of (found as Seen | undefined)?.fields ?? []) {
    assert(!/[\r\n\0]/.test(name + value), "a line ending within a field");
    assertEquals(trimWhitespace(value), value);
  }
}

/** Heads to be encoded: some of them can't be. */
const written = fc.tuple(
  nearly(fc.constantFrom(...METHODS), ["\0", "\n", " ", ":", "\x7f", "é", "漢"]),
  nearly(pieces(TARGETS, { min: 1 }), ["\0", "\n", "\r", " ", "#", "漢"]),
  fc.array(
    fc.tuple(
      nearly(fc.constantFrom(...NAMES), ["", ":", " ", "\n"]),
      nearly(pieces(VALUES), ["\r\n", "\n", "\0", "\r\nA: b", "漢"]),
    ),
    { maxLength: 4 },
  ),
);

function meant(fields: readonly FieldLine[]): [string, string][] {
  return fields.map(([name, value]) => [name, trimWhitespace(value)]);
}

/** The properties of heads. */
export const HEADS: readonly Property[] = [
  property("request head", fc.tuple(requests, places), ([text, cuts]) => {
    const ways = waysOf(text.length, cuts);
    const head: Seen | Fault | undefined = decodeHead(
      () => new RequestHeadDecoder(DEFAULT_LIMITS),
      text,
      ways,
    );
    assertEquals((head as Seen | undefined)?.octetCount, requestHeadLength(text));
    assertTexts(head);
    assertWithin(decodeHead(() => new RequestHeadDecoder(SMALL), text, ways), text.length, SMALL);
  }),
  property("response head", fc.tuple(responses, places), ([text, cuts]) => {
    const ways = waysOf(text.length, cuts);
    const head: Seen | Fault | undefined = decodeHead(
      () => new ResponseHeadDecoder(DEFAULT_LIMITS),
      text,
      ways,
    );
    assertEquals((head as Seen | undefined)?.octetCount, responseHeadLength(text));
    assertTexts(head);
    assertWithin(decodeHead(() => new ResponseHeadDecoder(SMALL), text, ways), text.length, SMALL);
  }),
  property("unfinished request", fc.oneof(requests, noise), (text) => {
    const octets = octetsOf(text);
    const head = outcome(
      () => decodeUnfinished(octets, 0, octets.length, DEFAULT_LIMITS),
      ProtocolError,
    );
    if (head === undefined || head instanceof Error) return;
    assertEquals([head.octetCount, `GET ${head.target}`], [text.length, text]);
  }),
  property("request head, encoded", written, ([method, target, fields]) => {
    const octets = outcome(() => encodeRequestHead(method, target, fields), RangeError);
    if (octets instanceof Error) return;
    const head = new RequestHeadDecoder(DEFAULT_LIMITS).decode(octets, 0, octets.length);
    assert(head !== undefined);
    const version = "HTTP/1.1";
    const all = { method, target, version, octetCount: octets.length, fields: meant(fields) };
    assertEquals(snapshot(head) as unknown, all);
  }),
  property(
    "response head, encoded",
    fc.tuple(fc.nat(1100), nearly(fc.constantFrom(...REASONS)), written),
    ([status, reason, [, , fields]]) => {
      const octets = outcome(() => encodeResponseHead(status, reason, fields), RangeError);
      if (octets instanceof Error) return;
      const head = new ResponseHeadDecoder(DEFAULT_LIMITS).decode(octets, 0, octets.length);
      assert(head !== undefined);
      const version = "HTTP/1.1";
      const all = { version, status, reason, octetCount: octets.length, fields: meant(fields) };
      assertEquals(snapshot(head) as unknown, all);
    },
  ),
];
