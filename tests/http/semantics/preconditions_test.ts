import { assertEquals } from "@std/assert";
import {
  type Decision,
  evaluate,
  rangeApplies,
  type Validators,
} from "../../../http/semantics/preconditions.ts";
import { fieldsOf } from "../../support/fields.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const MODIFIED: Validators = {
  entityTag: '"1-a"',
  lastModifiedMs: Date.UTC(2026, 10, 23, 11, 59, 58) + 700,
};
const TIMELESS: Validators = { entityTag: '"1-a"', lastModifiedMs: undefined };
const WEAK: Validators = { ...MODIFIED, entityTag: 'W/"1-a"' };
const BEFORE = "Mon, 23 Nov 2026 11:59:57 GMT";
const EXACT = "Mon, 23 Nov 2026 11:59:58 GMT";
const AFTER = "Mon, 23 Nov 2026 11:59:59 GMT";

const none = (value: string) => `If-None-Match: ${value}`;
const since = (value: string) => `If-Modified-Since: ${value}`;
const match = (value: string) => `If-Match: ${value}`;
const unless = (value: string) => `If-Unmodified-Since: ${value}`;

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
];

for (const [rule, lines, notModified] of CONDITIONS) {
  const expected = notModified ? "not modified" : "perform";
  Deno.test(`evaluate() gives "${expected}" when ${rule}`, () => {
    assertEquals(evaluate(fieldsOf(...lines), MODIFIED, NOW), expected);
  });
}

/** Rule, field lines, the decision. */
const DEMANDS: readonly (readonly [string, readonly string[], Decision])[] = [
  ["the tag is demanded", [match('"1-a"')], "perform"],
  ["any tag is demanded", [match("*")], "perform"],
  ["the tag is one of those demanded", [match('"x,y", "1-a"')], "perform"],
  ["the tag is demanded on the second line", [match('"x"'), match('"1-a"')], "perform"],
  ["another tag is demanded", [match('"1-b"')], "precondition failed"],
  ["the tag is demanded weakly", [match('W/"1-a"')], "precondition failed"],
  ["a tag with this one inside is demanded", [match('"x,"1-a"')], "precondition failed"],
  ["a demand is no list of tags", [match("1-a")], "precondition failed"],
  ["a demand is empty", [match("")], "precondition failed"],
  ["no change since is demanded", [unless(EXACT)], "perform"],
  ["no change since later is demanded", [unless(AFTER)], "perform"],
  ["no change since earlier is demanded", [unless(BEFORE)], "precondition failed"],
  ["no change since no date is demanded", [unless("yesterday")], "perform"],
  ["no change since two dates is demanded", [unless(BEFORE), unless(BEFORE)], "perform"],
  // RFC 9110 §13.2.2, step by step.
  ["the tag is as demanded, the date is not", [match('"1-a"'), unless(BEFORE)], "perform"],
  ["the date is as demanded, the tag is not", [unless(EXACT), match('"x"')], "precondition failed"],
  ["demand and novelty hold", [match('"1-a"'), none('"x"')], "perform"],
  ["the demand holds, and nothing is new", [match('"1-a"'), none('"1-a"')], "not modified"],
  ["the demand fails, and nothing is new", [none('"1-a"'), match('"x"')], "precondition failed"],
  ["the date holds, and nothing is new", [unless(EXACT), since(EXACT)], "not modified"],
  ["the date fails, and nothing is new", [since(EXACT), unless(BEFORE)], "precondition failed"],
  ["any tag is demanded, and none", [match("*"), none("*")], "not modified"],
];
for (const [rule, lines, decision] of DEMANDS) {
  Deno.test(`evaluate() gives "${decision}" when ${rule}`, () => {
    assertEquals(evaluate(fieldsOf(...lines), MODIFIED, NOW), decision);
  });
}

Deno.test("evaluate() takes a weak tag for novelty, and for no demand", () => {
  assertEquals(evaluate(fieldsOf(none('"1-a"')), WEAK, NOW), "not modified");
  assertEquals(evaluate(fieldsOf(none('W/"1-a"')), WEAK, NOW), "not modified");
  assertEquals(evaluate(fieldsOf(match('W/"1-a"')), WEAK, NOW), "precondition failed");
  assertEquals(evaluate(fieldsOf(match("*")), WEAK, NOW), "perform");
});

Deno.test("evaluate() knows of what has no validators only that it is there", () => {
  const decide = (line: string): Decision => evaluate(fieldsOf(line), undefined, NOW);
  assertEquals(decide(match("*")), "perform");
  assertEquals(decide(match('"1-a"')), "precondition failed");
  assertEquals(decide(none("*")), "not modified");
  assertEquals(decide(none('"1-a"')), "perform");
  assertEquals(decide(unless(BEFORE)), "perform");
  assertEquals(decide(since(AFTER)), "perform");
});

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

/** Rule, the value of If-Range, the present state, whether Range counts. */
const VALIDATORS: readonly (readonly [string, string, Validators | undefined, boolean])[] = [
  ["the tag", '"1-a"', MODIFIED, true],
  ["another tag", '"1-b"', MODIFIED, false],
  ["the tag made weak", 'W/"1-a"', MODIFIED, false],
  ["a weak tag", 'W/"1-a"', WEAK, false],
  ["the tag of a weak state", '"1-a"', WEAK, false],
  ["a list of tags", '"1-a", "1-a"', MODIFIED, false],
  ["any tag", "*", MODIFIED, false],
  ["the tag without quotes", "1-a", MODIFIED, false],
  ["the tag without its end", '"1-a', MODIFIED, false],
  ["nothing", "", MODIFIED, false],
  ["the date", EXACT, MODIFIED, true],
  ["the date in the second form", "Monday, 23-Nov-26 11:59:58 GMT", MODIFIED, true],
  ["a date before", BEFORE, MODIFIED, false],
  ["a date after", AFTER, MODIFIED, false],
  ["no date", "yesterday", MODIFIED, false],
  ["the date of a timeless state", EXACT, TIMELESS, false],
  ["the tag of a timeless state", '"1-a"', TIMELESS, true],
  ["the tag of nothing that has one", '"1-a"', undefined, false],
  ["the date of nothing that has one", EXACT, undefined, false],
];
for (const [rule, value, current, applies] of VALIDATORS) {
  Deno.test(`rangeApplies() gives ${applies} for ${rule}`, () => {
    const fields = fieldsOf("Range: bytes=0-0", `If-Range: ${value}`);
    assertEquals(rangeApplies(fields, current, NOW), applies);
  });
}

Deno.test("rangeApplies() gives true without If-Range, false for two of them", () => {
  assertEquals(rangeApplies(fieldsOf("Range: bytes=0-0"), MODIFIED, NOW), true);
  assertEquals(rangeApplies(fieldsOf("Range: bytes=0-0"), undefined, NOW), true);
  const twice = fieldsOf('If-Range: "1-a"', 'If-Range: "1-a"');
  assertEquals(rangeApplies(twice, MODIFIED, NOW), false);
});

Deno.test("rangeApplies() trusts no date whose second may not be over", () => {
  const at = (lastModifiedMs: number): boolean =>
    rangeApplies(fieldsOf(`If-Range: ${EXACT}`), { ...MODIFIED, lastModifiedMs }, NOW - 1000);
  const second = Date.parse(EXACT);
  assertEquals([at(second), at(second + 1), at(second + 999)], [true, false, false]);
});
