// The parts of the manual that are written by a tool, and that they are what it writes.

import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { exitsOf } from "../../cli/exit_code.ts";
import { GET_OPTIONS } from "../../cli/get_options.ts";
import type { OptionTable } from "../../cli/options.ts";
import { SERVE_OPTIONS } from "../../cli/serve_options.ts";
import { FOLDER, formatted, PAGES, withParts } from "../../tools/manual.ts";
import { exitTable, figureTable, optionTables } from "../../tools/manual_tables.ts";
import type { Row } from "../../bench/row.ts";
import { benchRow } from "../support/bench_row.ts";

function read(file: string): string {
  return Deno.readTextFileSync(join(FOLDER, file));
}

for (const page of PAGES) {
  Deno.test(`${page.file} is what tools/manual.ts writes; else run deno task manual`, async () => {
    const text = read(page.file);
    assertEquals(text, await formatted(withParts(page, text)));
    for (const part of ["pages", "contents", "neighbours"]) {
      assertStringIncludes(text, `<!-- ${part}: written by tools/manual.ts -->`);
    }
  });
}

Deno.test("the manual has each option and each exit code of both commands", () => {
  const commands: [file: string, table: OptionTable, command: "serve" | "get"][] = [
    ["serve.html", SERVE_OPTIONS, "serve"],
    ["get.html", GET_OPTIONS, "get"],
  ];
  for (const [file, table, command] of commands) {
    const text = read(file);
    for (const name of Object.keys(table)) assertStringIncludes(text, `<tr id="--${name}">`);
    for (const [code] of exitsOf(command)) {
      assertStringIncludes(text, `<th scope="row">${code}</th>`);
    }
  }
});

Deno.test("withParts() writes anew what stands between its comments, and nothing else", () => {
  const begin = "<!-- neighbours: written by tools/manual.ts -->";
  const text = `before ${begin} old <!-- /neighbours --> behind <!-- other -->`;
  const [start] = PAGES;
  const written = withParts(start!, text);
  assert(written.startsWith(`before ${begin}\n`), written);
  assert(written.endsWith(`<!-- /neighbours --> behind <!-- other -->`), written);
  assert(!written.includes("old"));
  assertStringIncludes(written, `<a rel="next" href="serve.html">`);
  assertThrows(() => withParts(start!, text.replaceAll("neighbours", "tide")), Error, `"tide"`);
});

Deno.test("withParts() makes the contents of the chapters", () => {
  const mark = "<!-- contents: written by tools/manual.ts --><!-- /contents -->";
  const written = withParts(PAGES[0]!, `${mark}<h2 id="a">One\n  thing</h2><h2 id="b">B</h2>`);
  assertStringIncludes(written, `<li><a href="#a">One thing</a></li>\n<li><a href="#b">B</a></li>`);
});

Deno.test("optionTables() tells all that a declaration says", () => {
  const table = optionTables({
    port: {
      kind: "count",
      short: "p",
      alias: "haven",
      placeholder: "N",
      min: 0,
      default: "6789",
      variable: "PORT",
      repeatable: true,
      group: "Listening",
      meaning: "Port & more",
    },
    spa: { kind: "optional text", placeholder: "F", implied: "i.html", group: "B", meaning: "X" },
    mode: { kind: "choice", choices: ["a", "b"], absent: "<neither>", group: "B", meaning: "Y" },
    quiet: { kind: "flag", group: "Listening", meaning: "Z" },
  });
  const headings = Array.from(table.matchAll(/<h3>(.*)<\/h3>/g), ([, heading]) => heading);
  assertEquals(headings, ["Listening", "B"]);
  for (
    const part of [
      `<tr id="--port">\n<th scope="row"><code>-p, --port N</code></th>`,
      "Port &amp; more. Also <code>--haven</code>. May be repeated. Environment: <code>PORT</code> too.",
      "<td><code>6789</code></td>",
      "<code>--spa[=F]</code>",
      "Alone it means <code>=i.html</code>.",
      "<code>--mode a|b</code>",
      "<td>&lt;neither&gt;</td>",
      "<code>--quiet</code></th>\n<td>Z</td>\n<td></td>",
    ]
  ) assertStringIncludes(table, part);
});

Deno.test("exitTable() has a row for each way to end", () => {
  const table = exitTable([[7, "refused"]]);
  assertStringIncludes(table, `<th scope="row">7</th>\n<td>Refused</td>`);
});

Deno.test("figureTable() says who is ahead: by more of a rate, by less of a time", () => {
  const cases: [row: Row, key: string, figure: number, cells: string][] = [
    [benchRow("a", "requests/s", "nginx"), "a: ferry / nginx", 1.537, ">ahead<"],
    [benchRow("a", "MiB/s", "nginx"), "a: ferry / nginx", 0.9, ">behind<"],
    [benchRow("a", "ms", "nginx"), "a: ferry / nginx", 0.9, ">ahead<"],
    [benchRow("a", "ms", "nginx"), "a: ferry / nginx", 1.5, ">behind<"],
    [benchRow("a", "ms", "curl"), "a: ferry / curl", 1.03, "<td>1.03 × curl</td>\n<td>level</td>"],
    [benchRow("a", "requests/s", "nginx"), "a: ferry / nginx", 17.2, "<td>17 × nginx</td>"],
    [benchRow("a", "requests/s", "ceiling"), "a: ferry / ceiling", 0.85, "loop</td>\n<td></td>"],
    [benchRow("a", "KiB"), "a: ferry", 10.352, "<td>10.4 KiB</td>\n<td></td>"],
  ];
  for (const [each, key, figure, cells] of cases) {
    assertStringIncludes(figureTable([each], { [key]: figure }), cells);
  }
  assertThrows(() => figureTable([benchRow("b", "ms")], {}), Error, `"b: ferry"`);
});
