// The client: for each URL one exchange per hop, and an outcome.
//
// Contract: what is fetched is handed to a destination as it comes and never held whole. Whatever goes
// wrong with one URL is a value of its outcome; only defects are thrown. The URLs are fetched one after
// the other, over one connection where it persists. Nothing is printed: observers see what people want
// to see.

import { parseDate } from "./http/semantics/dates.ts";
import type { FieldLine } from "./http/wire/encoder.ts";
import { FerryError } from "./http/wire/errors.ts";
import type { Limits } from "./http/wire/limits.ts";
import type { ResponseHead } from "./http/wire/response_head.ts";
import { abortable } from "./io/abortable.ts";
import { Connection } from "./io/connection.ts";
import { Deadlines } from "./io/deadlines.ts";
import { dial } from "./io/dialer.ts";
import type { Destination, Sink } from "./get/files/destination.ts";
import { RedirectError, UnansweredError } from "./get/errors.ts";
import { type Content, encodeRequest, exchange, type Request } from "./get/exchange.ts";
import { firstHop, type Hop, nextHop, requestFields } from "./get/hops.ts";
import { ConnectionPool } from "./get/pool.ts";
import { Stop } from "./get/stop.ts";
import { endpointOf, parseTargetUri, showUri } from "./get/target_uri.ts";
import { Transfer } from "./get/transfer.ts";

/** How long each thing may take, in milliseconds. */
export interface GetTimeouts {
  /** Name, connection and TLS handshake together. */
  readonly connectMs: number;
  /** Silence on the connection. */
  readonly idleMs: number;
  /** One URL with all its redirects; `undefined` for ever. */
  readonly totalMs: number | undefined;
}

/** What is to be seen of a download while it runs. */
export interface Observer {
  /** A request is about to be sent. @param head its octets, the credentials among them */
  request?(uri: URL, head: Uint8Array): void;
  /** An answer has begun. @param head its octets, to be left alone; good until this has settled */
  answer?(uri: URL, head: Uint8Array): void | Promise<void>;
  /** More of the content has reached its destination. @param completeOctets where the head says it */
  progress?(octets: number, completeOctets: number | undefined): void;
}

/** How URLs are fetched. */
export interface GetOptions {
  readonly method: "GET" | "HEAD";
  readonly destination: Destination;
  /** What the user sets, one character an octet; for the origin of the URL asked for only. */
  readonly fields: readonly FieldLine[];
  readonly userAgent: string;
  /** Redirects to follow before giving up; `undefined` takes a redirect for the answer. */
  readonly maxRedirects: number | undefined;
  readonly timeouts: GetTimeouts;
  readonly limits: Limits;
  readonly observer?: Observer;
  /** Ends the download that runs, and those after it. */
  readonly signal?: AbortSignal;
}

/** What became of one URL. */
export interface Outcome {
  /** As asked for, without user information. */
  readonly url: string;
  /** The status of the last answer, if there was one. */
  readonly status: number | undefined;
  /** Its reason phrase, as the server wrote it; may be empty. */
  readonly reason: string;
  /** How many octets of content have reached the destination. */
  readonly octets: number;
  /** The file that has been made. */
  readonly file: string | undefined;
  /** Why it is not whole; a status of 400 and up is no error here. */
  readonly error: FerryError | undefined;
}

type Progress = { -readonly [Name in keyof Outcome]: Outcome[Name] };

/** Fewer, larger pieces: with 64 KiB a large file took half as long again. */
const BUFFER_OCTETS = 1024 * 1024;

/** Fetches the URLs one after the other and yields the outcome of each. */
export async function* get(
  urls: Iterable<string>,
  options: GetOptions,
): AsyncGenerator<Outcome, void> {
  using client = new Client(options);
  for (const url of urls) {
    yield await client.fetch(url);
    if (options.signal?.aborted) return;
  }
}

class Client implements Disposable {
  readonly #pool = new ConnectionPool();
  readonly #deadlines = new Deadlines();
  #buffer = new Uint8Array(BUFFER_OCTETS);

  constructor(private readonly options: GetOptions) {}

  [Symbol.dispose](): void {
    this.#pool[Symbol.dispose]();
  }

  async fetch(url: string): Promise<Outcome> {
    const { signal, timeouts } = this.options;
    const outcome: Progress = {
      url: showUri(url),
      status: undefined,
      reason: "",
      octets: 0,
      file: undefined,
      error: undefined,
    };
    using stop = new Stop(signal, timeouts.totalMs);
    try {
      await this.#follow(parseTargetUri(url), outcome, stop.signal);
    } catch (error) {
      outcome.error = stop.signal.aborted ? stop.signal.reason : error;
      if (!(outcome.error instanceof FerryError)) throw error;
    }
    return outcome;
  }

  /** One exchange per hop; the last answer is delivered. */
  async #follow(asked: URL, outcome: Progress, signal: AbortSignal): Promise<void> {
    const { fields, limits, maxRedirects, observer } = this.options;
    let hop: Hop | undefined = firstHop(asked, fields);
    for (let redirects = 0; hop !== undefined; redirects++) {
      using transfer: Transfer = await this.#request(hop, signal);
      const { head, headOctets, content } = transfer.answer;
      outcome.status = head.status;
      outcome.reason = head.reason;
      await observer?.answer?.(hop.uri, headOctets);
      hop = maxRedirects === undefined ? undefined : nextHop(hop, head);
      if (hop !== undefined && redirects === maxRedirects) throw new RedirectError(maxRedirects);
      if (hop === undefined && this.#isWanted(head)) {
        await this.#deliver(asked, transfer, outcome, signal);
      } else await content.discard(this.#buffer, limits.discardedContentOctets);
    }
  }

  /** Whether the content goes to the destination; 304 has none, and is no reason to empty a file. */
  #isWanted({ status }: ResponseHead): boolean {
    const { method, destination } = this.options;
    if (method === "HEAD" || status === 304) return false;
    return status < 400 || destination.takesFailures;
  }

  /**
   * Sends the request of a hop. A connection that has waited may have been closed meanwhile: a request
   * that it leaves unanswered is sent once more on a new one (RFC 9112 §9.3.1).
   */
  async #request(hop: Hop, signal: AbortSignal): Promise<Transfer> {
    signal.throwIfAborted();
    const { method, userAgent, timeouts, observer } = this.options;
    const target = hop.uri.pathname + hop.uri.search;
    const request: Request = { method, target, fields: requestFields(hop, userAgent) };
    observer?.request?.(hop.uri, encodeRequest(request));
    const waiting = this.#pool.take(hop.uri);
    if (waiting !== undefined) {
      try {
        return await this.#exchange(waiting, hop.uri, request, signal);
      } catch (error) {
        if (!(error instanceof UnansweredError)) throw error;
      }
    }
    const stream = await dial(endpointOf(hop.uri), timeouts.connectMs, signal);
    return await this.#exchange(new Connection(stream, this.#deadlines), hop.uri, request, signal);
  }

  async #exchange(
    connection: Connection,
    uri: URL,
    request: Request,
    signal: AbortSignal,
  ): Promise<Transfer> {
    signal.addEventListener("abort", () => connection.close());
    try {
      const { limits } = this.options;
      const bounds = { limits, idleMs: this.options.timeouts.idleMs };
      const answer = await exchange(connection, request, bounds);
      return new Transfer(answer, connection, this.#pool, uri);
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  async #deliver(
    asked: URL,
    { answer: { head, content } }: Transfer,
    outcome: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    const modified = parseDate(head.fields.get("last-modified") ?? "", Date.now());
    const sink = await this.options.destination.open(asked);
    try {
      await this.#pump(content, sink, outcome, signal);
      outcome.file = await sink.commit(modified);
    } catch (error) {
      await sink.abandon();
      throw error;
    }
  }

  /** Content to sink, piece by piece, through one buffer. */
  async #pump(
    content: Content,
    sink: Sink,
    outcome: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    const { progress } = this.options.observer ?? {};
    for (let piece; (piece = await content.read(this.#buffer)) !== undefined;) {
      await abortable(sink.write(piece), signal);
      outcome.octets += piece.length;
      progress?.(outcome.octets, content.completeOctets);
    }
  }
}
