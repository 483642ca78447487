// Sending pieces of a file: from its handle to the socket.
//
// Contract: as many octets as were told, of the file as it was when they were told of, or a fault:
// what has grown is cut at its length; what has shrunk or was written over ends the exchange before
// it could be taken for whole. Small files are read at once, and too fast for that. Of many large ones
// at once so many pieces are written in each turn that others live meanwhile.

import type { ByteRange } from "../http/semantics/ranges.ts";
import { Admission } from "../io/admission.ts";
import { checkUnchanged, shrunk } from "./changed.ts";
import type { OpenFile } from "./gate.ts";
import { heldOctets } from "./piece_buffers.ts";
import { PieceReader } from "./piece_reader.ts";

/** Longer than most heads; what is longer goes out by itself. */
const LONG_OCTETS = 4 * 1024;
/** What is held by more files at once than there are in a turn of theirs. */
const CROWD_OCTETS = 32 * 1024 * 1024;

const admission = new Admission();

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
 * @param before goes out ahead of the range, in the same write as its first octets unless it is long
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
  const isLong = before.length > LONG_OCTETS;
  if (isLong) await write(before);
  const pieces = new PieceReader(file, range, isLong ? new Uint8Array() : before);
  let written = false;
  try {
    for (let from = isLong ? 0 : before.length; !pieces.done; from = 0) {
      if (heldOctets() > CROWD_OCTETS) await admission.enter();
      const piece = await pieces.next();
      if (pieces.done) checkUnchanged(file);
      pieces.readAhead();
      await write(piece);
      sent(piece.subarray(from));
    }
    written = true;
  } finally {
    await pieces.settle(written);
  }
}
