// The client's side of TLS: proves that the peer is the host that was asked for, then encrypts.
//
// Contract: on any stream. Deno puts TLS on TCP sockets only, so every other stream (a Unix socket, TLS
// to a proxy, a tunnel that has already brought octets) is led over a relay that is one. A stream that
// is not handed over is closed.

import { isIPv4, isIPv6 } from "../../http/wire/authority.ts";
import { abortable } from "../abortable.ts";
import type { ByteStream } from "../connection.ts";
import {
  CertificateError,
  type CertificateFlaw,
  messageOf,
  quietly,
  TransportError,
} from "../errors.ts";
import { type LocalEnd, openRelay, type Relay } from "./relay.ts";
import { PROTOCOLS } from "./tls_engine.ts";
import { secureUnchecked } from "./unchecked_tls.ts";

/** Whom to believe. */
export interface Trust {
  /** Certificates in PEM that are trusted besides the machine's. */
  readonly caCerts: readonly string[];
  /** Certificates are not checked: anybody may be the peer. */
  readonly insecure: boolean;
}

/** A stream without TLS. */
export interface Plain {
  readonly stream: ByteStream;
  /** The socket that the stream is, where it is one of TCP and nothing has been read ahead. */
  readonly tcp?: Deno.TcpConn;
}

/** Whom the peer has to be. */
export interface Server {
  /** A name or an address; an IPv6 address without its brackets. */
  readonly host: string;
  /** What it is called in messages. */
  readonly place: string;
}

/** What the system's TLS says of a certificate that it does not accept begins so. */
const BAD_CERTIFICATE = "invalid peer certificate";
/** And what it goes on with. */
const FLAWS: readonly (readonly [said: RegExp, flaw: CertificateFlaw])[] = [
  [/UnknownIssuer/, "issuer"],
  [/not valid for (?:any )?name|NotValidForName/, "name"],
  [/expired|not valid yet|NotValidYet/i, "time"],
  [/CaUsedAsEndEntity/, "authority"],
];

/**
 * Puts TLS on a stream; the handshake is done and the certificate checked when it is handed over.
 *
 * @param signal ends the handshake; its reason is thrown
 * @throws {CertificateError} when the certificate is not trusted, expired or for another host;
 *   {TransportError} phase tls, when the handshake fails otherwise
 */
export async function secure(
  plain: Plain,
  server: Server,
  trust: Trust,
  signal: AbortSignal,
): Promise<ByteStream> {
  try {
    if (!trust.insecure) return await secureChecked(plain, nameOf(server.host), trust, signal);
    return await secureUnchecked(plain.stream, nameOf(server.host), signal);
  } catch (cause) {
    quietly(() => plain.stream.close());
    signal.throwIfAborted();
    throw tlsFailure(server, cause);
  }
}

async function secureChecked(
  { stream, tcp }: Plain,
  hostname: string,
  { caCerts }: Trust,
  signal: AbortSignal,
): Promise<ByteStream> {
  const relay = tcp === undefined ? await openRelay(stream, connectLocally) : undefined;
  let tls: Deno.TlsConn | undefined;
  try {
    const socket = tcp ?? relay!.near;
    const options = { hostname, caCerts: [...caCerts], alpnProtocols: PROTOCOLS };
    tls = await Deno.startTls(socket, options);
    await abortable(tls.handshake(), signal);
    return relay === undefined ? tls : new RelayedStream(tls, relay);
  } catch (error) {
    quietly(() => tls?.close());
    relay?.close();
    throw error;
  }
}

async function connectLocally(hostname: string, port: number): Promise<LocalEnd<Deno.TcpConn>> {
  const near = await Deno.connect({ hostname, port });
  near.setNoDelay();
  return { near, port: near.localAddr.port, close: () => near.close() };
}

/** A stream whose octets travel over a relay. */
class RelayedStream implements ByteStream {
  constructor(
    private readonly tls: Deno.TlsConn,
    private readonly relay: Relay<Deno.TcpConn>,
  ) {}

  async read(octets: Uint8Array): Promise<number | null> {
    try {
      return await this.tls.read(octets);
    } catch (error) {
      throw this.relay.failure ?? error;
    }
  }

  write(octets: Uint8Array): Promise<number> {
    return this.tls.write(octets);
  }

  closeWrite(): Promise<void> {
    return this.tls.closeWrite();
  }

  close(): void {
    quietly(() => this.tls.close());
    this.relay.close();
  }
}

/** The name for the handshake: a trailing dot is none of the certificate's (RFC 6066 §3). */
function nameOf(host: string): string {
  return isIPv4(host) || isIPv6(host) ? host : host.replace(/\.$/, "");
}

function tlsFailure({ place }: Server, cause: unknown): TransportError {
  const reason = messageOf(cause);
  if (!reason.startsWith(BAD_CERTIFICATE)) {
    return new TransportError(`No TLS with ${place}: ${reason}`, "tls", { cause });
  }
  const [, flaw] = FLAWS.find(([said]) => said.test(reason)) ?? ["", "other" as const];
  return new CertificateError(`Certificate not trusted: ${place}: ${reason}`, flaw, { cause });
}
