// Request content: no request here needs any, so it is read and thrown away, up to a limit.

import { bodyDecoder } from "../http/wire/body_decoder.ts";
import { octetsOf } from "../http/wire/octets.ts";
import type { Framing } from "../http/wire/framing.ts";
import type { Limits } from "../http/wire/limits.ts";
import type { Connection } from "../io/connection.ts";

const CONTINUE = octetsOf("HTTP/1.1 100 Continue\r\n\r\n");

/** What is known of the content to come. */
export interface Incoming {
  readonly framing: Framing;
  /** Whether the peer holds it back until it hears `100 Continue` (RFC 9110 §10.1.1). */
  readonly held: boolean;
}

/**
 * Reads the content of a request off the connection.
 *
 * @param stallMs how long none of it may come, in milliseconds
 * @returns whether it is over, and the next request can be read: not when it is longer than the limit
 * @throws {ProtocolError} when its octets break the framing
 * @throws {TruncatedError} when the peer ends before its content does
 * @throws {TransportError} when the connection fails
 */
export async function discardContent(
  connection: Connection,
  { framing, held }: Incoming,
  limits: Limits,
  stallMs: number,
): Promise<boolean> {
  if (framing.kind === "none") return true;
  if (framing.kind === "length" && framing.octets > limits.discardedContentOctets) return false;
  if (held && connection.buffered === 0) await connection.write(CONTINUE, stallMs);
  const decoder = bodyDecoder(framing, limits);
  let discarded = 0;
  for (;;) {
    const { consumed } = decoder.decode(connection.octets, connection.from, connection.end);
    connection.consume(consumed);
    discarded += consumed;
    if (decoder.done) return true;
    if (discarded > limits.discardedContentOctets) return false;
    connection.allow(stallMs, "read");
    if (!await connection.fill()) decoder.finish();
  }
}
