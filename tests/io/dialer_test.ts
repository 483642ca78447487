// The dialer on real sockets.

import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { connectFirst, dial, dialUnix, type Endpoint, formatEndpoint } from "../../io/dialer.ts";
import type { ByteStream } from "../../io/connection.ts";
import { Dialing } from "../../io/dialing.ts";
import { CertificateError, TimeoutError, TransportError } from "../../io/errors.ts";
import type { Timings } from "../../io/timings.ts";
import { FIRST, SECOND } from "../support/certificates.ts";
import { makeExpired } from "../support/issue.ts";
import { answeringOnce, startPeer, startTlsPeer } from "../support/peer.ts";
import { TempFolder } from "../support/program.ts";

const NEVER = new AbortController().signal;
const PATIENT_MS = 20_000;

/** How a test dials. */
interface Dial {
  readonly family?: 4 | 6;
  readonly caCerts?: readonly string[];
  readonly insecure?: boolean;
  readonly connectMs?: number;
  readonly signal?: AbortSignal;
  readonly timings?: Timings;
}

async function connect(endpoint: Endpoint, options: Dial = {}): Promise<ByteStream> {
  const { family, caCerts = [], insecure = false, connectMs = PATIENT_MS } = options;
  using dialing = new Dialing(connectMs, options.signal ?? NEVER, options.timings ?? {});
  return (await dial(endpoint, { family, trust: { caCerts, insecure } }, dialing)).stream;
}

Deno.test("dial() connects by name and by address", async () => {
  await using peer = startPeer((connection) => connection.hold());
  for (const host of ["127.0.0.1", "localhost", "LOCALHOST.", "a.localhost"]) {
    (await connect({ host, port: peer.port, tls: false })).close();
  }
  assertEquals(peer.connections, 4);
});

Deno.test("dial() takes the address of localhost that answers, and none of the other family", async () => {
  const listener = Deno.listen({ hostname: "::1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  (await connect({ host: "localhost", port, tls: false })).close();
  (await connect({ host: "localhost", port, tls: false }, { family: 6 })).close();
  await assertRejects(
    () => connect({ host: "localhost", port, tls: false }, { family: 4 }),
    TransportError,
    `Connection refused: localhost:${port}`,
  );
  listener.close();
});

Deno.test("dial() refuses an address of the other family", async () => {
  const table: [host: string, family: 4 | 6, message: string][] = [
    ["127.0.0.1", 6, "No connection to 127.0.0.1:9: no IPv6 address"],
    ["::1", 4, "No connection to [::1]:9: no IPv4 address"],
  ];
  for (const [host, family, message] of table) {
    const dialing = connect({ host, port: 9, tls: false }, { family });
    await assertRejects(() => dialing, TransportError, message);
  }
});

Deno.test("dial() says how far it came", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const refused = await assertRejects(
    () => connect({ host: "127.0.0.1", port, tls: true }),
    TransportError,
    `Connection refused: 127.0.0.1:${port}`,
  );
  assertEquals(refused.phase, "connect");
  const unknown = await assertRejects(
    () => connect({ host: "ferry.invalid", port, tls: true }),
    TransportError,
    "Name not resolved: ferry.invalid",
  );
  assertEquals(unknown.phase, "resolve");
});

Deno.test("dial() notes how long the steps took, those that were taken", async () => {
  await using peer = startTlsPeer(FIRST.cert, FIRST.key, (connection) => connection.hold());
  const endpoint = { host: "localhost", port: peer.port };
  const timings: Timings = {};
  (await connect({ ...endpoint, tls: false }, { timings })).close();
  assertEquals(Object.keys(timings), ["resolveMs", "connectMs"]);
  (await connect({ ...endpoint, tls: true }, { timings, caCerts: [FIRST.cert] })).close();
  assertEquals(Object.keys(timings), ["resolveMs", "connectMs", "tlsMs"]);
  assert(Object.values(timings).every((ms) => ms >= 0));
});

Deno.test("dial() tells a peer that speaks no TLS", async () => {
  await using peer = startPeer(async (connection) => {
    await connection.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    await connection.hold();
  });
  for (const insecure of [false, true]) {
    const error = await assertRejects(
      () => connect({ host: "127.0.0.1", port: peer.port, tls: true }, { insecure }),
      TransportError,
      `No TLS with 127.0.0.1:${peer.port}`,
    );
    assertEquals([error.phase, error instanceof CertificateError], ["tls", false]);
  }
});

Deno.test("dial() gives a handshake no longer than it may take, and ends when told to", async () => {
  await using peer = startPeer((connection) => connection.hold());
  const endpoint = { host: "127.0.0.1", port: peer.port, tls: true };
  for (const insecure of [false, true]) {
    const late = await assertRejects(
      () => connect(endpoint, { connectMs: 200, insecure }),
      TimeoutError,
    );
    assertEquals([late.phase, late.afterMs], ["tls", 200]);
    const controller = new AbortController();
    const dialing = connect(endpoint, { signal: controller.signal, insecure });
    controller.abort(new Error("enough"));
    await assertRejects(() => dialing, Error, "enough");
  }
});

Deno.test("dial() trusts a certificate that was named, for the names and addresses in it", async () => {
  await using peer = startTlsPeer(FIRST.cert, FIRST.key, answeringOnce("hello"));
  for (const host of ["localhost", "localhost.", "127.0.0.1"]) {
    const caCerts = [SECOND.cert, FIRST.cert];
    const stream = await connect({ host, port: peer.port, tls: true }, { caCerts });
    await stream.write(new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"));
    assertEquals(await stream.read(new Uint8Array(9)), 5);
    assertEquals(await stream.read(new Uint8Array(9)), null);
    stream.close();
  }
});

Deno.test("dial() tells a certificate that nobody vouches for, for another host, or expired", async () => {
  const expired = await makeExpired();
  const table: [certificate: typeof FIRST, host: string, caCerts: string[], reason: string][] = [
    [FIRST, "localhost", [], "UnknownIssuer"],
    [FIRST, "localhost", [SECOND.cert], "BadSignature"],
    [FIRST, "a.localhost", [FIRST.cert], "not valid for name"],
    [expired, "localhost", [expired.cert], "expired"],
  ];
  for (const [certificate, host, caCerts, reason] of table) {
    await using peer = startTlsPeer(certificate.cert, certificate.key, answeringOnce(""));
    const error = await assertRejects(
      () => connect({ host, port: peer.port, tls: true }, { caCerts }),
      CertificateError,
      `Certificate not trusted: ${host}:${peer.port}`,
    );
    assert(error.message.includes(reason), error.message);
    assertInstanceOf(error.cause, Error);
  }
});

Deno.test("connectFirst() passes over an address that does not answer", {
  sanitizeOps: false, // the system goes on waiting for the dead one
  sanitizeResources: false,
}, async () => {
  await using peer = startPeer((connection) => connection.hold());
  const endpoint = { host: "h", port: peer.port, tls: false };
  // Set apart for documentation (RFC 5737 §3, RFC 3849 §2): unreachable, or silent for ever.
  const addresses = ["192.0.2.1", "2001:db8::1", "127.0.0.1"];
  (await connectFirst(endpoint, addresses, NEVER)).close();
  assertEquals(peer.connections, 1);
});

Deno.test("dialUnix() connects to a Unix socket, and says when nobody is there", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using folder = await TempFolder.create();
  const path = folder.file("socket");
  using dialing = new Dialing(PATIENT_MS, NEVER, {});
  const absent = await assertRejects(
    () => dialUnix(path, dialing),
    TransportError,
    `No connection to unix:${path}: `,
  );
  assertEquals(absent.phase, "connect");
  const listener = Deno.listen({ transport: "unix", path });
  (await dialUnix(path, dialing)).stream.close();
  listener.close();
  await Deno.remove(path).catch(() => {});
});

Deno.test("formatEndpoint() puts an IPv6 address in brackets", () => {
  assertEquals(formatEndpoint({ host: "::1", port: 80 }), "[::1]:80");
  assertEquals(formatEndpoint({ host: "h", port: 80 }), "h:80");
});
