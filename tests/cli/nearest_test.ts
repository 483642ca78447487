// Which name a mistyped one was meant to be.

import { assertEquals } from "@std/assert";
import { editDistance, nearestName } from "../../cli/nearest.ts";

Deno.test("editDistance() counts a swap of neighbours as one edit", () => {
  const cases: [a: string, b: string, distance: number][] = [
    ["", "", 0],
    ["", "abc", 3],
    ["port", "port", 0],
    ["prot", "port", 1],
    ["prt", "port", 1],
    ["ports", "port", 1],
    ["fort", "port", 1],
    ["kitten", "sitting", 3],
  ];
  for (const [a, b, distance] of cases) {
    assertEquals(editDistance(a, b), distance, `${a} ${b}`);
    assertEquals(editDistance(b, a), distance, `${b} ${a}`);
  }
});

Deno.test("nearestName() finds the name that was meant, or none", () => {
  const names = ["--port", "--host", "--no-listing", "--log-format", "--quiet"];
  const cases: [typed: string, name: string | undefined][] = [
    ["--prot", "--port"],
    ["--PORT", "--port"],
    ["--hosts", "--host"],
    ["--log", "--log-format"],
    ["--no-quiet", "--quiet"],
    ["--listing", "--no-listing"],
    ["--location", undefined],
  ];
  for (const [typed, name] of cases) assertEquals(nearestName(typed, names), name, typed);
  assertEquals(nearestName("", ["a"]), undefined);
});
