import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  concat,
  equals,
  isDigit,
  isToken,
  isTokenOctet,
  isWhitespace,
  octetsOf,
  parseDigits,
  skipText,
  skipToken,
  spells,
  textOf,
} from "../../../http/wire/octets.ts";

const ALL = Uint8Array.from({ length: 256 }, (_, octet) => octet);
const TCHARS = "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~";

/** Every octet of which a predicate holds. */
function those(holds: (octet: number) => boolean): number[] {
  return [...ALL].filter((octet) => holds(octet));
}

Deno.test("isTokenOctet() holds for tchar and for no other of the 256 octets", () => {
  assertEquals(those(isTokenOctet), [...octetsOf(TCHARS)]);
  assertEquals(those((octet) => skipToken(ALL, octet, octet + 1) > octet), those(isTokenOctet));
});

Deno.test("isDigit() holds for ten octets and for no other", () => {
  assertEquals(those(isDigit), [...octetsOf("0123456789")]);
});

Deno.test("isWhitespace() holds for HTAB and SP and for no other", () => {
  assertEquals(those(isWhitespace), [0x09, 0x20]);
});

Deno.test("skipText() stops at every control octet but HTAB when it is strict", () => {
  const stops = those((octet) => skipText(ALL, octet, octet + 1, false) === octet);
  assertEquals(stops, those((octet) => (octet < 0x20 && octet !== 0x09) || octet === 0x7f));
});

Deno.test("skipText() stops at NUL, LF and CR alone when it is lenient", () => {
  assertEquals(those((octet) => skipText(ALL, octet, octet + 1, true) === octet), [0, 10, 13]);
});

Deno.test("skipText() and skipToken() look at nothing outside when they are given bounds", () => {
  const octets = octetsOf("\0abc\0");
  assertEquals(skipText(octets, 1, 3, false), 3);
  assertEquals(skipText(octets, 1, 5, false), 4);
  assertEquals(skipText(octets, 4, 4, false), 4);
  assertEquals(skipToken(octets, 1, 3), 3);
  assertEquals(skipToken(octets, 1, 5), 4);
});

const TOKENS: readonly (readonly [string, boolean])[] = [
  [TCHARS, true],
  ["a", true],
  ["", false],
  ["a b", false],
  [" a", false],
  ["a\n", false],
  ["a:", false],
  ["\xe9", false],
  ["\u0141", false], // its low octet is "A"
  ["\u{1f41}", false],
];

for (const [text, expected] of TOKENS) {
  Deno.test(`isToken() gives ${expected} when the text is ${JSON.stringify(text)}`, () => {
    assertEquals(isToken(text), expected);
  });
}

Deno.test("textOf() and octetsOf() give every octet back when there are few or many", () => {
  const text = String.fromCharCode(...ALL);
  assertEquals(octetsOf(text), ALL);
  assertEquals(textOf(ALL, 0, 256), text);
  for (const length of [0, 1, 23, 24, 25, 26, 128]) {
    assertEquals(textOf(ALL, 0, length), text.slice(0, length));
    assertEquals(textOf(ALL, 128, 128 + length), text.slice(128, 128 + length));
  }
});

Deno.test("textOf() keeps a UTF-8 BOM and UTF-8 as the octets they are", () => {
  const text = "\xef\xbb\xbf\xc3\xa9 and enough to be decoded at once";
  assertEquals(textOf(octetsOf(text), 0, text.length), text);
});

Deno.test("octetsOf() throws when a character is no octet", () => {
  assertThrows(() => octetsOf("a\u0100"), RangeError);
  assertThrows(() => octetsOf("😀"), RangeError);
});

const SPELLINGS: readonly (readonly [string, string, boolean, boolean])[] = [
  ["host", "host", true, true],
  ["HOST", "host", true, false],
  ["hOsT", "host", true, false],
  ["hos", "host", false, false],
  ["hosts", "host", false, false],
  ["", "host", false, false],
  ["", "", true, true],
  ["content-length", "content-length", true, true],
  ["content_length", "content-length", false, false],
  ["content\rlength", "content-length", false, false], // CR | 0x20 is "-"
  ["@", "`", false, false], // 0x40 | 0x20 is "`"
  ["[", "{", false, false],
  ["\x10", "0", false, false],
  ["h\xefst", "host", false, false],
];

for (const [text, name, alike, exact] of SPELLINGS) {
  Deno.test(`spells() gives ${alike}, equals() ${exact} when ${JSON.stringify(text)} is to be ${name}`, () => {
    const octets = octetsOf(`h${text}t`);
    assertEquals(spells(octets, 1, 1 + text.length, name), alike);
    assertEquals(equals(octets, 1, 1 + text.length, name), exact);
  });
}

const NUMBERS: readonly (readonly [string, number | undefined])[] = [
  ["0", 0],
  ["7", 7],
  ["10", 10],
  ["007", 7],
  ["00000000000000000000000000000007", 7],
  ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ["9007199254740992", undefined],
  ["9007199254740993", undefined],
  ["18446744073709551615", undefined],
  ["18446744073709551617", undefined], // 1, counted in 64 bits
  ["99999999999999999999999999", undefined],
  ["", undefined],
  [" 1", undefined],
  ["1 ", undefined],
  ["+1", undefined],
  ["-1", undefined],
  ["-0", undefined],
  ["1.0", undefined],
  ["1e1", undefined],
  ["0x1", undefined],
  ["1_0", undefined],
  ["1,1", undefined],
  ["1\n", undefined],
  ["\xb2", undefined],
  ["\u0661", undefined],
  ["Infinity", undefined],
];

for (const [text, value] of NUMBERS) {
  Deno.test(`parseDigits() gives ${value} when the text is ${JSON.stringify(text)}`, () => {
    assertEquals(parseDigits(text), value);
  });
}

Deno.test("concat() puts runs one after the other, and copies no run that is alone", () => {
  const [ab, c, none] = ["ab", "c", ""].map(octetsOf) as [Uint8Array, Uint8Array, Uint8Array];
  assertEquals(concat(ab, none, c, ab), octetsOf("abcab"));
  assert(concat(none, ab, none) === ab);
  assertEquals(concat(), octetsOf(""));
});
