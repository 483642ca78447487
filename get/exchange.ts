// One exchange on a connection: a request without content out, the answer's head in, then its content
// piece by piece (RFC 9112).
//
// Contract: interim responses are passed over, a bounded number of them. Of the answer nothing is held
// but its head and the piece just read. Silence of `idleMs` ends it. Whether the connection is good for
// another exchange is known once the content has come whole.

import type { BodyDecoder } from "../http/wire/body.ts";
import { bodyDecoder } from "../http/wire/body_decoder.ts";
import { encodeRequestHead, type FieldLine } from "../http/wire/encoder.ts";
import type { Fields } from "../http/wire/fields.ts";
import { FerryError, ProtocolError, TruncatedError } from "../http/wire/errors.ts";
import { responseFraming } from "../http/wire/framing.ts";
import type { Limits } from "../http/wire/limits.ts";
import { CR, equals, LF } from "../http/wire/octets.ts";
import { wantsPersistence } from "../http/wire/persistence.ts";
import { type ResponseHead, ResponseHeadDecoder } from "../http/wire/response_head.ts";
import type { Connection } from "../io/connection.ts";
import { TimeoutError, TransportError } from "../io/errors.ts";
import { UnansweredError } from "./errors.ts";

/** A request as it is sent; it has no content. */
export interface Request {
  readonly method: "GET" | "HEAD";
  /** The request target, in origin-form. */
  readonly target: string;
  readonly fields: readonly FieldLine[];
}

/** What bounds an exchange. */
export interface Bounds {
  readonly limits: Limits;
  /** How long nothing at all may come or go, in milliseconds. */
  readonly idleMs: number;
}

/** Interim responses before the answer; more than a few are no use to anybody. */
const MAX_INTERIM = 16;

/** An answer, of which the content has still to be read. */
export interface Answer {
  /** Good, like `headOctets`, until the connection is used for the next exchange. */
  readonly head: ResponseHead;
  /** The head from the status line to the empty line. */
  readonly headOctets: Uint8Array;
  readonly content: Content;
}

/** The octets of a request's head. */
export function encodeRequest({ method, target, fields }: Request): Uint8Array {
  return encodeRequestHead(method, target, fields);
}

/**
 * Sends a request and reads the head of the answer.
 *
 * @throws {UnansweredError} when the connection ended before an answer began
 * @throws {ProtocolError} when the answer is not HTTP/1, or breaks its rules or the limits
 * @throws {TruncatedError} when it ended amid the head
 * @throws {TransportError} when the connection failed after that, {TimeoutError} after silence
 */
export async function exchange(
  connection: Connection,
  request: Request,
  bounds: Bounds,
): Promise<Answer> {
  const decoder = new ResponseHeadDecoder(bounds.limits);
  let interim = 0;
  try {
    await connection.write(encodeRequest(request), bounds.idleMs);
    let head = await readHead(connection, decoder, bounds);
    for (; head.status < 200; head = await readHead(connection, decoder, bounds)) {
      checkInterim(head, ++interim);
      connection.consume(head.octetCount);
      decoder.reset();
    }
    return answerOf(connection, request, head, bounds);
  } catch (error) {
    const begun = interim > 0 || connection.buffered > 0;
    if (begun || error instanceof TimeoutError || !(error instanceof TransportError)) throw error;
    throw new UnansweredError(error.message, { cause: error });
  }
}

async function readHead(
  connection: Connection,
  decoder: ResponseHeadDecoder,
  { idleMs }: Bounds,
): Promise<ResponseHead> {
  for (;;) {
    const head = decoder.decode(connection.octets, connection.from, connection.end);
    if (head !== undefined) return head;
    connection.allow(idleMs, "read");
    if (!await connection.fill()) throw endedAmidHead(connection);
  }
}

function endedAmidHead({ octets, from, end, buffered }: Connection): Error {
  if (buffered === 0) return new UnansweredError("the connection was closed without an answer");
  const known = Math.min(buffered, "HTTP/1.".length);
  return equals(octets, from, from + known, "HTTP/1.".slice(0, known))
    ? new TruncatedError(`the answer ended after ${end - from} octets of its head`)
    : new ProtocolError("an answer that is not HTTP/1", 502, "RFC 9112 §4");
}

/** @param count how many have come, this one included */
function checkInterim(head: ResponseHead, count: number): void {
  if (head.status === 101) {
    throw new ProtocolError("another protocol, which nobody asked for", 502, "RFC 9110 §7.8");
  }
  if (count > MAX_INTERIM) {
    throw new ProtocolError("interim responses without end", 502, "RFC 9110 §15.2");
  }
}

function answerOf(
  connection: Connection,
  request: Request,
  head: ResponseHead,
  bounds: Bounds,
): Answer {
  const { octets, from } = connection;
  const end = from + head.octetCount;
  let headFrom = from;
  while (octets[headFrom] === CR || octets[headFrom] === LF) headFrom++;
  const framing = responseFraming(request.method, head.status, head.version, head.fields);
  connection.consume(head.octetCount);
  const mayPersist = framing.kind !== "close" && !asksToClose(request) &&
    wantsPersistence(head.version, head.fields);
  const content = new Content(connection, bodyDecoder(framing, bounds.limits), bounds.idleMs, {
    completeOctets: framing.kind === "length" ? framing.octets : undefined,
    mayPersist,
  });
  return { head, headOctets: octets.subarray(headFrom, end), content };
}

function asksToClose({ fields }: Request): boolean {
  return fields.some(([name, value]) => /^connection$/i.test(name) && /\bclose\b/i.test(value));
}

/** What the head says of the content. */
interface ContentFacts {
  readonly completeOctets: number | undefined;
  readonly mayPersist: boolean;
}

/** The content of an answer, read once from front to end. */
export class Content {
  #surplus = false;

  constructor(
    private readonly connection: Connection,
    private readonly decoder: BodyDecoder,
    private readonly idleMs: number,
    private readonly facts: ContentFacts,
  ) {}

  /** How many octets it has, where the head says so. */
  get completeOctets(): number | undefined {
    return this.facts.completeOctets;
  }

  /** The trailer section, once the content has come whole and where it has one. */
  get trailers(): Fields | undefined {
    return this.decoder.done ? this.decoder.trailers : undefined;
  }

  /** Whether the connection can carry another exchange: only after the last piece. */
  get persists(): boolean {
    const clean = !this.#surplus && this.connection.buffered === 0;
    return this.facts.mayPersist && this.decoder.done && clean;
  }

  /**
   * Reads the next piece into the buffer.
   *
   * @returns the part of the buffer with content in it, one octet at least, or undefined at the end
   * @throws {TruncatedError} when the connection ended before the content, {ProtocolError} when the
   *   framing is broken, {TransportError} when the connection failed, {TimeoutError} after silence
   */
  async read(buffer: Uint8Array): Promise<Uint8Array | undefined> {
    while (!this.decoder.done) {
      this.connection.allow(this.idleMs, "read");
      const count = await this.#receive(buffer);
      if (count === null) {
        this.decoder.finish();
        return undefined;
      }
      const { content, consumed } = this.decoder.decode(buffer, 0, count);
      if (consumed < count) this.#surplus = true;
      if (content.length > 0) return content;
    }
    return undefined;
  }

  /** Reads what is left in vain, up to a limit, so that the connection may persist. Never fails. */
  async discard(buffer: Uint8Array, limitOctets: number): Promise<void> {
    if ((this.completeOctets ?? 0) > limitOctets || !this.facts.mayPersist) return;
    let left = limitOctets;
    try {
      for (let piece; left >= 0 && (piece = await this.read(buffer));) left -= piece.length;
    } catch (error) {
      if (!(error instanceof FerryError)) throw error; // nobody wanted it, so nobody misses it
    }
  }

  /** TLS that ends without its closing alert may have been cut by anybody (RFC 9112 §9.8). */
  async #receive(buffer: Uint8Array): Promise<number | null> {
    try {
      return await this.connection.read(buffer);
    } catch (error) {
      if (!(error instanceof TransportError && error.cause instanceof Deno.errors.UnexpectedEof)) {
        throw error;
      }
      throw new TruncatedError("TLS ended without its closing alert", { cause: error });
    }
  }
}
