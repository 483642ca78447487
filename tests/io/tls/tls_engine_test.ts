// The TLS engine: its links, and strangers on its port.

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { TlsEngine } from "../../../io/tls/tls_engine.ts";
import { connectTls, FIRST, SECOND } from "../../support/certificates.ts";

/** Whether both ends of a link belong to each other. */
async function isLinked(engine: TlsEngine): Promise<boolean> {
  const { tls, wire } = await engine.link();
  const there = (wire.localAddr as Deno.NetAddr).port;
  const here = (tls.remoteAddr as Deno.NetAddr).port;
  wire.close();
  tls.close();
  return there === here;
}

Deno.test("TlsEngine.link() joins the two ends of each of many links", async () => {
  const engine = new TlsEngine(FIRST);
  const links = await Promise.all(Array.from({ length: 100 }, () => isLinked(engine)));
  assertEquals(links, Array(100).fill(true));
  engine[Symbol.dispose]();
  await assertRejects(() => engine.link());
});

Deno.test("TlsEngine.renew() finishes the links that are under way", async () => {
  const engine = new TlsEngine(FIRST);
  const links = Array.from({ length: 50 }, () => isLinked(engine));
  engine.renew(SECOND);
  links.push(isLinked(engine));
  assertEquals(await Promise.all(links), Array(51).fill(true));
  assertThrows(() => engine.renew({ cert: FIRST.cert, key: SECOND.key }));
  assertEquals(await isLinked(engine), true);
  engine[Symbol.dispose]();
});

Deno.test("TlsEngine turns away who connects to it and is no link", async () => {
  const engine = new TlsEngine(FIRST);
  const { tls, wire } = await engine.link();
  const { port } = wire.remoteAddr as Deno.NetAddr;
  const stranger = await connectTls(port, [FIRST]);
  await stranger.handshake().catch(() => {});
  assertEquals(await stranger.read(new Uint8Array(1)).catch(() => null), null);
  stranger.close();
  wire.close();
  tls.close();
  engine[Symbol.dispose]();
});
