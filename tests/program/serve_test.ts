// `ferry serve` as a program: what it says, how it stops, and its faults.

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { startFerry } from "../support/program.ts";
import { RawClient } from "../support/raw.ts";
import { makeFolder } from "../support/server.ts";
import { FILES, HAS_IPV6, ServeProgram, withServe } from "../support/serve_program.ts";

const LARGE = 64 * 1024 * 1024; // more than the socket buffers of both ends take

/** Waits until nobody accepts connections there. */
async function refused(port: number): Promise<void> {
  try {
    for (;;) (await Deno.connect({ hostname: "127.0.0.1", port })).close();
  } catch {
    // nobody is there any more
  }
}

/** A program whose stdout nobody reads, beyond its first line. */
async function startUnread(): Promise<{ child: Deno.ChildProcess; port: number }> {
  const child = startFerry(["serve", "--port", "0"]);
  const reader = child.stdout.getReader({ mode: "byob" });
  const { value } = await reader.read(new Uint8Array(100));
  reader.releaseLock();
  await child.stderr.cancel();
  return { child, port: Number(/:(\d+)\//.exec(new TextDecoder().decode(value))?.[1]) };
}

Deno.test("serve says exactly that it is ready, and where", async () => {
  await withServe([], async ({ program, get }) => {
    assertMatch(program.stdout, /^Ready to serve\.\.\. http:\/\/localhost:[1-9]\d*\/\n$/);
    assertEquals(await get("/hello.html"), { status: 200, text: "<p>hello</p>" });
    await program.until(() => program.log.length > 0);
    assertMatch(program.log[0]!, /^127\.0\.0\.1 - - \[.*\] "GET \/hello\.html HTTP\/1\.1" 200 12 /);
    assertEquals(await program.end(), 0);
    assertEquals([program.log.length, program.stderr], [1, ""]);
  });
});

Deno.test({
  name: "serve answers at the IPv6 loopback too",
  ignore: !HAS_IPV6,
  fn: () =>
    withServe([], async ({ program }) => {
      const response = await fetch(`http://[::1]:${program.port}/hello.html`);
      assertEquals(await response.text(), "<p>hello</p>");
    }),
});

Deno.test("serve serves a single file, and the current folder when no PATH is given", async () => {
  const folder = makeFolder(FILES);
  try {
    await using file = await ServeProgram.start([join(folder, "hello.html"), "--port", "0"]);
    assertEquals(await (await fetch(`http://127.0.0.1:${file.port}/`)).text(), "<p>hello</p>");
    await using here = await ServeProgram.start(["--port", "0"], { cwd: folder });
    assertEquals(await (await fetch(`http://127.0.0.1:${here.port}/main.htm`)).text(), "main");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

for (const [signal, second] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test({
    name: `serve ends with 0 on ${signal}, and does not wait for idle connections`,
    ignore: Deno.build.os === "windows",
    fn: () =>
      withServe(["--grace", "10m"], async ({ program }) => {
        using client = await RawClient.connect(program.port);
        await client.send("GET /main.htm HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals((await client.response()).content, "main");
        assertEquals(await program.end(signal), 0);
        assertEquals(await client.rest().catch(() => ""), "");
        assertEquals(program.stderr, "");
      }),
  });

  Deno.test({
    name: `serve ends with ${second} at once on a second ${signal}`,
    ignore: Deno.build.os === "windows",
    fn: () =>
      withServe(["--grace", "10m"], async ({ program, folder }) => {
        Deno.truncateSync(join(folder, "main.htm"), LARGE);
        using client = await RawClient.connect(program.port);
        await client.send("GET /main.htm HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.until("\r\n\r\n"); // and reads no further, so that it is not over
        program.child.kill(signal);
        await refused(program.port);
        assertEquals(await program.end(signal), second);
      }),
  });
}

Deno.test({
  name: "serve lets a running download finish before it ends",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withServe(["--grace", "10m"], async ({ program, folder }) => {
      Deno.truncateSync(join(folder, "main.htm"), LARGE);
      const response = await fetch(`http://127.0.0.1:${program.port}/main.htm`);
      const ended = program.end();
      await refused(program.port);
      assertEquals((await response.bytes()).length, LARGE);
      assertEquals(await ended, 0);
      assertMatch(program.log[0]!, new RegExp(` 200 ${LARGE} `));
    }),
});

Deno.test({
  name: "serve may be stopped as soon as it says that it is ready",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    for (let turn = 0; turn < 5; turn++) {
      await withServe([], async ({ program }) => assertEquals(await program.end(), 0));
    }
  },
});

Deno.test("serve goes on, and stops, when the reader of its log has gone", async () => {
  await withServe([], async ({ program, get }) => {
    await program.closeStdout();
    for (let turn = 0; turn < 20; turn++) assertEquals((await get("/main.htm")).text, "main");
    assertEquals([await program.end(), program.stderr], [0, ""]);
  });
});

Deno.test({
  name: "serve goes on, and stops, when the reader of its log takes nothing",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const { child, port } = await startUnread();
    using client = await RawClient.connect(port);
    const long = `GET /${"x".repeat(4_000)} HTTP/1.1\r\nHost: x\r\n\r\n`;
    for (let turn = 0; turn < 50; turn++) { // more than a pipe holds
      await client.send(long);
      assertMatch((await client.response()).head, /^HTTP\/1\.1 404 /);
    }
    child.kill("SIGTERM");
    assertEquals((await child.status).code, 0);
    await child.stdout.cancel();
  },
});

Deno.test({
  name: "serve goes on accepting after it ran out of files",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withServe([], async ({ program, get }) => {
      const clients: RawClient[] = [];
      try {
        for (let turn = 0; turn < 120; turn++) clients.push(await RawClient.connect(program.port));
        await program.until(() => program.stderr.includes("could not be accepted"));
        assertMatch(
          program.stderr,
          /^ferry: a connection could not be accepted: Too many open files/,
        );
      } finally {
        for (const client of clients) client[Symbol.dispose]();
      }
      assertEquals((await get("/main.htm")).text, "main");
    }, { before: "ulimit -n 80" }),
});

Deno.test({
  name: "serve holds no more files after 200 clients that go amid a download",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withServe([], async ({ program, folder, get }) => {
      const openFiles = (): number => [...Deno.readDirSync(`/proc/${program.child.pid}/fd`)].length;
      Deno.truncateSync(join(folder, "main.htm"), LARGE);
      await get("/hello.html");
      const before = openFiles();
      for (let turn = 0; turn < 200; turn++) {
        using client = await RawClient.connect(program.port);
        await client.send("GET /main.htm HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.until("\r\n\r\n");
      }
      await program.until(() => program.log.length > 200);
      await program.until(() => openFiles() <= before);
      assertEquals(program.stderr, "");
    }),
});
