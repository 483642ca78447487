// Sending what is made as things happen: from its maker to the socket, until either side ends it.
//
// Contract: silence is no stall: a deadline is set for each write and for nothing else. The peer is
// listened for meanwhile, so that its leaving is noticed at once; whatever it says ends the content, since
// it waits for it no longer. The connection is closed at the end, for it is being read from.

import { encodeChunk, encodeLastChunk } from "../http/wire/chunk_encoder.ts";
import { concat } from "../http/wire/octets.ts";
import type { Connection } from "../io/connection.ts";
import type { LiveContent } from "./response.ts";

const NOTHING = new Uint8Array();

/** How it is sent; `Sending` says more of it. */
interface LiveSending {
  /** Whether the peer knows chunks. */
  readonly chunks: boolean;
  /** How long the peer may take nothing of a part, in milliseconds. */
  readonly stallMs: number;
}

/** How far it has got. */
interface LiveProgress {
  begun: boolean;
  octets: number;
}

/**
 * Sends live content to its end, and closes the connection.
 *
 * @param head goes out with the first part
 * @throws {TransportError} when the connection fails, {TimeoutError} when the peer takes nothing
 */
export async function sendLive(
  connection: Connection,
  head: Uint8Array,
  content: LiveContent,
  { chunks, stallMs }: LiveSending,
  progress: LiveProgress,
): Promise<void> {
  let left = false;
  const leave = (): void => {
    left = true;
    content.end();
  };
  const hasSpoken = connection.buffered > 0;
  const listening = hasSpoken ? content.end() : connection.fill().then(leave, leave);
  try {
    for (let before = head;; before = NOTHING) {
      connection.allow(Infinity, "write");
      const part = await content.next();
      if (left) return;
      const octets = concat(before, chunks ? encode(part) : part ?? NOTHING);
      progress.begun = true;
      if (octets.length > 0) await connection.write(octets, stallMs);
      if (part === undefined) return;
      progress.octets += part.length;
    }
  } finally {
    content.end();
    connection.close();
    await listening;
  }
}

function encode(part: Uint8Array | undefined): Uint8Array {
  return part === undefined ? encodeLastChunk() : encodeChunk(part);
}
