// argv in all its spellings, judged by the declarations of a small table.

import { assertEquals, assertThrows } from "@std/assert";
import type { OptionTable } from "../../cli/options.ts";
import { UsageError } from "../../cli/usage_error.ts";
import { parseWords, tokenize, type Words } from "../../cli/words.ts";

const common = { group: "Test", meaning: "Something" } as const;

const TABLE = {
  port: { ...common, kind: "count", short: "p", placeholder: "N", min: 0 },
  host: { ...common, kind: "text", alias: "bind", placeholder: "ADDR", repeatable: true },
  quiet: { ...common, kind: "flag", short: "q" },
  verbose: { ...common, kind: "flag", short: "v" },
  spa: { ...common, kind: "optional text", placeholder: "FILE", implied: "index.html" },
} as const satisfies OptionTable;

function words(...argv: string[]): Words {
  return parseWords(TABLE, tokenize(TABLE, argv), "ferry test");
}

Deno.test("parseWords() reads every spelling of an option", () => {
  const cases: [argv: string[], given: Record<string, string[]>, positionals?: string[]][] = [
    [[], {}],
    [["--port", "80"], { port: ["80"] }],
    [["--port=80"], { port: ["80"] }],
    [["-p", "80"], { port: ["80"] }],
    [["-p80"], { port: ["80"] }],
    [["--port=-1"], { port: ["-1"] }],
    [["-p-1"], { port: ["-1"] }],
    [["--port", "-"], { port: ["-"] }],
    [["--port="], { port: [""] }],
    [["-qv"], { quiet: ["true"], verbose: ["true"] }],
    [["-qvp80", "x"], { quiet: ["true"], verbose: ["true"], port: ["80"] }, ["x"]],
    [["--quiet=true"], { quiet: ["true"] }],
    [["--quiet=false"], { quiet: ["false"] }],
    [["--quiet", "false"], { quiet: ["true"] }, ["false"]],
    [["--host", "a", "x", "--bind=b"], { host: ["a", "b"] }, ["x"]],
    [["--spa"], { spa: [] }],
    [["--spa=app.html"], { spa: ["app.html"] }],
    [["--spa", "www"], { spa: [] }, ["www"]],
    [["--", "-q", "--port"], {}, ["-q", "--port"]],
    [["-q", "--", "x"], { quiet: ["true"] }, ["x"]],
    [["-"], {}, ["-"]],
  ];
  for (const [argv, expected, positionals = []] of cases) {
    const { given, positionals: actual } = words(...argv);
    const texts = Object.fromEntries([...given].map(([name, { texts }]) => [name, texts]));
    assertEquals(texts as Record<string, string[]>, expected, argv.join(" "));
    assertEquals([...actual], positionals, argv.join(" "));
  }
});

Deno.test("parseWords() names the option as it was typed", () => {
  assertEquals(words("-p", "1").given.get("port")?.origin, "-p");
  assertEquals(words("--bind", "a").given.get("host")?.origin, "--bind");
});

Deno.test("parseWords() throws when an option is misused, and names the remedy", () => {
  const cases: [argv: string[], message: string][] = [
    [["--prot", "3"], "unknown option --prot; did you mean --port?"],
    [["--bnid=x"], "unknown option --bnid; did you mean --bind?"],
    [["-P", "3"], "unknown option -P; did you mean -p?"],
    [["-qz"], "unknown option -z; see ferry test --help"],
    [["--xyzzy"], "unknown option --xyzzy; see ferry test --help"],
    [["--__proto__=1"], "unknown option --__proto__; see ferry test --help"],
    [["--constructor"], "unknown option --constructor; see"],
    [["--x\x1b[2J"], "unknown option --x\\x1b[2J; see"],
    [["--port"], "--port needs a value: --port N"],
    [["-p"], "-p needs a value: -p N"],
    [["--port", "--quiet"], 'if "--quiet" is meant, write --port=--quiet'],
    [["-p", "-1"], '-p needs a value; if "-1" is meant, write -p-1'],
    [["--port", "--", "x"], "--port needs a value"],
    [["--quiet=yes"], "--quiet takes no value; write --quiet or --quiet=false"],
    [["--port", "1", "-p", "1"], "-p is given twice"],
    [["-q", "--quiet"], "--quiet is given twice"],
  ];
  for (const [argv, message] of cases) {
    const error = assertThrows(() => words(...argv), UsageError, message);
    assertEquals(/\p{Cc}/u.test(error.message), false);
  }
});
