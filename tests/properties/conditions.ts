// Entity-tags and preconditions: lists come back as they were written, comparison keeps its laws, and
// the decision is that of RFC 9110 §13.2.2, read a second time, step by step.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatDate } from "../../http/semantics/dates.ts";
import {
  fileEntityTag,
  matchesStrongly,
  matchesWeakly,
  parseEntityTags,
} from "../../http/semantics/entity_tag.ts";
import {
  type Decision,
  evaluate,
  rangeApplies,
  type Validators,
} from "../../http/semantics/preconditions.ts";
import { fieldsOf } from "../support/fields.ts";
import { nearly, pieces } from "./odd.ts";
import { type Property, property } from "./property.ts";

const NOW_MS = Date.UTC(2026, 10, 23);
const TAG = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;

const opaque = pieces(["a", "b", ",", "W/", "\xff", "*", "\\", "'"], { max: 3 });
const tag = fc.tuple(fc.boolean(), opaque).map(([weak, all]) => `${weak ? "W/" : ""}"${all}"`);
const separator = fc.constantFrom(",", ", ", " , ", "\t,,", ", ,");
const lists = nearly(
  fc.tuple(fc.array(tag, { maxLength: 4 }), separator).map(([tags, by]) => tags.join(by)),
  ['"', ",", " ", "W/", "w/", "*", "\t", "a"],
);

/** Seconds before now that are told as dates; 0 is now, the negative lies ahead. */
const ages = fc.constantFrom(-60, 0, 1, 2, 60, 61);
const tagFields = fc.constantFrom("", "*", '"a"', 'W/"a"', '"b"', '"b", "a"', "junk", '"a" "b"');
const conditions = fc.record({
  "if-match": tagFields,
  "if-none-match": tagFields,
  "if-modified-since": fc.oneof(ages, fc.constant(null)),
  "if-unmodified-since": fc.oneof(ages, fc.constant(null)),
  "if-range": fc.oneof(tagFields, ages),
});
const currents = fc.option(
  fc.record({
    entityTag: fc.constantFrom('"a"', 'W/"a"', '"c"'),
    age: fc.option(ages, { nil: null }),
  }),
  { nil: null },
);

type Conditions = Readonly<Record<string, string | number | null>>;
type Current = { readonly entityTag: string; readonly age: number | null } | null;

function valueOf(condition: string | number | null): string | undefined {
  if (typeof condition === "number") return formatDate(NOW_MS - condition * 1000);
  return condition === "" || condition === null ? undefined : condition;
}

/** Whether a list names the tag; what is no list names none. */
function namesCurrent(value: string, current: Current, weak: boolean): boolean {
  if (value === "*") return true;
  if (current === null || value === "junk" || value === '"a" "b"') return false;
  const bare = (each: string): string => each.replace(/^W\//, "");
  return value.split(", ").some((each) => {
    if (weak) return bare(each) === bare(current.entityTag);
    return each === current.entityTag && !each.startsWith("W/");
  });
}

/** RFC 9110 §13.2.2, steps 1 to 4. Older is a larger age. */
function decide(given: Conditions, current: Current): Decision {
  const age = current?.age ?? null;
  const [match, none] = [valueOf(given["if-match"]!), valueOf(given["if-none-match"]!)];
  const [since, until] = [given["if-modified-since"]!, given["if-unmodified-since"]!];
  if (match !== undefined) {
    if (!namesCurrent(match, current, false)) return "precondition failed";
  } else if (typeof until === "number" && age !== null && age < until) {
    return "precondition failed";
  }
  if (none !== undefined) return namesCurrent(none, current, true) ? "not modified" : "perform";
  return typeof since === "number" && age !== null && age >= since ? "not modified" : "perform";
}

function rangeCounts(given: Conditions, current: Current): boolean {
  const value = given["if-range"]!;
  if (value === "") return true;
  if (current === null || value === null) return false;
  if (typeof value === "string") {
    return TAG.test(value) && value === current.entityTag && !value.startsWith("W/");
  }
  return current.age !== null && current.age >= 1 && value === current.age;
}

function holdsConditions([given, current]: [Conditions, Current]): void {
  const lines = Object.entries(given).flatMap(([name, condition]) => {
    const value = valueOf(condition);
    return value === undefined ? [] : [`${name}: ${value}`];
  });
  const validators: Validators | undefined = current === null ? undefined : {
    entityTag: current.entityTag,
    lastModifiedMs: current.age === null ? undefined : NOW_MS - current.age * 1000,
  };
  assertEquals(evaluate(fieldsOf(...lines), validators, NOW_MS), decide(given, current));
  assertEquals(rangeApplies(fieldsOf(...lines), validators, NOW_MS), rangeCounts(given, current));
}

/** The properties of entity-tags and of the conditions that name them. */
export const CONDITIONS: readonly Property[] = [
  property("entity-tags", lists, (value) => {
    const tags = parseEntityTags(value);
    if (tags === undefined || tags === "*") return;
    for (const each of tags) {
      assert(TAG.test(each) && value.includes(each), "a tag that was not sent");
    }
    assertEquals(parseEntityTags(tags.join(", ")), tags);
  }),
  property(
    "entity-tags, written",
    fc.tuple(fc.array(tag, { maxLength: 5 }), separator, tag),
    ([tags, by, other]) => {
      assertEquals(parseEntityTags(tags.join(by)), tags);
      if (matchesStrongly(tags, other)) assert(matchesWeakly(tags, other));
      assertEquals(matchesStrongly([other], other), !other.startsWith("W/"));
      assert(matchesWeakly([other], other));
    },
  ),
  property(
    "entity-tag of a file",
    fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()),
    ([time, size, otherTime, otherSize]) => {
      const own = fileEntityTag(time, size);
      assert(TAG.test(own), "no entity-tag");
      const same = time === otherTime && size === otherSize;
      assertEquals(own === fileEntityTag(otherTime, otherSize), same);
    },
  ),
  property("preconditions", fc.tuple(conditions, currents), holdsConditions),
];
