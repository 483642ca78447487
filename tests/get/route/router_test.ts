// Routes on real sockets: straight, by a Unix socket, by proxies of both kinds.

import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { NO_PROXIES, type Proxies, proxiesOf } from "../../../get/route/proxies.ts";
import { type RouteOptions, Router } from "../../../get/route/router.ts";
import { DEFAULT_LIMITS } from "../../../http/wire/limits.ts";
import { octetsOf, textOf } from "../../../http/wire/octets.ts";
import { carry, writeAll } from "../../../io/carry.ts";
import { CertificateError, TimeoutError, TransportError } from "../../../io/errors.ts";
import { FIRST, SECOND } from "../../support/certificates.ts";
import { answeringOnce, startPeer, startTlsPeer } from "../../support/peer.ts";
import { TempFolder } from "../../support/program.ts";
import { join, TunnelProxy } from "../../support/proxy.ts";

const PATIENT_MS = 20_000;
const NEVER = new AbortController().signal;
const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const TRUST_FIRST = { caCerts: [FIRST.cert] };

function routerWith(options: Partial<RouteOptions>, connectMs = PATIENT_MS): Router {
  const all = {
    unixSocket: undefined,
    proxies: NO_PROXIES,
    family: undefined,
    caCerts: [],
    insecure: false,
    ...options,
  };
  return new Router(all, connectMs, DEFAULT_LIMITS);
}

/** Asks by the route, and gives all of the answer. */
async function ask(url: string, options: Partial<RouteOptions>): Promise<string> {
  const route = routerWith(options).route(new URL(url));
  const fields = route.fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const stream = await route.connect(NEVER, {});
  try {
    await writeAll(stream, octetsOf(`GET ${route.target} HTTP/1.1\r\n${fields}\r\n`));
    let text = "";
    await carry(stream, (octets) => {
      text += textOf(octets, 0, octets.length);
      return Promise.resolve();
    });
    return text;
  } finally {
    stream.close();
  }
}

function by(proxy: string): Proxies {
  return proxiesOf(proxy, {});
}

function startOrigin(tls: boolean): ReturnType<typeof startPeer> {
  const script = answeringOnce(HELLO);
  return tls ? startTlsPeer(FIRST.cert, FIRST.key, script) : startPeer(script);
}

Deno.test("Router leads straight to the origin, with and without TLS", async () => {
  for (const tls of [false, true]) {
    await using peer = startOrigin(tls);
    const url = peer.url("/a?b", tls ? "https" : "http");
    assertEquals(await ask(url, TRUST_FIRST), HELLO);
    assertEquals(peer.heads, ["GET /a?b HTTP/1.1\r\n\r\n"]);
  }
});

Deno.test("Router leads by a Unix socket, whatever host is asked, with and without TLS", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using folder = await TempFolder.create();
  const unixSocket = folder.file("socket");
  for (const tls of [false, true]) {
    await using peer = startOrigin(tls);
    const listener = Deno.listen({ transport: "unix", path: unixSocket });
    const relaying = (async (): Promise<void> => {
      const conn = await listener.accept();
      const origin = await Deno.connect({ hostname: "127.0.0.1", port: peer.port });
      await join(conn, origin);
      origin.close();
      conn.close();
    })();
    const proxies = by("http://127.0.0.1:1");
    const url = tls ? "https://localhost/x" : "http://far.example/x";
    assertEquals(await ask(url, { ...TRUST_FIRST, unixSocket, proxies }), HELLO);
    assertEquals(peer.heads, ["GET /x HTTP/1.1\r\n\r\n"]);
    await relaying;
    listener.close();
    await Deno.remove(unixSocket).catch(() => {});
  }
});

Deno.test("Router asks an http origin by a proxy in absolute-form, which gets its credentials", async () => {
  for (const tls of [false, true]) {
    await using proxy = startOrigin(tls);
    const url = proxy.url("", tls ? "https" : "http").replace("//", "//u:p%40@");
    const options = { ...TRUST_FIRST, proxies: by(url) };
    assertEquals(await ask("http://far.example:81/a?b", options), HELLO);
    const credentials = `Proxy-Authorization: Basic ${btoa("u:p@")}`;
    assertEquals(proxy.heads, [
      `GET http://far.example:81/a?b HTTP/1.1\r\n${credentials}\r\n\r\n`,
    ]);
  }
});

Deno.test("Router asks an https origin through a tunnel, of which the proxy sees host and port", async () => {
  for (const tls of [undefined, FIRST]) {
    await using peer = startOrigin(true);
    await using proxy = new TunnelProxy(tls === undefined ? {} : { tls });
    const url = `${tls === undefined ? "http" : "https"}://u:p@127.0.0.1:${proxy.port}`;
    const options = { ...TRUST_FIRST, proxies: by(url) };
    assertEquals(await ask(`https://localhost:${peer.port}/a?b`, options), HELLO);
    assertEquals(peer.heads, ["GET /a?b HTTP/1.1\r\n\r\n"]);
    const place = `localhost:${peer.port}`;
    assertEquals(proxy.heads, [
      `CONNECT ${place} HTTP/1.1\r\nHost: ${place}\r\n` +
      `Proxy-Authorization: Basic ${btoa("u:p")}\r\n\r\n`,
    ]);
  }
});

Deno.test("Router checks the origin's certificate behind a proxy, for the origin's name", async () => {
  const table: [host: string, caCerts: string[], insecure: boolean, trusted: boolean][] = [
    ["localhost", [FIRST.cert], false, true],
    ["far.example", [FIRST.cert], false, false],
    ["localhost", [SECOND.cert], false, false],
    ["far.example", [], true, true],
  ];
  for (const [host, caCerts, insecure, trusted] of table) {
    await using peer = startOrigin(true);
    await using proxy = new TunnelProxy({});
    const options = { caCerts, insecure, proxies: by(`127.0.0.1:${proxy.port}`) };
    const asking = ask(`https://${host}:${peer.port}/`, options);
    if (trusted) assertEquals(await asking, HELLO);
    else await assertRejects(() => asking, CertificateError, `${host}:${peer.port}`);
  }
});

Deno.test("Router checks the certificate of a proxy, even where those of origins are not", async () => {
  await using proxy = new TunnelProxy({ tls: FIRST });
  const proxies = by(`https://u:p@127.0.0.1:${proxy.port}`);
  for (const scheme of ["http", "https"]) {
    await assertRejects(
      () => ask(`${scheme}://localhost/`, { insecure: true, proxies }),
      CertificateError,
      "Proxy: Certificate not trusted",
    );
  }
  assertEquals(proxy.heads, []);
});

Deno.test("Router tells what a proxy answers to CONNECT, and loses nothing behind a 2xx", async () => {
  const table: [answer: string, said: string | undefined][] = [
    ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 \r\nContent-Length: 9\r\n\r\n", undefined],
    [
      "HTTP/1.1 407 Who?\r\nContent-Length: 1\r\n\r\nx",
      "refused to connect to PLACE: 407 Who?; give",
    ],
    ["HTTP/1.1 403 Forbidden\r\n\r\n", "refused to connect to PLACE: 403 Forbidden"],
    ["HTTP/1.1 502\r\n\r\n", "refused to connect to PLACE: 502"],
    ["HTTP/1.1 302 x\r\nLocation: /\r\n\r\n", "refused to connect to PLACE: 302 x"],
    ["SSH-2.0\r\n\r\n", "broke the rules of HTTP: an answer that is not HTTP/1"],
    [`HTTP/1.1 200 x\r\nX: ${"x".repeat(40_000)}\r\n\r\n`, "broke the rules of HTTP: a head of"],
    ["HTTP/1.1 103 x\r\n\r\n".repeat(20), "broke the rules of HTTP: no final answer"],
    ["HTTP/1.1 20", "broke off: closed without an answer"],
    ["", "broke off: closed without an answer"],
  ];
  for (const [answer, said] of table) {
    await using peer = startOrigin(true);
    await using proxy = new TunnelProxy({ answer });
    const place = `localhost:${peer.port}`;
    const options = { ...TRUST_FIRST, proxies: by(`127.0.0.1:${proxy.port}`) };
    const asking = ask(`https://${place}/`, options);
    if (said === undefined) {
      assertEquals(await asking, HELLO);
      continue;
    }
    const error = await assertRejects(() => asking, TransportError);
    assertEquals(error.phase, "connect");
    const message = `Proxy 127.0.0.1:${proxy.port} ${said.replace("PLACE", place)}`;
    assertEquals(error.message.slice(0, message.length), message);
  }
});

Deno.test("Router gives a tunnel what came behind the head of its answer", async () => {
  // A server that speaks first is no TLS server, but its octets have to arrive where they belong.
  await using peer = startPeer((connection) => connection.hold());
  await using proxy = new TunnelProxy({ answer: "HTTP/1.1 200 x\r\n\r\n220 mail\r\n" });
  const options = { ...TRUST_FIRST, proxies: by(`127.0.0.1:${proxy.port}`) };
  const error = await assertRejects(
    () => ask(`https://localhost:${peer.port}/`, options),
    TransportError,
    `No TLS with localhost:${peer.port}: `,
  );
  assertEquals(error.phase, "tls");
});

Deno.test("Router says that it was the proxy that could not be reached", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const table: [proxy: string, message: string, phase: string][] = [
    [`127.0.0.1:${port}`, `Proxy: Connection refused: 127.0.0.1:${port}`, "connect"],
    ["ferry.invalid:1", "Proxy: Name not resolved: ferry.invalid", "resolve"],
  ];
  for (const [proxy, message, phase] of table) {
    for (const scheme of ["http", "https"]) {
      const asking = ask(`${scheme}://localhost/`, { proxies: by(proxy) });
      const error = await assertRejects(() => asking, TransportError, message);
      assertEquals(error.phase, phase);
    }
  }
});

Deno.test("Router gives the whole way one time, the proxy's silence included", async () => {
  for (const tls of [false, true]) {
    const script = async (connection: { hold(): Promise<void> }): Promise<void> => {
      await connection.hold();
    };
    await using proxy = tls ? startTlsPeer(FIRST.cert, FIRST.key, script) : startPeer(script);
    const proxies = by(proxy.url("", tls ? "https" : "http"));
    const route = routerWith({ ...TRUST_FIRST, proxies }, 300).route(new URL("https://h/"));
    const late = await assertRejects(() => route.connect(NEVER, {}), TimeoutError);
    assertEquals([late.phase, late.afterMs], ["connect", 300]);
    const controller = new AbortController();
    const patient = routerWith({ ...TRUST_FIRST, proxies }).route(new URL("https://h/"));
    const connecting = patient.connect(controller.signal, {});
    controller.abort(new Error("enough"));
    assertInstanceOf(await connecting.catch((error) => error), Error, "enough");
  }
});

Deno.test("Router notes the steps of the way", async () => {
  await using peer = startOrigin(true);
  await using proxy = new TunnelProxy({});
  const proxies = by(`127.0.0.1:${proxy.port}`);
  const timings = {};
  const route = routerWith({ ...TRUST_FIRST, proxies }).route(
    new URL(peer.url("/", "https", "localhost")),
  );
  (await route.connect(NEVER, timings)).close();
  assertEquals(Object.keys(timings), ["resolveMs", "connectMs", "tlsMs"]);
});
