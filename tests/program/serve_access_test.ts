// `ferry serve` as a program: its options about headers and access, asked by curl.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { type Answer, parseAnswer } from "../support/ask.ts";
import { runFerry, runShell } from "../support/program.ts";
import { makeFolder } from "../support/server.ts";
import { hasCommand, ServeProgram } from "../support/serve_program.ts";

const CURL = { ignore: !hasCommand("curl") };
const HASH = "$2y$05$pJ2U8daX/ayAFdtfH7agpu1.V8YSpn2n9FJTSIxhWos1B.TOdBPz."; // of pa:ss
const FILES = { "a.txt": "aaa", "users": `# users\nalice:${HASH}\n`, "sub/index.html": "home" };

interface Running {
  readonly program: ServeProgram;
  /** curl with these words before the URL of the path. */
  readonly curl: (path: string, words?: string) => Promise<Answer>;
}

async function withServe(
  args: readonly string[],
  use: (running: Running) => Promise<void>,
  env: Record<string, string> = {},
): Promise<void> {
  const folder = makeFolder(FILES);
  try {
    const options = { cwd: folder, env };
    await using program = await ServeProgram.start([".", "--port", "0", ...args], options);
    await use({
      program,
      async curl(path, words = ""): Promise<Answer> {
        const url = `http://127.0.0.1:${program.port}${path}`;
        return parseAnswer((await runShell(`curl -sS -i --path-as-is ${words} '${url}'`)).text);
      },
    });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test({ ...CURL, name: "serve --cache says how long files may be kept", fn: cache });
async function cache(): Promise<void> {
  for (
    const [args, expected] of [
      [[], "no-cache"],
      [["--cache", "no-cache"], "no-cache"],
      [["--cache", "3600"], "max-age=3600"],
      [["--cache", "immutable"], "public, max-age=31536000, immutable"],
    ] as const
  ) {
    await withServe(args, async ({ curl }) => {
      assertEquals((await curl("/a.txt")).fields.get("cache-control"), expected);
      assertEquals((await curl("/absent")).fields.get("cache-control"), "no-cache");
    });
  }
}

Deno.test({ ...CURL, name: "serve --header sends fields with every answer", fn: header });
async function header(): Promise<void> {
  const args = ["-H", "X-One: 1", "--header", "cache-control: private", "--health", "/health"];
  await withServe(args, async ({ curl }) => {
    for (const path of ["/a.txt", "/absent", "/sub", "/health", "/%zz"]) {
      const { fields } = await curl(path);
      assertEquals([fields.get("x-one"), fields.get("cache-control")], ["1", "private"], path);
    }
  });
}

Deno.test({ ...CURL, name: "serve --cors answers pages and their preflight", fn: cors });
async function cors(): Promise<void> {
  const preflight = "-X OPTIONS -H 'Origin: https://x.org' -H 'Access-Control-Request-Method: GET'";
  await withServe(["--cors"], async ({ curl }) => {
    const { status, fields } = await curl("/a.txt", preflight);
    assertEquals([status, fields.get("access-control-allow-origin")], [204, "*"]);
    assertStringIncludes(fields.get("access-control-allow-headers") ?? "", "Range");
    assertEquals((await curl("/a.txt")).fields.get("access-control-allow-origin"), "*");
  });
  await withServe(["--cors=https://x.org"], async ({ curl }) => {
    const { fields } = await curl("/absent");
    assertEquals(fields.get("access-control-allow-origin"), "https://x.org");
    assertEquals(fields.get("vary"), "Origin");
  });
}

Deno.test({ ...CURL, name: "serve --auth asks for a password, also one of FERRY_AUTH", fn: auth });
async function auth(): Promise<void> {
  const check = async ({ program, curl }: Running): Promise<void> => {
    for (const [words, status] of [["", 401], ["-u bob:pa", 401], ["-u bob:pa:ss", 200]] as const) {
      const answer = await curl("/a.txt", words);
      assertEquals(answer.status, status, words);
      const challenge = answer.fields.get("www-authenticate");
      assertEquals(challenge?.startsWith('Basic realm="ferry"'), status === 401 || undefined);
    }
    for (const path of ["/absent", "/sub", "/health", "/%zz"]) {
      assertEquals((await curl(path)).status, 401, path);
    }
    await program.until(() => program.log.length >= 6);
    assert(program.log.some((line) => line.startsWith("127.0.0.1 - bob [")));
    assert(!(program.stdout + program.stderr).includes("pa:ss"));
  };
  await withServe(["--auth", "bob:pa:ss", "--health", "/health"], check);
  await withServe(["--health", "/health"], check, { FERRY_AUTH: "bob:pa:ss" });
}

Deno.test({ ...CURL, name: "serve --auth-file asks for a user of a htpasswd file", fn: authFile });
async function authFile(): Promise<void> {
  await withServe(["--auth-file", "users", "--auth", "bob:b"], async ({ curl }) => {
    for (
      const [user, status] of [["alice:pa:ss", 200], ["alice:x", 401], ["bob:b", 200]] as const
    ) {
      for (let times = 0; times < 2; times++) {
        assertEquals((await curl("/a.txt", `-u ${user}`)).status, status, user);
      }
    }
    assertEquals((await curl("/users")).status, 401);
  });
}

const MISTAKES: readonly string[][] = [
  ["--cache", "soon"],
  ["--header", "Connection: close"],
  ["--cors=x"],
  ["--auth", "secret"],
  ["--auth-file", "/no/such/file"],
];
Deno.test("serve --cache, --header, --cors, --auth and --auth-file refuse what can't be meant", async () => {
  for (const args of MISTAKES) {
    const { code, stderr } = await runFerry(["serve", ...args]);
    assertEquals(code, 2, args.join(" "));
    assertMatch(stderr, new RegExp(`^Input error: (-H|${args[0]?.split("=")[0]}).*\n$`));
    assert(!stderr.includes("secret"));
  }
});

Deno.test({
  ignore: !hasCommand("htpasswd") && CURL.ignore,
  name: "serve --auth-file reads what htpasswd -B writes",
  fn: async () => {
    const folder = makeFolder({});
    const file = join(folder, "users");
    try {
      const made = await runShell(`htpasswd -cbB ${file} carol 'zwölf'`);
      if (made.code !== 0) return;
      await withServe(["--auth-file", file], async ({ curl }) => {
        assertEquals((await curl("/a.txt", "-u 'carol:zwölf'")).status, 200);
        assertEquals((await curl("/a.txt", "-u carol:elf")).status, 401);
      });
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
