// What fields mean: ranges, entity-tags, preconditions, dates, digests, names to save under. Each is held
// to a second reading that is slower and plainer, or to what must come back when it was written.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { preferredCoding } from "../../http/semantics/codings.ts";
import { parseContentRange } from "../../http/semantics/content_range.ts";
import { formatDate, parseDate } from "../../http/semantics/dates.ts";
import { parseSha256Field, sha256Field, wantsSha256 } from "../../http/semantics/digest_fields.ts";
import { attachment } from "../../http/semantics/disposition.ts";
import { preferredType } from "../../http/semantics/negotiation.ts";
import { parseRange } from "../../http/semantics/ranges.ts";
import { parseRetryAfter } from "../../http/semantics/retry_after.ts";
import { isFieldValue } from "../../http/wire/encoder.ts";
import { nearly, pieces, text } from "./odd.ts";
import { type Property, property } from "./property.ts";

const MAX_RANGES = 4;
/** Ranges that are this close may be joined. */
const CLOSE = 80;
const NOW_MS = Date.UTC(2026, 10, 23);
const MIN_MS = Date.parse("0000-01-01T00:00:00Z");
const MAX_MS = Date.parse("9999-12-31T23:59:59Z");

const spec = fc.oneof(
  fc.tuple(fc.nat(300), fc.oneof(fc.nat(3), fc.nat(200))).map(([first, count]) =>
    `${first}-${first + count}`
  ),
  fc.nat(400).map((first) => `${first}-`),
  fc.nat(400).map((length) => `-${length}`),
  fc.constantFrom("", "0-0", "0300-0301", "1-99999999999999999999", "99999999999999999999-"),
);
const ranges = nearly(
  fc.tuple(fc.array(spec, { minLength: 1, maxLength: 5 }), fc.constantFrom(",", ", ", " ,\t"))
    .map(([all, by]) => `bytes=${all.join(by)}`),
  [",", "-", " ", "\t", "=", "0", "bytes", "1-2", "-5", "5-", "--", "x"],
);
const count = fc.oneof(fc.nat(300), fc.nat(2 ** 50));
const contentRanges = nearly(
  fc.tuple(count, count, count, fc.nat(5)).map(([first, more, rest, way]) => {
    if (way === 0) return `bytes */${rest}`;
    if (way === 1) return `bytes ${first}-${first + more}/*`;
    const last = first + more; // at most as much as the complete length, which is one too much
    return `bytes ${first}-${last}/${last + (way === 2 ? 0 : 1 + rest)}`;
  }),
  ["-", "/", "*", " ", "bytes", "*/", "0", "9007199254740993"],
);
const moments = fc.integer({ min: MIN_MS / 1000, max: MAX_MS / 1000 });
/** Days and times that may not exist. */
const written = fc.tuple(
  fc.integer({ min: 27, max: 32 }),
  fc.constantFrom("Feb", "Apr", "Dec", "Sep"),
  fc.constantFrom("1900", "2000", "2023", "9999"),
  fc.constantFrom("00:00:00", "23:59:60", "24:00:00", "12:60:00", "12:00:61"),
).map(([day, month, year, clock]) => `Sun, ${day} ${month} ${year} ${clock} GMT`);
const dates = nearly(
  fc.oneof(
    fc.tuple(moments, fc.nat(2)).map(([seconds, form]) => dateIn(form, new Date(seconds * 1000))),
    written,
  ),
  [":", " ", "GMT", "60", "00", "31", "Feb", "Sun", ",", "-", "29"],
);
const digests = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((octets) => [...octets]);
const dictionary = nearly(
  fc.array(
    fc.tuple(
      fc.constantFrom("sha-256", "sha-256", "sha-256", "sha-512", "a", "*b"),
      fc.constantFrom("", "=", "=10", "=0", "=1.5", '="q\\"', "=:AAA=:", "=(1 2);x", "=?1", "=tok"),
      fc.constantFrom("", ";a", ";a=1", "; b"),
    ).map((all) => all.join("")),
    { minLength: 1, maxLength: 3 },
  ).map((all) => all.join(", ")),
  ["=", ":", ",", ";", '"', "(", ")", " ", "A", "0", "?", "\\", "*"],
);
const accepts = nearly(
  pieces(
    ["text/html", "*/*", "gzip", "br", "*", "identity", ";q=", "0", "1", ".5", ",", ";", " "],
    {
      max: 10,
    },
  ),
);

/** The plain name without what ends it, the extended one percent-encoded. */
const ATTACHMENT = /^attachment; filename="([^"\\/]*)"(?:; filename\*=UTF-8''([\w.~%-]*))?$/;

/** A date in one of the three forms of RFC 9110 §5.6.7. */
function dateIn(form: number, date: Date): string {
  const fixed = date.toUTCString();
  const [, day = "", month = "", year = "", clock = ""] = fixed.split(" ");
  if (form === 0) return fixed;
  const weekday = fixed.slice(0, 3);
  if (form === 2) return `${weekday} ${month} ${day.replace(/^0/, " ")} ${clock} ${year}`;
  const long = date.toLocaleDateString("en", { weekday: "long", timeZone: "UTC" });
  return `${long}, ${day}-${month}-${year.slice(-2)} ${clock} GMT`;
}

/** The first and the last octet that each member asks for, or undefined for what is no such list. */
function asked(value: string, length: number): [number, number][] | undefined {
  const set = /^bytes=([^=]*)$/i.exec(value)?.[1];
  const members = set?.split(",").map((each) => each.replace(/^[ \t]+|[ \t]+$/g, ""));
  const filled = members?.filter((each) => each !== "") ?? [];
  if (filled.length === 0 || filled.length > MAX_RANGES || length === 0) return undefined;
  const found: [number, number][] = [];
  for (const member of filled) {
    const [, first = "", last = ""] = /^([0-9]*)-([0-9]*)$/.exec(member) ?? [];
    if (first + last === "") return undefined;
    if (first !== "" && last !== "" && cap(last) < cap(first)) return undefined;
    const from = first === "" ? Math.max(length - cap(last), 0) : cap(first);
    const to = first === "" || last === "" ? length - 1 : Math.min(cap(last), length - 1);
    if (from <= to) found.push([from, to]);
  }
  return found;
}

function cap(digits: string): number {
  return Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
}

function holdsRange([value, length]: [string, number]): void {
  const outcome = parseRange(value, length, MAX_RANGES);
  const wanted = asked(value, length);
  if (wanted === undefined) return assertEquals(outcome, "ignored");
  if (wanted.length === 0) return assertEquals(outcome, "unsatisfiable");
  assert(Array.isArray(outcome), "there are octets to send");
  const isIn = (at: number) => ([from, to]: readonly [number, number]): boolean => {
    return at >= from && at <= to;
  };
  const sent = outcome.map(({ firstPos, lastPos }) => [firstPos, lastPos] as const);
  for (let at = 0; at < length; at++) {
    const times = sent.filter(isIn(at)).length;
    assert(times <= 1, "an octet is sent twice");
    if (wanted.some(isIn(at))) assertEquals(times, 1);
  }
  for (const [from, to] of sent) {
    assert(from >= 0 && from <= to && to < length, "a range beyond the representation");
    let gap = 0;
    for (let at = from; at <= to; at++) {
      gap = wanted.some(isIn(at)) ? 0 : gap + 1;
      assert(gap < CLOSE, "much is sent that was not asked for");
    }
    assertEquals(gap, 0);
  }
  assert(isIn(wanted[0]![0])(sent[0]!), "the first range is not the one asked for first");
}

function holdsContentRange(value: string): void {
  const read = parseContentRange(value);
  if (read === undefined) return;
  const { range, completeLength } = read;
  const positions = range === undefined ? "*" : `${range.firstPos}-${range.lastPos}`;
  assertEquals(parseContentRange(`bytes ${positions}/${completeLength ?? "*"}`), read);
  if (range === undefined) return assert(completeLength !== undefined);
  assert(range.firstPos <= range.lastPos && range.lastPos < (completeLength ?? Infinity));
  assert(Number.isSafeInteger(range.lastPos));
}

function holdsDate(value: string): void {
  const ms = parseDate(value, NOW_MS);
  const waitMs = parseRetryAfter(value, NOW_MS);
  assert(waitMs === undefined || waitMs >= 0);
  if (ms === undefined) return;
  assertEquals(waitMs, Math.max(0, ms - NOW_MS));
  assertEquals(ms % 1000, 0);
  const written = formatDate(ms);
  // A leap second at the end of the last year that can be written.
  if (written === undefined) return assert(ms === MAX_MS + 1000);
  assertEquals(parseDate(written, NOW_MS), ms);
  const behindWeekday = (text: string): string => text.slice(text.indexOf(" ")).replace("  ", " 0");
  const forms = [0, 1, 2].map((form) => behindWeekday(dateIn(form, new Date(ms))));
  assert(
    value.includes(":60") || forms.includes(behindWeekday(value)),
    "a day that does not exist",
  );
}

/** The names in a Content-Disposition, read as RFC 6266 and RFC 8187 have it; undefined if it is odd. */
function readAttachment(value: string): readonly [plain: string, extended: string] | undefined {
  const parts = ATTACHMENT.exec(value);
  if (parts === null) return undefined;
  const [, plain = "", extended] = parts;
  return [plain, extended === undefined ? plain : decodeURIComponent(extended)];
}

/** The properties of fields. */
export const SEMANTICS: readonly Property[] = [
  property("range", fc.tuple(ranges, fc.constantFrom(0, 1, 10, 100, 250, 400)), holdsRange),
  property("Content-Range", contentRanges, holdsContentRange),
  property("date", dates, holdsDate),
  property("date, written", fc.tuple(moments, fc.nat(999)), ([seconds, ms]) => {
    const written = formatDate(seconds * 1000 + ms);
    assert(written !== undefined && written.length === "Sun, 06 Nov 1994 08:49:37 GMT".length);
    const date = new Date(seconds * 1000);
    for (const form of [0, 2]) assertEquals(parseDate(dateIn(form, date), NOW_MS), seconds * 1000);
    const short = parseDate(dateIn(1, date), NOW_MS) ?? NaN;
    assert(Math.abs(new Date(short).getUTCFullYear() - 2026) <= 99);
    assertEquals(new Date(short).getUTCFullYear() % 100, date.getUTCFullYear() % 100);
    assert(short <= Date.UTC(2076, 10, 23));
  }),
  property("digest field", fc.tuple(digests, dictionary), ([octets, others]) => {
    const own = sha256Field(Uint8Array.from(octets));
    const hexadecimal = octets.map((octet) => octet.toString(16).padStart(2, "0")).join("");
    assertEquals(parseSha256Field(own), hexadecimal);
    const found = parseSha256Field(others);
    assert(found === undefined || /^[0-9a-f]{64}$/.test(found));
    assertEquals(typeof wantsSha256(others), "boolean");
    const joined = parseSha256Field(`${others}, ${own}`);
    assert(joined === undefined || joined === hexadecimal, "another digest than the last");
  }),
  property("Content-Disposition", text, (name) => {
    const value = attachment(name);
    assert(isFieldValue(value), "what can't be sent");
    const read = readAttachment(value);
    assert(read !== undefined, value);
    const [plain, extended] = read;
    assert(/^[ -~]*$/.test(plain), "a plain name that is not plain");
    assert(!/[/\\\p{Cc}\u202e\u2028]/u.test(plain + extended), "a name that acts");
    if (/^[\w. ~-]*$/.test(name)) assertEquals([plain, extended], [name, name]);
  }),
  property("Accept", fc.tuple(accepts, fc.nat(3)), ([accept, count]) => {
    const types = ["text/html", "application/json"] as const;
    assert(types.includes(preferredType(accept, types)));
    const offers = [undefined, "gzip", "br", "zstd"].slice(0, count + 1)
      .map((coding, at) => ({ coding, octets: 9 - at }));
    const chosen = preferredCoding(accept, offers);
    assert(chosen === undefined || offers.includes(chosen));
    const coding = chosen?.coding;
    assert(coding === undefined || /gzip|br|zstd|\*/i.test(accept), "a coding nobody asked for");
  }),
];
