// A session: the exchanges on one connection, one after the other, from accept to close.
//
// Contract: the async function is the state machine (RFC 9112 §9.3). Requests are answered in the
// order in which they came; request content is read before the answer is sent, so that the next
// request begins in the right place; after a fault the peer gets an answer and then the close, in
// stages (§9.6), so that the answer reaches it. Nothing that a peer does is thrown out of here.

import type { FieldLine } from "../http/wire/encoder.ts";
import { ProtocolError, TruncatedError } from "../http/wire/errors.ts";
import { requestFraming } from "../http/wire/framing.ts";
import type { Limits } from "../http/wire/limits.ts";
import { parseExpectation, wantsPersistence } from "../http/wire/persistence.ts";
import type { RequestHead } from "../http/wire/request_head.ts";
import { dateField, nowMs } from "../io/clock.ts";
import type { Connection } from "../io/connection.ts";
import { TransportError } from "../io/errors.ts";
import { type LoggedRequest, loggedRequest } from "./access_log.ts";
import { type Authenticator, CHALLENGE } from "./access/auth.ts";
import { discardContent, type Incoming } from "./discard.ts";
import { planError } from "./plan.ts";
import { type ReadTimeouts, RequestReader } from "./request_reader.ts";
import type { Responder } from "./responder.ts";
import { type Content, contentLength, isLive, release, type Response } from "./response.ts";
import { HotExchanges } from "./hot/hot_exchanges.ts";
import type { HotResponses } from "./hot/hot_responses.ts";
import { type Progress, send } from "./send.ts";
import type { Services } from "./services.ts";

/** How long a peer may take, in milliseconds. */
export interface SessionTimeouts extends ReadTimeouts {
  /** For a response, or request content, to make any progress; never a total (nginx: 60 s). */
  readonly stallMs: number;
  /** For the peer to close after the last response, while what it sends is thrown away. */
  readonly lingerMs: number;
}

/** What the sessions of a server share. */
export interface SessionContext {
  readonly responder: Responder;
  readonly services: Services;
  readonly limits: Limits;
  readonly timeouts: SessionTimeouts;
  /** Responses that are ready to be sent; undefined where requests have to be looked at. */
  readonly hot: HotResponses | undefined;
  /** Fields for every response, in the place of any others of their names. */
  readonly fields: readonly FieldLine[];
  /** Told, in one sentence, what the machine could not do. */
  readonly diagnose: (fault: string) => void;
  /** Whether the server is stopping, so that connections no longer persist. */
  readonly stopping: boolean;
}

/** The exchanges on one connection. */
export class Session {
  readonly #reader: RequestReader;
  readonly #hot: HotExchanges | undefined;
  /** Whether a request was read whose answer is not out yet. */
  #answering = false;
  /** Whether content of a request is being waited for. */
  #discarding = false;
  /** Whether the peer was told that it took too long. */
  #gaveUp = false;
  #startMs = 0;
  #logged: LoggedRequest | undefined;
  #user: string | undefined;

  /** @param remote the peer's address, for the log */
  constructor(
    readonly connection: Connection,
    private readonly remote: string,
    private readonly context: SessionContext,
  ) {
    this.#reader = new RequestReader(connection, context.limits, context.timeouts);
    const { hot, services: { log }, timeouts: { stallMs } } = context;
    if (hot !== undefined) this.#hot = new HotExchanges(connection, remote, { hot, log, stallMs });
    connection.onExpire = () => this.#expire();
  }

  /** Whether no request has begun, so that nothing is lost by a close. */
  get idle(): boolean {
    return !this.#answering && !this.#reader.begun;
  }

  /** Answers request after request; settles when the connection is closed. */
  async run(): Promise<void> {
    using _connection = this.connection;
    try {
      while (await this.#reader.wait() && await this.#next()) this.#answering = false;
    } catch (fault) {
      // The peer went away or was given up: there is nobody left to tell.
      if (!(fault instanceof TransportError || fault instanceof TruncatedError)) throw fault;
    }
  }

  /** @returns whether the connection persists */
  async #next(): Promise<boolean> {
    if (this.context.stopping) return await this.#exchange();
    const answered = this.#hot?.answer();
    if (answered === undefined) return await this.#exchange();
    this.#answering = true;
    this.#reader.pass();
    await answered;
    this.#hot?.done();
    return this.#hot?.persists === true && !this.context.stopping;
  }

  /** @returns whether the connection persists */
  async #exchange(): Promise<boolean> {
    let head: RequestHead | undefined;
    this.#answering = false;
    this.#logged = this.#user = undefined;
    try {
      head = await this.#reader.read();
      const { log } = this.context.services;
      if (log !== undefined && head !== undefined) this.#logged = loggedRequest(head);
      this.#answering = true;
      this.#startMs = performance.now();
      return head !== undefined && await this.#answer(head);
    } catch (fault) {
      if (!(fault instanceof ProtocolError)) throw fault;
      if (head === undefined) this.#startMs = performance.now();
      this.#answering = true;
      await this.#send(planError(fault.status), head, false);
      await this.#closeInStages();
      return false;
    }
  }

  async #answer(head: RequestHead): Promise<boolean> {
    const { context } = this;
    const framing = requestFraming(head.version, head.fields);
    const expectation = parseExpectation(head.version, head.fields);
    const wanted = wantsPersistence(head.version, head.fields);
    const refusal = context.services.auth && await this.#refuse(head, context.services.auth);
    const response = refusal ??
      (expectation === "unmet" ? planError(417) : await context.responder.respond(head, nowMs()));
    try {
      const held = expectation === "100-continue";
      // Content that an error answers is not asked for (RFC 9110 §10.1.1).
      const over = (!held || response.status < 400) && await this.#discard({ framing, held });
      const delimited = isDelimited(response.content, head);
      const persists = wanted && over && delimited && !context.stopping;
      const repeatable = persists === wanted && framing.kind === "none" && expectation === "none";
      const asked = repeatable ? this.#hot?.copyOf(head, response) : undefined;
      const { outgrown, sent } = await this.#send(response, head, persists);
      this.#hot?.keep(asked, response, sent, { persists, request: this.#logged });
      // The stop may come amid a long response.
      if (persists && !outgrown && !context.stopping) return true;
      const mayStillSend = wanted || !over || this.#reader.pending !== undefined;
      if (mayStillSend) await this.#closeInStages();
      return false;
    } finally {
      release(response.content);
    }
  }

  /** The answer to whoever may not ask anything. */
  async #refuse(head: RequestHead, auth: Authenticator): Promise<Response | undefined> {
    const verdict = await auth.check(head.fields.get("authorization"), this.remote);
    if (verdict.kind === "busy") return planError(503, [["Retry-After", "1"]]);
    if (verdict.kind === "refused") return planError(401, [CHALLENGE]);
    this.#user = verdict.user;
    return undefined;
  }

  async #discard(incoming: Incoming): Promise<boolean> {
    const { context: { limits, timeouts }, connection } = this;
    this.#discarding = true;
    try {
      return await discardContent(connection, incoming, limits, timeouts.stallMs);
    } finally {
      this.#discarding = false;
    }
  }

  async #send(
    response: Response,
    head: RequestHead | undefined,
    persists: boolean,
  ): Promise<Progress> {
    const progress: Progress = { begun: false, octets: 0 };
    const timeMs = nowMs();
    let { status } = response;
    const sending = {
      withContent: head?.method !== "HEAD",
      chunks: head?.version === "HTTP/1.1",
      overriding: this.context.fields,
      additional: this.context.services.fields,
      date: dateField(timeMs),
      connection: connectionOption(head, persists),
      stallMs: this.context.timeouts.stallMs,
    };
    try {
      await send(this.connection, response, sending, progress);
    } catch (fault) {
      if (fault instanceof TransportError) throw fault;
      this.context.diagnose(fault instanceof Error ? fault.message : String(fault));
      if (progress.begun) throw new TruncatedError("the response could not be finished");
      status = 500;
      await send(this.connection, planError(status), sending, progress);
    } finally {
      if (!response.unlogged) this.#log(status, progress.octets, timeMs);
    }
    return progress;
  }

  /** Closes the sending side first: the peer can read to the end before it hears of the rest. */
  async #closeInStages(): Promise<void> {
    const { connection, context: { timeouts } } = this;
    await connection.closeWrite();
    connection.allow(timeouts.lingerMs, "read");
    await this.#reader.pending;
    do connection.consume(connection.buffered); while (await connection.fill());
  }

  /** A deadline has fallen: whoever has begun a request hears of it, whoever has not is let go. */
  #expire(): void {
    const { connection } = this;
    const waiting = this.#reader.begun || this.#discarding;
    if (!waiting || this.#gaveUp) return connection.close();
    this.#gaveUp = true;
    this.#startMs = performance.now();
    this.#send(planError(408), undefined, false).catch(() => {}).finally(() => connection.close());
  }

  #log(status: number, octets: number, timeMs: number): void {
    const durationMs = performance.now() - this.#startMs;
    const { context: { services }, remote } = this;
    const [user, request] = [this.#user, this.#logged];
    services.log?.({ timeMs, remote, user, request, status, octets, durationMs });
  }
}

/** Whether the peer can tell where the content ends, and the connection does not end there with it. */
function isDelimited(content: Content, { version, method }: RequestHead): boolean {
  if (contentLength(content) !== undefined || method === "HEAD") return true;
  return version === "HTTP/1.1" && !isLive(content);
}

/** Tells what differs from the version's habit (RFC 9112 §9.3). */
function connectionOption(
  head: RequestHead | undefined,
  persists: boolean,
): "close" | "keep-alive" | undefined {
  if (!persists) return "close";
  return head?.version === "HTTP/1.0" ? "keep-alive" : undefined;
}
