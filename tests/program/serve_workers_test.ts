// `ferry serve --workers` on the executable: one server to all who look at it.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { runFerry } from "../support/program.ts";
import { converse, RawClient } from "../support/raw.ts";
import { HAS_IPV6, ServeProgram, withServe } from "../support/serve_program.ts";
import { makeFolder } from "../support/server.ts";

const ignore = Deno.build.os === "windows"; // which shares no port
const onLinux = Deno.build.os === "linux";
const GET = "GET /hello.html HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
const LARGE = 64 * 1024 * 1024; // more than the socket buffers of both ends take

/** How many sockets listen on the port. */
function listeners(port: number): number {
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => Deno.readTextFileSync(path));
  const end = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return tables.join("\n").split("\n").filter((line) => {
    const [, local, , state] = line.trim().split(/\s+/);
    return local?.endsWith(end) && state === "0A";
  }).length;
}

for (
  const [workers, sockets] of [
    ["1", 1],
    ["3", 3],
    ["auto", navigator.hardwareConcurrency],
  ] as const
) {
  Deno.test({
    name: `serve --workers ${workers} listens ${sockets} times on its port`,
    ignore: !onLinux,
    fn: () =>
      withServe(["--workers", workers], async ({ program, get }) => {
        assertEquals(listeners(program.port), sockets);
        assertEquals(await get("/hello.html"), { status: 200, text: "<p>hello</p>" });
        assertEquals(await program.end(), 0);
        assertEquals(program.stderr, "");
      }),
  });
}

for (const hostname of ["127.0.0.1", "::1"]) {
  Deno.test({
    name: `serve --workers 2 logs every exchange once, with the address ${hostname}`,
    ignore: ignore || hostname === "::1" && !HAS_IPV6,
    fn: () =>
      withServe(["--workers", "2"], async ({ program }) => {
        const { port } = program;
        await Promise.all(Array.from({ length: 50 }, async () => {
          using client = RawClient.of(await Deno.connect({ hostname, port }));
          await client.send(GET);
          assert((await client.rest()).endsWith("<p>hello</p>"));
        }));
        await program.until(() => program.log.length === 50);
        assert(program.log.every((line) => line.startsWith(`${hostname} - - [`)));
        assertEquals(await program.end("SIGINT"), 0);
        assertEquals(program.stderr, "");
      }),
  });
}

Deno.test({
  name: "serve --workers 2 adds up its --metrics",
  ignore,
  fn: () =>
    withServe(["--workers", "2", "--metrics", "/metrics", "-q"], async ({ program, get }) => {
      await Promise.all(Array.from({ length: 30 }, () => converse(program.port, GET)));
      const { text } = await get("/metrics");
      assertMatch(text, /^ferry_requests_total\{status="2xx"\} 30$/m);
    }),
});

/** Calls `use` with a program of two workers, and a client amid a download. */
async function amidDownload(
  args: readonly string[],
  use: (program: ServeProgram, client: RawClient) => Promise<void>,
): Promise<void> {
  const folder = makeFolder({ "large.bin": "" });
  try {
    Deno.truncateSync(join(folder, "large.bin"), LARGE);
    await using program = await ServeProgram.start([
      ...[folder, "--port", "0", "--workers", "2"],
      ...args,
    ]);
    using client = await RawClient.connect(program.port);
    await client.send(GET.replace("hello.html", "large.bin"));
    await client.until("\r\n\r\n");
    await use(program, client);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test({
  name: "serve --workers 2 lets a download finish after SIGTERM, and logs it",
  ignore,
  fn: () =>
    amidDownload(["--grace", "60s"], async (program, client) => {
      const ending = program.end("SIGTERM");
      assertEquals((await client.rest()).length, LARGE);
      assertEquals(await ending, 0);
      assertEquals(program.log.length, 1);
    }),
});

Deno.test({
  name: "serve --workers 2 ends with 0 when its --grace is over",
  ignore,
  fn: () =>
    amidDownload(["--grace", "50ms"], async (program) => {
      assertEquals(await program.end("SIGTERM"), 0);
    }),
});

Deno.test({
  name: "serve --workers 2 ends at once at a second signal",
  ignore,
  fn: () =>
    amidDownload(["--grace", "60s"], async (program) => {
      program.child.kill("SIGINT");
      // Stopping has begun when nobody is let in any more.
      for (;;) {
        const conn = await Deno.connect({ hostname: "127.0.0.1", port: program.port })
          .catch(() => undefined);
        if (conn === undefined) break;
        conn.close();
      }
      assertEquals(await program.end("SIGINT"), 130);
    }),
});

for (const workers of ["1", "2"]) {
  Deno.test({
    name: `serve --workers ${workers} shares its port with no other ferry`,
    ignore,
    fn: () =>
      withServe(["--workers", "2"], async ({ program }) => {
        const port = String(program.port);
        const run = await runFerry(["serve", ".", "--port", port, "--workers", workers]);
        assertEquals([run.code, run.text], [1, ""]);
        assertMatch(
          run.stderr,
          /^ferry: port \d+ is in use; choose another with --port N, or .*\n$/,
        );
      }),
  });
}

const FAULTS: readonly [args: readonly string[], code: number, says: RegExp][] = [
  [
    ["--workers", "0"],
    2,
    /^Input error: --workers: "0" is neither auto nor a number from 1 to 64$/,
  ],
  [["--workers", "many"], 2, /^Input error: --workers: "many" is neither auto nor /],
  [
    ["--workers", "2", "--unix", "socket"],
    2,
    /^Input error: --workers: a Unix socket is not shared/,
  ],
];
for (const [args, code, says] of FAULTS) {
  Deno.test({
    name: `serve ${args.join(" ")} ends with ${code} and one line`,
    ignore,
    fn: async () => {
      const run = await runFerry(["serve", ".", ...args]);
      assertEquals([run.code, run.text], [code, ""]);
      assertMatch(run.stderr.trimEnd(), says);
    },
  });
}

Deno.test({
  name: "serve --workers 2 ends with 1 and one line when there is nothing at PATH",
  ignore,
  fn: async () => {
    const run = await runFerry(["serve", "no such folder", "--port", "0", "--workers", "2"]);
    assertEquals([run.code, run.text], [1, ""]);
    assertEquals(run.stderr, "ferry: no such folder is not there; name a folder or a file\n");
  },
});
