// Buffers for content on its way, used again and again: to make one of a mebioctet costs more than to
// fetch a small file.

/** Fewer, larger pieces: with 64 KiB a large file took half as long again. */
const MAX_OCTETS = 1024 * 1024;
/** Where there are many at a time, they share so much memory. */
const ALL_OCTETS = 16 * 1024 * 1024;

/** Buffers of one size. */
export class Buffers {
  readonly #octets: number;
  readonly #free: Uint8Array[] = [];

  /** @param count how many are in use at a time, 1 and up */
  constructor(count: number) {
    this.#octets = Math.min(MAX_OCTETS, Math.ceil(ALL_OCTETS / count));
  }

  /** One for the taker alone, until it is given back. */
  take(): Uint8Array {
    return this.#free.pop() ?? new Uint8Array(this.#octets);
  }

  /** Nobody reads or writes it any more. */
  give(buffer: Uint8Array): void {
    this.#free.push(buffer);
  }
}
