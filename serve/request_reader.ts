// Reading requests: heads off a connection, one after the other, each within its time.
//
// Contract: between two requests a peer may be silent for `idleMs`, amid a head it may not take longer
// than `headMs`; the first head has `headMs` from the accept. A request line without version and line
// ending, after which nothing comes for a moment or at all, is a request too: see `decodeUnfinished`.

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

/** The times that a reader keeps, in milliseconds. */
export interface ReadTimeouts {
  /** For a head, from its first octet or from the accept to its empty line (nginx: 60 s). */
  readonly headMs: number;
  /** For the next request to begin (nginx: 75 s). */
  readonly idleMs: number;
}

/** Reads the requests of one connection. */
export class RequestReader {
  readonly #decoder: RequestHeadDecoder;
  #fresh = true;
  #begun = false;
  #pending: Promise<boolean> | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly limits: Limits,
    private readonly timeouts: ReadTimeouts,
  ) {
    this.#decoder = new RequestHeadDecoder(limits);
  }

  /** Whether a part of a head has come, and its rest is waited for. */
  get begun(): boolean {
    return this.#begun;
  }

  /** A read that was still under way when a request without its ending was handed out. */
  get pending(): Promise<boolean> | undefined {
    return this.#pending;
  }

  /** Waits until anything of the next request is there. @returns false at the end of the stream */
  async wait(): Promise<boolean> {
    const { connection, timeouts } = this;
    if (connection.buffered > 0) return true;
    connection.allow(this.#fresh ? timeouts.headMs : timeouts.idleMs, "read");
    return await connection.fill();
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
    const { connection, timeouts } = this;
    this.#decoder.reset();
    if (connection.buffered === 0) {
      connection.allow(this.#fresh ? timeouts.headMs : timeouts.idleMs, "read");
    }
    for (;;) {
      if (connection.buffered > 0) {
        const head = this.#decoder.decode(connection.octets, connection.from, connection.end);
        if (head !== undefined) return this.#take(head, head.octetCount);
        this.#begin();
      }
      const unfinished = this.#decodeUnfinished();
      const more = await this.#fill(unfinished !== undefined);
      if (more === true) continue;
      if (unfinished !== undefined) return this.#take(unfinished, connection.buffered);
      if (connection.buffered === 0) return undefined;
      throw new ProtocolError("a head that was cut off", 400, "RFC 9112 §8");
    }
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
  async #fill(mayBeWhole: boolean): Promise<boolean | "quiet"> {
    const filling = this.connection.fill();
    if (!mayBeWhole) return await filling;
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
