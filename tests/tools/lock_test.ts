// The reduced lock file of a compilation.

import { assertEquals } from "@std/assert";
import { lockOf } from "../../tools/lock.ts";

const graph = {
  modules: [
    {},
    { npmPackage: "deno-std@1.4.0" },
    { npmPackage: "deno-std@1.4.0" },
    { npmPackage: "@peculiar/x509@1.14.0_reflect-metadata@0.2.2" },
  ],
};

Deno.test("lockOf() keeps a specifier when a module of the graph belongs to its package", () => {
  const specifiers = {
    "npm:@peculiar/x509@^1.14.0": "1.14.0_reflect-metadata@0.2.2",
    "npm:deno-std@1.4.0": "1.4.0",
  };
  assertEquals(lockOf(graph, { specifiers }), { specifiers });
});

Deno.test("lockOf() drops a specifier when only the tests import its package", () => {
  const specifiers = { "npm:fast-check@4.3.0": "4.3.0", "npm:deno-std@1.3.0": "1.3.0" };
  assertEquals(lockOf(graph, { specifiers }), { specifiers: {} });
});

Deno.test("lockOf() leaves the other sections as they are", () => {
  const npm = { "deno-std@1.4.0": { integrity: "sha512-x" } };
  assertEquals(lockOf(graph, { version: "5", npm }), { version: "5", npm, specifiers: {} });
});
