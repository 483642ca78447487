import { assertEquals, assertThrows } from "@std/assert";
import { parseCommand, type ServeCommand } from "../../cli/command.ts";
import { parsePrefix, siteOptions } from "../../cli/site_options.ts";
import { UsageError } from "../../cli/usage_error.ts";

const NONE = { env: () => undefined, readTextFile: () => "{}" };

function command(...words: string[]): ServeCommand {
  return parseCommand(["serve", ...words], NONE) as ServeCommand;
}

const PREFIXES: readonly (readonly [text: string, names: readonly string[]])[] = [
  ["/", []],
  ["/x", ["x"]],
  ["x", ["x"]],
  ["/x/", ["x"]],
  ["/x/y z", ["x", "y z"]],
  ["/pr%C3%A9", ["pré"]],
  ["/pré", ["pré"]],
];

Deno.test("parsePrefix() reads a prefix with and without slashes and percent-encoding", () => {
  for (const [text, names] of PREFIXES) assertEquals(parsePrefix(text), names, text);
});

Deno.test("parsePrefix() refuses what no request could ask for", () => {
  for (
    const text of ["/..", "/x/../y", "/.", "//x", "/x//", "/a%2fb", "/a\\b", "/%", "/x?y", "/#"]
  ) {
    assertThrows(() => parsePrefix(text), UsageError, "write it like /x");
  }
});

Deno.test("siteOptions() reads --spa as a file below PATH", () => {
  assertEquals(siteOptions(command(".")).spa, undefined);
  assertEquals(siteOptions(command("--spa", ".")).spa, ["index.html"]);
  assertEquals(siteOptions(command("--spa=app/main.html", ".")).spa, ["app", "main.html"]);
  for (const text of ["/", "app/", "../x.html", "a?b"]) {
    assertThrows(() => siteOptions(command(`--spa=${text}`)), UsageError, "no file below PATH");
  }
});
