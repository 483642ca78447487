// The tunnel: a connection to a proxy becomes one to an origin (CONNECT, RFC 9110 §9.3.6).
//
// Contract: the proxy is told host and port and its own credentials, and nothing of the user's for the
// origin. Any answer of 2xx opens the tunnel; what came behind its head belongs to the tunnel. Every
// other answer, and none, is an error that is the proxy's. Stops when the stream is closed.

import { encodeRequestHead, type FieldLine } from "../../http/wire/encoder.ts";
import { ProtocolError } from "../../http/wire/errors.ts";
import type { Limits } from "../../http/wire/limits.ts";
import { type ResponseHead, ResponseHeadDecoder } from "../../http/wire/response_head.ts";
import { writeAll } from "../../io/carry.ts";
import type { ByteStream } from "../../io/connection.ts";
import { type Endpoint, formatEndpoint } from "../../io/dialer.ts";
import { messageOf, TransportError } from "../../io/errors.ts";
import type { Plain } from "../../io/tls/client_tls.ts";

/** Interim responses before the answer; more than a few are no use to anybody. */
const MAX_INTERIM = 16;

/** What a tunnel is asked for with. */
export interface TunnelRequest {
  readonly target: Endpoint;
  /** The proxy, as messages name it. */
  readonly proxy: string;
  /** The value of Proxy-Authorization, where there is one. */
  readonly authorization: string | undefined;
  readonly limits: Limits;
}

/**
 * Asks the proxy behind a stream for a tunnel.
 *
 * @returns the way through it; `tcp` as it was, unless something has been read ahead
 * @throws {TransportError} phase connect, when the proxy refuses or breaks off
 */
export async function openTunnel(plain: Plain, request: TunnelRequest): Promise<Plain> {
  const { proxy, target } = request;
  const place = formatEndpoint(target);
  let ahead: Uint8Array;
  try {
    await writeAll(plain.stream, encodeConnect(place, request.authorization));
    const { status, reason, surplus } = await readAnswer(plain.stream, request.limits);
    if (status >= 300) throw refusal(proxy, place, status, reason);
    ahead = surplus;
  } catch (cause) {
    if (cause instanceof TransportError) throw cause;
    const message = cause instanceof ProtocolError
      ? `Proxy ${proxy} broke the rules of HTTP: ${cause.message}`
      : `Proxy ${proxy} broke off: ${messageOf(cause)}`;
    throw new TransportError(message, "connect", { cause });
  }
  return ahead.length === 0 ? plain : { stream: new AheadStream(ahead, plain.stream) };
}

/** In authority-form (RFC 9112 §3.2.3). */
function encodeConnect(place: string, authorization: string | undefined): Uint8Array {
  const fields: FieldLine[] = [["Host", place]];
  if (authorization !== undefined) fields.push(["Proxy-Authorization", authorization]);
  return encodeRequestHead("CONNECT", place, fields);
}

/** The final answer, and what came behind its head. */
interface TunnelAnswer {
  readonly status: number;
  readonly reason: string;
  readonly surplus: Uint8Array;
}

/** Reads to the end of the first final head; no octet more than comes with it. */
async function readAnswer(stream: ByteStream, limits: Limits): Promise<TunnelAnswer> {
  const decoder = new ResponseHeadDecoder(limits);
  // Room for one octet above the limit: the decoder refuses what would need more.
  const octets = new Uint8Array(limits.headOctets + 1);
  let from = 0;
  let end = 0;
  for (let interim = 0; interim <= MAX_INTERIM; interim++) {
    let head: ResponseHead | undefined;
    while ((head = decoder.decode(octets, from, end)) === undefined) {
      octets.copyWithin(0, from, end);
      end -= from;
      from = 0;
      const count = await stream.read(octets.subarray(end));
      if (count === null) throw new Deno.errors.UnexpectedEof("closed without an answer");
      end += count;
    }
    const { status, reason, octetCount } = head;
    from += octetCount;
    if (status >= 200) return { status, reason, surplus: octets.slice(from, end) };
    if (status === 101) break;
    decoder.reset();
  }
  throw new ProtocolError("no final answer to CONNECT", 502, "RFC 9110 §15.2");
}

function refusal(proxy: string, place: string, status: number, reason: string): TransportError {
  const said = `Proxy ${proxy} refused to connect to ${place}: ${`${status} ${reason}`.trim()}`;
  const remedy = status === 407 ? "; give it credentials as in http://USER:PASSWORD@HOST:PORT" : "";
  return new TransportError(said + remedy, "connect");
}

/** A stream of which some has been read ahead. */
class AheadStream implements ByteStream {
  #ahead: Uint8Array;

  constructor(ahead: Uint8Array, private readonly stream: ByteStream) {
    this.#ahead = ahead;
  }

  read(octets: Uint8Array): Promise<number | null> {
    if (this.#ahead.length === 0) return this.stream.read(octets);
    const count = Math.min(octets.length, this.#ahead.length);
    octets.set(this.#ahead.subarray(0, count));
    this.#ahead = this.#ahead.subarray(count);
    return Promise.resolve(count);
  }

  write(octets: Uint8Array): Promise<number> {
    return this.stream.write(octets);
  }

  closeWrite(): Promise<void> {
    return this.stream.closeWrite();
  }

  close(): void {
    this.stream.close();
  }
}
