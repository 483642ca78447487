// What a bundle needs beside its chunks, and their packages' names.

import { assertEquals, assertThrows } from "@std/assert";
import { packagesOf, stubsOf, withManual, withNames } from "../../tools/chunks.ts";

const THREADS = ["cli/serve_worker.ts", "get/download/hasher_worker.ts"];
const HASHER = `var MODULE = import.meta.resolve("./hasher_worker.ts");`;

const BCRYPT = { name: "bcryptjs", version: "3.0.3", path: "../cache/npm/bcryptjs/3.0.3" };
const X509 = {
  name: "@peculiar/x509",
  version: "2.2.0",
  path: "../cache/npm/@peculiar/x509/2.2.0",
};

Deno.test("stubsOf() gives a stub beside the chunk that resolves a thread", () => {
  const table: [path: string, stub: string, source: string][] = [
    ["chunk-A.js", "hasher_worker.ts", `import "./get/download/hasher_worker.js";\n`],
    ["cli/b.js", "cli/hasher_worker.ts", `import "../get/download/hasher_worker.js";\n`],
    ["a/b/c.js", "a/b/hasher_worker.ts", `import "../../get/download/hasher_worker.js";\n`],
  ];
  for (const [path, stub, source] of table) {
    assertEquals(stubsOf(new Map([[path, HASHER]]), THREADS), new Map([[stub, source]]), path);
  }
});

Deno.test("stubsOf() finds every thread of a chunk, and a thread of two chunks once", () => {
  const both = `${HASHER}\nnew Worker(import.meta.resolve("./serve_worker.ts"), {});`;
  const stubs = stubsOf(new Map([["a.js", both], ["b.js", HASHER], ["c.js", ""]]), THREADS);
  assertEquals([...stubs.keys()], ["hasher_worker.ts", "serve_worker.ts"]);
});

Deno.test("stubsOf() throws when what is resolved is none of the threads", () => {
  const chunks = new Map([["a.js", `import.meta.resolve("./other_worker.ts")`]]);
  assertThrows(() => stubsOf(chunks, THREADS), Error, "other_worker.ts");
});

Deno.test("withManual() leads from each chunk to the manual beside the first", () => {
  const table: [path: string, way: string][] = [
    ["main.js", "./www/"],
    ["cli/serve_worker.js", "../www/"],
    ["a/b/c.js", "../../www/"],
  ];
  for (const [path, way] of table) {
    const source = withManual(`var FOLDER = import.meta.resolve("../www/");`, path);
    assertEquals(source, `var FOLDER = import.meta.resolve("${way}");`);
  }
});

Deno.test("packagesOf() finds the packages that a chunk holds modules of", () => {
  const source = `// ../cache/npm/bcryptjs/3.0.3/index.js\nvar a = 1;\n// cli/get.ts\n`;
  assertEquals(packagesOf(source, [X509, BCRYPT]), [BCRYPT]);
});

Deno.test("withNames() names packages instead of the folders they are in", () => {
  const source = `// ../cache/npm/@peculiar/x509/2.2.0/build/x509.js\n// cli/get.ts\n`;
  assertEquals(
    withNames(source, [BCRYPT, X509]),
    `// @peculiar/x509@2.2.0/build/x509.js\n// cli/get.ts\n`,
  );
});
