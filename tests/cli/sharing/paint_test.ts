import { assertEquals } from "@std/assert";
import { isColoured, painter } from "../../../cli/sharing/paint.ts";

Deno.test("isColoured() holds on a terminal that has colours, for people who want them", () => {
  const table: readonly [isTerminal: boolean, env: Record<string, string>, expected: boolean][] = [
    [true, {}, true],
    [true, { TERM: "xterm-256color" }, true],
    [true, { TERM: "xterm", NO_COLOR: "" }, true],
    [true, { TERM: "xterm", NO_COLOR: "0" }, false],
    [true, { TERM: "dumb" }, false],
    [false, { TERM: "xterm" }, false],
  ];
  for (const [isTerminal, env, expected] of table) {
    assertEquals(isColoured(isTerminal, (name) => env[name]), expected, JSON.stringify(env));
  }
});

Deno.test("painter() ends what it begins, and without colours leaves text as it is", () => {
  assertEquals(painter(true)("url", "x"), "\x1b[1mx\x1b[0m");
  assertEquals(painter(false)("url", "x"), "x");
});
