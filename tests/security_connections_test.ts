// Peers that are slow, greedy or gone: what they cost, and whom. Each test is named for the class and,
// where one is known, for a bug of that class elsewhere.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { probe } from "./support/probe.ts";
import { RawClient } from "./support/raw.ts";
import { startServer, type TestServer } from "./support/server.ts";

const MIB = 1024 * 1024;
const GET = "GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n";

/** Calls `use` with connections to the server, and closes them. */
async function withClients(
  { port }: TestServer,
  count: number,
  use: (clients: readonly RawClient[]) => Promise<void>,
): Promise<void> {
  const clients = await Promise.all(Array.from({ length: count }, () => RawClient.connect(port)));
  try {
    await use(clients);
  } finally {
    for (const client of clients) client[Symbol.dispose]();
  }
}

Deno.test("security: slowloris (caddy #7913): a head that comes in drops has no more time than any other", async () => {
  await using server = await startServer({ "a.txt": "aaa" }, { timeouts: { headMs: 300 } });
  await withClients(server, 50, async (clients) => {
    const answers = clients.map(async (client) => {
      const rest = client.rest();
      let over = false;
      rest.finally(() => over = true).catch(() => {});
      for (let drop = 0; !over; drop++) {
        await client.send(drop === 0 ? "GET / HTTP/1.1\r\nHost: x\r\nA: " : "a").catch(() =>
          over = true
        );
        await new Promise((resume) => setTimeout(resume, 20));
      }
      return await rest.catch(() => "HTTP/1.1 408 "); // reset: it sent on after the answer
    });
    assertEquals(
      (await probe(server.port, "/a.txt")).content,
      "aaa",
      "others are served meanwhile",
    );
    for (const answer of await Promise.all(answers)) assertMatch(answer, /^(?:HTTP\/1\.1 408 |$)/);
  });
  assertEquals(server.faults, []);
});

Deno.test("security: slow reader: whoever takes nothing of a response is let go, and nobody waits for it", async () => {
  const files = { "large": new Uint8Array(64 * MIB), "a.txt": "aaa" };
  await using server = await startServer(files, { timeouts: { stallMs: 300 } });
  await withClients(server, 20, async (clients) => {
    for (const client of clients) await client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    await Promise.all(clients.map((client) => client.take(1)));
    assertEquals(
      (await probe(server.port, "/a.txt")).content,
      "aaa",
      "others are served meanwhile",
    );
    while (server.server.connections > 0) await new Promise((resume) => setTimeout(resume, 20));
  });
  const cut = server.log.filter(({ request, octets }) =>
    request?.target === "/large" && octets < 64 * MIB
  );
  assertEquals(cut.length, 20);
  assertEquals(server.faults, []);
});

Deno.test("security: idle keep-alive (python, cpython#75820): 200 open connections block no other", async () => {
  await using server = await startServer({ "a.txt": "aaa" });
  await withClients(server, 200, async (clients) => {
    for (const client of clients) await client.send(GET);
    for (const client of clients) assertEquals((await client.response()).content, "aaa");
    assertEquals((await probe(server.port, "/a.txt")).content, "aaa");
    for (const client of clients) await client.send(GET);
    for (const client of clients) assertEquals((await client.response()).content, "aaa");
  });
});

Deno.test("security: too many connections get a clear refusal, and a place as soon as there is one", async () => {
  await using server = await startServer({ "a.txt": "aaa" }, { maxConnections: 3 });
  await withClients(server, 3, async (clients) => {
    for (const client of clients) await client.send(GET);
    for (const client of clients) await client.response();
    const { head, status } = await probe(server.port, "/a.txt");
    assertEquals(status, 503);
    assertMatch(head, /^Retry-After: \d+\r$/m);
    assertMatch(head, /^Connection: close\r$/m);
  });
  while (server.server.connections > 0) await new Promise((resume) => setTimeout(resume, 5));
  assertEquals((await probe(server.port, "/a.txt")).status, 200);
});

Deno.test("security: gone at any octet (python, cpython#76699): neither a fault nor a trace", async () => {
  await using server = await startServer({ "a.txt": "aaa", "large": new Uint8Array(4 * MIB) });
  for (const request of [GET, GET.replace("a.txt", "large"), GET.replace("GET", "POST")]) {
    for (let cut = 0; cut <= request.length; cut++) {
      using client = await RawClient.connect(server.port);
      await client.send(request.slice(0, cut));
      if (cut % 2 === 0) await client.closeWrite();
    }
  }
  const reset = await RawClient.connect(server.port);
  await reset.send(GET.replace("a.txt", "large"));
  await reset.take(1);
  reset[Symbol.dispose](); // with octets unread: a reset
  while (server.server.connections > 0) await new Promise((resume) => setTimeout(resume, 5));
  assertEquals((await probe(server.port, "/a.txt")).content, "aaa");
  assertEquals(server.faults, []);
});

Deno.test({
  name: "security: file handles (Deno std #1443): whatever the answer is, none stays open",
  ignore: Deno.build.os !== "linux", // elsewhere there is no /proc to count them in
  fn: async () => {
    const files = {
      "a.txt": "aaa",
      "dir/index.html": "x",
      "l/b.txt": "b",
      "404.html": "absent",
      "a.txt.br": "zzz",
    };
    const root = { archive: true, cleanUrls: true, spa: ["404.html"] };
    await using server = await startServer(files, { site: root, compress: true });
    const open = (): number => [...Deno.readDirSync("/proc/self/fd")].length;
    // deno-fmt-ignore
    const lines = ["", "If-None-Match: *", 'If-Match: "x"', "Range: bytes=0-0", "Range: bytes=0-0,2-2", "Range: bytes=9-",
      "Accept-Encoding: br", "Accept-Encoding: gzip", "Accept-Encoding: identity;q=0, *;q=0", "Want-Repr-Digest: sha-256=1",
      "Accept: text/html", "Expect: x", "Content-Length: 70000"];
    // deno-fmt-ignore
    const targets = ["/a.txt", "/a.txt/", "/a", "/dir/", "/dir", "/l/", "/l/?archive=zip", "/nothing", "/%zz", "/404.html"];
    const all = async (): Promise<void> => {
      for (const target of targets) {
        for (const line of lines) {
          for (const method of ["GET", "HEAD", "POST"]) {
            await probe(server.port, target, method, line && `${line}\r\n`).catch(() => {}); // may be reset
          }
        }
      }
      while (server.server.connections > 0) await new Promise((resume) => setTimeout(resume, 5));
    };
    await all();
    const before = open();
    await all();
    assert(open() <= before, `${open()} handles, ${before} before`);
    assertEquals(server.faults, []);
  },
});

Deno.test("security: a file that shrinks (RFC 9112 §6.3) ends the connection: no length is a lie", async () => {
  await using server = await startServer({ "large": new Uint8Array(32 * MIB) });
  using client = await RawClient.connect(server.port);
  await client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n" + GET);
  const head = await client.until("\r\n\r\n");
  assertMatch(head, /^Content-Length: 33554432\r$/m);
  Deno.truncateSync(`${server.folder}/large`, 1);
  const rest = await client.rest();
  assert(
    rest.length < 32 * MIB && !rest.includes("HTTP/1.1"),
    "nothing stands in for what is missing",
  );
});
