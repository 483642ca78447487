// TLS on sockets and on what is none, checked and unchecked.

import { assertEquals, assertRejects } from "@std/assert";
import { octetsOf } from "../../../http/wire/octets.ts";
import { writeAll } from "../../../io/carry.ts";
import type { ByteStream } from "../../../io/connection.ts";
import { CertificateError, TransportError } from "../../../io/errors.ts";
import { type Plain, secure, type Trust } from "../../../io/tls/client_tls.ts";
import { FIRST, SECOND } from "../../support/certificates.ts";
import { FLAWED, makeFlawed } from "../../support/flawed_certificates.ts";
import { type Script, startTlsPeer } from "../../support/peer.ts";

const NEVER = new AbortController().signal;
const SERVER = { host: "localhost", place: "localhost:1" };
const CHECKED: Trust = { caCerts: [FIRST.cert], insecure: false };
const UNCHECKED: Trust = { caCerts: [], insecure: true };

/** A TCP socket that Deno does not know for one, as a tunnel is. */
class Disguised implements ByteStream {
  closed = false;

  constructor(private readonly tcp: Deno.TcpConn) {}

  read(octets: Uint8Array): Promise<number | null> {
    return this.tcp.read(octets);
  }

  write(octets: Uint8Array): Promise<number> {
    return this.tcp.write(octets);
  }

  closeWrite(): Promise<void> {
    return this.tcp.closeWrite();
  }

  close(): void {
    this.closed = true;
    this.tcp.close();
  }
}

type Kind = "socket" | "stream";

/** Each way to put TLS on a connection. */
const WAYS: readonly (readonly [Kind, Trust])[] = [
  ["socket", CHECKED],
  ["stream", CHECKED],
  ["socket", UNCHECKED],
  ["stream", UNCHECKED],
];

async function connect(port: number, kind: Kind): Promise<Plain> {
  const tcp = await Deno.connect({ hostname: "127.0.0.1", port });
  return kind === "socket" ? { stream: tcp, tcp } : { stream: new Disguised(tcp) };
}

function startSecret(script: Script): ReturnType<typeof startTlsPeer> {
  return startTlsPeer(FIRST.cert, FIRST.key, script);
}

/** Reads to the end. */
async function countOctets(stream: ByteStream): Promise<number> {
  let octets = 0;
  const buffer = new Uint8Array(100_000);
  for (let count; (count = await stream.read(buffer)) !== null;) octets += count;
  return octets;
}

Deno.test("secure() carries octets both ways, to the end", async () => {
  const pieceOctets = 1024 * 1024;
  const pieces = 8;
  for (const [kind, trust] of WAYS) {
    await using peer = startSecret(async (connection) => {
      await connection.readHead();
      for (let count = 0; count < pieces; count++) {
        await connection.send(new Uint8Array(pieceOctets));
      }
    });
    const stream = await secure(await connect(peer.port, kind), SERVER, trust, NEVER);
    await writeAll(stream, octetsOf(`GET / HTTP/1.1\r\nX: ${"x".repeat(100_000)}\r\n\r\n`));
    assertEquals(await countOctets(stream), pieces * pieceOctets, kind);
    assertEquals(peer.heads.map(({ length }) => length > 100_000), [true]);
    stream.close();
  }
});

Deno.test("secure() lets go of the peer when the stream is closed", async () => {
  for (const [kind, trust] of WAYS) {
    const gone = Promise.withResolvers<void>();
    await using peer = startSecret(async (connection) => {
      try {
        await connection.hold();
      } finally {
        gone.resolve();
      }
    });
    const plain = await connect(peer.port, kind);
    const stream = await secure(plain, SERVER, trust, NEVER);
    const reading = stream.read(new Uint8Array(1)).catch(() => null);
    stream.close();
    await gone.promise;
    assertEquals(await reading, null);
  }
});

Deno.test("secure() with checks takes no certificate of somebody else's", async () => {
  for (const kind of ["socket", "stream"] as const) {
    await using peer = startSecret((connection) => connection.hold());
    for (
      const [host, caCerts] of [["localhost", [SECOND.cert]], ["other", [FIRST.cert]]] as const
    ) {
      const plain = await connect(peer.port, kind);
      await assertRejects(
        () => secure(plain, { host, place: "P" }, { caCerts, insecure: false }, NEVER),
        CertificateError,
        "Certificate not trusted: P: invalid peer certificate",
      );
      if (plain.stream instanceof Disguised) assertEquals(plain.stream.closed, true);
    }
  }
});

for (const [flaw, { terms, isTrusted }] of FLAWED) {
  Deno.test(`secure() tells the flaw of a certificate: ${flaw} ${JSON.stringify(terms)}`, async () => {
    const { cert, key } = await makeFlawed(terms);
    await using peer = startTlsPeer(cert, key, (connection) => connection.hold());
    const plain = await connect(peer.port, "socket");
    const trust = { caCerts: isTrusted ? [cert] : [], insecure: false };
    const error = await assertRejects(() => secure(plain, SERVER, trust, NEVER), CertificateError);
    assertEquals(error.flaw, flaw, error.message);
  });
}

Deno.test("secure() without checks takes any certificate, for a name or an address", async () => {
  await using peer = startSecret((connection) => connection.hold());
  for (const host of ["other.example", "192.0.2.1", "::2"]) {
    const plain = await connect(peer.port, "socket");
    (await secure(plain, { host, place: "P" }, UNCHECKED, NEVER)).close();
  }
});

Deno.test("secure() tells a peer that goes away amid the handshake", async () => {
  for (const [kind, trust] of WAYS) {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const accepting = listener.accept();
    const plain = await connect(listener.addr.port, kind);
    const conn = await accepting;
    const securing = secure(plain, SERVER, trust, NEVER);
    await conn.read(new Uint8Array(9999));
    conn.close();
    const error = await assertRejects(() => securing, TransportError, "No TLS with localhost:1: ");
    assertEquals(error.phase, "tls");
    listener.close();
  }
});
