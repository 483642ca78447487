// Holds each rule of the house to the fault it is there to find.

import { assertEquals, assertThrows } from "@std/assert";
import { circles, effectsOf, functionsOf, importFault, importsOf, lineCount } from "./house.ts";

Deno.test("importsOf() finds every form of import", () => {
  const table: [source: string, name: string][] = [
    [`import { a } from "./a.ts";`, "./a.ts"],
    [`import "./a.ts";`, "./a.ts"],
    [`import type { A } from "@std/path";`, "@std/path"],
    [`export { a } from "./a.ts";`, "./a.ts"],
    [`export * from "./a.ts";`, "./a.ts"],
    [`export type { A } from "./a.ts";`, "./a.ts"],
    [`const a = await import("./a.ts");`, "./a.ts"],
    ["const a = await import(`./${b}.ts`);", "import(...)"],
    [`type A = import("./a.ts").A;`, "./a.ts"],
  ];
  for (const [source, name] of table) {
    assertEquals(importsOf(`// §\n${source}`), [{ name, line: 2 }], source);
  }
});

Deno.test("importsOf() finds none in comments, strings and exports of one's own", () => {
  const source = `// import "./a.ts";\nexport const a = 'import "./b.ts"';\nexport { a as b };\n`;
  assertEquals(importsOf(source), []);
});

Deno.test("importsOf() throws when the module does not parse", () => {
  assertThrows(() => importsOf("const ="));
});

Deno.test("importFault() allows what lies downhill", () => {
  const table: [path: string, name: string][] = [
    ["http/wire/framing.ts", "./fields.ts"],
    ["http/semantics/dates.ts", "../wire/octets.ts"],
    ["io/stream.ts", "../http/wire/errors.ts"],
    ["io/stream.ts", "node:zlib"],
    ["serve/site.ts", "@std/path"],
    ["server.ts", "./serve/site.ts"],
    ["client.ts", "./get/files/naming.ts"],
    ["cli/serve.ts", "../server.ts"],
    ["cli/serve.ts", "../serve/access_log.ts"],
    ["io/version.ts", "../deno.json"],
    ["main.ts", "./cli/options.ts"],
    ["mod.ts", "./server.ts"],
    ["tests/main_test.ts", "../main.ts"],
    ["tools/compile.ts", "./lock.ts"],
  ];
  for (const [path, name] of table) {
    assertEquals(importFault(path, name), undefined, path);
  }
});

Deno.test("importFault() names the fault of everything else", () => {
  const uphill = "which lies uphill";
  const apart = "but serving and getting never meet";
  const table: [path: string, name: string, fault: string][] = [
    ["http/wire/a.ts", "../semantics/b.ts", `imports http/semantics/b.ts, ${uphill}`],
    ["http/wire/a.ts", "../../io/b.ts", `imports io/b.ts, ${uphill}`],
    ["http/wire/a.ts", "@std/path", "imports @std/path, which is outside http/"],
    ["http/wire/a.ts", "node:zlib", "imports node:zlib, which is outside http/"],
    ["http/wire/a.ts", "../../deno.json", "imports ../../deno.json, which is outside http/"],
    ["io/a.ts", "../serve/b.ts", `imports serve/b.ts, ${uphill}`],
    ["serve/a.ts", "../server.ts", `imports server.ts, ${uphill}`],
    ["serve/a.ts", "../get/b.ts", `imports get/b.ts, ${apart}`],
    ["get/a.ts", "../serve/b.ts", `imports serve/b.ts, ${apart}`],
    ["server.ts", "./get/b.ts", `imports get/b.ts, ${apart}`],
    ["client.ts", "./server.ts", `imports server.ts, ${apart}`],
    ["server.ts", "./cli/b.ts", `imports cli/b.ts, ${uphill}`],
    ["cli/a.ts", "../main.ts", `imports main.ts, ${uphill}`],
    ["main.ts", "./mod.ts", `imports mod.ts, ${uphill}`],
    ["io/a.ts", "../tests/b.ts", "imports tests/b.ts, which stands in no room"],
    ["io/a.ts", "import(...)", "imports by a computed name"],
    ["attic/a.ts", "./b.ts", "stands in no room"],
  ];
  for (const [path, name, fault] of table) {
    assertEquals(importFault(path, name), fault);
  }
});

Deno.test("circles() finds each circle once, from where it closes", () => {
  const table: [imports: [string, string[]][], found: string[][]][] = [
    [[["a", ["b", "c"]], ["b", ["c"]], ["c", []]], []],
    [[["a", ["a"]]], [["a", "a"]]],
    [[["a", ["b"]], ["b", ["c"]], ["c", ["b"]]], [["b", "c", "b"]]],
  ];
  for (const [imports, found] of table) assertEquals(circles(new Map(imports)), found);
});

Deno.test("effectsOf() finds what reaches for the runtime, a clock, chance or the event loop", () => {
  const table: [source: string, names: string[]][] = [
    ["Deno.args;", ["Deno"]],
    ["`${Deno.pid}`;", ["Deno"]],
    ["x[Deno.pid];", ["Deno"]],
    ["const o = { console };", ["console"]],
    ["Date.now();", ["Date.now"]],
    ["new Date();", ["new Date()"]],
    ["Date();", ["Date()"]],
    ["Math.random();", ["Math.random"]],
    ["performance.now();", ["performance"]],
    ["setTimeout(f);", ["setTimeout"]],
    ["queueMicrotask(f);", ["queueMicrotask"]],
    ["crypto.randomUUID();", ["crypto"]],
    ["globalThis.fetch;", ["globalThis"]],
    ["let p: Promise<void>;", ["Promise"]],
    ["async function f() {}", ["async"]],
    ["const f = async () => {};", ["async"]],
    ["class A { async f() {} }", ["async"]],
    ["await f();", ["await"]],
    ["for await (const a of b);", ["for await"]],
    [`import("./a.ts");`, ["import()"]],
  ];
  for (const [source, names] of table) {
    assertEquals(effectsOf(source).map(({ name }) => name), names, source);
  }
});

Deno.test("effectsOf() finds none in what only looks like one", () => {
  const source = `// Deno.args, await fetch()
    const a = "Date.now()", b = \`console\`, c = /performance/;
    const d = { console: 1, fetch() {} };
    d.console; d?.fetch; new Date(0); Date.UTC(1970); Date.parse(a); Math.max(1);
    interface E { fetch: number; console(): void }
    class F { performance = 1; get crypto() { return 1; } }`;
  assertEquals(effectsOf(source), []);
});

Deno.test("functionsOf() measures every function from its first line to its last", () => {
  const table: [source: string, name: string, lines: number][] = [
    ["function f() {\n  // }\n}", "f", 3],
    ["const f = () => {\n};", "f", 2],
    ["const f = (\n  a,\n) => a;", "f", 3],
    ["class A {\n  f() {\n  '}';\n}\n}", "f", 3],
    ["class A {\n  constructor() {\n}\n}", "constructor", 2],
    ["const o = {\n  f() {\n},\n};", "f", 2],
    ["g(function () {\n});", "a nameless function", 2],
  ];
  for (const [source, name, lines] of table) {
    assertEquals(functionsOf(source).map((f) => [f.name, f.lines]), [[name, lines]], source);
  }
});

Deno.test("functionsOf() passes over the body of a Deno.test, not what is declared in it", () => {
  const source = `Deno.test("a", () => {\n  function f() {}\n});`;
  assertEquals(functionsOf(source), [{ name: "f", line: 2, lines: 1 }]);
});

Deno.test("lineCount() counts lines, ended or not", () => {
  assertEquals(["a\nb\n", "a\nb", "a\n\n"].map(lineCount), [2, 2, 2]);
});
