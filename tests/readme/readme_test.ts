// README.md as a reader meets it: what stands first, what it shows and where it leads, and that what a
// tool writes in it is what the tool would write now.

import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { GET_OPTIONS } from "../../cli/get_options.ts";
import { SERVE_OPTIONS } from "../../cli/serve_options.ts";
import { formatted } from "../../tools/manual.ts";
import { figuresAsMarkdown, optionsAsMarkdown, withParts } from "../../tools/readme.ts";
import { benchRow } from "../support/bench_row.ts";
import { readme } from "./ten.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** All pictures together, in octets: nobody waits for them. */
const PICTURES_OCTETS = 160 * 1024;

/** The images and links of README.md that lead into the project. */
function leadsTo(text: string): string[] {
  const markdown = Array.from(text.matchAll(/\]\(([^)#]+)/g), ([, path = ""]) => path);
  const html = Array.from(text.matchAll(/(?:src|srcset)="([^"]+)"/g), ([, path = ""]) => path);
  return [...markdown, ...html].filter((path) => !/^https?:/.test(path));
}

Deno.test("README.md has the parts that tools/readme.ts writes; else run deno task manual", async () => {
  const text = readme();
  assertEquals(text, await formatted(withParts(text), "md"));
  for (const part of ["serve options", "get options", "exit codes", "figures"]) {
    assertStringIncludes(text, `<!-- ${part}: written by tools/readme.ts -->`);
  }
  for (const table of [SERVE_OPTIONS, GET_OPTIONS]) {
    for (const name of Object.keys(table)) {
      assert(new RegExp(`^\\| \`(?:-., )?--${name}[ \`[]`, "m").test(text), name);
    }
  }
});

Deno.test("README.md begins with what it is, and its first commands are those of the gate", () => {
  const text = readme();
  assertMatch(text, /^# ferry\n\nferry is a file server and a download client in one executable\./);
  const commands = Array.from(text.matchAll(/^```sh\n(.*?)^```/gms), ([, block = ""]) => block)
    .join("").split("\n").map((line) => line.replace(/ *#.*/, ""));
  assertEquals(commands.slice(0, 2), [
    "npx -y deno@2.9.6 task serve",
    "npx -y deno@2.9.6 task test",
  ]);
});

Deno.test("README.md leads to what is there", () => {
  const paths = leadsTo(readme());
  assert(paths.length > 8, `${paths}`);
  for (const path of paths) assert(Deno.statSync(join(ROOT, path)), path);
});

Deno.test("the pictures are those that README.md shows, light, and of nobody else", () => {
  const names = Array.from(Deno.readDirSync(join(ROOT, "pictures")), ({ name }) => name).sort();
  const shown = new Set(leadsTo(readme()).filter((path) => path.startsWith("pictures/")));
  assertEquals(names.map((name) => `pictures/${name}`), [...shown].sort());
  const sizes = names.map((name) => Deno.statSync(join(ROOT, "pictures", name)).size);
  assert(sizes.reduce((sum, size) => sum + size, 0) < PICTURES_OCTETS, `${sizes}`);
  const drawing = Deno.readTextFileSync(join(ROOT, "pictures", "terminal.svg"));
  assertMatch(drawing, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*role="img"/);
  assertEquals(/<(?:script|image|use|foreignObject|a)\b|\bhref|@import|url\(/.exec(drawing), null);
});

Deno.test("withParts() writes anew what stands between its comments, and nothing else", () => {
  const text = "a <!-- exit codes: written by tools/readme.ts --> old <!-- /exit codes --> b";
  const written = withParts(text);
  assert(
    written.startsWith("a <!-- exit codes: written by tools/readme.ts -->\n\n| Exit"),
    written,
  );
  assert(written.endsWith("\n\n<!-- /exit codes --> b"), written);
  assertStringIncludes(written, "| 90 | digest mismatch |");
  assertThrows(() => withParts(text.replaceAll("exit codes", "tides")), Error, `"tides"`);
});

Deno.test("optionsAsMarkdown() has a row for each option, group by group", () => {
  const table = optionsAsMarkdown({
    a: {
      kind: "count",
      short: "a",
      placeholder: "N",
      min: 0,
      default: "1",
      group: "G",
      meaning: "A",
    },
    b: { kind: "choice", choices: ["x", "y"], absent: "x", group: "H", meaning: "B" },
    c: { kind: "text", alias: "d", placeholder: "T", repeatable: true, group: "G", meaning: "C" },
    e: { kind: "optional text", placeholder: "T", implied: "i", group: "H", meaning: "E" },
  });
  assertEquals(table.split("\n"), [
    "| Option | What it does |",
    "| - | - |",
    "| **G** |  |",
    "| `-a, --a N` | A (default: `1`) |",
    "| `--c T` | C (also `--d`; repeatable) |",
    "| **H** |  |",
    "| `--b x\\|y` | B (default: x) |",
    "| `--e[=T]` | E (alone: `=i`) |",
  ]);
});

Deno.test("figuresAsMarkdown() tells of rivals, whether ferry is ahead of them or behind", () => {
  const rows = [
    benchRow("a", "ms", "nginx"),
    benchRow("b", "requests/s", "ceiling"),
    benchRow("c", "KiB"),
  ];
  const figures = { "a: ferry / nginx": 1.44, "b: ferry / ceiling": 0.8, "c: ferry": 10 };
  assertEquals(figuresAsMarkdown(rows, figures).split("\n").slice(2), [
    "| the a | ms | 1.44 × nginx | behind |",
  ]);
});
