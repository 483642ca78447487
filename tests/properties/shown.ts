// What people are shown and what files are called: nothing in it acts, hides or leads elsewhere, and
// ranges of a file are counted as a list of its octets would count them.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { nameFromUri, numberedName, PART_SUFFIX } from "../../get/files/naming.ts";
import { Spans } from "../../get/files/spans.ts";
import { RECORD_SUFFIX } from "../../get/files/record.ts";
import { octetsOf } from "../../http/wire/octets.ts";
import { escapeControls, escapedJson, TerminalText } from "../../io/escape.ts";
import { visible } from "../../serve/listing/listing_text.ts";
import { waysOf } from "./heads.ts";
import { noise, pieces, text } from "./odd.ts";
import { type Property, property } from "./property.ts";

/** Controls but for LF and HTAB, signs that turn the direction of writing, lone surrogates. */
const ACTING = /[^\P{Cc}\n\t]|[\p{Cs}\u{61c}\u{200e}\u{200f}\u{2028}-\u{202e}\u{2066}-\u{2069}]/u;
const MAX_NAME_OCTETS = 255;

const octets = fc.oneof(
  noise,
  pieces([
    "a",
    "\r",
    "\n",
    "\r\n",
    "\x1b[2J",
    "\xc3",
    "\xa9",
    "\xf0\x9f\x98\x80",
    "\xe2\x80\xae",
    "\x9b",
  ]),
);
const places = fc.array(fc.nat(255), { maxLength: 5 });
const uriPaths = pieces(
  [
    "a",
    ".b",
    "%2f",
    "%5c",
    "..",
    "%00",
    "%e2%80%ae",
    "CON",
    ".tar",
    ".gz",
    "%20",
    "/",
    "%",
    "é",
    "%e9",
  ],
  { max: 8 },
);
const spans = fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 8 });

function shownAs(given: string, cuts: readonly number[]): string {
  const terminal = new TerminalText();
  let shown = "";
  const bounds = [0, ...cuts, given.length];
  for (let at = 1; at < bounds.length; at++) {
    shown += terminal.push(octetsOf(given.slice(bounds[at - 1], bounds[at])));
  }
  return shown + terminal.end();
}

function holdsName([path, long, windows, number]: [string, number, boolean, number]): void {
  const uri = new URL(`http://h/${path}${"x".repeat(long)}`);
  for (const name of [nameFromUri(uri, windows), numberedName(nameFromUri(uri, windows), number)]) {
    assert(name !== "" && name !== "." && name !== ".." && !/[/\\]/.test(name), "no name");
    assert(!ACTING.test(name) && !/[\n\t]/.test(name) && name.isWellFormed(), "a name that acts");
    assert(!name.startsWith("."), "a hidden file");
    assert(!windows || !/[<>:"|?*]|[. ]$|^(con|aux|nul|prn)(\.|$)/i.test(name), "none for Windows");
    const { length } = new TextEncoder().encode(name + PART_SUFFIX + RECORD_SUFFIX);
    assert(length <= MAX_NAME_OCTETS, "too long a name");
  }
}

function holdsSpans(all: readonly (readonly [number, number])[]): void {
  const found = new Spans(all.map(([from, to]) => ({ from, to })));
  const there = new Set<number>();
  for (const [from, to] of all) for (let at = from; at < to; at++) there.add(at);
  assertEquals(found.octets, there.size);
  let end = -1;
  for (const { from, to } of found) {
    assert(from > end && to > from, "spans that touch");
    for (let at = from; at < to; at++) assert(there.has(at));
    end = to;
  }
  for (const length of [0, 7, 40]) {
    const gaps = found.missing(length).flatMap(({ from, to }) => {
      return Array.from({ length: to - from }, (_, at) => from + at);
    });
    const wanted = Array.from({ length }, (_, at) => at).filter((at) => !there.has(at));
    assertEquals(gaps, wanted);
  }
  assertEquals(found.missing(40)[0]?.from ?? 40, Math.min(found.frontier, 40));
}

/** The properties of what is shown, and of files. */
export const SHOWN: readonly Property[] = [
  property("text for a terminal", fc.tuple(octets, places), ([given, cuts]) => {
    const whole = shownAs(given, []);
    assert(!ACTING.test(whole), "what acts on a terminal");
    for (const way of waysOf(given.length, cuts)) assertEquals(shownAs(given, way), whole);
  }),
  property("text in one line", text, (given) => {
    for (const shown of [escapeControls(given), escapeControls(given, { quotes: true })]) {
      assert(!ACTING.test(shown) && !/[\n\t]/.test(shown), "a line that acts");
    }
    assert(!ACTING.test(visible(given)));
    const json = escapedJson({ a: given });
    assert(!ACTING.test(json) && !/[\n\t]/.test(json));
    assertEquals(JSON.parse(json), { a: given });
  }),
  property(
    "name of a file",
    fc.tuple(uriPaths, fc.constantFrom(0, 0, 230, 300), fc.boolean(), fc.nat(99)),
    holdsName,
  ),
  property("spans", spans, holdsSpans),
];
