// Carrying octets from one stream to another.
//
// Contract: what is idle holds little memory, and what is busy few large buffers.

import type { ByteStream } from "./connection.ts";

/** Of a stream that says little. */
const IDLE_OCTETS = 2 * 1024;
/** Of one that has more to say than it is given room for. */
const BUSY_OCTETS = 256 * 1024;
const GROWTH = 8;

/** Reads to the end of the stream. @param take is given what came, good until it settles */
export async function carry(
  from: Pick<ByteStream, "read">,
  take: (octets: Uint8Array) => Promise<void>,
): Promise<void> {
  let octets = new Uint8Array(IDLE_OCTETS);
  for (;;) {
    const count = await from.read(octets);
    if (count === null) return;
    await take(octets.subarray(0, count));
    const { length } = octets;
    if (count === length && length < BUSY_OCTETS) {
      octets = new Uint8Array(Math.min(GROWTH * length, BUSY_OCTETS));
    } else if (count < IDLE_OCTETS && length > IDLE_OCTETS) octets = new Uint8Array(IDLE_OCTETS);
  }
}

/** Writes all of the octets. @param wrote told how many each time that some were taken */
export async function writeAll(
  to: Pick<ByteStream, "write">,
  octets: Uint8Array,
  wrote?: (count: number) => void,
): Promise<void> {
  for (let at = 0; at < octets.length;) {
    const count = await to.write(octets.subarray(at));
    at += count;
    wrote?.(count);
  }
}
