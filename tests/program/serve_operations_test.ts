// `ferry serve` as a program: its options about log, health, figures, pace and digests, asked by curl.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "@std/path";
// @ts-types="../support/prometheus.d.ts"
import parseMetrics from "parse-prometheus-text-format";
import { runFerry, runShell } from "../support/program.ts";
import { makeFolder } from "../support/server.ts";
import { hasCommand, ServeProgram } from "../support/serve_program.ts";

const ignore = !hasCommand("curl");
const LARGE = new Uint8Array(2 * 1024 * 1024 + 1).map((_, at) => (at * 31) >> 3);

interface Running {
  readonly program: ServeProgram;
  readonly folder: string;
  /** What curl prints, for the path with these words before it. */
  readonly curl: (path: string, words?: string) => Promise<string>;
}

async function withServe(
  args: readonly string[],
  use: (running: Running) => Promise<void>,
): Promise<void> {
  const folder = makeFolder({ "a.txt": "aaa", "large": LARGE });
  try {
    await using program = await ServeProgram.start([folder, "--port", "0", ...args]);
    await use({
      program,
      folder,
      curl: async (path, words = "") =>
        (await runShell(`curl -sS ${words} 'http://127.0.0.1:${program.port}${path}'`)).text,
    });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test({ ignore, name: "serve --log-format writes common, combined, json or none", fn: logs });
async function logs(): Promise<void> {
  const line = String.raw`^127\.0\.0\.1 - - \[[^\]]+\] "GET /a\.txt HTTP/1\.1" 200 3 `;
  const formats = {
    common: new RegExp(`${line}[0-9.]+ms$`),
    combined: new RegExp(`${line}"http://x/" "A \\\\"B\\\\"" [0-9.]+ms$`),
    json: /^\{"time":.*"user_agent":"A .*"status":200,"octets":3,.*\}$/,
  };
  for (const [format, expected] of Object.entries(formats)) {
    await withServe(["--log-format", format], async ({ program, curl }) => {
      await curl("/a.txt", `-e http://x/ -A 'A "B"'`);
      await program.until(() => program.log.length > 0);
      assertMatch(program.log[0] ?? "", expected);
    });
  }
  await withServe(["--log-format", "none"], async ({ program, curl }) => {
    await curl("/a.txt");
    await program.end();
    assertEquals(program.log, []);
  });
}

Deno.test({ ignore, name: "serve --health answers ok, and is not logged", fn: health });
async function health(): Promise<void> {
  await withServe(["--health", "/healthz"], async ({ program, curl }) => {
    assertEquals(await curl("/healthz"), "ok");
    assertEquals(await curl("/a.txt"), "aaa");
    await program.end();
    assertEquals(program.log.length, 1);
  });
}

Deno.test({ ignore, name: "serve --metrics answers figures for Prometheus", fn: metrics });
async function metrics(): Promise<void> {
  await withServe(["--metrics", "/metrics", "--quiet"], async ({ program, curl }) => {
    for (const path of ["/a.txt", "/a.txt", "/absent"]) await curl(path);
    const families = parseMetrics(await curl("/metrics"));
    const requests = families.find(({ name }) => name === "ferry_requests_total")?.metrics;
    assertEquals(requests?.map(({ value }) => value), ["0", "2", "0", "1", "0"]);
    const build = families.find(({ name }) => name === "ferry_build_info")?.metrics[0];
    const { text } = await runFerry(["--version"]);
    assertEquals(`ferry ${build?.labels?.version}\n`, text);
    await program.end();
    assertEquals(program.log, []);
  });
}

Deno.test({ ignore, name: "serve --limit-rate keeps a connection to its pace", fn: limitRate });
async function limitRate(): Promise<void> {
  const args = ["--limit-rate", "1m", "--stall-timeout", "100ms"];
  await withServe(args, async ({ curl, folder }) => {
    const file = join(folder, "got");
    const seconds = await curl("/large", `-o ${file} -w '%{time_total}'`);
    assertEquals(Deno.readFileSync(file), LARGE);
    assert(Number(seconds) > 1.5, seconds); // 2 MiB at 1 MiB a second
  });
}

Deno.test({ ignore, name: "serve tells the digest of a file to those who want it", fn: digests });
async function digests(): Promise<void> {
  await withServe([], async ({ curl, folder }) => {
    const past = new Date(Date.now() - 3_600_000);
    for (const name of ["a.txt", "large"]) Deno.utimeSync(join(folder, name), past, past);
    const want = "-H 'Want-Repr-Digest: sha-256=1'";
    const digest = (content: string | Uint8Array): string =>
      `Repr-Digest: sha-256=:${createHash("sha256").update(content).digest("base64")}:\r\n`;
    assert((await curl("/a.txt", `-i ${want}`)).includes(digest("aaa")));
    assert(!(await curl("/large", `-o /dev/null -D - ${want}`)).includes("Repr-Digest"));
    assert((await curl("/large", `-I ${want}`)).includes(digest(LARGE)));
    assert((await curl("/large", `-o /dev/null -D - -r 5-9 ${want}`)).includes(digest(LARGE)));
    assert(!(await curl("/a.txt", "-i")).includes("Repr-Digest"));
  });
}

Deno.test("serve --health and --metrics refuse what is no path", async () => {
  for (const name of ["--health", "--metrics"]) {
    const { code, stderr } = await runFerry(["serve", name, "x"]);
    assertEquals(code, 2);
    assertMatch(
      stderr,
      new RegExp(`^Input error: ${name}: "x" is not a path; write it like /health\n$`),
    );
  }
});
