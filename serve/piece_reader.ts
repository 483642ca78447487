// Reading a range of a file piece by piece, for one write each.
//
// Contract: what memory holds is read at once, between two writes: that takes a third less of the
// processors' time than a read in a thread, and half the buffers. A read that took long came off a disk:
// then the next pieces are read beside the writes, so that nobody waits for the disk but who asked for it.
// How large a piece is, the share of the buffers decides (piece_buffers.ts).

import { type ByteRange, rangeLength } from "../http/semantics/ranges.ts";
import { shrunk } from "./changed.ts";
import type { OpenFile } from "./gate.ts";
import { dropBuffer, giveBuffer, refitBuffer, takeBuffer } from "./piece_buffers.ts";

/** What no read takes that finds its piece in memory (0.1 ms, measured), in milliseconds. */
const MEMORY_READ_MS = 2;
/** So many pieces are read beside the writes before a read between them is tried again. */
const DISK_PIECES = 16;

/** The pieces of one range. It holds its buffers until it is settled. */
export class PieceReader {
  #missing: number;
  #filling: Uint8Array;
  /** The buffer that is being written, where the other one is filled meanwhile. */
  #emptying: Uint8Array | undefined;
  #from: number;
  #beside = 0;
  #reading: Promise<number> | undefined;

  /**
   * @param before goes in front of the first piece; 4 KiB at most
   * @throws system errors
   */
  constructor(private readonly file: OpenFile, range: ByteRange, before: Uint8Array) {
    file.handle.seekSync(range.firstPos, Deno.SeekMode.Start);
    file.wasRead = true;
    this.#missing = rangeLength(range);
    this.#filling = takeBuffer();
    this.#filling.set(before);
    this.#from = before.length;
  }

  /** Whether the last piece was given. */
  get done(): boolean {
    return this.#missing === 0;
  }

  /** The next piece, good until the next one is asked for. @throws {ShrunkError}, system errors */
  async next(): Promise<Uint8Array> {
    const count = this.#reading === undefined ? this.#readNow() : await this.#reading;
    this.#reading = undefined;
    const piece = this.#filling.subarray(0, this.#from + count);
    this.#missing -= count;
    this.#from = 0;
    return piece;
  }

  /** While the piece before is written: reads the next one, if that is likely to take its time. */
  readAhead(): void {
    if (this.#beside === 0 || this.done) return;
    this.#beside--;
    const free = this.#emptying === undefined ? takeBuffer() : refitBuffer(this.#emptying);
    [this.#filling, this.#emptying] = [free, this.#filling];
    this.#reading = this.file.handle.read(this.#room()).then((count) => this.#counted(count));
    this.#reading.catch(() => {}); // it may fail while the write still waits: it is told of after that
  }

  /**
   * Settles when no read is under way, which would still need its file, and the buffers are let go of.
   *
   * @param written whether the last piece was: a write that was given up may still read it
   */
  async settle(written: boolean): Promise<void> {
    await this.#reading?.catch(() => {});
    const letGo = written ? giveBuffer : dropBuffer;
    letGo(this.#filling);
    if (this.#emptying !== undefined) letGo(this.#emptying);
  }

  #readNow(): number {
    if (this.#from === 0) this.#filling = refitBuffer(this.#filling);
    const startMs = performance.now();
    const count = this.#counted(this.file.handle.readSync(this.#room()));
    if (performance.now() - startMs > MEMORY_READ_MS) this.#beside = DISK_PIECES;
    return count;
  }

  #room(): Uint8Array {
    return this.#filling.subarray(this.#from, this.#from + this.#missing);
  }

  #counted(count: number | null): number {
    if (count === null) throw shrunk(this.file, this.#missing);
    return count;
  }
}
