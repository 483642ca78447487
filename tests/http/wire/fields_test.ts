import { assertEquals } from "@std/assert";
import { Fields, parseTokenList, trimWhitespace } from "../../../http/wire/fields.ts";
import { fieldsOf } from "../../support/fields.ts";

const FIELDS = fieldsOf("Host: a", "X-A: 1", "x-a:\t2 \t", "Empty:", "X-a: 3,4", "X-AB: 5");

Deno.test("Fields.get() joins the lines of a name by a comma when it came more than once", () => {
  assertEquals(FIELDS.get("x-a"), "1, 2, 3,4");
});

Deno.test("Fields.get() gives the value without its white space when a name came once", () => {
  assertEquals(FIELDS.get("host"), "a");
  assertEquals(fieldsOf("A: \t b c\t ").get("a"), "b c");
});

Deno.test("Fields.get() tells an empty value from an absent field", () => {
  assertEquals(FIELDS.get("empty"), "");
  assertEquals(FIELDS.get("emptY".toLowerCase() + "-"), undefined);
  assertEquals(fieldsOf("A:", "A: 5").get("a"), ", 5");
});

Deno.test("Fields.get() gives nothing when the name is only the start of another", () => {
  assertEquals(FIELDS.get("x"), undefined);
  assertEquals(FIELDS.get("x-abc"), undefined);
});

Deno.test("Fields.has() looks at names without regard to case", () => {
  assertEquals([FIELDS.has("host"), FIELDS.has("x-ab"), FIELDS.has("a")], [true, true, false]);
});

Deno.test("Fields.lines() gives each line in order when a name came more than once", () => {
  assertEquals(FIELDS.lines("x-a"), ["1", "2", "3,4"]);
  assertEquals(FIELDS.lines("empty"), [""]);
  assertEquals(FIELDS.lines("absent"), []);
});

Deno.test("Fields iterates over every line, names spelled as they came", () => {
  assertEquals([...FIELDS].map(([name, value]) => `${name}=${value}`), [
    "Host=a",
    "X-A=1",
    "x-a=2",
    "Empty=",
    "X-a=3,4",
    "X-AB=5",
  ]);
  assertEquals(FIELDS.count, 6);
});

Deno.test("Fields.clear() forgets every line", () => {
  const fields = fieldsOf("A: b");
  fields.clear();
  assertEquals([fields.count, fields.has("a"), [...fields]], [0, false, []] as unknown[]);
});

Deno.test("Fields is empty when it is new", () => {
  const fields = new Fields();
  assertEquals([fields.count, fields.get("a"), [...fields]], [0, undefined, []] as unknown[]);
});

const LISTS: readonly (readonly [string, ...string[]])[] = [
  ["a", "a"],
  ["A, b,C", "a", "b", "c"],
  [" \ta\t ,\t b ", "a", "b"],
  [",,a,, ,b,", "a", "b"],
  ["a b", "a b"],
  ["a;b=c", "a;b=c"],
  ["\xa0a", "\xa0a"], // no white space of HTTP
  ["a\x0b", "a\x0b"],
  [""],
  [" , ,"],
];

for (const [value, ...members] of LISTS) {
  Deno.test(`parseTokenList() gives ${members.length} members when the value is ${JSON.stringify(value)}`, () => {
    assertEquals(parseTokenList(value), members);
  });
}

Deno.test("trimWhitespace() takes SP and HTAB from both ends and nothing else", () => {
  assertEquals(trimWhitespace(" \t a b \t "), "a b");
  assertEquals(trimWhitespace(" \t "), "");
  assertEquals(trimWhitespace("\x0ba\xa0"), "\x0ba\xa0");
});
