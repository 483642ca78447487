// The help pages say what the declarations say, in 80 columns.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parseCommand } from "../../cli/command.ts";
import { COMMANDS, HELP_TOPICS } from "../../cli/commands.ts";
import { EXIT_CODES } from "../../cli/exit_code.ts";
import { GET_OPTIONS } from "../../cli/get_options.ts";
import { helpText } from "../../cli/help.ts";
import { findOption, type OptionTable } from "../../cli/options.ts";
import { SERVE_OPTIONS } from "../../cli/serve_options.ts";

const TABLES: Readonly<Record<"serve" | "get", OptionTable>> = {
  serve: SERVE_OPTIONS,
  get: GET_OPTIONS,
};

/** The page with its line breaks undone. */
function flat(text: string): string {
  return text.replace(/\s+/g, " ");
}

Deno.test("helpText() keeps within 80 columns of plain text", () => {
  for (const text of [undefined, ...HELP_TOPICS].map(helpText)) {
    assert(text.endsWith("\n") && !text.endsWith("\n\n"));
    for (const line of text.split("\n")) {
      assertMatch(line, /^[\x20-\x7e]{0,80}$/);
      assertEquals(line.trimEnd(), line);
    }
  }
});

Deno.test("helpText() shows each option with its letter, meaning and default", () => {
  for (const topic of ["serve", "get"] as const) {
    const text = helpText(topic);
    for (const [name, option] of Object.entries(TABLES[topic])) {
      const letter = option.short === undefined ? "     " : ` -${option.short}, `;
      assertStringIncludes(text, `${letter}--${name}`);
      assertStringIncludes(flat(text), option.meaning);
      const standing = option.default ?? option.absent;
      if (standing !== undefined) assertStringIncludes(flat(text), `[default: ${standing}`);
    }
  }
  assertStringIncludes(helpText("serve"), "--symlinks inside|none|follow\n");
  assertStringIncludes(flat(helpText("serve")), "also --bind; repeatable]");
});

Deno.test("helpText() lists the exit codes of each end", () => {
  const text = helpText("get");
  for (const exit of Object.values(EXIT_CODES)) {
    if ("get" in exit) assertMatch(text, new RegExp(`^ +${exit.code}  ${exit.get}$`, "m"));
  }
  assertStringIncludes(helpText("serve"), "    1  cannot serve");
  assert(!text.includes("cannot serve"));
});

Deno.test("helpText() gives an overview of the commands", () => {
  const text = helpText();
  const forms = [
    "serve [PATH]",
    "get URL...",
    "get HOST PORT FILE",
    "help [COMMAND]",
    "man [serve",
  ];
  for (const form of [...forms, "completions bash|zsh|fish"]) {
    assertStringIncludes(text, `  ferry ${form}`);
  }
  for (const { name, summary } of Object.values(COMMANDS)) {
    assertMatch(text, new RegExp(`^  ${name} +${summary.replaceAll("/", "\\/")}$`, "m"));
  }
});

Deno.test("helpText() shows examples that can be typed as they stand", () => {
  const overview = helpText();
  assert(COMMANDS.serve.examples.length >= 5 && COMMANDS.get.examples.length >= 5);
  for (const topic of HELP_TOPICS) {
    const { examples } = COMMANDS[topic];
    for (const [line, meaning] of examples) {
      assertStringIncludes(helpText(topic), `\n  ${meaning}:\n    ${line}\n`);
      const [, words = ""] = /\bferry ([^|>()"]+)/.exec(line.replace(/ 2>.*/, "")) ?? [];
      const command = parseCommand(words.trim().split(" "), {
        env: () => undefined,
        readTextFile: () => "{}",
      });
      assertEquals<string>(command.kind, topic, line);
    }
    const isEnd = topic === "serve" || topic === "get";
    const [first = [""]] = examples;
    assertEquals(overview.includes(`\n    ${first[0]}\n`), isEnd, topic);
  }
});

Deno.test("helpText() says how else options are set, where they are", () => {
  for (const topic of HELP_TOPICS) {
    const text = flat(helpText(topic));
    const isEnd = topic === "serve" || topic === "get";
    assertEquals(text.includes("--idle-timeout as FERRY_IDLE_TIMEOUT, or in the --config"), isEnd);
    assertEquals(text.includes('{"idle-timeout": "10s", "quiet": true}'), isEnd);
  }
});

Deno.test("SERVE_OPTIONS and GET_OPTIONS use each letter once and name known options", () => {
  for (const table of Object.values(TABLES)) {
    const options = Object.values(table);
    const letters = options.flatMap((option) => option.short ?? []);
    assertEquals(new Set(letters).size, letters.length);
    for (
      const name of [
        ...Object.keys(table),
        ...options.flatMap((option) => option.alias ?? []),
      ]
    ) {
      assertMatch(name, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    }
    for (const option of options) {
      assert(!option.meaning.endsWith("."));
      for (const other of option.contradicts ?? []) assert(findOption(table, other), other);
    }
  }
});
