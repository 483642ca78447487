// The dialer on real sockets.

import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { dial, formatEndpoint } from "../../io/dialer.ts";
import { CertificateError, TimeoutError, TransportError } from "../../io/errors.ts";
import { HAS_OPENSSL, makeCertificate } from "../support/certificate.ts";
import { answeringOnce, startPeer, startTlsPeer } from "../support/peer.ts";
import { TempFolder } from "../support/program.ts";

const NEVER = new AbortController().signal;
const PATIENT_MS = 20_000;

Deno.test("dial() connects by name and by address", async () => {
  await using peer = startPeer((connection) => connection.hold());
  for (const host of ["127.0.0.1", "localhost", "LOCALHOST.", "a.localhost"]) {
    (await dial({ host, port: peer.port, tls: false }, PATIENT_MS, NEVER)).close();
  }
  assertEquals(peer.connections, 4);
});

Deno.test("dial() takes the address of localhost that answers", async () => {
  const listener = Deno.listen({ hostname: "::1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  (await dial({ host: "localhost", port, tls: false }, PATIENT_MS, NEVER)).close();
  listener.close();
});

Deno.test("dial() says how far it came", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const refused = await assertRejects(
    () => dial({ host: "127.0.0.1", port, tls: true }, PATIENT_MS, NEVER),
    TransportError,
    `Connection refused: 127.0.0.1:${port}`,
  );
  assertEquals(refused.phase, "connect");
  const unknown = await assertRejects(
    () => dial({ host: "ferry.invalid", port, tls: true }, PATIENT_MS, NEVER),
    TransportError,
    "Name not resolved: ferry.invalid",
  );
  assertEquals(unknown.phase, "resolve");
});

Deno.test("dial() tells a peer that speaks no TLS", async () => {
  await using peer = startPeer(async (connection) => {
    await connection.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    await connection.hold();
  });
  const error = await assertRejects(
    () => dial({ host: "127.0.0.1", port: peer.port, tls: true }, PATIENT_MS, NEVER),
    TransportError,
    `No TLS with 127.0.0.1:${peer.port}`,
  );
  assertEquals([error.phase, error instanceof CertificateError], ["tls", false]);
});

Deno.test("dial() gives a handshake no longer than it may take, and ends when told to", async () => {
  await using peer = startPeer((connection) => connection.hold());
  const endpoint = { host: "127.0.0.1", port: peer.port, tls: true };
  const late = await assertRejects(() => dial(endpoint, 100, NEVER), TimeoutError);
  assertEquals([late.phase, late.afterMs], ["tls", 100]);
  const controller = new AbortController();
  const dialing = dial(endpoint, PATIENT_MS, controller.signal);
  controller.abort(new Error("enough"));
  await assertRejects(() => dialing, Error, "enough");
});

Deno.test({
  name: "dial() tells a certificate that nobody vouches for",
  ignore: !HAS_OPENSSL,
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    const { cert, key } = await makeCertificate(folder.path);
    await using peer = startTlsPeer(cert, key, answeringOnce(""));
    const error = await assertRejects(
      () => dial({ host: "localhost", port: peer.port, tls: true }, PATIENT_MS, NEVER),
      CertificateError,
      `Certificate not trusted: localhost:${peer.port}`,
    );
    assertInstanceOf(error.cause, Error);
  },
});

Deno.test("formatEndpoint() puts an IPv6 address in brackets", () => {
  assertEquals(formatEndpoint({ host: "::1", port: 80, tls: false }), "[::1]:80");
  assertEquals(formatEndpoint({ host: "h", port: 80, tls: false }), "h:80");
});
