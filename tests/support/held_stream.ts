// A stream that a test holds in its hand: each write waits until the test lets it through.

import { textOf } from "../../http/wire/octets.ts";
import type { ByteStream } from "../../io/connection.ts";

const PATIENCE_MS = 10_000;

/** Takes one write at a time, when it is let, and keeps what was written. */
export class HeldStream implements ByteStream {
  /** How many octets were written. */
  written = 0;
  /** The octets of each write that was let through, as text. */
  readonly writes: string[] = [];
  /** The octets of the last write, let through or not. */
  last: Uint8Array = new Uint8Array();
  readonly #gates: (() => void)[] = [];
  #open = false;

  /** Settles when a write is waiting, and lets it through when called; fails when none comes. */
  async nextWrite(): Promise<() => void> {
    const deadlineMs = performance.now() + PATIENCE_MS;
    while (this.#gates.length === 0) {
      if (performance.now() > deadlineMs) throw new Error("nothing is written");
      await new Promise((resume) => setTimeout(resume));
    }
    return this.#gates.shift()!;
  }

  /** Lets everything through from now on. */
  open(): this {
    this.#open = true;
    for (const gate of this.#gates.splice(0)) gate();
    return this;
  }

  async write(octets: Uint8Array): Promise<number> {
    this.last = octets;
    if (!this.#open) await new Promise<void>((resume) => this.#gates.push(resume));
    this.written += octets.length;
    this.writes.push(textOf(octets, 0, octets.length));
    return octets.length;
  }

  read(): Promise<null> {
    return Promise.resolve(null);
  }

  closeWrite(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {}
}
