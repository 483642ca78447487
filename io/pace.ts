// Pace: how many octets may go out when, so that no more than so many go in a second.
//
// Contract: pure but for the clock it is given. Octets go in slices of a tenth of a second; what a late
// timer missed is made up for, what an idle peer did not use is not.

/** How much time one slice is worth, in milliseconds: smooth to the eye, cheap in timers. */
const SLICE_MS = 100;

/** The pace of one connection. */
export class Pace {
  /** When the octets that went out so far are paid for, on the clock of whoever asks. */
  #paidAt = -Infinity;

  /** @param octetsPerSecond 1 and up */
  constructor(private readonly octetsPerSecond: number) {}

  /** The most octets that may go out at once. */
  get sliceOctets(): number {
    return Math.max(1, Math.floor(this.octetsPerSecond * SLICE_MS / 1000));
  }

  /** How long to wait before the next slice, in milliseconds; 0 when it may go. */
  delay(nowMs: number): number {
    return Math.max(0, Math.ceil(this.#paidAt - nowMs));
  }

  /** Notes octets that went out. */
  spend(octetCount: number, nowMs: number): void {
    const from = Math.max(this.#paidAt, nowMs - SLICE_MS);
    this.#paidAt = from + octetCount * 1000 / this.octetsPerSecond;
  }
}
