// TLS with anybody: encrypted, but the peer may be whoever it says it is.
//
// Contract: only for who asked for it. Deno's own TLS always checks certificates, Node's can leave it.
// Its socket is only ever read in flowing mode, for Deno 2.9.6 loses the end of a paused one; what is
// not wanted yet is held back by the relay before it. An end without TLS's own (close_notify) is an end
// like any other: who can be anybody could have sent it too.

import type { TLSSocket } from "node:tls";
import { isIPv4, isIPv6 } from "../../http/wire/authority.ts";
import { abortable } from "../abortable.ts";
import type { ByteStream } from "../connection.ts";
import { openRelay, type Relay } from "./relay.ts";
import { PROTOCOLS } from "./tls_engine.ts";

/** Decrypted octets that may wait to be read; about as many more are in the buffers of the relay. */
const WAITING_OCTETS = 1024 * 1024;
/** The type of a record that tells of a fault (RFC 8446 §5.1). */
const ALERT = 21;

/**
 * Puts TLS on a stream, whoever the peer is.
 *
 * @param host what the peer is told to be (RFC 6066 §3), unless it is an address
 * @param signal ends the handshake; its reason is thrown
 * @throws system errors when the handshake fails
 */
export async function secureUnchecked(
  stream: ByteStream,
  host: string,
  signal: AbortSignal,
): Promise<ByteStream> {
  const { connect } = await import("node:tls");
  const inbox = new Inbox();
  const options = {
    ...(isIPv4(host) || isIPv6(host) ? {} : { servername: host }),
    rejectUnauthorized: false,
    ALPNProtocols: PROTOCOLS,
  };
  // Node connects by itself: TLS on a connected socket stalls on Deno 2.7.11.
  const flights = new Flights(stream);
  const relay = await openRelay<TLSSocket>(flights, (hostname, port) => {
    return new Promise((resolve, reject) => {
      const near = connect({ ...options, host: hostname, port });
      near.once("error", reject);
      const close = (): void => void near.destroy();
      near.once("connect", () => resolve({ near, port: near.localPort!, close }));
    });
  }, () => inbox.room());
  const secured = new NodeStream(relay, inbox);
  try {
    const done = Promise.all([secured.handshake, flights.answered]);
    await abortable(Promise.race([done, secured.over]), signal);
    return secured;
  } catch (error) {
    secured.close();
    throw error;
  }
}

/**
 * Watches a handshake go by: what Node says of it comes too early on Deno 2.7.11. The peer believes in
 * it once it has been heard and answered (RFC 8446 §2), unless the answer is an alert.
 */
class Flights implements ByteStream {
  #spoken = false;
  #heard = false;
  #answered = Promise.withResolvers<void>();

  constructor(private readonly stream: ByteStream) {}

  get answered(): Promise<void> {
    return this.#answered.promise;
  }

  async read(octets: Uint8Array): Promise<number | null> {
    const count = await this.stream.read(octets);
    if (count !== null) this.#heard = this.#spoken;
    return count;
  }

  write(octets: Uint8Array): Promise<number> {
    if (this.#heard && octets[0] !== ALERT) this.#answered.resolve();
    this.#spoken = true;
    return this.stream.write(octets);
  }

  closeWrite(): Promise<void> {
    return this.stream.closeWrite();
  }

  close(): void {
    this.stream.close();
  }
}

/** What has come and was not read yet. */
class Inbox {
  readonly #pieces: Uint8Array[] = [];
  #octets = 0;
  #ended = false;
  #failure: unknown;
  #more = Promise.withResolvers<void>();
  #room: PromiseWithResolvers<void> | undefined;

  put(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#octets += piece.length;
    this.#more.resolve();
  }

  /** No more will come. @param failure why, unless that was its proper end */
  end(failure?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#more.resolve();
    this.#room?.resolve();
  }

  /** Settles when more may come, or nothing is there to wait for. */
  room(): Promise<void> | undefined {
    if (this.#ended || this.#octets < WAITING_OCTETS) return undefined;
    this.#room ??= Promise.withResolvers();
    return this.#room.promise;
  }

  async take(octets: Uint8Array): Promise<number | null> {
    while (this.#pieces.length === 0) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ended) return null;
      this.#more = Promise.withResolvers();
      await this.#more.promise;
    }
    const piece = this.#pieces[0]!;
    const count = Math.min(piece.length, octets.length);
    octets.set(piece.subarray(0, count));
    if (count === piece.length) this.#pieces.shift();
    else this.#pieces[0] = piece.subarray(count);
    this.#octets -= count;
    if (this.#octets < WAITING_OCTETS) {
      this.#room?.resolve();
      this.#room = undefined;
    }
    return count;
  }
}

/** A socket of Node's as a stream of ferry's. */
class NodeStream implements ByteStream {
  /** Settles when Node says that the handshake is done. */
  readonly handshake: Promise<void>;
  /** Rejects when the connection fails or ends. */
  readonly over: Promise<never>;

  constructor(
    private readonly relay: Relay<TLSSocket>,
    private readonly inbox: Inbox,
  ) {
    const socket = relay.near;
    this.handshake = new Promise((resolve) => void socket.once("secureConnect", resolve));
    this.over = new Promise((_, reject) => {
      socket.once("error", (error) => reject(relay.failure ?? error));
      socket.once("close", () => reject(new Deno.errors.UnexpectedEof("closed amid it")));
    });
    this.over.catch(() => {}); // whoever waits for the handshake is told
    socket.on("data", (piece: Uint8Array) => inbox.put(piece));
    socket.on("end", () => inbox.end(relay.failure));
    socket.on("error", (error) => inbox.end(relay.failure ?? error));
    socket.on("close", () => inbox.end(relay.failure));
  }

  read(octets: Uint8Array): Promise<number | null> {
    return this.inbox.take(octets);
  }

  write(octets: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.relay.near.write(octets, (error) => {
        if (error) reject(this.relay.failure ?? error);
        else resolve(octets.length);
      });
    });
  }

  closeWrite(): Promise<void> {
    return new Promise((resolve) => void this.relay.near.end(() => resolve()));
  }

  close(): void {
    this.inbox.end(new Deno.errors.Interrupted("closed"));
    this.relay.close();
  }
}
