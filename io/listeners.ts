// Listeners: where a server listens, on TCP and on Unix sockets.
//
// Contract: all of the addresses or none; what was opened before a failure is closed again. A port is
// never shared by accident: whoever means to share it makes sure first that it is free. No peer can make
// accepting fail.

import { FerryError } from "../http/wire/errors.ts";
import { messageOf, quietly } from "./errors.ts";

/**
 * Where to listen: on a port, of which 0 is any free one, or on a Unix socket. The hostname says who can
 * come: `127.0.0.1` for this machine alone, `undefined` for all interfaces, IPv6 and IPv4.
 */
export type ListenAddress =
  | { readonly transport?: "tcp"; readonly hostname: string | undefined; readonly port: number }
  | { readonly transport: "unix"; readonly path: string };

/** An open listener and how its address is written in a URL. */
export interface Listening extends Disposable {
  readonly listener: Deno.Listener;
  /** `http://localhost:6789/`, with the real port, `https` where TLS is spoken, or `unix:PATH`. */
  readonly url: string;
}

/** How addresses are listened on. */
export interface ListenTerms {
  /** Whether what is accepted will speak TLS, which shows in the URL; default no. */
  readonly secure?: boolean | undefined;
  /** Whether other listeners that say so too share the ports (SO_REUSEPORT); default no. */
  readonly shared?: boolean | undefined;
}

/** An address can't be listened on. */
export class ListenError extends FerryError {
  /** Its kind. */
  override readonly name = "ListenError";
}

/** Opens a listener for each address. @throws {ListenError} that names the address and the remedy */
export async function openListeners(
  addresses: readonly ListenAddress[],
  terms: ListenTerms = {},
): Promise<Listening[]> {
  const open: Listening[] = [];
  try {
    for (const address of addresses) {
      if (address.transport === "unix") open.push(await listenUnix(address.path));
      else open.push(...listenTcp(address.hostname, address.port, terms));
    }
    return open;
  } catch (fault) {
    for (const listening of open) listening[Symbol.dispose]();
    throw fault;
  }
}

/**
 * The same addresses with real ports in the place of 0, to be shared: none is in use.
 *
 * @throws {ListenError} that names the address and the remedy
 */
export async function settlePorts(addresses: readonly ListenAddress[]): Promise<ListenAddress[]> {
  const settled: ListenAddress[] = [];
  const open: Listening[] = [];
  try {
    for (const address of addresses) {
      const listening = await openListeners([address]);
      open.push(...listening);
      const [first] = listening;
      settled.push(
        address.transport === "unix" || first === undefined
          ? address
          : { ...address, port: portOf(first.listener) },
      );
    }
    return settled;
  } finally {
    for (const listening of open) listening[Symbol.dispose]();
  }
}

/**
 * The next connection; whoever was reset before it was taken up is passed over.
 *
 * @throws system errors such as EMFILE, and that of a listener that was closed
 */
export async function acceptNext<Conn>(
  listener: { readonly accept: () => Promise<Conn> },
): Promise<Conn> {
  for (;;) {
    try {
      return await listener.accept();
    } catch (fault) {
      if (!isPeerGone(fault)) throw fault;
    }
  }
}

function isPeerGone(fault: unknown): boolean {
  const { ConnectionAborted, ConnectionReset, NotConnected } = Deno.errors;
  return [ConnectionAborted, ConnectionReset, NotConnected].some((gone) => fault instanceof gone);
}

/** Connections that the system holds until they are accepted (Linux caps it at 4096: somaxconn). */
const BACKLOG = 4096;

function listenTcp(
  hostname: string | undefined,
  port: number,
  terms: ListenTerms,
): Listening[] {
  if (hostname !== undefined) return [tcp(hostname, hostname, port, terms)];
  const every = listenEverywhere(port, terms);
  if (Deno.build.os !== "windows") return [every];
  try { // Windows binds :: to IPv6 alone
    return [every, tcp("0.0.0.0", "localhost", portOf(every.listener), terms)];
  } catch {
    return [every];
  }
}

/** Both families on one socket; IPv4 alone on a machine without IPv6. */
function listenEverywhere(port: number, terms: ListenTerms): Listening {
  try {
    return tcp("::", "localhost", port, terms);
  } catch (fault) {
    if (isTaken(fault)) throw fault;
    return tcp("0.0.0.0", "localhost", port, terms);
  }
}

function tcp(hostname: string, shown: string, port: number, terms: ListenTerms): Listening {
  try {
    const reusePort = terms.shared ?? false;
    const listener = Deno.listen({ hostname, port, tcpBacklog: BACKLOG, reusePort });
    const host = shown.includes(":") ? `[${shown}]` : shown;
    return {
      listener,
      url: `${terms.secure ? "https" : "http"}://${host}:${portOf(listener)}/`,
      [Symbol.dispose]: () => quietly(() => listener.close()),
    };
  } catch (cause) {
    throw new ListenError(explain(cause, shown, port), { cause });
  }
}

function portOf(listener: Deno.Listener): number {
  return (listener.addr as Deno.NetAddr).port;
}

function isTaken(fault: unknown): boolean {
  return fault instanceof Error && fault.cause instanceof Deno.errors.AddrInUse;
}

function explain(cause: unknown, host: string, port: number): string {
  if (cause instanceof Deno.errors.AddrInUse) {
    return `port ${port} is in use; choose another with --port N, or --port 0 for any free one`;
  }
  if (cause instanceof Deno.errors.PermissionDenied) {
    return `port ${port} may not be listened on by this user; choose one from 1024 up with --port N`;
  }
  if (cause instanceof Deno.errors.AddrNotAvailable) {
    return `${host} is no address of this machine; choose another with --host ADDR`;
  }
  const reason = messageOf(cause);
  return `cannot listen on ${host} port ${port}: ${reason}; choose another address with --host ADDR`;
}

async function listenUnix(path: string): Promise<Listening> {
  await removeStale(path);
  try {
    const listener = Deno.listen({ transport: "unix", path });
    return {
      listener,
      url: `unix:${path}`,
      [Symbol.dispose]: () => {
        quietly(() => listener.close());
        quietly(() => Deno.removeSync(path));
      },
    };
  } catch (cause) {
    throw cannotListen(path, cause);
  }
}

function cannotListen(path: string, cause: unknown): ListenError {
  const reason = messageOf(cause);
  return new ListenError(`cannot listen on ${path}: ${reason}; choose another --unix PATH`, {
    cause,
  });
}

/** Removes a socket that nobody listens on. @throws {ListenError} for a live one, or what is none */
async function removeStale(path: string): Promise<void> {
  let found: Deno.FileInfo;
  try {
    found = Deno.lstatSync(path);
  } catch {
    return;
  }
  if (!found.isSocket) {
    throw new ListenError(`${path} exists and is no socket; choose another --unix PATH`);
  }
  try {
    (await Deno.connect({ transport: "unix", path })).close();
  } catch (fault) {
    if (!(fault instanceof Deno.errors.ConnectionRefused)) throw cannotListen(path, fault);
    Deno.removeSync(path); // whoever made it is gone
    return;
  }
  throw new ListenError(`another server listens on ${path}; stop it or choose another --unix PATH`);
}
