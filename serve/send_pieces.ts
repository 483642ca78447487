// Sending pieces of a file: from its handle to the socket, with one read ahead of the write.
//
// Contract: as many octets as were told, of the file as it was when they were told of, or a fault:
// what has grown is cut at its length; what has shrunk or was written over ends the exchange before
// it could be taken for whole. Small files are read at once, and too fast for that.

import { type ByteRange, rangeLength } from "../http/semantics/ranges.ts";
import { FerryError } from "../http/wire/errors.ts";
import type { OpenFile } from "./gate.ts";

/** A file is no longer what was told of it. */
export class ChangedError extends FerryError {
  override readonly name: string = "ChangedError";
}

/** A file is shorter than it was when its length was told. */
export class ShrunkError extends ChangedError {
  override readonly name = "ShrunkError";
}

/** One read, one write; of a size at which both cost little more than the copying (measured). */
const CHUNK_OCTETS = 512 * 1024;
/** Buffers kept for the next large file: two for each of a few. */
const MAX_SPARE = 8;

const spare: Uint8Array[] = [];

/** Reads a range into octets of its length. @throws {ShrunkError}, system errors */
export function readRange(file: OpenFile, range: ByteRange, into: Uint8Array): void {
  file.handle.seekSync(range.firstPos, Deno.SeekMode.Start);
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
  let missing = rangeLength(range);
  let filling = buffer();
  let emptying: Uint8Array | undefined;
  filling.set(before);
  file.handle.seekSync(range.firstPos, Deno.SeekMode.Start);
  let from = before.length;
  let reading = readSome(file, filling.subarray(from), missing);
  try {
    while (missing > 0) {
      const count = await reading;
      missing -= count;
      const full = filling.subarray(0, from + count);
      if (missing > 0) {
        [filling, emptying] = [emptying ?? buffer(), filling];
        reading = readSome(file, filling, missing);
        reading.catch(() => {}); // it may fail while the write still waits: it is told of after that
      } else checkUnchanged(file);
      await write(full);
      sent(full.subarray(from));
      from = 0;
    }
    // Not after a failure: a write that was given up may still read its buffer.
    keep(filling);
    if (emptying !== undefined) keep(emptying);
  } finally {
    await reading.catch(() => {}); // a read that is under way still needs its file
  }
}

/** Whether a file is longer than it was when its length was told. */
export function hasGrown(file: OpenFile): boolean {
  return file.handle.statSync().size > file.size;
}

/** A buffer for a chunk; what is never written to costs no memory. */
function buffer(): Uint8Array {
  return spare.pop() ?? new Uint8Array(CHUNK_OCTETS);
}

function keep(buffer: Uint8Array): void {
  if (spare.length < MAX_SPARE) spare.push(buffer);
}

async function readSome(file: OpenFile, into: Uint8Array, missing: number): Promise<number> {
  const count = await file.handle.read(into.subarray(0, missing));
  if (count === null) throw shrunk(file, missing);
  return count;
}

/**
 * Makes sure that a file is still what was told of it, before its last octets go out. Growth is let
 * pass: a log that is written to may be read up to where it was.
 *
 * @throws {ChangedError}, system errors
 */
export function checkUnchanged(file: OpenFile): void {
  const { size, mtime } = file.handle.statSync();
  if (size < file.size) throw shrunk(file, file.size - size);
  if (size === file.size && !Object.is(mtime?.getTime(), file.mtimeMs)) {
    throw new ChangedError(`${file.name} was written to while it was sent`);
  }
}

/** That so many octets are missing at the end of the file. */
export function shrunk(file: OpenFile, missing: number): ShrunkError {
  return new ShrunkError(`${file.name} is ${missing} octets shorter than it was`);
}
