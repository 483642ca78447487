// The man pages: shown by man, groff and mandoc without a complaint, and complete.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { EXIT_CODES } from "../../../cli/exit_code.ts";
import { COMMANDS } from "../../../cli/commands.ts";
import { MAN_PAGES, manPage } from "../../../cli/man/page.ts";
import { type Option, placeholderOf, spellingsOf } from "../../../cli/options.ts";
import { variablesOf } from "../../../cli/sources.ts";
import { VERSION, VERSION_DATE } from "../../../cli/version.ts";
import { TempFolder } from "../../support/program.ts";
import { installed } from "../../support/shells.ts";
import { ROOT } from "../../../tools/command.ts";

const VIEWERS: readonly (readonly [command: string, ...args: string[]])[] = [
  ["man", "--warnings", "-l"],
  ["groff", "-man", "-Tutf8", "-ww", "-P-cbou"],
  ["mandoc", "-T", "lint", "-W", "all"],
];

/** Runs a viewer on a page, in 80 columns of UTF-8. */
async function view(
  [command, ...args]: readonly [string, ...string[]],
  page: string,
): Promise<{ success: boolean; text: string; complaints: string }> {
  await using folder = await TempFolder.create();
  await Deno.writeTextFile(folder.file("page.1"), page);
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args, folder.file("page.1")],
    env: { LC_ALL: "C.UTF-8", MANWIDTH: "80", MANPAGER: "cat", HOME: folder.path },
  }).output();
  const decoder = new TextDecoder();
  return { success, text: decoder.decode(stdout), complaints: decoder.decode(stderr) };
}

for (const viewer of VIEWERS) {
  Deno.test({
    name: `manPage() leaves ${viewer.join(" ")} nothing to complain of`,
    ignore: !(await installed(viewer[0])),
    fn: async () => {
      for (const [, topic] of MAN_PAGES) {
        const { success, text, complaints } = await view(viewer, manPage(topic));
        assertEquals([success, complaints], [true, ""], topic);
        if (viewer[0] === "mandoc") assertEquals(text, "");
        else for (const line of text.split("\n")) assert([...line].length <= 80, line);
      }
    },
  });
}

Deno.test({
  name: "manPage() is named so that apropos finds it",
  ignore: !(await installed("lexgrog")),
  fn: async () => {
    for (const [file, topic] of MAN_PAGES) {
      const { text } = await view(["lexgrog"], manPage(topic));
      assertStringIncludes(text, `"${file.replace(/\.1$/, "")} - `);
    }
  },
});

/** As groff would show the page, near enough to look for words in it. */
function plain(page: string): string {
  return page.replace(/\\f[BIR]/g, "").replaceAll("\\-", "-").replaceAll("\\(aq", "'")
    .replaceAll("\\~", " ").replaceAll("\\(ti", "~").replace(/\s+/g, " ");
}

for (const end of ["serve", "get"] as const) {
  const text = plain(manPage(end));

  Deno.test(`manPage() shows each option of ${end} with its value, default and variables`, () => {
    for (const [name, option] of Object.entries<Option>(COMMANDS[end].options)) {
      const value = placeholderOf(option);
      const shown = value === ""
        ? ""
        : option.kind === "optional text"
        ? `[=${value}]`
        : ` ${value}`;
      for (const spelling of spellingsOf(name, option)) {
        assertStringIncludes(
          text,
          spelling.startsWith("--") ? spelling + shown : `${spelling}, --`,
        );
      }
      assertStringIncludes(text, `${option.meaning}.`);
      if (option.default !== undefined) assertStringIncludes(text, `Default: ${option.default}.`);
      const variables = option.sources?.includes("environment") === false
        ? []
        : variablesOf(name, option);
      if (variables.length > 0) assertStringIncludes(text, `Environment: ${variables.join(", ")}.`);
    }
  });

  Deno.test(`manPage() shows the exit codes and examples of ${end}`, () => {
    for (const exit of Object.values(EXIT_CODES)) {
      if (end in exit) assertStringIncludes(text, ` .TP ${exit.code} `);
    }
    for (const [line] of COMMANDS[end].examples) {
      const typed = line.replaceAll('"', "\\(dq");
      assertStringIncludes(text, ` .nf ${typed} .fi `);
    }
  });
}

Deno.test("manPage() has the sections that belong there", () => {
  const headings = (topic?: "serve" | "get"): string[] =>
    [...manPage(topic).matchAll(/^\.SH "?([A-Z ]+)"?$/gm)].map(([, title = ""]) => title);
  const first = ["NAME", "SYNOPSIS", "DESCRIPTION"];
  const last = ["EXIT STATUS", "EXAMPLES", "SEE ALSO"];
  assertEquals(headings(), [...first, "COMMANDS", "OPTIONS", "ENVIRONMENT", ...last]);
  for (const topic of ["serve", "get"] as const) {
    const own = ["OPTIONS", "SIGNALS", "ENVIRONMENT", "FILES"];
    assertEquals(headings(topic), [...first, ...own, ...last]);
  }
  assertMatch(plain(manPage("get")), /FILE\.part\.ferry .*~\/\.netrc/);
  assertStringIncludes(
    plain(manPage("serve")),
    " PORT The same as --port; FERRY_PORT wins over it.",
  );
});

Deno.test("manPage() is plain ASCII, dated by the version and not by the clock", () => {
  for (const [, topic] of MAN_PAGES) {
    const page = manPage(topic);
    assertMatch(page, /^[\n\x20-\x7e]+[^\n]\n$/);
    assertMatch(page, new RegExp(`^\\.TH [A-Z\\\\-]+ 1 ${VERSION_DATE} "ferry ${VERSION}" `, "m"));
  }
});

Deno.test("VERSION_DATE is that of the version's heading in CHANGELOG.md", () => {
  assertMatch(VERSION_DATE, /^\d{4}-\d\d-\d\d$/);
  const changelog = Deno.readTextFileSync(`${ROOT}CHANGELOG.md`);
  const heading = changelog.split("\n")
    .find((line) => line.startsWith("## ") && line.includes(VERSION));
  if (heading === undefined) return; // not released yet
  assertStringIncludes(heading, VERSION_DATE, "set VERSION_DATE in cli/version.ts");
});
