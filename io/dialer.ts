// The dialer: a host and a port to a connected stream, with TLS on it where asked.
//
// Contract: whatever address answers first is taken (RFC 8305), so that a host with one dead address is
// as good as any other. One time covers all of it: name, connection and handshake. Failures are
// TransportErrors whose phase says how far it came; a stream that is not handed over is closed.

import { isIPv4, isIPv6 } from "../http/wire/authority.ts";
import { abortable } from "./abortable.ts";
import type { ByteStream } from "./connection.ts";
import { CertificateError, type Phase, quietly, TimeoutError, TransportError } from "./errors.ts";
import { interleave, race } from "./race.ts";

/** Where to connect to. */
export interface Endpoint {
  /** A name or an address; an IPv6 address without its brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  readonly tls: boolean;
}

/** `localhost` is the loopback interface, whatever a resolver says (RFC 6761 §6.3). */
const LOOPBACK = ["::1", "127.0.0.1"];

/** What the system's TLS says of a certificate that it does not accept begins so. */
const BAD_CERTIFICATE = "invalid peer certificate";

/**
 * Connects.
 *
 * @param connectMs for name, connection and handshake together, in milliseconds
 * @param signal ends the attempt; its reason is thrown
 * @throws {TransportError} phases resolve, connect and tls; {CertificateError} when the certificate is
 *   not trusted or not for this host; {TimeoutError} after `connectMs`
 */
export async function dial(
  endpoint: Endpoint,
  connectMs: number,
  signal: AbortSignal,
): Promise<ByteStream> {
  let phase: Phase = "resolve";
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new TimeoutError(phase, connectMs)), connectMs);
  const either = AbortSignal.any([signal, timeout.signal]);
  try {
    const addresses = await resolveHost(endpoint.host, either);
    phase = "connect";
    const stream = await connect(endpoint, addresses, either);
    stream.setNoDelay();
    phase = "tls";
    return endpoint.tls ? await secure(stream, endpoint, either) : stream;
  } finally {
    clearTimeout(timer);
  }
}

/** `HOST:PORT` as people write it, an IPv6 address in brackets. */
export function formatEndpoint({ host, port }: Endpoint): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The addresses of a host in the order in which they should be tried. */
async function resolveHost(host: string, signal: AbortSignal): Promise<readonly string[]> {
  if (isIPv4(host) || isIPv6(host)) return [host];
  if (/^(?:.*\.)?localhost\.?$/i.test(host)) return LOOPBACK;
  // Loaded only here: most of what `ferry get` is asked for on a local machine needs no resolver.
  const { lookup } = await import("node:dns/promises");
  try {
    const found = await abortable(lookup(host, { all: true }), signal);
    return interleave(found.map(({ address }) => address));
  } catch (cause) {
    signal.throwIfAborted();
    throw new TransportError(`Name not resolved: ${host}`, "resolve", { cause });
  }
}

async function connect(
  endpoint: Endpoint,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<Deno.TcpConn> {
  const { port } = endpoint;
  const attempt = (hostname: string): Promise<Deno.TcpConn> => Deno.connect({ hostname, port });
  const discard = (late: Deno.TcpConn): void => late.close();
  try {
    return await race(addresses, { attempt, discard }, signal);
  } catch (cause) {
    if (!(cause instanceof AggregateError)) throw cause;
    throw connectFailure(endpoint, cause);
  }
}

/** One error for those of all addresses: that something answered with a refusal tells the most. */
function connectFailure(endpoint: Endpoint, cause: AggregateError): TransportError {
  const place = formatEndpoint(endpoint);
  const refused = cause.errors.some((error) => error instanceof Deno.errors.ConnectionRefused);
  const reason = messageOf(cause.errors.at(-1)).replace(/ \(os error \d+\)$/, "");
  const message = refused ? `Connection refused: ${place}` : `No connection to ${place}: ${reason}`;
  return new TransportError(message, "connect", { cause });
}

/** The stream with TLS on it, the handshake done, the certificate checked for this host. */
async function secure(
  stream: Deno.TcpConn,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<ByteStream> {
  let secured: Deno.TlsConn | undefined;
  try {
    secured = await Deno.startTls(stream, {
      hostname: endpoint.host,
      alpnProtocols: ["http/1.1"],
    });
    await abortable(secured.handshake(), signal);
    return secured;
  } catch (cause) {
    quietly(() => (secured ?? stream).close());
    signal.throwIfAborted();
    throw tlsFailure(endpoint, cause);
  }
}

function tlsFailure(endpoint: Endpoint, cause: unknown): TransportError {
  const place = formatEndpoint(endpoint);
  const reason = messageOf(cause);
  return reason.startsWith(BAD_CERTIFICATE)
    ? new CertificateError(`Certificate not trusted: ${place}: ${reason}`, { cause })
    : new TransportError(`No TLS with ${place}: ${reason}`, "tls", { cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
