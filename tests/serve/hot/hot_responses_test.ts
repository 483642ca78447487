// Hot responses over real sockets: the same as without them, and never of what has changed.

import { assert, assertEquals, assertGreater } from "@std/assert";
import { gzipSync } from "node:zlib";
import { RawClient } from "../../support/raw.ts";
import { type Change, CHANGES, get } from "../../support/changes.ts";
import { startServer, type TestServer } from "../../support/server.ts";

/** Nobody is served what changed longer ago than this, in milliseconds. */
const PROMISED_MS = 150;
/** Files and folders are looked at only once they have not changed for so long, in milliseconds. */
const SETTLED_MS = 2_100;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const hits = ({ server }: TestServer): number => server.cacheStats().hits;
const undated = (head: string): string => head.replace(/^Date: .*\r\n/m, "");
Deno.test("hot responses are what the others are, octet by octet", async () => {
  const files = {
    "a.txt": "hello",
    "empty.txt": "",
    "b.html": "<p>",
    "docs/index.html": "<h1>",
    "large.txt": "x".repeat(64 * 1024),
    "c.txt": "coded ".repeat(100),
    "c.txt.gz": gzipSync("coded ".repeat(100)),
  };
  const site = { cleanUrls: true };
  await using warm = await startServer(files, { site });
  await using cold = await startServer(files, { site, cacheOctets: 0 });
  for (const { folder } of [warm, cold]) {
    for (const name of Object.keys(files)) Deno.utimeSync(`${folder}/${name}`, 1e9, 1e9);
  }
  await pause(SETTLED_MS);
  using hot = await RawClient.connect(warm.port);
  using plain = await RawClient.connect(cold.port);
  const ask = async (client: RawClient, text: string): Promise<string> => {
    await client.send(text);
    const bodiless = text.startsWith("HEAD");
    const { head, content } = await client.response(bodiless);
    return undated(head) + content;
  };
  const tag = /ETag: (.*)\r/.exec(await ask(plain, get("/a.txt")))![1]!;
  const requests = [
    get("/a.txt"),
    get("/a.txt").replace("GET", "HEAD"),
    get("/a.txt?query"),
    get("/a.txt", `If-None-Match: ${tag}`),
    get("/a.txt", 'If-None-Match: "other"'),
    get("/a.txt", "If-Modified-Since: Sun, 09 Sep 2001 01:46:40 GMT"),
    get("/a.txt", "Want-Repr-Digest: sha-256=10"),
    get("/empty.txt"),
    get("/b"),
    get("/docs/"),
    get("/large.txt"),
    get("/c.txt", "Accept-Encoding: gzip"),
    get("/c.txt", "Accept-Encoding: identity"),
  ];
  for (const text of requests) {
    const expected = await ask(plain, text);
    const before = hits(warm);
    for (let count = 0; count < 4; count++) assertEquals(await ask(hot, text), expected, text);
    assertGreater(hits(warm), before, text);
  }
});

Deno.test("only what the same octets would be answered alike is kept", async () => {
  await using server = await startServer({ "a.txt": "hello" });
  const requests = [
    get("/a.txt", "Range: bytes=0-1"),
    get("/a.txt", "Expect: 100-continue"),
    get("/absent"),
    get("/"),
    get("/a.txt").replace("GET", "POST"),
    get("/a.txt").replace("GET", "OPTIONS"),
  ];
  for (const text of requests) {
    for (let count = 0; count < 4; count++) {
      using client = await RawClient.connect(server.port);
      await client.send(text);
      await client.response();
    }
    assertEquals([hits(server), server.server.cacheStats().entries], [0, 0], text);
  }
});

for (const settled of [false, true]) {
  const name = settled
    ? "nobody is served what changed more than 150 ms ago"
    : "whatever has just been written is served as it is";
  Deno.test(name, async () => {
    const site = { cleanUrls: true, listing: false };
    await using stack = new AsyncDisposableStack();
    const servers = await Promise.all(CHANGES.map(({ files }) => startServer(files, { site })));
    for (const server of servers) stack.use(server);
    if (settled) await pause(SETTLED_MS);
    for (const [at, change] of CHANGES.entries()) await observe(servers[at]!, change, settled);
  });
}

/** Asks again and again while the change happens. */
async function observe(
  server: TestServer,
  { name, request, before, after, apply }: Change,
  settled: boolean,
): Promise<void> {
  using client = await RawClient.connect(server.port);
  const ask = async (): Promise<string> => {
    await client.send(request);
    return (await client.response()).content;
  };
  for (const sinceMs = Date.now(); Date.now() - sinceMs < 60;) {
    assertEquals(await ask(), before, name);
  }
  assertEquals(hits(server) > 0, settled, name); // and looked at since it was planned
  apply(server.folder);
  const changedMs = Date.now();
  for (;;) {
    const askedMs = Date.now();
    const content = await ask();
    if (content === after) return;
    assertEquals(content, before, name);
    assert(settled || request.includes("Accept-Encoding"), name); // of siblings a look is kept
    assert(askedMs - changedMs <= PROMISED_MS, `${name}: ${askedMs - changedMs} ms`);
  }
}

Deno.test("a root that leads elsewhere from now on is followed there", async () => {
  const base = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ferry-test-" }));
  for (const release of ["1", "2"]) {
    Deno.mkdirSync(`${base}/${release}`);
    Deno.writeTextFileSync(`${base}/${release}/a.txt`, release);
  }
  Deno.symlinkSync(`${base}/1`, `${base}/current`);
  await using server = await startServer({}, { site: { root: `${base}/current` } });
  await pause(SETTLED_MS);
  using client = await RawClient.connect(server.port);
  const ask = async (): Promise<string> => {
    await client.send(get("/a.txt"));
    return (await client.response()).content;
  };
  for (let count = 0; count < 10; count++) assertEquals(await ask(), "1");
  Deno.symlinkSync(`${base}/2`, `${base}/next`);
  Deno.renameSync(`${base}/next`, `${base}/current`);
  const changedMs = Date.now();
  for (let askedMs = changedMs; await ask() !== "2"; askedMs = Date.now()) {
    assert(askedMs - changedMs <= PROMISED_MS);
  }
  await Deno.remove(base, { recursive: true });
});
