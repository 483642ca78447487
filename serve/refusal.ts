// The refusal: what a peer is told that finds the server full.

import type { FieldLine } from "../http/wire/encoder.ts";
import { dateField, nowMs } from "../io/clock.ts";
import type { Connection } from "../io/connection.ts";
import { planError } from "./plan.ts";
import { send } from "./send.ts";

/** When to come back, in seconds. */
const RETRY_AFTER: FieldLine = ["Retry-After", "1"];

/** How a refusal is sent. */
export interface Refusing {
  /** How long the peer may take to read it, in milliseconds; 0 to close at once. */
  readonly lingerMs: number;
  /** Fields that take the place of any others of their names. */
  readonly overriding: readonly FieldLine[];
  /** Fields beside those of every response. */
  readonly additional: readonly FieldLine[];
}

/** Answers 503 to whatever the peer asks, and closes in stages (RFC 9112 §9.6). Never fails. */
export async function refuseConnection(connection: Connection, refusing: Refusing): Promise<void> {
  using _connection = connection;
  const { lingerMs, overriding, additional } = refusing;
  if (lingerMs === 0) return;
  const date = dateField(nowMs());
  const fields = { overriding, additional, date, connection: "close" } as const;
  const sending = { ...fields, withContent: true, chunks: false, stallMs: lingerMs };
  try {
    await send(connection, planError(503, [RETRY_AFTER]), sending, { begun: false, octets: 0 });
    await connection.closeWrite();
    connection.allow(lingerMs, "read");
    while (await connection.fill()) connection.consume(connection.buffered);
  } catch {
    // the peer is gone, or took too long: either way it is no longer here
  }
}
