import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  fileEntityTag,
  matchesStrongly,
  matchesWeakly,
  parseEntityTags,
} from "../../../http/semantics/entity_tag.ts";

/** Value, the tags in it. */
const LISTS: readonly (readonly [string, ...string[]])[] = [
  ['"a"', '"a"'],
  ['""', '""'],
  ['W/"a"', 'W/"a"'],
  ['"a", W/"b","c"', '"a"', 'W/"b"', '"c"'],
  ['"a,b"', '"a,b"'],
  ['"a,b", ",", "c"', '"a,b"', '","', '"c"'],
  ['"*"', '"*"'],
  ['"\\"', '"\\"'], // no quoted-pair in an entity-tag
  ['"!#~\x80\xff"', '"!#~\x80\xff"'],
  [' \t"a"\t ,\t"b" ', '"a"', '"b"'],
  [',,"a", ,"b",', '"a"', '"b"'],
  [""],
  [" , ,"],
];

/** What is no list of entity-tags. */
const NO_LISTS: readonly string[] = [
  "a",
  '"a',
  'a"',
  '"a" "b"',
  '"a""b"',
  '"a"b',
  '"a";"b"',
  'w/"a"',
  'W/ "a"',
  'W "a"',
  "W/a",
  "'a'",
  '"a b"',
  '"a\tb"',
  '"a\x7f"',
  '"a\x01"',
  '"\u0100"',
  "*, *",
  '*, "a"',
  '"a", *',
  "**",
  "\xa0*",
  '"a"\xa0,"b"',
  'W/W/"a"',
];

for (const [value, ...tags] of LISTS) {
  Deno.test(`parseEntityTags() gives ${tags.length} tags when the value is ${JSON.stringify(value)}`, () => {
    assertEquals(parseEntityTags(value), tags);
  });
}

for (const value of NO_LISTS) {
  Deno.test(`parseEntityTags() gives nothing when the value is ${JSON.stringify(value)}`, () => {
    assertEquals(parseEntityTags(value), undefined);
  });
}

Deno.test("parseEntityTags() gives * when the value is that alone", () => {
  assertEquals(parseEntityTags("*"), "*");
  assertEquals(parseEntityTags(" \t*\t "), "*");
});

Deno.test("parseEntityTags() is done soon when the value is as long as a head may be", () => {
  assertEquals(parseEntityTags(`${", \t".repeat(10_000)}x`), undefined);
  assertEquals(parseEntityTags(`"${"a".repeat(32_000)}`), undefined);
  assertEquals(parseEntityTags('"a",'.repeat(8_000))?.length, 8_000);
});

/** One tag and another, compared weakly, compared strongly (the table of RFC 9110 §8.8.3.2). */
const COMPARISONS: readonly (readonly [string, string, boolean, boolean])[] = [
  ['W/"1"', 'W/"1"', true, false],
  ['W/"1"', 'W/"2"', false, false],
  ['W/"1"', '"1"', true, false],
  ['"1"', 'W/"1"', true, false],
  ['"1"', '"1"', true, true],
  ['"1"', '"2"', false, false],
  ['"a"', '"A"', false, false],
  ['"W/1"', '"1"', false, false],
  ['""', '""', true, true],
];

for (const [one, other, weakly, strongly] of COMPARISONS) {
  Deno.test(`matchesWeakly() gives ${weakly}, matchesStrongly() ${strongly} when ${one} meets ${other}`, () => {
    assertEquals(matchesWeakly([one], other), weakly);
    assertEquals(matchesStrongly([one], other), strongly);
    assertEquals(matchesWeakly(['"x"', one, '"y"'], other), weakly);
    assertEquals(matchesStrongly(['"x"', one, '"y"'], other), strongly);
  });
}

Deno.test("matchesWeakly() and matchesStrongly() hold for * and for no empty list", () => {
  assert(matchesWeakly("*", '"a"') && matchesStrongly("*", 'W/"a"'));
  assert(!matchesWeakly([], '"a"') && !matchesStrongly([], '"a"'));
});

Deno.test("fileEntityTag() is a strong entity-tag whatever the time and the size", () => {
  for (const mtimeMs of [0, 1, 1_700_000_000_123, 1_700_000_000_123.4567, -1, -8.64e15, 8.64e15]) {
    for (const size of [0, 1, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
      const tag = fileEntityTag(mtimeMs, size);
      assertEquals(parseEntityTags(tag), [tag]);
      assert(matchesStrongly([tag], tag));
    }
  }
});

Deno.test("fileEntityTag() changes with a millisecond, with an octet, and when digits change sides", () => {
  const tag = fileEntityTag(0x1234, 0x56);
  assertEquals(tag, fileEntityTag(0x1234, 0x56));
  for (const [mtimeMs, size] of [[0x1235, 0x56], [0x1234, 0x57], [0x123, 0x456], [0x12345, 6]]) {
    assertNotEquals(fileEntityTag(mtimeMs!, size!), tag);
  }
});
