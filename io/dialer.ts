// The dialer: a host and a port, or a Unix socket, to a connected stream, with TLS on it where asked.
//
// Contract: whatever address answers first is taken (RFC 8305), so that a host with one dead address is
// as good as any other. Failures are TransportErrors whose phase says how far it came; a stream that is
// not handed over is closed.

import { isIPv4, isIPv6 } from "../http/wire/authority.ts";
import { abortable } from "./abortable.ts";
import type { ByteStream } from "./connection.ts";
import type { Dialing } from "./dialing.ts";
import { messageOf, TransportError } from "./errors.ts";
import { interleave, race } from "./race.ts";
import { type Plain, secure, type Trust } from "./tls/client_tls.ts";

/** Where to connect to. */
export interface Endpoint {
  /** A name or an address; an IPv6 address without its brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  readonly tls: boolean;
}

/** How to connect. */
export interface DialOptions {
  /** Addresses of this version of IP only. */
  readonly family: 4 | 6 | undefined;
  readonly trust: Trust;
}

/** `localhost` is the loopback interface, whatever a resolver says (RFC 6761 §6.3). */
const LOOPBACK = ["::1", "127.0.0.1"];

/**
 * Connects.
 *
 * @returns the stream; without TLS, `tcp` is the socket that it is
 * @throws {TransportError} phases resolve, connect and tls; {CertificateError} when the certificate is
 *   not trusted or not for this host; the reason of the dialing's signal when it ended
 */
export async function dial(
  endpoint: Endpoint,
  options: DialOptions,
  dialing: Dialing,
): Promise<Plain> {
  const addresses = await dialing.step("resolve", () => {
    return resolveHost(endpoint, options.family, dialing.signal);
  });
  const tcp = await dialing.step("connect", () => {
    return connectFirst(endpoint, addresses, dialing.signal);
  });
  return endpoint.tls
    ? { stream: await secureFor(endpoint, { stream: tcp, tcp }, options.trust, dialing) }
    : { stream: tcp, tcp };
}

/** Puts TLS on a stream that leads to the endpoint. @throws {TransportError} as `dial` does */
export function secureFor(
  endpoint: Endpoint,
  plain: Plain,
  trust: Trust,
  dialing: Dialing,
): Promise<ByteStream> {
  const server = { host: endpoint.host, place: formatEndpoint(endpoint) };
  return dialing.step("tls", () => secure(plain, server, trust, dialing.signal));
}

/** Connects to a Unix socket. @throws {TransportError} phase connect */
export async function dialUnix(path: string, dialing: Dialing): Promise<Plain> {
  const discard = (late: Deno.UnixConn): void => late.close();
  try {
    const stream = await dialing.step("connect", () => {
      return abortable(Deno.connect({ transport: "unix", path }), dialing.signal, discard);
    });
    return { stream };
  } catch (cause) {
    dialing.signal.throwIfAborted();
    throw connectFailure(`unix:${path}`, [cause], cause);
  }
}

/** `HOST:PORT` as people write it, an IPv6 address in brackets. */
export function formatEndpoint({ host, port }: Omit<Endpoint, "tls">): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The addresses of a host in the order in which they should be tried. */
async function resolveHost(
  endpoint: Endpoint,
  family: 4 | 6 | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { host } = endpoint;
  if (isIPv4(host) || isIPv6(host)) {
    if (isOf(family, host)) return [host];
    const place = formatEndpoint(endpoint);
    throw new TransportError(`No connection to ${place}: no IPv${family} address`, "connect");
  }
  const found = isLocalhost(host) ? LOOPBACK : interleave(await lookUp(host, signal));
  const addresses = found.filter((address) => isOf(family, address));
  if (addresses.length > 0) return addresses;
  throw new TransportError(`Name not resolved: ${host}: it has no IPv${family} address`, "resolve");
}

/** Every address that the system knows. @throws {TransportError} when it knows none */
async function lookUp(host: string, signal: AbortSignal): Promise<readonly string[]> {
  // Loaded only here: most of what `ferry get` is asked for on a local machine needs no resolver.
  const { lookup } = await import("node:dns/promises");
  try {
    const found = await abortable(lookup(host, { all: true }), signal);
    return found.map(({ address }) => address);
  } catch (cause) {
    signal.throwIfAborted();
    throw new TransportError(`Name not resolved: ${host}`, "resolve", { cause });
  }
}

function isLocalhost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  return name === "localhost" || name.endsWith(".localhost");
}

function isOf(family: 4 | 6 | undefined, address: string): boolean {
  return family === undefined || address.includes(":") === (family === 6);
}

/**
 * Connects to whichever of the addresses answers first.
 *
 * @throws {TransportError} phase connect, when none does
 */
export async function connectFirst(
  endpoint: Endpoint,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<Deno.TcpConn> {
  const { port } = endpoint;
  const attempt = (hostname: string): Promise<Deno.TcpConn> => Deno.connect({ hostname, port });
  const discard = (late: Deno.TcpConn): void => late.close();
  try {
    const tcp = await race(addresses, { attempt, discard }, signal);
    tcp.setNoDelay();
    return tcp;
  } catch (cause) {
    if (!(cause instanceof AggregateError)) throw cause;
    throw connectFailure(formatEndpoint(endpoint), cause.errors, cause);
  }
}

/** One error for those of all attempts: that something answered with a refusal tells the most. */
function connectFailure(
  place: string,
  failures: readonly unknown[],
  cause: unknown,
): TransportError {
  const refused = failures.some((error) => error instanceof Deno.errors.ConnectionRefused);
  const message = refused
    ? `Connection refused: ${place}`
    : `No connection to ${place}: ${messageOf(failures.at(-1))}`;
  return new TransportError(message, "connect", { cause });
}
