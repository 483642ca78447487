// Which source wins, and what is wrong with a source is said with its name.

import { assertEquals, assertThrows } from "@std/assert";
import type { OptionTable, Parsed } from "../../cli/options.ts";
import { type Resolved, resolveOptions } from "../../cli/resolve.ts";
import { UsageError } from "../../cli/usage_error.ts";
import { parseWords, tokenize } from "../../cli/words.ts";

const common = { group: "Test", meaning: "Something" } as const;

const TABLE = {
  port: {
    ...common,
    kind: "count",
    placeholder: "N",
    min: 0,
    max: 65_535,
    default: "6789",
    variable: "PORT",
  },
  host: { ...common, kind: "text", alias: "bind", placeholder: "ADDR", repeatable: true },
  unix: { ...common, kind: "text", placeholder: "PATH", contradicts: ["host", "port"] },
  quiet: { ...common, kind: "flag", contradicts: ["log-format"] },
  "log-format": { ...common, kind: "choice", choices: ["common", "json"], default: "common" },
  header: { ...common, kind: "field", placeholder: "FIELD", repeatable: true },
  grace: { ...common, kind: "duration", placeholder: "TIME", zero: true, default: "10s" },
  size: { ...common, kind: "size", placeholder: "SIZE" },
  spa: { ...common, kind: "optional text", placeholder: "FILE", implied: "index.html" },
  config: {
    ...common,
    kind: "text",
    placeholder: "FILE",
    sources: ["command line", "environment"],
  },
  help: { ...common, kind: "flag", sources: ["command line"] },
} as const satisfies OptionTable;

interface Given {
  readonly argv?: string[];
  readonly env?: Record<string, string>;
  /** The content of `ferry.json`, which the command line then names. */
  readonly config?: string;
}

function resolve({ argv = [], env = {}, config }: Given): Resolved<typeof TABLE> {
  const words = config === undefined ? argv : [...argv, "--config=ferry.json"];
  const { given } = parseWords(TABLE, tokenize(TABLE, words), "ferry test");
  return resolveOptions(TABLE, given, {
    env: (name) => env[name],
    readTextFile(path): string {
      if (path === "ferry.json" && config !== undefined) return config;
      throw new Error(`No such file: ${path}`);
    },
  });
}

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true
  : false;

Deno.test("Parsed gives every option the type of its declaration", () => {
  interface Expected {
    readonly port: number;
    readonly host: readonly string[] | undefined;
    readonly unix: string | undefined;
    readonly quiet: boolean;
    readonly "log-format": "common" | "json";
    readonly header: readonly { readonly name: string; readonly value: string }[] | undefined;
    readonly grace: number;
    readonly size: number | undefined;
    readonly spa: string | undefined;
    readonly config: string | undefined;
    readonly help: boolean;
  }
  const exact: Equal<
    { [Name in keyof Expected]: Parsed<typeof TABLE>[Name] },
    {
      [Name in keyof Expected]: Expected[Name];
    }
  > = true;
  assertEquals(exact, true);
});

Deno.test("resolveOptions() gives the defaults when no source says anything", () => {
  assertEquals(resolve({}).values, {
    port: 6789,
    host: undefined,
    unix: undefined,
    quiet: false,
    "log-format": "common",
    header: undefined,
    grace: 10_000,
    size: undefined,
    spa: undefined,
    config: undefined,
    help: false,
  });
});

Deno.test("resolveOptions() takes the strongest source", () => {
  const cases: [given: Given, port: number, origin: string | undefined][] = [
    [{}, 6789, undefined],
    [{ config: '{"port": 1}' }, 1, "port in ferry.json"],
    [{ env: { PORT: "2" }, config: '{"port": 1}' }, 2, "PORT"],
    [{ env: { PORT: "2", FERRY_PORT: "3" } }, 3, "FERRY_PORT"],
    [{ env: { PORT: "2", FERRY_PORT: "" } }, 2, "PORT"],
    [{ env: { PORT: "" } }, 6789, undefined],
    [{ argv: ["--port=4"], env: { FERRY_PORT: "3" }, config: '{"port": 1}' }, 4, "--port"],
    [{ argv: ["--port=4"], env: { FERRY_PORT: "not looked into" } }, 4, "--port"],
  ];
  for (const [given, port, origin] of cases) {
    const resolved = resolve(given);
    assertEquals(resolved.values.port, port);
    assertEquals(resolved.origin("port"), origin);
  }
});

Deno.test("resolveOptions() reads each kind of value from each source", () => {
  const field = (name: string, value: string): { name: string; value: string } => ({ name, value });
  const cases: [given: Given, values: Partial<Parsed<typeof TABLE>>][] = [
    [{ env: { FERRY_LOG_FORMAT: "json" } }, { "log-format": "json" }],
    [{ env: { FERRY_HOST: "::1, 127.0.0.1\nlocalhost,," } }, {
      host: ["::1", "127.0.0.1", "localhost"],
    }],
    [{ env: { FERRY_BIND: "::1" } }, { host: ["::1"] }],
    [{ env: { FERRY_HOST: " , " } }, { host: undefined }],
    [{ env: { FERRY_HEADER: "A: b, c\nD: e" } }, { header: [field("A", "b, c"), field("D", "e")] }],
    [{ env: { FERRY_QUIET: "yes" } }, { quiet: true }],
    [{ env: { FERRY_QUIET: "off" } }, { quiet: false }],
    [{ env: { FERRY_GRACE: "0s" } }, { grace: 0 }],
    [{ env: { FERRY_SPA: "on" } }, { spa: "index.html" }],
    [{ env: { FERRY_SPA: "off" } }, { spa: undefined }],
    [{ env: { FERRY_SPA: "app.html" } }, { spa: "app.html" }],
    [{ env: { FERRY_HELP: "1" } }, { help: false }],
    [{ argv: ["--spa"] }, { spa: "index.html" }],
    [{ argv: ["--host=a", "--bind=b"], env: { FERRY_HOST: "c" } }, { host: ["a", "b"] }],
    [{ argv: ["--header", "A: b"] }, { header: [field("A", "b")] }],
    [{ config: '{"host": "a", "quiet": true, "grace": "2m", "size": "64k", "spa": true}' }, {
      host: ["a"],
      quiet: true,
      grace: 120_000,
      size: 65_536,
      spa: "index.html",
    }],
    [{ config: '{"bind": ["a", "b"], "size": 5, "spa": false, "header": []}' }, {
      host: ["a", "b"],
      size: 5,
      spa: undefined,
      header: undefined,
    }],
    [{ argv: ["--quiet=false"], env: { FERRY_QUIET: "1" } }, { quiet: false }],
  ];
  for (const [given, expected] of cases) {
    const { values } = resolve(given);
    for (const [name, value] of Object.entries(expected)) {
      assertEquals<unknown>(values[name as keyof typeof values], value, JSON.stringify(given));
    }
  }
});

Deno.test("resolveOptions() takes --config from the environment too", () => {
  const { values } = resolveOptions(TABLE, new Map(), {
    env: (name) => name === "FERRY_CONFIG" ? "a.json" : undefined,
    readTextFile: (path) => path === "a.json" ? '{"port": 8}' : "",
  });
  assertEquals(values.port, 8);
});

Deno.test("resolveOptions() throws when the command line contradicts itself", () => {
  const cases: [argv: string[], message: string][] = [
    [["--unix=x", "--port=1"], "--unix and --port contradict each other"],
    [["--bind=a", "--unix=x"], "--unix and --bind contradict each other"],
    [["--quiet", "--log-format=json"], "--quiet and --log-format contradict each other"],
  ];
  for (const [argv, message] of cases) assertThrows(() => resolve({ argv }), UsageError, message);
  assertEquals(resolve({ argv: ["--quiet=false", "--log-format=json"] }).values.quiet, false);
});

Deno.test("resolveOptions() lets a stronger source silently win a contradiction", () => {
  type Settled = [port: number, host: readonly string[] | undefined, unix: string | undefined];
  const cases: [given: Given, settled: Settled][] = [
    [{ argv: ["--unix=x"], env: { PORT: "1", FERRY_HOST: "a" } }, [6789, undefined, "x"]],
    [{ argv: ["--port=2"], env: { FERRY_UNIX: "x" } }, [2, undefined, undefined]],
    [{ argv: ["--port=2"], env: { FERRY_UNIX: "x", FERRY_HOST: "a" } }, [2, ["a"], undefined]],
    [{ argv: ["--host=a"], env: { FERRY_UNIX: "x", PORT: "1" } }, [1, ["a"], undefined]],
    [{ env: { FERRY_UNIX: "x", PORT: "1" } }, [6789, undefined, "x"]],
    [{ env: { PORT: "1" }, config: '{"unix": "x"}' }, [1, undefined, undefined]],
    [{ env: { FERRY_UNIX: "x" }, config: '{"port": 1}' }, [6789, undefined, "x"]],
  ];
  for (const [given, settled] of cases) {
    const { port, host, unix } = resolve(given).values;
    assertEquals<unknown>([port, host, unix], settled, JSON.stringify(given));
  }
  const { values } = resolve({ argv: ["--log-format=json"], env: { FERRY_QUIET: "1" } });
  assertEquals([values.quiet, values["log-format"]], [false, "json"]);
});

Deno.test("resolveOptions() throws when a value does not fit, with its source", () => {
  const cases: [given: Given, message: string][] = [
    [{ argv: ["--port=x"] }, '--port: "x" is not a whole number from 0 to 65535'],
    [{ argv: ["--unix="] }, "--unix: the value is empty"],
    [{ argv: ["--log-format=xml"] }, '--log-format: "xml" is none of common, json'],
    [{ argv: ["--grace=10"] }, '--grace: "10" has no unit; for seconds write 10s'],
    [{ env: { FERRY_PORT: "70000" } }, 'FERRY_PORT: "70000"'],
    [{ env: { PORT: "\x1b" } }, 'PORT: "\\x1b"'],
    [{ env: { FERRY_QUIET: "maybe" } }, 'FERRY_QUIET: "maybe" is neither true nor false'],
    [{ config: '{"port": 70000}' }, 'port in ferry.json: "70000"'],
    [{ config: '{"port": 1.5}' }, 'port in ferry.json: "1.5"'],
    [{ config: '{"port": "80"}' }, "port in ferry.json must be a number"],
    [{ config: '{"quiet": "yes"}' }, "quiet in ferry.json must be true or false"],
    [{ config: '{"grace": 10}' }, 'grace in ferry.json must be a string such as "10s"'],
    [{ config: '{"host": [1]}' }, "host in ferry.json must be a string or a list of strings"],
    [{ config: '{"unix": ["a"]}' }, "unix in ferry.json must be a string"],
    [{ config: '{"unix": null}' }, "unix in ferry.json must be a string"],
    [{ config: '{"spa": 1}' }, "spa in ferry.json must be a string, true or false"],
    [{ config: '{"size": true}' }, "size in ferry.json must be a number of octets or a string"],
    [{ config: '{"host": "a", "bind": "b"}' }, "ferry.json gives host twice, as bind too"],
    [{ config: '{"prot": 80}' }, 'unknown key "prot" in ferry.json; did you mean port?'],
    [{ config: '{"__proto__": 80}' }, 'unknown key "__proto__" in ferry.json'],
    [{ config: '{"x\\u001b": 80}' }, 'unknown key "x\\x1b" in ferry.json; the keys are'],
    [{ config: '{"config": "x"}' }, 'unknown key "config" in ferry.json'],
    [{ config: '{"help": true}' }, 'unknown key "help" in ferry.json'],
    [{ config: "{port: 80}" }, "config file ferry.json is not JSON: "],
    [{ config: "[]" }, "config file ferry.json must hold a JSON object"],
    [{ config: "null" }, "config file ferry.json must hold a JSON object"],
    [{ argv: ["--config=\x1b.json"] }, "config file \\x1b.json cannot be read: No such file"],
  ];
  for (const [given, message] of cases) {
    const error = assertThrows(() => resolve(given), UsageError, message);
    assertEquals(/\p{Cc}/u.test(error.message), false);
  }
});
