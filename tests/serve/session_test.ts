// Sessions on real sockets: persistence, pipelining, content, deadlines, closes (RFC 9112 §9).

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DEFAULT_LIMITS } from "../../http/wire/limits.ts";
import { converse, RawClient } from "../support/raw.ts";
import { startServer } from "../support/server.ts";

const FILES = { "hello.html": "<p>hello</p>", "a.txt": "aaa", "b.txt": "bb" };
const get = (path: string, fields = ""): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`;

Deno.test("session answers requests in order on one connection", async () => {
  await using server = await startServer(FILES);
  using client = await RawClient.connect(server.port);
  for (const [path, content] of [["/a.txt", "aaa"], ["/b.txt", "bb"], ["/a.txt", "aaa"]] as const) {
    await client.send(get(path));
    const response = await client.response();
    assertMatch(response.head, /^HTTP\/1\.1 200 OK\r\n/);
    assertEquals(response.content, content);
  }
});

Deno.test("session answers 1,000 pipelined requests in order", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 10 }, (_, at) => [`${at}.txt`, `content ${at}`]),
  );
  await using server = await startServer(files);
  using client = await RawClient.connect(server.port);
  const requests = Array.from({ length: 1_000 }, (_, at) => get(`/${at % 10}.txt`)).join("");
  const sending = client.send(requests);
  for (let at = 0; at < 1_000; at++) {
    assertEquals((await client.response()).content, `content ${at % 10}`);
  }
  await sending;
});

Deno.test("session answers each octet-by-octet request like a whole one", async () => {
  await using server = await startServer(FILES);
  using client = await RawClient.connect(server.port);
  for (const character of get("/a.txt")) await client.send(character);
  assertEquals((await client.response()).content, "aaa");
});

const PERSISTENCE: readonly [name: string, request: string, close: boolean, says: string][] = [
  ["1.1", get("/a.txt"), false, ""],
  ["1.1 close", get("/a.txt", "Connection: close\r\n"), true, "close"],
  ["1.1 close among others", get("/a.txt", "Connection: TE, Close\r\n"), true, "close"],
  ["1.0", "GET /a.txt HTTP/1.0\r\n\r\n", true, "close"],
  ["1.0 keep-alive", "GET /a.txt HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", false, "keep-alive"],
];
for (const [name, request, close, says] of PERSISTENCE) {
  Deno.test(`session ${close ? "closes" : "persists"} after a request of ${name}`, async () => {
    await using server = await startServer(FILES);
    using client = await RawClient.connect(server.port);
    await client.send(request);
    const { head, content } = await client.response();
    assertEquals(content, "aaa");
    assertEquals(/^Connection: (.*)\r$/m.exec(head)?.[1] ?? "", says);
    if (close) return assertEquals(await client.rest(), "");
    await client.send(get("/b.txt"));
    assertEquals((await client.response()).content, "bb");
  });
}

const CONTENT: readonly [name: string, fields: string, body: string][] = [
  ["a length", "Content-Length: 5\r\n", "12345"],
  [
    "chunks",
    "Transfer-Encoding: chunked\r\n",
    "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: z\r\n\r\n",
  ],
  ["the limit", `Content-Length: ${64 * 1024}\r\n`, "x".repeat(64 * 1024)],
];
for (const [name, fields, body] of CONTENT) {
  Deno.test(`session finds the next request behind content of ${name}`, async () => {
    await using server = await startServer(FILES);
    using client = await RawClient.connect(server.port);
    await client.send(get("/a.txt", fields) + body + get("/b.txt"));
    assertEquals((await client.response()).content, "aaa");
    assertEquals((await client.response()).content, "bb");
  });
}

Deno.test("session answers and then closes when content exceeds the limit", async () => {
  await using server = await startServer(FILES);
  const tooLong = 64 * 1024 + 1;
  using client = await RawClient.connect(server.port);
  await client.send(get("/a.txt", `Content-Length: ${tooLong}\r\n`));
  const { head, content } = await client.response();
  assertEquals(content, "aaa");
  assertStringIncludes(head, "Connection: close\r\n");
  await client.send("x".repeat(tooLong)); // is thrown away, and does not break the answer's way
  assertEquals(await client.rest(), "");
});

Deno.test("session sends 100 Continue before it reads content that is held back", async () => {
  await using server = await startServer(FILES);
  using client = await RawClient.connect(server.port);
  await client.send(get("/a.txt", "Expect: 100-continue\r\nContent-Length: 3\r\n"));
  assertEquals(await client.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  await client.send("abc" + get("/b.txt"));
  assertEquals((await client.response()).content, "aaa");
  assertEquals((await client.response()).content, "bb");
});

Deno.test("session answers at once, and closes, when held content would be in vain", async () => {
  await using server = await startServer(FILES);
  const request = "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
  using client = await RawClient.connect(server.port);
  await client.send(request);
  const { head } = await client.response();
  assertMatch(head, /^HTTP\/1\.1 405 /);
  assertStringIncludes(head, "Connection: close\r\n");
});

const REFUSED: readonly [name: string, octets: string, status: number][] = [
  ["an unmet expectation", get("/a.txt", "Expect: the-unexpected\r\nConnection: close\r\n"), 417],
  ["no Host", "GET /a.txt HTTP/1.1\r\n\r\n", 400],
  ["two Hosts", get("/a.txt", "Host: y\r\n"), 400],
  ["a folded field", get("/a.txt", "A: b\r\n c\r\n"), 400],
  ["a space before the colon", get("/a.txt", "A : b\r\n"), 400],
  ["a lone CR", get("/a.txt", "A: b\rc\r\n"), 400],
  ["both lengths", get("/a.txt", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400],
  ["two lengths", get("/a.txt", "Content-Length: 3\r\nContent-Length: 4\r\n"), 400],
  ["an unknown coding", get("/a.txt", "Transfer-Encoding: gzip, chunked\r\n"), 501],
  ["a bad chunk", get("/a.txt", "Transfer-Encoding: chunked\r\n") + "zz\r\n", 400],
  ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505],
  ["a TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400],
  ["an endless target", `GET /${"a".repeat(9_000)}`, 414],
  ["an endless method", "G".repeat(9_000), 501],
  ["an endless field", get("/a.txt", `A: ${"b".repeat(40_000)}`), 431],
  ["too many fields", get("/a.txt", "A: b\r\n".repeat(101)), 431],
  ["an unknown method", "BREW /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 501],
  ["a dot segment", get("/../a.txt", "Connection: close\r\n"), 400],
  ["a foreign form", "GET a.txt HTTP/1.1\r\nHost: x\r\n\r\n", 400],
];
for (const [name, octets, status] of REFUSED) {
  Deno.test(`session refuses ${name} with ${status}, closes, and lives on`, async () => {
    await using server = await startServer(FILES);
    const answer = await converse(server.port, octets);
    assertMatch(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
    assertEquals(answer.split("HTTP/1.1").length, 2, "one answer, and nothing behind it");
    assertStringIncludes(answer, "Connection: close\r\n");
    assertEquals(server.log.at(-1)?.status, status);
    assert((await converse(server.port, get("/a.txt", "Connection: close\r\n"))).endsWith("aaa"));
  });
}

Deno.test("session lets an error reach a peer that is still sending", async () => {
  await using server = await startServer(FILES);
  using client = await RawClient.connect(server.port);
  await client.send(get("/a.txt", "A : b\r\n"));
  for (let at = 0; at < 16; at++) await client.send("x".repeat(64 * 1024));
  assertMatch(await client.until("\r\n\r\n"), /^HTTP\/1\.1 400 /);
});

for (const request of ["GET /hello.html", "GET /hello.html\r\n", "GET /hello.html\n"]) {
  const shown = JSON.stringify(request);
  Deno.test(`session answers the lab's ${shown} with a whole response, then closes`, async () => {
    await using server = await startServer(FILES);
    const answer = await converse(server.port, request);
    assertMatch(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assertStringIncludes(answer, "Content-Length: 12\r\n");
    assert(answer.endsWith("\r\n\r\n<p>hello</p>"));
    assertEquals(server.log.map((entry) => entry.status), [200]);
  });
}

Deno.test("session answers the lab's request that comes in pieces, and its 404", async () => {
  await using server = await startServer(FILES);
  using client = await RawClient.connect(server.port);
  await client.send("GET /no");
  await client.send("such.html");
  assert((await client.rest()).endsWith("\r\n\r\nFile not found"));
});

Deno.test("session answers a request whose sender has ended its side", async () => {
  await using server = await startServer(FILES);
  for (const request of ["GET /a.txt", get("/a.txt")]) {
    using client = await RawClient.connect(server.port);
    await client.send(request);
    await client.closeWrite();
    assert((await client.rest()).endsWith("aaa"));
  }
});

Deno.test("session answers 408 to a head that stops, and lets a silent peer go", async () => {
  await using server = await startServer(FILES, { timeouts: { headMs: 200 } });
  assertMatch(await converse(server.port, "GET /a.txt HTTP/1.1\r\nHo"), /^HTTP\/1\.1 408 /);
  assertEquals(await converse(server.port, ""), "");
  assertEquals(server.log.map((entry) => entry.status), [408]);
});

Deno.test("session answers 408 to content that stops", async () => {
  await using server = await startServer(FILES, { timeouts: { stallMs: 200 } });
  const answer = await converse(server.port, get("/a.txt", "Content-Length: 5\r\n") + "12");
  assertMatch(answer, /^HTTP\/1\.1 408 /);
});

Deno.test("session closes a connection that is idle for too long", async () => {
  await using server = await startServer(FILES, { timeouts: { idleMs: 200 } });
  using client = await RawClient.connect(server.port);
  await client.send(get("/a.txt"));
  assertEquals((await client.response()).content, "aaa");
  assertEquals(await client.rest(), "");
});

Deno.test("session gives up a peer that reads nothing", async () => {
  const large = new Uint8Array(32 * 1024 * 1024);
  await using server = await startServer({ large }, { timeouts: { stallMs: 200 } });
  using client = await RawClient.connect(server.port);
  await client.send(get("/large"));
  while (server.log.length === 0) await new Promise((resume) => setTimeout(resume, 20));
  assert(server.log[0]!.octets < large.length);
  while (server.server.connections > 0) await new Promise((resume) => setTimeout(resume, 20));
});

Deno.test("session keeps a fields limit of its own", async () => {
  const limits = { ...DEFAULT_LIMITS, fieldLines: 2 };
  await using server = await startServer(FILES, { limits });
  assertMatch(await converse(server.port, get("/", "A: 1\r\nB: 2\r\n")), /^HTTP\/1\.1 431 /);
});
