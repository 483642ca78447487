// Names for parts: beside their files, in nobody's way.

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { partName } from "../../../get/mirror/part_name.ts";

const OTHER = /^\.[0-9a-f]{64}\.part$/;

Deno.test("partName() is the file's name and .part", () => {
  assertEquals(partName("a", new Set(["a", "b"])), "a.part");
  assertEquals(partName("a.part", new Set(["a", "a.part"])), "a.part.part");
});

Deno.test("partName() makes way for an entry of that name, or of its record's", () => {
  for (const other of ["a.part", "a.part.ferry"]) {
    const name = partName("a", new Set(["a", other]));
    assertMatch(name, OTHER);
    assertEquals(partName("a", new Set(["a", other, "b"])), name);
    assertNotEquals(partName("a", new Set(["a", other, name])), name);
    assertNotEquals(partName("a", new Set(["a", other, `${name}.ferry`])), name);
  }
});

Deno.test("partName() leaves room for the record of a long name", () => {
  assertEquals(partName("a".repeat(244), new Set()), `${"a".repeat(244)}.part`);
  for (const name of ["a".repeat(245), "a".repeat(255), "é".repeat(123)]) {
    assertMatch(partName(name, new Set()), OTHER);
  }
  assert(partName("a".repeat(255), new Set()) !== partName("b".repeat(255), new Set()));
});
