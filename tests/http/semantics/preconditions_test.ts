import { assertEquals } from "@std/assert";
import { evaluate, type Validators } from "../../../http/semantics/preconditions.ts";
import { fieldsOf } from "../../support/fields.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const MODIFIED: Validators = {
  entityTag: '"1-a"',
  lastModifiedMs: Date.UTC(2026, 10, 23, 11, 59, 58) + 700,
};
const TIMELESS: Validators = { entityTag: '"1-a"', lastModifiedMs: undefined };
const BEFORE = "Mon, 23 Nov 2026 11:59:57 GMT";
const EXACT = "Mon, 23 Nov 2026 11:59:58 GMT";
const AFTER = "Mon, 23 Nov 2026 11:59:59 GMT";

const none = (value: string) => `If-None-Match: ${value}`;
const since = (value: string) => `If-Modified-Since: ${value}`;

/** Rule, field lines, whether 304 is the answer. */
const CONDITIONS: readonly (readonly [string, readonly string[], boolean])[] = [
  ["there is no condition", [], false],
  ["the tag is named", [none('"1-a"')], true],
  ["the tag is named weakly", [none('W/"1-a"')], true],
  ["the tag is one of a list", [none('"x", "1-a"')], true],
  ["the tag is on the second of two lines", [none('"x"'), none('"1-a"')], true],
  ["any tag is named", [none("*")], true],
  ["another tag is named", [none('"1-b"')], false],
  ["a tag is named that has this one inside", [none('"x, "1-a"')], false],
  ["a tag with a comma is named", [none('"x,1-a"')], false],
  ["no tag is named", [none("")], false],
  ["the tag is named without quotes", [none("1-a")], false],
  ["nothing was modified since", [since(EXACT)], true],
  ["nothing was modified for long", [since(AFTER)], true],
  ["the date is in the future", [since("Fri, 31 Dec 9999 23:59:59 GMT")], true],
  ["the date is in the second form", [since("Monday, 23-Nov-26 11:59:58 GMT")], true],
  ["the date is in the third form", [since("Mon Nov 23 11:59:58 2026")], true],
  ["it was modified since", [since(BEFORE)], false],
  ["the date is none", [since("yesterday")], false],
  ["the date is empty", [since("")], false],
  ["there are two dates", [since(EXACT), since(EXACT)], false],
  ["the tag is named, but the date is older", [none('"1-a"'), since(BEFORE)], true],
  ["another tag is named, but the date is the same", [none('"1-b"'), since(EXACT)], false],
  ["no tag is named, but the date is the same", [none(""), since(EXACT)], false],
  ["the list is none, but the date is the same", [none("1-a"), since(EXACT)], false],
  ["the conditions come in the other order", [since(EXACT), none('"1-b"')], false],
  ["the condition is for other methods", [`If-Match: "1-b"`], false],
];

for (const [rule, lines, notModified] of CONDITIONS) {
  const expected = notModified ? "not modified" : "perform";
  Deno.test(`evaluate() gives "${expected}" when ${rule}`, () => {
    assertEquals(evaluate(fieldsOf(...lines), MODIFIED, NOW), expected);
  });
}

Deno.test("evaluate() has no regard for the date when the time of the file can't be told", () => {
  assertEquals(evaluate(fieldsOf(since(AFTER)), TIMELESS, NOW), "perform");
  assertEquals(evaluate(fieldsOf(none('"1-a"')), TIMELESS, NOW), "not modified");
});

Deno.test("evaluate() compares seconds when the file is older than the epoch", () => {
  const old = { entityTag: '"1-a"', lastModifiedMs: -300 };
  assertEquals(
    evaluate(fieldsOf(since("Wed, 31 Dec 1969 23:59:59 GMT")), old, NOW),
    "not modified",
  );
  assertEquals(evaluate(fieldsOf(since("Wed, 31 Dec 1969 23:59:58 GMT")), old, NOW), "perform");
});
