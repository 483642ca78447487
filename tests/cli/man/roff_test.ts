// Text is shown as it stands: nothing in it acts.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import * as roff from "../../../cli/man/roff.ts";
import { installed } from "../../support/shells.ts";

const ASCII = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join("");

/** What groff shows of a page with these lines, its line breaks and indentation undone. */
async function shown(body: readonly string[]): Promise<string> {
  const child = new Deno.Command("groff", {
    args: ["-man", "-Tutf8", "-ww", "-P-cbou"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const page = [".TH X 1 2026-01-01 x x", ".nh", ".ll 200n", ".SH BODY", ...body, ""].join("\n");
  await writer.write(new TextEncoder().encode(page));
  await writer.close();
  const { stdout, stderr } = await child.output();
  assertEquals(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout).replace(/\s+/g, " ");
}

Deno.test({
  name: "literal() shows every character of ASCII as itself",
  ignore: !(await installed("groff")),
  fn: async () => {
    const texts = [ASCII, ".SH TITLE", "'br", "\\fBbold\\fR \\n[x]", "--a-b '-c' \"d\" `e` ^~"];
    for (const text of texts) {
      assertStringIncludes(await shown(roff.lines(roff.literal(text))), ` ${text} `);
      assertStringIncludes(await shown(roff.display([text])), ` ${text} `);
      assertStringIncludes(await shown(roff.entry(roff.bold(text), "x")), ` ${text} x `);
    }
  },
});

Deno.test({
  name: "marked() shows marks as fonts, and what is in them as it stands",
  ignore: !(await installed("groff")),
  fn: async () => {
    const text = roff.marked("Give `--a-b 'x'` or *FILE*`.part`: it's a \\ and .x.");
    assertEquals(text.match(/\\f[BI]/g), ["\\fB", "\\fI", "\\fB"]);
    assertMatch(
      await shown(roff.lines(text)),
      / Give --a-b 'x' or FILE\.part: it['’]s a \\ and \.x\. /,
    );
  },
});

Deno.test("lines() begins a line with each sentence, and none with a request", () => {
  const long = "word ".repeat(40).trim();
  for (const line of roff.lines(long)) assertMatch(line, /^.{1,78}$/);
  const cases: [text: string, lines: string[]][] = [
    ["One. Two (see 3.) Four", ["One.", "Two (see 3.)", "Four"]],
    [".x 'y", ["\\&.x 'y"]],
    ["'x", ["\\&'x"]],
    [`${"x".repeat(77)} .so y`, ["x".repeat(77), "\\&.so y"]],
  ];
  for (const [text, lines] of cases) assertEquals(roff.lines(text), lines);
});

Deno.test("section() puts a heading of several words in quotation marks", () => {
  assertEquals(roff.section("SEE ALSO", ["x"]), ['.SH "SEE ALSO"', "x"]);
  assertEquals(roff.subsection("Log", ["x"]), [".SS Log", "x"]);
});
