// Sending pieces of a file: from its handle to the socket.
//
// Contract: as many octets as were told, of the file as it was when they were told of, or a fault:
// what has grown is cut at its length; what has shrunk or was written over ends the exchange before
// it could be taken for whole. Small files are read at once, and too fast for that.

import type { ByteRange } from "../http/semantics/ranges.ts";
import { checkUnchanged, shrunk } from "./changed.ts";
import type { OpenFile } from "./gate.ts";
import { PieceReader } from "./piece_reader.ts";

/** Reads a range into octets of its length. @throws {ShrunkError}, system errors */
export function readRange(file: OpenFile, range: ByteRange, into: Uint8Array): void {
  if (range.firstPos > 0 || file.wasRead) file.handle.seekSync(range.firstPos, Deno.SeekMode.Start);
  file.wasRead = true;
  for (let at = 0; at < into.length;) {
    const count = file.handle.readSync(into.subarray(at));
    if (count === null) throw shrunk(file, into.length - at);
    at += count;
  }
}

/**
 * Sends a range of a file.
 *
 * @param write settles when it has used up its octets
 * @param before goes out in the same write as the first octets; a few hundred octets at most
 * @param sent told of each part of the range that has gone out, good until it returns
 * @throws {ChangedError}, system errors of reading, whatever `write` throws
 */
export async function sendRange(
  write: (octets: Uint8Array) => Promise<void>,
  file: OpenFile,
  range: ByteRange,
  before: Uint8Array,
  sent: (octets: Uint8Array) => void,
): Promise<void> {
  const pieces = new PieceReader(file, range, before);
  try {
    for (let from = before.length; !pieces.done; from = 0) {
      const piece = await pieces.next();
      if (pieces.done) checkUnchanged(file);
      pieces.readAhead();
      await write(piece);
      sent(piece.subarray(from));
    }
    pieces.keepBuffers();
  } finally {
    await pieces.settled();
  }
}
