// The trailer section of a chunked body (RFC 9112 §7.1.2): field lines up to an empty line.
//
// Contract: comes in whatever cuts and is kept in octets of its own, so that its fields outlive the
// buffer they came in. Strict in all things, and bounded by the limits of a head.

import { ProtocolError } from "./errors.ts";
import type { Fields } from "./fields.ts";
import { type Dialect, HeadDecoder } from "./head_decoder.ts";
import type { Limits } from "./limits.ts";

const DIALECT: Dialect = { lenientText: false, unfold: false, bareLf: "never" };

/** Collects and decodes one trailer section. */
export class TrailerDecoder extends HeadDecoder<{ fields: Fields; octetCount: number }> {
  #octets = new Uint8Array(64);
  #length = 0;

  constructor(limits: Limits) {
    super(limits, DIALECT, false);
  }

  /**
   * Takes `[from, end)` as far as it belongs to the section.
   *
   * @returns the fields, or undefined while more must come, and how many octets were taken
   * @throws {ProtocolError} when they break a rule or a limit
   */
  take(octets: Uint8Array, from: number, end: number): { fields?: Fields; consumed: number } {
    const before = this.#length;
    const room = this.limits.headOctets + 1 - before; // one more than allowed, to be refused
    const taken = octets.subarray(from, Math.min(end, from + room));
    this.#append(taken);
    const section = this.decode(this.#octets, 0, this.#length);
    if (section === undefined) return { consumed: taken.length };
    return { fields: section.fields, consumed: section.octetCount - before };
  }

  protected override parseStartLine(): boolean {
    return true;
  }

  protected override overlongStartLine(): ProtocolError {
    return new ProtocolError("an endless trailer section", 400, "RFC 9112 §7.1.2");
  }

  protected override finish(octetCount: number): { fields: Fields; octetCount: number } {
    return { fields: this.fields, octetCount };
  }

  #append(octets: Uint8Array): void {
    const length = this.#length + octets.length;
    if (length > this.#octets.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#octets.length));
      larger.set(this.#octets.subarray(0, this.#length));
      this.#octets = larger;
    }
    this.#octets.set(octets, this.#length);
    this.#length = length;
  }
}
