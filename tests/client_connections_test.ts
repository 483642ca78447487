// Connections of the client: when one is used again, when not, and what if there is none.

import { assertEquals, assertInstanceOf } from "@std/assert";
import { UnansweredError } from "../get/errors.ts";
import { TransportError } from "../io/errors.ts";
import { proxiesOf } from "../get/route/proxies.ts";
import { FIRST } from "./support/certificates.ts";
import { download } from "./support/download.ts";
import { TunnelProxy } from "./support/proxy.ts";
import { answering, type PeerConnection, startPeer, startTlsPeer } from "./support/peer.ts";

const OK = "HTTP/1.1 200 OK\r\n";
const HELLO = `${OK}Content-Length: 5\r\n\r\nhello`;
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

Deno.test("get() fetches several URLs over one connection where it persists", async () => {
  const table: [answer: string, connections: number][] = [
    [HELLO, 1],
    [`${CHUNKED}5\r\nhello\r\n0\r\n\r\n`, 1],
    [`${OK}Content-Length: 5\r\nConnection: close\r\n\r\nhello`, 3],
    ["HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", 3],
    ["HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello", 1],
  ];
  for (const [answer, connections] of table) {
    await using peer = startPeer(answering(() => answer));
    const urls = ["/1", "/2", "/3"].map((path) => peer.url(path));
    const { content, outcomes } = await download(urls);
    assertEquals(content, "hello".repeat(3), answer);
    assertEquals(outcomes.map(({ url }) => url), urls);
    assertEquals(peer.connections, connections, answer);
  }
});

Deno.test("get() asks once more when a connection that waited was closed, and only then", async () => {
  const once = async (connection: PeerConnection): Promise<void> => {
    await connection.readHead();
    await connection.send(HELLO);
    await connection.readHead(); // and closes instead of a second answer
  };
  await using peer = startPeer(once);
  const { outcomes, content } = await download([peer.url("/1"), peer.url("/2")]);
  assertEquals(outcomes.map(({ error }) => error), [undefined, undefined]);
  assertEquals([content, peer.connections], ["hellohello", 2]);

  await using silent = startPeer(async (connection) => void await connection.readHead());
  assertInstanceOf((await download(silent.url())).outcome.error, UnansweredError);
  assertEquals(silent.connections, 1);
});

Deno.test("get() asks for the head only with HEAD, whatever length it names", async () => {
  await using peer = startPeer(answering(() => `${OK}Content-Length: 5\r\n\r\n`));
  const { outcomes, sinks } = await download([peer.url(), peer.url()], { method: "HEAD" });
  assertEquals(outcomes.map(({ error, status }) => [error, status]), [
    [undefined, 200],
    [undefined, 200],
  ]);
  assertEquals([peer.connections, sinks], [1, [0, 0]]);
});

Deno.test("get() says where the connection was refused", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  for (const host of ["127.0.0.1", "localhost"]) {
    const { error } = (await download(`http://${host}:${port}/`)).outcome;
    assertInstanceOf(error, TransportError);
    assertEquals([error.phase, error.message], ["connect", `Connection refused: ${host}:${port}`]);
  }
});

Deno.test("get() keeps a way by a proxy for the next exchange with the same origin", async () => {
  const trust = { caCerts: [FIRST.cert] };
  await using plain = startPeer(answering(() => HELLO));
  const route = { ...trust, proxies: proxiesOf(plain.url("", "http", "u:p@127.0.0.1"), {}) };
  const urls = ["http://a.example/1", "http://a.example/2", "http://b.example/3"];
  assertEquals((await download(urls, { route })).content, "hellohellohello");
  assertEquals(plain.heads.map((head) => head.split("\r\n").slice(0, 2)), [
    ["GET http://a.example/1 HTTP/1.1", "Host: a.example"],
    ["GET http://a.example/2 HTTP/1.1", "Host: a.example"],
    ["GET http://b.example/3 HTTP/1.1", "Host: b.example"],
  ]);
  const authorized = (head: string): boolean => head.includes("\r\nProxy-Authorization: Basic ");
  assertEquals([plain.connections, plain.heads.every(authorized)], [2, true]);

  await using origin = startTlsPeer(FIRST.cert, FIRST.key, answering(() => HELLO));
  await using tunnels = new TunnelProxy({});
  const fields = [["Authorization", "Bearer x"], ["Cookie", "c"]] as const;
  const through = { ...trust, proxies: proxiesOf(`u:p@127.0.0.1:${tunnels.port}`, {}) };
  const secret = ["/1", "/2"].map((path) => origin.url(path, "https", "localhost"));
  assertEquals((await download(secret, { route: through, fields })).content, "hellohello");
  assertEquals([origin.connections, tunnels.heads.length], [1, 1]);
  assertEquals(/^(cookie|authorization):/im.test(tunnels.heads[0]!), false);
  const leaks = (head: string): boolean => /^proxy-authorization:/im.test(head);
  assertEquals(origin.heads.some(leaks), false);
});

Deno.test("get() without checks fetches from whoever answers", async () => {
  const big = "x".repeat(3_000_000);
  for (const framing of [`Content-Length: ${big.length}\r\n`, "Connection: close\r\n"]) {
    await using peer = startTlsPeer(FIRST.cert, FIRST.key, async (connection) => {
      await connection.readHead();
      await connection.send(`${OK}${framing}\r\n${big}`);
    });
    const route = { insecure: true };
    const { outcome, content } = await download(peer.url("/", "https", "localhost"), { route });
    assertEquals([outcome.error, content === big], [undefined, true], framing);
  }
});
