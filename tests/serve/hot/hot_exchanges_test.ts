// Hot exchanges among others on one connection: their order, their log, their date.

import { assert, assertEquals, assertGreater } from "@std/assert";
import { RawClient } from "../../support/raw.ts";
import { startServer, type TestServer, type TestServerOptions } from "../../support/server.ts";

/** Files are kept hot only once they have not changed for so long, in milliseconds. */
const SETTLED_MS = 2_100;

async function serveSettled(
  files: Readonly<Record<string, string>>,
  options: TestServerOptions = {},
): Promise<TestServer> {
  const server = await startServer(files, options);
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  return server;
}

const get = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`;

Deno.test("requests that come together are answered in their order, hot or not", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 5 }, (_, at) => [`${at}.txt`, `file ${at}`]),
  );
  await using server = await serveSettled(files);
  using client = await RawClient.connect(server.port);
  const order = "0010203041234400112233440000000000000000000000000000000000".split("");
  for (let round = 0; round < 5; round++) {
    const targets = order.map((digit, at) => at % 7 === 6 ? "/absent" : `/${digit}.txt`);
    await client.send(targets.map(get).join(""));
    for (const target of targets) {
      const { head, content } = await client.response();
      const absent = target === "/absent";
      assertEquals(head.split(" ", 2)[1], absent ? "404" : "200");
      assertEquals(content, absent ? "File not found" : `file ${target[1]}`);
    }
  }
  assertGreater(server.server.cacheStats().hits, 100);
  await client.send(get("/0.txt") + "rubbish\r\n\r\n" + get("/1.txt"));
  assertEquals((await client.response()).content, "file 0");
  assert((await client.rest()).startsWith("HTTP/1.1 400 "));
});

Deno.test("a hot response ends the connection where the request asks for it, and only there", async () => {
  await using server = await serveSettled({ "a.txt": "hello" });
  const closing = [
    get("/a.txt").replace("Host: x", "Host: x\r\nConnection: close"),
    get("/a.txt").replace("HTTP/1.1", "HTTP/1.0"),
  ];
  for (const text of closing) {
    const before = server.server.cacheStats().hits;
    for (let count = 0; count < 6; count++) {
      using client = await RawClient.connect(server.port);
      await client.send(get("/a.txt") + text + get("/a.txt"));
      assertEquals((await client.response()).content, "hello");
      const { head, content } = await client.response();
      assertEquals([/^Connection: close\r$/m.test(head), content], [true, "hello"]);
      assertEquals(await client.rest(), "");
    }
    assertGreater(server.server.cacheStats().hits, before + 6);
  }
});

Deno.test("a head that comes in two is answered like one that comes whole", async () => {
  await using server = await serveSettled({ "a.txt": "hello" });
  using client = await RawClient.connect(server.port);
  const text = get("/a.txt");
  for (let at = 0; at <= text.length; at++) {
    await client.send(text.slice(0, at));
    if (at % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await client.send(text.slice(at));
    assertEquals((await client.response()).content, "hello", String(at));
  }
});

Deno.test("hot exchanges are logged and counted as others are", async () => {
  await using server = await serveSettled({ "a.txt": "hello" });
  using client = await RawClient.connect(server.port);
  for (let count = 0; count < 20; count++) {
    await client.send(get("/a.txt") + get("/a.txt").replace("GET", "HEAD"));
    await client.response();
    await client.response(true);
  }
  assertGreater(server.server.cacheStats().hits, 10);
  while (server.log.length < 40) await new Promise((resolve) => setTimeout(resolve, 1));
  for (const [at, { request, status, octets, remote, durationMs }] of server.log.entries()) {
    const method = at % 2 === 0 ? "GET" : "HEAD";
    assertEquals([request?.method, request?.target, status, remote], [
      method,
      "/a.txt",
      200,
      "127.0.0.1",
    ]);
    assertEquals(octets, method === "GET" ? 5 : 0);
    assert(durationMs >= 0);
  }
});

Deno.test("a hot response has the date of now, or the user's", async () => {
  await using server = await serveSettled({ "a.txt": "hello" });
  await using other = await serveSettled({ "a.txt": "hello" }, { fields: [["Date", "then"]] });
  const dateOf = async ({ port }: { port: number }): Promise<string | undefined> => {
    using client = await RawClient.connect(port);
    let date: string | undefined;
    for (let count = 0; count < 4; count++) {
      await client.send(get("/a.txt"));
      date = /^Date: (.*)\r$/m.exec((await client.response()).head)?.[1];
    }
    return date;
  };
  const first = await dateOf(server);
  let date = first;
  while (date === first) {
    date = await dateOf(server);
    const lateMs = Date.now() - Date.parse(date!);
    assert(lateMs >= 0 && lateMs < 5_000);
  }
  assertEquals(await dateOf(other), "then");
  assertGreater(other.server.cacheStats().hits, 0);
});

Deno.test("hot responses keep to their budget, and what comes once is not kept", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`${at}.txt`, "x".repeat(10_000)]),
  );
  await using server = await serveSettled(files, { cacheOctets: 100_000 });
  using client = await RawClient.connect(server.port);
  const ask = async (target: string): Promise<void> => {
    await client.send(get(target));
    await client.response();
  };
  for (const name of Object.keys(files)) await ask(`/${name}`);
  const first = server.server.cacheStats().entries;
  assert(first > 0 && first < 8, "half of the room, and no more");
  for (let round = 0; round < 3; round++) {
    for (const name of Object.keys(files)) await ask(`/${name}`);
  }
  const { octets, entries, evictions } = server.server.cacheStats();
  assert(octets <= 100_000 && entries > 0 && evictions > 0);
});
