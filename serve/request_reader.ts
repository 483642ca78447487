// Reading requests: heads off a connection, one after the other, each within its time.
//
// Contract: between two requests a peer may be silent for `idleMs`, amid a head it may not take longer
// than `headMs`; the first head has `headMs` from the accept. A request line without version and line
// ending, after which nothing comes for a moment or at all, is a request too: see `decodeUnfinished`.
// A decoder is held from the first octet of a head to the end of its exchange: who waits has none.

import { ProtocolError } from "../http/wire/errors.ts";
import type { Limits } from "../http/wire/limits.ts";
import {
  decodeUnfinished,
  type RequestHead,
  RequestHeadDecoder,
} from "../http/wire/request_head.ts";
import type { Connection } from "../io/connection.ts";

/** How long a peer may be silent after a request line without its ending; the lab's client waits. */
const QUIET_MS = 250;

/** Decoders kept for the next heads; as many as there are exchanges at once on a busy server. */
const MAX_SPARE = 64;

/** Decoders that are in no use, for each set of limits. */
const spares = new WeakMap<Limits, RequestHeadDecoder[]>();

/** The times that a reader keeps, in milliseconds. */
export interface ReadTimeouts {
  /** For a head, from its first octet or from the accept to its empty line (nginx: 60 s). */
  readonly headMs: number;
  /** For the next request to begin (nginx: 75 s). */
  readonly idleMs: number;
}

/** Reads the requests of one connection. */
export class RequestReader {
  #decoder: RequestHeadDecoder | undefined;
  #fresh = true;
  #begun = false;
  #pending: Promise<boolean> | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly limits: Limits,
    private readonly timeouts: ReadTimeouts,
  ) {}

  /** Whether a part of a head has come, and its rest is waited for. */
  get begun(): boolean {
    return this.#begun;
  }

  /** A read that was still under way when a request without its ending was handed out. */
  get pending(): Promise<boolean> | undefined {
    return this.#pending;
  }

  /**
   * Waits until anything of the next request is there, within its time. Idle connections wait here: so
   * it is no frame of its own.
   *
   * @returns false when the peer has closed
   * @throws {TransportError} when the connection fails or the time is over
   */
  wait(): Promise<boolean> | true {
    const { connection, timeouts } = this;
    if (connection.buffered > 0) return true;
    this.#putBack();
    connection.allow(this.#fresh ? timeouts.headMs : timeouts.idleMs, "read");
    return connection.fill();
  }

  /** Somebody else has answered what was there. */
  pass(): void {
    this.#fresh = false;
  }

  /**
   * The next head, off the connection's buffer, or undefined when the peer has closed before one. Good
   * until the connection reads again.
   *
   * @throws {ProtocolError} when it is malformed, over a limit or cut off
   * @throws {TransportError} when the connection fails or a time is over
   */
  async read(): Promise<RequestHead | undefined> {
    const { connection } = this;
    if (connection.buffered === 0 && !await this.wait()) return undefined;
    this.#decoder?.reset();
    for (;;) {
      this.#decoder ??= takeDecoder(this.limits);
      const head = this.#decoder.decode(connection.octets, connection.from, connection.end);
      if (head !== undefined) return this.#take(head, head.octetCount);
      this.#begin();
      const unfinished = this.#decodeUnfinished();
      const more = await (unfinished === undefined ? connection.fill() : this.#fillSoon());
      if (more === true) continue;
      if (unfinished !== undefined) return this.#take(unfinished, connection.buffered);
      throw new ProtocolError("a head that was cut off", 400, "RFC 9112 §8");
    }
  }

  #putBack(): void {
    if (this.#decoder === undefined) return;
    this.#decoder.reset();
    keepDecoder(this.#decoder, this.limits);
    this.#decoder = undefined;
  }

  #begin(): void {
    if (!this.#begun && !this.#fresh) this.connection.allow(this.timeouts.headMs, "read");
    this.#begun = true;
  }

  #take(head: RequestHead, octetCount: number): RequestHead {
    this.connection.consume(octetCount);
    this.connection.allow(Infinity, "read");
    this.#fresh = this.#begun = false;
    return head;
  }

  #decodeUnfinished(): RequestHead | undefined {
    const { octets, from, end } = this.connection;
    return decodeUnfinished(octets, from, end, this.limits);
  }

  /** Reads more; "quiet" when nothing comes behind what may be a whole request. */
  async #fillSoon(): Promise<boolean | "quiet"> {
    const filling = this.connection.fill();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const quiet = new Promise<"quiet">((resolve) => {
      timer = setTimeout(() => resolve("quiet"), QUIET_MS);
    });
    try {
      const outcome = await Promise.race([filling, quiet]);
      if (outcome === "quiet") this.#pending = filling.catch(() => false);
      return outcome;
    } finally {
      clearTimeout(timer);
    }
  }
}

function takeDecoder(limits: Limits): RequestHeadDecoder {
  return spares.get(limits)?.pop() ?? new RequestHeadDecoder(limits);
}

/** @param decoder was reset, so that it shows nothing of its last head */
function keepDecoder(decoder: RequestHeadDecoder, limits: Limits): void {
  const spare = spares.get(limits);
  if (spare === undefined) spares.set(limits, [decoder]);
  else if (spare.length < MAX_SPARE) spare.push(decoder);
}
