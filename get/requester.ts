// The requester: a URI to the answer at the end of its redirects.
//
// Contract: one exchange per hop, over a connection that persists where there is one. Whoever gets the
// transfer owns its connection until it disposes of it. Several requests may run at once.

import type { FieldLine } from "../http/wire/encoder.ts";
import { FerryError } from "../http/wire/errors.ts";
import { Connection } from "../io/connection.ts";
import { Deadlines } from "../io/deadlines.ts";
import { Pace } from "../io/pace.ts";
import { noteStep, type Timings } from "../io/timings.ts";
import { Buffers } from "./buffers.ts";
import { RedirectError, UnansweredError } from "./errors.ts";
import { encodeRequest, exchange, type Request } from "./exchange.ts";
import { firstHop, type Hop, nextHop, requestFields } from "./hops.ts";
import { ConnectionPool } from "./pool.ts";
import { type Route, Router } from "./route/router.ts";
import type { GetSettings } from "./settings.ts";
import { Transfer } from "./transfer.ts";

/** What ferry itself wants of one request, besides what the user has set. */
export interface Wish {
  readonly method: "GET" | "HEAD";
  /** Sent on every hop; a field of the user's stands in the place of one of them. */
  readonly fields: readonly FieldLine[];
  /** It is ferry's own affair, which the user has not asked for. */
  readonly aside?: true;
}

/** What a request is made with, and what is noted of it. */
export interface Attempt {
  readonly signal: AbortSignal;
  readonly timings: Timings;
}

/** Content of answers that lead on is read into this, in vain. */
const DISCARD_OCTETS = 16 * 1024;

/** Makes requests. */
export class Requester implements Disposable {
  readonly #pool = new ConnectionPool();
  readonly #deadlines = new Deadlines();
  readonly #router: Router;
  /** For the content of all downloads. */
  readonly buffers: Buffers;
  /** All contents together go no faster. */
  readonly pace: Pace | undefined;

  constructor(readonly options: GetSettings) {
    this.buffers = new Buffers(options.connections);
    const { octetsPerSecond } = options;
    this.pace = octetsPerSecond === undefined ? undefined : new Pace(octetsPerSecond);
    this.#router = new Router(options.route, options.timeouts.connectMs, options.limits);
  }

  /** Closes what waits. */
  [Symbol.dispose](): void {
    this.#pool[Symbol.dispose]();
  }

  /** The hop that asks for what the user named. */
  start(asked: URL): Hop {
    return firstHop(asked, this.options.fields, this.options.netrc);
  }

  /**
   * Follows redirects from a hop on; the last answer is the result.
   *
   * @throws {RedirectError} after too many of them, and what `exchange`, `nextHop` and `dial` throw
   */
  async request(from: Hop, wish: Wish, attempt: Attempt): Promise<Transfer> {
    const { follow, limits, maxRedirects, observer } = this.options;
    let hop = from;
    for (let redirects = 0;; redirects++) {
      const transfer = await this.#ask(hop, wish, attempt);
      let next: Hop | undefined;
      try {
        const { head, headOctets, content } = transfer.answer;
        await observer?.answer?.(hop.uri, headOctets, wish.aside === true);
        next = follow ? nextHop(hop, head) : undefined;
        if (next === undefined) return transfer;
        if (redirects === maxRedirects) throw new RedirectError(maxRedirects);
        await content.discard(new Uint8Array(DISCARD_OCTETS), limits.discardedContentOctets);
      } catch (error) {
        transfer[Symbol.dispose]();
        throw error;
      }
      transfer[Symbol.dispose]();
      hop = next;
    }
  }

  /**
   * Sends the request of a hop. A connection that has waited may have been closed meanwhile: a request
   * that it leaves unanswered is sent once more on a new one (RFC 9112 §9.3.1).
   */
  async #ask(hop: Hop, wish: Wish, attempt: Attempt): Promise<Transfer> {
    attempt.signal.throwIfAborted();
    const { userAgent, observer } = this.options;
    const route = this.#router.route(hop.uri);
    const request: Request = {
      method: wish.method,
      target: route.target,
      fields: requestFields(hop, userAgent, [...wish.fields, ...route.fields]),
    };
    observer?.request?.(hop.uri, encodeRequest(request));
    const waiting = this.#pool.take(route.key);
    if (waiting !== undefined) {
      try {
        return await this.#exchange(waiting, hop, route, request, attempt);
      } catch (error) {
        if (!(error instanceof UnansweredError)) throw error;
      }
    }
    const stream = await route.connect(attempt.signal, attempt.timings);
    const connection = new Connection(stream, this.#deadlines);
    return await this.#exchange(connection, hop, route, request, attempt);
  }

  async #exchange(
    connection: Connection,
    hop: Hop,
    route: Route,
    request: Request,
    { signal, timings }: Attempt,
  ): Promise<Transfer> {
    const close = (): void => connection.close();
    signal.addEventListener("abort", close);
    const release = (): void => signal.removeEventListener("abort", close);
    try {
      const { limits, timeouts: { idleMs } } = this.options;
      const sinceMs = performance.now();
      const answer = await exchange(connection, request, { limits, idleMs });
      noteStep(timings, "firstOctetMs", sinceMs);
      const give = (): void => this.#pool.give(route.key, connection);
      return new Transfer(answer, hop, { close, give, release });
    } catch (error) {
      release();
      connection.close();
      if (!(error instanceof FerryError)) signal.throwIfAborted();
      throw error;
    }
  }
}
