// A connection: a stream of octets with a buffer for what came too early and a deadline.
//
// Contract: one reader and one writer at a time. A deadline closes the stream, for a pending read can
// be ended in no other way, and what was pending then fails with TimeoutError. Errors of the system
// become TransportError here and nowhere else.

import type { Deadlined, Deadlines } from "./deadlines.ts";
import { type Phase, quietly, TimeoutError, TransportError } from "./errors.ts";
import type { Pace } from "./pace.ts";

/** The part of Deno.Conn that ferry uses. */
export interface ByteStream {
  read(octets: Uint8Array): Promise<number | null>;
  write(octets: Uint8Array): Promise<number>;
  closeWrite(): Promise<void>;
  close(): void;
}

/** Holds the heads of most requests; an idle connection costs little more. */
const BUFFER_OCTETS = 2 * 1024;

/** A stream with its input buffer and its deadline. */
export class Connection implements Deadlined, Disposable {
  fallsAt = Infinity;
  /** Called instead of closing when a deadline falls; it has to close, or to set another deadline. */
  onExpire: (() => void) | undefined;
  /** Keeps what is written to so many octets a second, where it is set. */
  pace: Pace | undefined;
  #octets = new Uint8Array(BUFFER_OCTETS);
  #from = 0;
  #end = 0;
  #phase: Phase = "read";
  #allowedMs = 0;
  #timeout: TimeoutError | undefined;
  /** Fails the write that is under way. */
  #abandonWrite: ((cause: Error) => void) | undefined;

  constructor(readonly stream: ByteStream, private readonly deadlines: Deadlines) {
    deadlines.watch(this);
  }

  /** The octets that came and are not consumed yet are `[from, end)` of these. */
  get octets(): Uint8Array {
    return this.#octets;
  }

  get from(): number {
    return this.#from;
  }

  get end(): number {
    return this.#end;
  }

  /** How many octets came and are not consumed. */
  get buffered(): number {
    return this.#end - this.#from;
  }

  /**
   * Gives what comes next so long.
   *
   * @param afterMs milliseconds, 0 and up; `Infinity` for ever
   */
  allow(afterMs: number, phase: Phase): void {
    this.fallsAt = this.deadlines.after(afterMs);
    this.#allowedMs = afterMs;
    this.#phase = phase;
  }

  /** Whether a deadline has fallen. */
  get expired(): boolean {
    return this.#timeout !== undefined;
  }

  expire(): void {
    this.fallsAt = Infinity;
    this.#timeout = new TimeoutError(this.#phase, this.#allowedMs);
    if (this.onExpire === undefined) this.close();
    else this.onExpire();
  }

  /** Takes octets off the front of what is buffered. */
  consume(octetCount: number): void {
    this.#from += octetCount;
  }

  /**
   * Reads more behind what is buffered; the buffered octets may move to the front of a larger buffer.
   *
   * @returns false at the end of the stream
   * @throws {TransportError} when the stream fails, {TimeoutError} when the deadline fell
   */
  fill(): Promise<boolean> {
    this.#makeRoom();
    const room = this.#end === 0 ? this.#octets : this.#octets.subarray(this.#end);
    return this.stream.read(room).then(
      (count) => {
        if (count === null) return false;
        this.#end += count;
        return true;
      },
      (cause) => {
        throw this.#failure("read", cause);
      },
    );
  }

  /**
   * Reads into octets of the caller's: first what is buffered, else from the stream.
   *
   * @returns how many, or null at the end of the stream
   * @throws {TransportError} when the stream fails, {TimeoutError} when the deadline fell
   */
  async read(octets: Uint8Array): Promise<number | null> {
    if (this.buffered > 0) {
      const count = Math.min(this.buffered, octets.length);
      octets.set(this.#octets.subarray(this.#from, this.#from + count));
      this.#from += count;
      return count;
    }
    try {
      return await this.stream.read(octets);
    } catch (cause) {
      throw this.#failure("read", cause);
    }
  }

  /**
   * Writes all of the octets; each part that the socket takes renews the deadline.
   *
   * @param stallMs how long the peer may take nothing at all
   * @throws {TransportError} when the stream fails, {TimeoutError} when the deadline fell
   */
  write(octets: Uint8Array, stallMs: number): Promise<void> {
    if (this.pace !== undefined) return this.#writePaced(octets, stallMs, this.pace);
    this.allow(stallMs, "write");
    return new Promise((resolve, reject) => {
      let over = false;
      const fail = (cause: unknown): void => {
        over = true;
        reject(this.#failure("write", cause));
      };
      this.#abandonWrite = fail;
      this.stream.write(octets).then((count) => {
        if (over) return; // closed meanwhile: a rest would fail, and nobody waits for it
        this.#abandonWrite = undefined;
        if (count === octets.length) resolve();
        else resolve(this.#writeRest(octets.subarray(count), stallMs));
      }, fail);
    });
  }

  async #writeRest(octets: Uint8Array, stallMs: number): Promise<void> {
    try {
      for (let written = 0; written < octets.length;) {
        this.allow(stallMs, "write");
        written += await this.#writeSome(octets.subarray(written));
      }
    } catch (cause) {
      throw this.#failure("write", cause);
    }
  }

  /** The peer is not to blame for the time between two slices, so no deadline is set for it. */
  async #writePaced(octets: Uint8Array, stallMs: number, pace: Pace): Promise<void> {
    try {
      for (let written = 0; written < octets.length;) {
        for (let ms = pace.delay(performance.now()); ms > 0; ms = pace.delay(performance.now())) {
          this.allow(Infinity, "write");
          await this.#pause(ms);
        }
        this.allow(stallMs, "write");
        const count = await this.#writeSome(octets.subarray(written, written + pace.sliceOctets));
        pace.spend(count, performance.now());
        written += count;
      }
    } catch (cause) {
      throw this.#failure("write", cause);
    }
  }

  /** A pause that a close ends. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      this.#abandonWrite = (cause) => {
        clearTimeout(timer);
        reject(cause);
      };
    });
  }

  /** A write that a close ends. Deno up to 2.7 leaves it pending, and may yet read its octets. */
  #writeSome(octets: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#abandonWrite = reject;
      this.stream.write(octets).then(resolve, reject);
    });
  }

  /** Ends the sending side; the peer may send on. */
  async closeWrite(): Promise<void> {
    try {
      await this.stream.closeWrite();
    } catch {
      // the peer is gone already
    }
  }

  /** Closes both sides at once; may be called again. */
  close(): void {
    this.deadlines.unwatch(this);
    quietly(() => this.stream.close());
    this.#abandonWrite?.(new Deno.errors.Interrupted("closed amid a write"));
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #makeRoom(): void {
    if (this.#from === this.#end) {
      this.#from = this.#end = 0;
      if (this.#octets.length > BUFFER_OCTETS) this.#octets = new Uint8Array(BUFFER_OCTETS);
      return;
    }
    if (this.#end < this.#octets.length) return;
    const roomy = this.buffered > this.#octets.length / 2
      ? new Uint8Array(2 * this.#octets.length)
      : this.#octets;
    roomy.set(this.#octets.subarray(this.#from, this.#end));
    this.#octets = roomy;
    this.#end -= this.#from;
    this.#from = 0;
  }

  #failure(phase: Phase, cause: unknown): TransportError {
    if (this.#timeout !== undefined) return this.#timeout;
    const message = cause instanceof Error ? cause.message : String(cause);
    return new TransportError(`the connection failed: ${message}`, phase, { cause });
  }
}
