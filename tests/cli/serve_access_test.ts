// The options about headers, access and operations: what each means to the server, from all sources.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseCommand } from "../../cli/command.ts";
import { type AccessOptions, accessOptions } from "../../cli/serve_access.ts";
import type { Sources } from "../../cli/sources.ts";
import { UsageError } from "../../cli/usage_error.ts";

const HASH = "$2y$05$pJ2U8daX/ayAFdtfH7agpu1.V8YSpn2n9FJTSIxhWos1B.TOdBPz.";
const FILES: Readonly<Record<string, string>> = {
  "users": `# users\nalice:${HASH}\n`,
  "broken": `alice:${HASH}\nbob:secret\n`,
};

interface Given {
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: string;
}

function access({ argv = [], env = {}, config }: Given): AccessOptions {
  const sources: Sources = {
    env: (name) => env[name],
    readTextFile(path): string {
      const text = path === "ferry.json" ? config : FILES[path];
      if (text === undefined) throw new Error("No such file");
      return text;
    },
  };
  const words = config === undefined ? argv : [...argv, "--config=ferry.json"];
  const command = parseCommand(["serve", ...words], sources);
  assert(command.kind === "serve");
  return accessOptions(command.options, sources);
}

const ALICE = { user: "alice", bcrypt: HASH };
const BOB = { user: "bob", password: "pass:word" };

/** For each option a value as each source has it, and what the server is told. */
const OPTIONS: readonly [
  name: string,
  value: string,
  json: unknown,
  told: Partial<AccessOptions>,
][] = [
  ["cache", "60", "60", { cacheControl: "max-age=60" }],
  ["header", "A: b", ["A: b"], { fields: [["A", "b"]] }],
  ["cors", "https://example.org", "https://example.org", { corsOrigin: "https://example.org" }],
  ["auth", "bob:pass:word", "bob:pass:word", { logins: [BOB] }],
  ["auth-file", "users", "users", { logins: [ALICE] }],
  ["health", "/healthz", "/healthz", { healthPath: "/healthz" }],
  ["metrics", "/metrics", "/metrics", { metricsPath: "/metrics" }],
  ["limit-rate", "64k", 65_536, { octetsPerSecond: 65_536 }],
];
for (const [name, value, json, told] of OPTIONS) {
  Deno.test(`accessOptions() takes --${name} from command line, environment and config`, () => {
    const variable = `FERRY_${name.toUpperCase().replaceAll("-", "_")}`;
    const sources: Given[] = [
      { argv: [`--${name}=${value}`] },
      { env: { [variable]: value } },
      { config: JSON.stringify({ [name]: json }) },
    ];
    for (const given of sources) {
      const options = access(given);
      for (const [key, expected] of Object.entries(told)) {
        assertEquals<unknown>(options[key as keyof AccessOptions], expected);
      }
    }
  });
}

Deno.test("accessOptions() leaves everything off by default", () => {
  assertEquals(access({}), {
    cacheControl: "no-cache",
    fields: [],
    logins: undefined,
    corsOrigin: undefined,
    healthPath: undefined,
    metricsPath: undefined,
    octetsPerSecond: undefined,
  });
});

const MEANINGS: readonly [argv: string[], told: Partial<AccessOptions>][] = [
  [["--cache=0"], { cacheControl: "max-age=0" }],
  [["--cache=immutable"], { cacheControl: "public, max-age=31536000, immutable" }],
  [["--cache=immutable", "--auth=a:b"], { cacheControl: "private, max-age=31536000, immutable" }],
  [["-H", "A: b", "-H", "A: c", "-H", "Date: x"], {
    fields: [["A", "b"], ["A", "c"], ["Date", "x"]],
  }],
  [["--cors"], { corsOrigin: "*" }],
  [["--cors=*"], { corsOrigin: "*" }],
  [["--cors=HTTP://X.org:8080"], { corsOrigin: "http://x.org:8080" }],
  [["--auth=a:"], { logins: [{ user: "a", password: "" }] }],
  [["--auth", "bob:pass:word", "--auth-file", "users"], { logins: [BOB, ALICE] }],
  [["--limit-rate=0"], { octetsPerSecond: undefined }],
];
Deno.test("accessOptions() makes of each value what it means", () => {
  for (const [argv, told] of MEANINGS) {
    const options = access({ argv });
    for (const [key, expected] of Object.entries(told)) {
      assertEquals<unknown>(options[key as keyof AccessOptions], expected, argv.join(" "));
    }
  }
});

const MISTAKES: readonly [argv: string[], message: string][] = [
  [["--cache=never"], '--cache: "never" is neither no-cache, immutable nor seconds'],
  [["--cache=-1"], '--cache: "-1"'],
  [["--cache=1.5"], '--cache: "1.5"'],
  [["--cache=2147483649"], '--cache: "2147483649"'],
  [["-H", "Connection: close"], "--header: Connection follows from the message"],
  [["-H", "content-range: x"], "--header: content-range follows from the message"],
  [["-H", "Content-Length: 1"], "-H: Content-Length follows from the content"],
  [["-H", "Transfer-Encoding: x"], "-H: Transfer-Encoding follows from the content"],
  [["-H", "A: b\r\nC: d"], "-H: the value of A holds a control character"],
  [["--cors=example.org"], '--cors: "example.org" is not an origin; write it like'],
  [["--cors=https://x.org/"], '"https://x.org/" is not an origin; write https://x.org'],
  [["--cors=null"], '--cors: "null" is not an origin'],
  [["--auth=secret"], "--auth: there is no user before a colon; write USER:PASS"],
  [["--auth=:secret"], "--auth: there is no user before a colon; write USER:PASS"],
  [["--auth=a:secret\r"], "--auth: the value holds a control character"],
  [["--auth-file=absent"], "--auth-file absent: it cannot be read"],
  [["--auth-file=broken"], "--auth-file broken: line 2 has no bcrypt hash"],
  [["--health=health"], '--health: "health" is not a path; write it like /health'],
  [["--health=/a?b"], '--health: "/a?b" is not a path'],
  [["--metrics=/a b"], '--metrics: "/a b" is not a path'],
  [["--health=/x", "--metrics=/x"], '--health and --metrics are both "/x"'],
];
Deno.test("accessOptions() names the option of what can't be meant, and no password", () => {
  for (const [argv, message] of MISTAKES) {
    const error = assertThrows(() => access({ argv }), UsageError, message);
    assert(!error.message.includes("secret"), error.message);
  }
});
