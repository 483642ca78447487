// Hot exchanges: requests of one connection that are answered without being decoded.
//
// Contract: answers as many of the requests at the front of the buffer as there are hot responses for, in
// their order and in one write. The first that there is none for, and all behind it, are left there.

import { nowMs } from "../../io/clock.ts";
import type { Connection } from "../../io/connection.ts";
import type { RequestHead } from "../../http/wire/request_head.ts";
import type { LogEntry } from "../access_log.ts";
import type { Response } from "../response.ts";
import type { SentResponse } from "../send.ts";
import type { HotResponse, HotResponses, Prepared } from "./hot_responses.ts";

/** What the hot exchanges of a connection need. */
export interface HotContext {
  readonly hot: HotResponses;
  /** Takes an entry for each finished exchange, where anybody wants it. */
  readonly log: ((entry: LogEntry) => void) | undefined;
  /** How long the peer may take nothing, in milliseconds. */
  readonly stallMs: number;
}

/** Responses are put together up to so many octets. */
const BATCH_OCTETS = 256 * 1024;

/** The hot exchanges of one connection. */
export class HotExchanges {
  /** Whether the connection persists after what was answered last. */
  persists = true;
  /** What is being written. */
  #prepared: Prepared | undefined;

  /** @param remote the peer's address, for the log */
  constructor(
    private readonly connection: Connection,
    private readonly remote: string,
    private readonly context: HotContext,
  ) {}

  /**
   * Answers what it can; undefined when that is nothing.
   *
   * @throws {TransportError} when the connection fails
   */
  answer(): Promise<void> | undefined {
    const { connection, context: { hot, log } } = this;
    const timeMs = nowMs();
    const first = hot.find(connection.octets, connection.from, connection.end, timeMs);
    if (first === undefined) return undefined;
    const startMs = log === undefined ? 0 : performance.now();
    connection.consume(first.headOctets);
    this.persists = first.persists;
    if (connection.buffered > 0 && first.persists) {
      return this.#answerSeveral(first, timeMs, startMs);
    }
    const written = this.#write(first.prepared);
    if (log === undefined) return written;
    return this.#timed(written, startMs, (whole, ms) => this.#log(first, whole, timeMs, ms));
  }

  /** What was answered last has gone out. */
  done(): void {
    if (this.#prepared !== undefined) this.#prepared.writes--;
    this.#prepared = undefined;
  }

  /** A write that fails never ends: its octets may be read later still. */
  #write(prepared: Prepared): Promise<void> {
    prepared.writes++;
    this.#prepared = prepared;
    return this.connection.write(prepared.octets, this.context.stallMs);
  }

  /**
   * The octets of a request head, where its response may be kept. They are gone with the next request.
   */
  copyOf(head: RequestHead, { basis }: Response): Uint8Array | undefined {
    if (basis === undefined || head.version === "HTTP/0.9") return undefined;
    const { octets, from } = this.connection;
    return octets.slice(from - head.octetCount, from);
  }

  /** Keeps a response. @param sent all of it; undefined when it was too large for that */
  keep(
    head: Uint8Array | undefined,
    { status, basis }: Response,
    sent: SentResponse | undefined,
    { persists, request }: Pick<HotResponse, "persists" | "request">,
  ): void {
    if (head === undefined || sent === undefined || basis === undefined) return;
    const { octets, contentOctets } = sent;
    const candidate = { head, octets, contentOctets, status, persists, request, basis };
    this.context.hot.keep(candidate, nowMs());
  }

  #answerSeveral(first: HotResponse, timeMs: number, startMs: number): Promise<void> {
    const { connection, context: { hot, log, stallMs } } = this;
    const responses = [first];
    let length = first.prepared.octets.length;
    while (this.persists && connection.buffered > 0 && length < BATCH_OCTETS) {
      const next = hot.find(connection.octets, connection.from, connection.end, timeMs);
      if (next === undefined) break;
      connection.consume(next.headOctets);
      this.persists = next.persists;
      responses.push(next);
      length += next.prepared.octets.length;
    }
    const written = responses.length === 1
      ? this.#write(first.prepared)
      : connection.write(join(responses, length), stallMs);
    if (log === undefined) return written;
    return this.#timed(written, startMs, (whole, ms) => {
      for (const response of responses) this.#log(response, whole, timeMs, ms);
    });
  }

  /** Waits for a write and tells how it has ended, and after how many milliseconds. */
  async #timed(
    written: Promise<void>,
    startMs: number,
    tell: (whole: boolean, durationMs: number) => void,
  ): Promise<void> {
    let whole = false;
    try {
      await written;
      whole = true;
    } finally {
      tell(whole, performance.now() - startMs);
    }
  }

  #log(response: HotResponse, whole: boolean, timeMs: number, durationMs: number): void {
    const { request, status, contentOctets } = response;
    const octets = whole ? contentOctets : 0;
    const { remote } = this;
    this.context.log?.({ timeMs, remote, user: undefined, request, status, octets, durationMs });
  }
}

function join(responses: readonly HotResponse[], length: number): Uint8Array {
  const octets = new Uint8Array(length);
  let at = 0;
  for (const { prepared } of responses) {
    octets.set(prepared.octets, at);
    at += prepared.octets.length;
  }
  return octets;
}
