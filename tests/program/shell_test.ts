// The program in a shell: the completions and the man pages that the executable itself prints.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { SHELLS } from "../../cli/commands.ts";
import { completionScript } from "../../cli/completions/script.ts";
import { MAN_PAGES, manPage } from "../../cli/man/page.ts";
import { runFerry, runShell } from "../support/program.ts";
import { installed } from "../support/shells.ts";

Deno.test("completions prints the script of each shell, and nothing else", async () => {
  for (const shell of SHELLS) {
    const { code, text, stderr } = await runFerry(["completions", shell]);
    assertEquals([code, text, stderr], [0, completionScript(shell), ""]);
  }
});

Deno.test("completions without a shell, or with another, is a mistake", async () => {
  for (const words of [[], ["tcsh"]]) {
    const { code, text, stderr } = await runFerry(["completions", ...words]);
    assertEquals([code, text], [2, ""]);
    assertMatch(stderr, /^Input error: .*; write ferry completions bash, zsh or fish\n$/);
  }
});

Deno.test("completions work in bash as the help page says", async () => {
  const script = `eval "$("$FERRY" completions bash)"
    COMP_WORDS=(ferry serve --no-l) COMP_CWORD=2; _ferry; echo "$COMPREPLY"`;
  const { text, stderr } = await runShell(`exec bash --norc --noprofile -c '${script}'`);
  assertEquals([text, stderr], ["--no-listing\n", ""]);
});

Deno.test("man prints the pages", async () => {
  for (const [, topic] of MAN_PAGES) {
    const words = topic === undefined ? [] : [topic];
    const { code, text, stderr } = await runFerry(["man", ...words]);
    assertEquals([code, text, stderr], [0, manPage(topic), ""]);
  }
});

Deno.test({
  name: "man is shown by man as the help page says",
  ignore: !(await installed("man")),
  fn: async () => {
    const env = { LC_ALL: "C.UTF-8", MANWIDTH: "80", MANPAGER: "cat" };
    const { code, text, stderr } = await runShell(
      `"$FERRY" man serve | man --warnings -l -`,
      { env },
    );
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(text, "--no-listing");
  },
});
