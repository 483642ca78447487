// Each option of `ferry serve`, proved on the program: an option without a proof fails the last test.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { SERVE_OPTIONS } from "../../cli/serve_options.ts";
import { runFerry } from "../support/program.ts";
import { converse, RawClient } from "../support/raw.ts";
import { makeFolder } from "../support/server.ts";
import { HAS_IPV6, withServe } from "../support/serve_program.ts";

const LARGE = 64 * 1024 * 1024;
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** A port that was free a moment ago. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** What shows that an option does what it says. */
const OPTIONS: Readonly<Record<string, () => Promise<void>>> = {
  async port(): Promise<void> {
    for (const name of ["--port", "-p"]) {
      const port = freePort();
      await withServe([name, String(port)], async ({ program, get }) => {
        assertEquals(program.ready, `Ready to serve... http://localhost:${port}/`);
        assertEquals((await get("/hello.html")).status, 200);
      });
    }
  },

  async host(): Promise<void> {
    await withServe(["--host", "127.0.0.1"], async ({ program, get }) => {
      assertMatch(program.ready, /^Ready to serve\.\.\. http:\/\/127\.0\.0\.1:\d+\/$/);
      assertEquals((await get("/hello.html")).status, 200);
    });
    if (!HAS_IPV6) return;
    await withServe(["--bind", "::1", "--host", "127.0.0.1"], async ({ program }) => {
      await program.until(() => program.stdout.split("\n").length > 2);
      const urls = program.stdout.trimEnd().split("\n").map((line) => line.split(" ").at(-1)!);
      assertMatch(urls[0]!, /^http:\/\/\[::1\]:\d+\/$/);
      for (const url of urls) assertEquals((await fetch(`${url}main.htm`)).status, 200);
    });
  },

  async unix(): Promise<void> {
    const folder = makeFolder({});
    const path = join(folder, "socket");
    await withServe(["--unix", path], async ({ program }) => {
      assertEquals(program.ready, `Ready to serve... unix:${path}`);
      const client = Deno.createHttpClient({ proxy: { transport: "unix", path } });
      using _client = client;
      const response = await fetch("http://localhost/hello.html", { client });
      assertEquals(await response.text(), "<p>hello</p>");
      assertEquals(await program.end(), 0);
    });
    assertEquals([...Deno.readDirSync(folder)], [], "the socket is removed");
    Deno.removeSync(folder);
  },

  index: () =>
    withServe(["--index", "main.htm"], async ({ get }) => {
      assertEquals((await get("/")).text, "main");
    }),

  "no-listing": () =>
    withServe(["--no-listing"], async ({ get }) => {
      assertEquals(await get("/plain/"), { status: 404, text: "File not found" });
    }),

  async hidden(): Promise<void> {
    await withServe([], async ({ get }) => assertEquals((await get("/.env")).status, 404));
    await withServe(["--hidden"], async ({ get }) => {
      assertEquals((await get("/.env")).text, "hidden");
      assertStringIncludes((await get("/")).text, ".env");
    });
  },

  async symlinks(): Promise<void> {
    const statuses = { inside: [200, 404], none: [404, 404], follow: [200, 200] };
    for (const [policy, expected] of Object.entries(statuses)) {
      const site = makeFolder({ "in.html": "", "plain/x": "" });
      await withServe(["--symlinks", policy], async ({ folder, get }) => {
        Deno.symlinkSync(join(site, "plain/x"), join(folder, "far"));
        const found = [(await get("/in.html")).status, (await get("/far")).status];
        assertEquals(found, expected, policy);
      });
      Deno.removeSync(site, { recursive: true });
    }
  },

  async "log-format"(): Promise<void> {
    await withServe(["--log-format", "json"], async ({ program, get }) => {
      await get("/hello.html?x");
      await program.until(() => program.log.length > 0);
      const { method, target, status, octets } = JSON.parse(program.log[0]!);
      assertEquals([method, target, status, octets], ["GET", "/hello.html?x", 200, 12]);
    });
    await withServe(["--log-format", "none"], async ({ program, get }) => {
      await get("/hello.html");
      assertEquals([await program.end(), program.log], [0, []]);
    });
  },

  async quiet(): Promise<void> {
    for (const name of ["--quiet", "-q"]) {
      await withServe([name], async ({ program, get }) => {
        await get("/hello.html");
        assertEquals([await program.end(), program.log], [0, []]);
      });
    }
  },

  "max-connections": () =>
    withServe(["--max-connections", "1"], async ({ program }) => {
      using first = await RawClient.connect(program.port);
      await first.send(get("/hello.html"));
      await first.response();
      assertMatch(await converse(program.port, get("/")), /^HTTP\/1\.1 503 [^]*\r\nRetry-After: /);
    }),

  "header-timeout": () =>
    withServe(["--header-timeout", "100ms"], async ({ program }) => {
      assertMatch(await converse(program.port, "GET / HTTP/1.1\r\nHo"), /^HTTP\/1\.1 408 /);
    }),

  "idle-timeout": () =>
    withServe(["--idle-timeout", "100ms"], async ({ program }) => {
      assert((await converse(program.port, get("/hello.html"))).endsWith("<p>hello</p>"));
    }),

  "stall-timeout": () =>
    withServe(["--stall-timeout", "100ms"], async ({ program, folder }) => {
      Deno.truncateSync(join(folder, "main.htm"), LARGE);
      using client = await RawClient.connect(program.port);
      await client.send(get("/main.htm")); // and reads nothing
      await program.until(() => program.log.length > 0);
      const [, octets] = / 200 (\d+|-) /.exec(program.log[0]!)!; // `-`: not even the first write is done
      assert(octets === "-" || Number(octets) < LARGE, program.log[0]);
    }),

  grace: () =>
    withServe(["--grace", "100ms"], async ({ program, folder }) => {
      Deno.truncateSync(join(folder, "main.htm"), LARGE);
      using client = await RawClient.connect(program.port);
      await client.send(get("/main.htm"));
      await client.until("\r\n\r\n"); // and reads no further
      assertEquals(await program.end(), 0);
    }),

  async config(): Promise<void> {
    const folder = makeFolder({ "ferry.json": `{"port": 0, "index": "main.htm", "quiet": true}` });
    const config = join(folder, "ferry.json");
    await withServe(["--config", config], async ({ program, get }) => {
      assertEquals((await get("/")).text, "main");
      assertEquals([await program.end(), program.log], [0, []]);
    });
    await withServe(["--index", "hello.html"], async ({ get }) => {
      assertEquals((await get("/")).text, "<p>hello</p>");
    }, { env: { FERRY_CONFIG: config } });
    Deno.removeSync(folder, { recursive: true });
  },

  async help(): Promise<void> {
    for (const name of ["--help", "-h"]) {
      const { code, text, stderr } = await runFerry(["serve", name]);
      assertEquals([code, stderr], [0, ""]);
      assertMatch(text, /^ferry serve: /);
    }
  },

  async version(): Promise<void> {
    const { code, text } = await runFerry(["serve", "--version"]);
    assertEquals(code, 0);
    assertMatch(text, /^ferry \d+\.\d+\.\d+/);
  },
};

for (const [name, prove] of Object.entries(OPTIONS)) {
  Deno.test(`serve --${name} does what the help page says`, prove);
}

/** The options named at the head of a test of the whole program: `serve --a --b does ...`. */
function provenOptions(): Set<string> {
  const folder = new URL(".", import.meta.url);
  const proven = new Set(Object.keys(OPTIONS));
  for (const { name } of Deno.readDirSync(folder)) {
    const source = Deno.readTextFileSync(new URL(name, folder));
    for (const [, heads = ""] of source.matchAll(/["`]serve((?: --[a-z-]+)+)/g)) {
      for (const [, option = ""] of heads.matchAll(/ --([a-z-]+)/g)) proven.add(option);
    }
  }
  return proven;
}

Deno.test("serve has each of its options on its help page, and a test for it", async () => {
  const proven = provenOptions();
  const { text } = await runFerry(["serve", "--help"]);
  for (const name of Object.keys(SERVE_OPTIONS)) {
    assert(proven.has(name), `--${name} has no test of the whole program`);
    assertMatch(text, new RegExp(` --${name}\\b`));
  }
});
