// Content into memory, within a bound.
//
// Contract: what is kept is whole and verified, or nothing; more than the bound is never held.

import { bound } from "../../io/defaults.ts";
import { TooLargeError } from "../errors.ts";
import type { Destination, Sink, StreamTarget } from "./destination.ts";

/** How content is kept in memory. */
export interface MemoryOptions {
  /** The most octets of one content that are taken; more of them are a TooLargeError. */
  readonly maxOctets: number;
  /** Whether the content of a failure (status 400 and up) is kept too; default no. */
  readonly takesFailures?: boolean | undefined;
}

/**
 * Keeps one content at a time: that of the outcome that came last, if it is whole. The moment in which
 * its pieces are joined takes twice its size.
 */
export class MemoryDestination implements Destination {
  /** Whether the content of a failure is kept too. */
  readonly takesFailures: boolean;
  readonly #maxOctets: number;
  #octets: Uint8Array<ArrayBuffer> = new Uint8Array();

  /** Holds nothing yet. @param options the bound, which has no default @throws {RangeError} */
  constructor({ maxOctets, takesFailures = false }: MemoryOptions) {
    this.#maxOctets = bound("maxOctets", maxOctets, 0);
    this.takesFailures = takesFailures;
  }

  /** The content that came last; empty where none came, and where it was not whole. */
  get octets(): Uint8Array<ArrayBuffer> {
    return this.#octets;
  }

  /** The same as text, which is taken for UTF-8. */
  text(): string {
    return new TextDecoder().decode(this.#octets);
  }

  /** Forgets what was kept, and keeps what comes next. */
  target(): Promise<StreamTarget> {
    this.#octets = new Uint8Array();
    return Promise.resolve({ kind: "stream", open: () => Promise.resolve(this.#open()) });
  }

  #open(): Sink {
    const pieces: Uint8Array[] = [];
    let length = 0;
    return {
      path: undefined,
      write: (octets): Promise<void> => {
        length += octets.length;
        if (length > this.#maxOctets) return Promise.reject(new TooLargeError(this.#maxOctets));
        pieces.push(octets.slice());
        return Promise.resolve();
      },
      end: (failure): Promise<void> => {
        if (failure === undefined) this.#octets = joined(pieces, length);
        return Promise.resolve();
      },
    };
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
