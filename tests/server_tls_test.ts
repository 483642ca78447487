// The server within TLS: what peers are shown, and that none of them can hold it up.

import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { octetsOf } from "../http/wire/octets.ts";
import type { Certificate } from "../io/tls/certificates.ts";
import { connectTls, FIRST, SECOND } from "./support/certificates.ts";
import { converse, RawClient } from "./support/raw.ts";
import { startServer, type TestServer, type TestServerOptions } from "./support/server.ts";

const MIB = 1024 * 1024;
const GET = "GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n";
const LAST = "GET /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
/** What opens a handshake and never goes on: the header of a record of 512 octets. */
const HALF_A_RECORD = "\x16\x03\x01\x02\x00\x01";

function startTls(options: TestServerOptions = {}): Promise<TestServer> {
  return startServer({ "a.txt": "aaa" }, { certificate: FIRST, ...options });
}

async function connect(
  server: TestServer,
  certificates: readonly Certificate[] = [FIRST],
): Promise<RawClient> {
  const conn = await connectTls(server.port, certificates, ["http/1.1"]);
  assertEquals((await conn.handshake()).alpnProtocol, "http/1.1");
  return RawClient.of(conn);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resume) => setTimeout(resume, 5));
}

Deno.test("serve() answers within TLS, again and again, and ends with close_notify", async () => {
  await using server = await startTls();
  assertMatch(server.origin, /^https:\/\/127\.0\.0\.1:\d+$/);
  using client = await connect(server);
  for (let round = 0; round < 3; round++) {
    await client.send(GET);
    assertEquals((await client.response()).content, "aaa");
  }
  await client.send(LAST);
  assert((await client.rest()).endsWith("aaa")); // an end without close_notify is an error
  await until(() => server.server.connections === 0);
  assertEquals(server.log.map(({ remote }) => remote), Array(4).fill("127.0.0.1"));
  assertEquals(server.faults, []);
});

/** How a client asks for the last time on a connection. */
const ENDINGS: readonly (readonly [what: string, before: number, thenEnds: boolean])[] = [
  ["alone", 0, false],
  ["behind two others", 2, false],
  ["and ends its side", 0, true],
];

for (const [what, before, thenEnds] of ENDINGS) {
  Deno.test(`serve() sends all there is within TLS to who asks for the last time ${what}`, async () => {
    const lengths = [1, 16_384, 30_000, 65_536, 65_537, 100_000, 200_000, 1_000_000];
    const files = lengths.map((length) => [`${length}`, new Uint8Array(length)] as const);
    await using server = await startServer(Object.fromEntries(files), { certificate: FIRST });
    for (const length of lengths) {
      using conn = await connectTls(server.port, [FIRST]);
      const get = `GET /${length} HTTP/1.1\r\nHost: x\r\n`;
      const asked = `${get}\r\n`.repeat(before) + `${get}Connection: close\r\n\r\n`;
      await conn.write(octetsOf(asked));
      if (thenEnds) await conn.closeWrite();
      const came = await new Response(conn.readable).text(); // an end without close_notify is an error
      assertEquals(came.split("\0").length - 1, length * (before + 1));
    }
    await until(() => server.server.connections === 0);
  });
}

Deno.test("serve() sends large files whole within TLS", async () => {
  const content = new Uint8Array(8 * MIB).map((_, at) => at * 7 + (at >> 8));
  await using server = await startServer({ "large.bin": content }, { certificate: FIRST });
  const conn = await connectTls(server.port, [FIRST]);
  using client = RawClient.of(conn);
  await client.send("GET /large.bin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  await client.until("\r\n\r\n");
  const received = octetsOf(await client.rest());
  assertEquals(received.length, content.length);
  assert(received.every((octet, at) => octet === content[at]));
});

for (
  const [what, sent] of [
    ["says nothing", ""],
    ["begins a handshake and leaves it", HALF_A_RECORD],
  ] as const
) {
  Deno.test(`serve() lets go of a TLS peer that ${what} within the time for a head`, async () => {
    await using server = await startTls({ timeouts: { headMs: 200 } });
    using silent = await RawClient.connect(server.port);
    await silent.send(sent);
    await until(() => server.server.connections === 1);
    using other = await connect(server); // nobody waits for it
    await other.send(LAST);
    assert((await other.rest()).endsWith("aaa"));
    assertEquals(await silent.rest().catch(() => "reset"), "");
    await until(() => server.server.connections === 0);
  });
}

Deno.test("serve() lets go of a TLS peer that takes no more of its answer", async () => {
  const large = new Uint8Array(32 * MIB);
  await using server = await startServer({ "large.bin": large }, {
    certificate: FIRST,
    timeouts: { stallMs: 200 },
  });
  using client = await connect(server);
  await client.send("GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
  await client.until("\r\n\r\n");
  await until(() => server.server.connections === 0);
  const rest = await client.rest().catch(() => ""); // what was on its way, or nothing any more
  assert(rest.length < large.length);
});

for (const method of ["GET", "post"]) {
  Deno.test(`serve() tells a peer that sends ${method} without TLS what is spoken`, async () => {
    await using server = await startTls();
    const answer = await converse(server.port, `${method} / HTTP/1.1\r\nHost: x\r\n\r\n`);
    assertMatch(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assertStringIncludes(answer, "\r\nConnection: close\r\n");
    assert(answer.endsWith("\r\n\r\nThis port speaks HTTPS: begin the URL with https://"));
    using client = await connect(server);
    await client.send(LAST);
    assert((await client.rest()).endsWith("aaa"));
    assertEquals(server.faults, []);
  });
}

Deno.test("serve() answers what is neither TLS nor HTTP with an alert, and lives on", async () => {
  await using server = await startTls();
  const answer = await converse(server.port, "\x80\x00\x01\x02\r\n\r\n").catch(() => "");
  assert(answer === "" || answer.startsWith("\x15")); // RFC 8446 §6
  using client = await connect(server);
  await client.send(LAST);
  assert((await client.rest()).endsWith("aaa"));
  assertEquals(server.faults, []);
});

Deno.test("serve() refuses a handshake for HTTP/2 alone", async () => {
  await using server = await startTls();
  const conn = await connectTls(server.port, [FIRST], ["h2"]);
  await assertRejects(() => conn.handshake());
  conn.close();
});

Deno.test("serve() refuses whom it has no place for within TLS", async () => {
  await using server = await startTls({ maxConnections: 1 });
  using served = await connect(server);
  await served.send(GET);
  await served.response();
  using refused = await connect(server);
  await refused.send(GET);
  assertMatch(await refused.until("\r\n\r\n"), /^HTTP\/1\.1 503 /);
});

Deno.test("Server.renew() shows new peers the new certificate, and open ones stay", async () => {
  await using server = await startTls();
  using before = await connect(server);
  await before.send(GET);
  await before.response();
  server.server.renew(SECOND);
  using after = await connect(server, [SECOND]);
  for (const client of [before, after]) {
    await client.send(GET);
    assertEquals((await client.response()).content, "aaa");
  }
  await assertRejects(() => connect(server, [FIRST]), Error, "invalid peer certificate");
});

Deno.test("Server.renew() loses none of those who come meanwhile", async () => {
  await using server = await startTls();
  let renewing = true;
  const come = async (): Promise<number> => {
    let served = 0;
    while (renewing) {
      using client = await connect(server, [FIRST, SECOND]);
      await client.send(LAST);
      assert((await client.rest()).endsWith("aaa"));
      served++;
    }
    return served;
  };
  const coming = Array.from({ length: 8 }, come);
  for (let round = 0; round < 40; round++) {
    await new Promise((resume) => setTimeout(resume, 10));
    server.server.renew(round % 2 === 0 ? SECOND : FIRST);
  }
  renewing = false;
  const served = await Promise.all(coming);
  assertEquals(server.log.length, served.reduce((sum, each) => sum + each));
});

Deno.test("Server.renew() keeps the certificate when the new one can't be used", async () => {
  await using server = await startTls();
  assertThrows(() => server.server.renew({ cert: FIRST.cert, key: SECOND.key }));
  assertThrows(() => server.server.renew({ cert: "", key: "" }));
  using client = await connect(server, [FIRST]);
  await client.send(LAST);
  assert((await client.rest()).endsWith("aaa"));
});

Deno.test("Server.stop() lets a TLS peer finish what it has begun", async () => {
  const size = 32 * MIB;
  const files = { "large.bin": new Uint8Array(size) };
  const terms = { graceMs: 60_000, timeouts: { lingerMs: 100 } };
  await using server = await startServer(files, { certificate: FIRST, ...terms });
  using client = await connect(server);
  await client.send("GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
  await client.until("\r\n\r\n");
  using idle = await RawClient.connect(server.port);
  await until(() => server.server.connections === 2);
  const stopping = server.server.stop();
  assertEquals(await idle.rest().catch(() => ""), "");
  assertEquals((await client.rest()).length, size);
  await stopping;
});

Deno.test("Server.stop() closes TLS peers at the end of its grace", async () => {
  const files = { "large.bin": new Uint8Array(32 * MIB) };
  await using server = await startServer(files, { certificate: FIRST, graceMs: 100 });
  using client = await connect(server);
  await client.send("GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
  await client.until("\r\n\r\n");
  await server.server.stop();
  assertEquals(server.server.connections, 0);
  await assertRejects(() => client.rest());
});
