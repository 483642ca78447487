// A secure stream: what a peer sends and is sent, decrypted and encrypted, as one more byte stream.
//
// Contract: as for a plain socket. Nothing waits for the handshake but the first read or write. A close
// lets go of a peer at once whose handshake is not through; otherwise what was written still goes out,
// TLS's own end behind it (close_notify, RFC 8446 §6.1), for as long as the peer takes it. A peer that
// speaks HTTP without TLS is told so, in its own words.

import { carry, writeAll } from "../carry.ts";
import type { ByteStream } from "../connection.ts";
import { quietly } from "../errors.ts";
import type { TlsEngine, TlsLink } from "./tls_engine.ts";
import { Wire } from "./wire.ts";

/** Holds the first flight of most peers. */
const FLIGHT_OCTETS = 2 * 1024;

/** What secure streams share. */
export interface Securing {
  readonly engine: Pick<TlsEngine, "link">;
  /** The whole answer to a request without TLS. */
  readonly plainAnswer: () => Uint8Array;
  /** How long a peer may take nothing of what is left at the close, in milliseconds. */
  readonly stallMs: number;
  /** How long a peer's own end is waited for, in milliseconds, when all has gone out. */
  readonly lingerMs: number;
  /** Told when nothing of a stream is open any more. */
  readonly gone: (stream: SecureStream) => void;
}

/** What a stream has when it is open: where its octets are as they are, and where they are encrypted. */
interface Inside {
  readonly tls: Deno.TlsConn;
  readonly wire: Wire;
}

/** The octets inside the TLS connection of one peer. */
export class SecureStream implements ByteStream {
  readonly #opened: Promise<Inside | undefined>;
  #link: TlsLink | undefined;
  #handshaking = true;
  #closing = false;
  #cut = false;
  /** Whether the peer has ended its side, and whether all that will ever go out has gone. */
  #inEnded = false;
  #outEnded = false;
  /** Octets on the wire that the peer has taken. */
  #taken = 0;
  #drain: ReturnType<typeof setInterval> | undefined;
  #linger: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly peer: ByteStream, private readonly securing: Securing) {
    this.#opened = this.#open();
    this.#opened.catch(() => {}); // whoever reads or writes is told
  }

  async read(octets: Uint8Array): Promise<number | null> {
    const inside = await this.#opened;
    return inside === undefined ? null : await inside.tls.read(octets);
  }

  async write(octets: Uint8Array): Promise<number> {
    const inside = await this.#opened;
    if (inside === undefined) throw new Deno.errors.BrokenPipe("the peer does without TLS");
    const { tls, wire } = inside;
    return await wire.during(octets, (octets) => tls.write(octets));
  }

  async closeWrite(): Promise<void> {
    await (await this.#opened)?.tls.closeWrite();
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    const tls = this.#link?.tls;
    if (tls === undefined || this.#handshaking) return this.cut();
    if (this.#outEnded) return this.#leave();
    this.#drain = this.#watchDrain();
    // Closed with octets that nobody has read, a socket is reset, and what it has yet to send is lost
    // (RFC 9293 §3.6.1). So only its end is sent; all is closed when that has come out.
    tls.closeWrite().catch(() => this.cut());
  }

  /** Closes without another octet. */
  cut(): void {
    this.#closing = this.#cut = true;
    clearInterval(this.#drain);
    clearTimeout(this.#linger);
    quietly(() => this.peer.close());
    quietly(() => this.#link?.tls.close());
    quietly(() => this.#link?.wire.close());
    this.securing.gone(this);
  }

  /** @returns the stream within, or undefined for a peer that does without or is gone */
  async #open(): Promise<Inside | undefined> {
    const octets = new Uint8Array(FLIGHT_OCTETS);
    const count = await this.peer.read(octets);
    if (count === null) return undefined;
    if (isLetter(octets[0]!)) {
      await this.#answerPlain(octets);
      return undefined;
    }
    const link = this.#link = await this.securing.engine.link();
    if (this.#cut) {
      this.cut();
      return undefined;
    }
    const wire = new Wire(link.wire);
    const settled = (): boolean => this.#handshaking = false;
    link.tls.handshake().then(() => wire.secured()).then(settled, settled);
    this.#carryIn(link.wire, wire, octets.subarray(0, count));
    this.#carryOut(wire);
    return { tls: link.tls, wire };
  }

  /** In stages: the peer can read to the end before it hears of the close (RFC 9112 §9.6). */
  async #answerPlain(octets: Uint8Array): Promise<void> {
    await writeAll(this.peer, this.securing.plainAnswer());
    await this.peer.closeWrite();
    while (await this.peer.read(octets) !== null);
  }

  async #carryIn(end: Deno.TcpConn, wire: Wire, first: Uint8Array): Promise<void> {
    try {
      await wire.pass(first);
      const peer = { read: (into: Uint8Array) => this.#readPeer(into) };
      // Once closed, nobody reads it.
      await carry(peer, async (octets) => {
        if (!this.#closing) await wire.pass(octets);
      });
      this.#inEnded = true;
      if (this.#closing && this.#outEnded) return this.cut();
      await end.closeWrite();
    } catch (fault) {
      if (fault instanceof Deno.errors.InvalidData) this.cut();
      // otherwise the way out ends too, when it has nothing left
    }
  }

  /** A peer that was reset takes nothing either, and whoever waits for it is told. */
  async #readPeer(into: Uint8Array): Promise<number | null> {
    try {
      return await this.peer.read(into);
    } catch (fault) {
      this.cut();
      throw fault;
    }
  }

  async #carryOut(wire: Wire): Promise<void> {
    try {
      await carry(wire, (octets) => writeAll(this.peer, octets, (count) => this.#taken += count));
      await this.peer.closeWrite();
      this.#outEnded = true;
      if (this.#closing) this.#leave();
    } catch {
      this.cut();
    }
  }

  /**
   * All has gone out. Who hears of the close at once may not have read all of that yet, and loses it when
   * a last octet of theirs comes in, TLS's own end say: so their end is waited for (RFC 9112 §9.6).
   */
  #leave(): void {
    clearInterval(this.#drain);
    if (this.#inEnded) this.cut();
    else this.#linger ??= setTimeout(() => this.cut(), this.securing.lingerMs);
  }

  #watchDrain(): ReturnType<typeof setInterval> {
    let before = this.#taken;
    return setInterval(() => {
      if (this.#taken === before) this.cut();
      before = this.#taken;
    }, this.securing.stallMs);
  }
}

/** What methods begin with; a TLS record begins with its type, 22 (RFC 8446 §5.1). */
function isLetter(octet: number): boolean {
  return octet >= 0x41 && octet <= 0x5a || octet >= 0x61 && octet <= 0x7a;
}
