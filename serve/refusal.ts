// The refusal: what a peer is told that finds the server full.

import { reasonPhrase } from "../http/semantics/status.ts";
import { encodeResponseHead } from "../http/wire/encoder.ts";
import { octetsOf } from "../http/wire/octets.ts";
import { dateField, nowMs } from "../io/clock.ts";
import type { Connection } from "../io/connection.ts";

/** When to come back, in seconds. */
const RETRY_AFTER = "1";

/**
 * Answers 503 to whatever the peer asks, and closes in stages (RFC 9112 §9.6). Never fails.
 *
 * @param lingerMs how long the peer may take to read that, in milliseconds; 0 to close at once
 */
export async function refuseConnection(connection: Connection, lingerMs: number): Promise<void> {
  using _connection = connection;
  if (lingerMs === 0) return;
  const body = reasonPhrase(503);
  const head = encodeResponseHead(503, body, [
    ["Date", dateField(nowMs())],
    ["Content-Type", "text/plain; charset=utf-8"],
    ["Content-Length", String(body.length)],
    ["Retry-After", RETRY_AFTER],
    ["X-Content-Type-Options", "nosniff"],
    ["Connection", "close"],
  ]);
  try {
    await connection.write(new Uint8Array([...head, ...octetsOf(body)]), lingerMs);
    await connection.closeWrite();
    connection.allow(lingerMs, "read");
    while (await connection.fill()) connection.consume(connection.buffered);
  } catch {
    // the peer is gone, or took too long: either way it is no longer here
  }
}
