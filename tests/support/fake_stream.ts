// A byte stream without a socket, for tests of what reads and writes one.

import { octetsOf, textOf } from "../../http/wire/octets.ts";
import type { ByteStream } from "../../io/connection.ts";

/** A stream that gives the pieces one a read, then waits until it is closed, as a socket does. */
export class FakeStream implements ByteStream {
  readonly written: string[] = [];
  readonly rooms: number[] = [];
  closed = 0;
  halfClosed = false;
  /** How many octets a write takes; 0: it waits until the stream is closed. */
  takes = Infinity;
  #cancel: (cause: Error) => void = () => {};

  constructor(readonly pieces: (string | null | Error)[] = []) {}

  read(octets: Uint8Array): Promise<number | null> {
    this.rooms.push(octets.length);
    const piece = this.pieces.shift();
    if (piece === undefined) return this.#pending();
    if (piece === null) return Promise.resolve(null);
    if (piece instanceof Error) return Promise.reject(piece);
    const count = Math.min(piece.length, octets.length);
    octets.set(octetsOf(piece.slice(0, count)));
    if (count < piece.length) this.pieces.unshift(piece.slice(count));
    return Promise.resolve(count);
  }

  write(octets: Uint8Array): Promise<number> {
    const count = Math.min(this.takes, octets.length);
    if (count === 0 && octets.length > 0) return this.#pending();
    this.written.push(textOf(octets, 0, count));
    return Promise.resolve(count);
  }

  closeWrite(): Promise<void> {
    this.halfClosed = true;
    return Promise.reject(new Deno.errors.NotConnected("gone"));
  }

  close(): void {
    if (this.closed++ > 0) throw new Deno.errors.BadResource("closed already");
    this.#cancel(new Deno.errors.Interrupted("operation canceled"));
  }

  #pending(): Promise<never> {
    return new Promise((_, reject) => this.#cancel = reject);
  }
}
