// The head decoder: octets to lines, lines to fields (RFC 9112 §2.1, §2.2, §5).
//
//     head = start-line CRLF *( field-line CRLF ) CRLF
//
// Contract: fed with a growing run of octets that begins with the head, it says "more" (undefined)
// until the empty line has come. What was looked at is not looked at again when more arrives, the
// answer does not depend on how the octets were cut, and nothing behind the head is touched.
// Limits are kept while the octets come, so that an endless line is refused before it ends.

import { ProtocolError } from "./errors.ts";
import { Fields } from "./fields.ts";
import type { Limits } from "./limits.ts";
import { COLON, CR, isWhitespace, LF, skipText, skipToken, SP } from "./octets.ts";

/** Where the two ends differ in what they put up with. */
export interface Dialect {
  /** Keep other control octets than CR, LF and NUL in field values (RFC 9110 §5.5). */
  readonly lenientText: boolean;
  /** Read obs-fold as white space, as a user agent must, instead of refusing it (RFC 9112 §5.2). */
  readonly unfold: boolean;
  /**
   * Take a lone LF as a line ending (RFC 9112 §2.2): in any line, in none, or only in a head that has
   * no other ending, as typed by hand. A LF amid CRLF lines is how one head is smuggled into another.
   */
  readonly bareLf: "any" | "throughout" | "never";
}

/** Decodes what begins with a start-line, or a section without one. */
export abstract class HeadDecoder<Head> {
  protected readonly fields = new Fields();
  /** Whether the start-line ended in a lone LF. */
  protected bareLf = false;
  /** All below are counted from the head's first octet, so that the run may move between calls. */
  #lineFrom = 0;
  #scanned = 0;
  #started: boolean;

  /** @param startLine whether there is one: a trailer section has none */
  protected constructor(
    protected readonly limits: Limits,
    private readonly dialect: Dialect,
    private readonly startLine: boolean,
  ) {
    this.#started = !startLine;
  }

  /**
   * Parses `[from, end)`, the start-line without its ending.
   *
   * @returns whether a header section follows: to a Simple-Request none does
   */
  protected abstract parseStartLine(octets: Uint8Array, from: number, end: number): boolean;

  /** Makes the head, once it has come whole. @param octetCount its length, the empty line included */
  protected abstract finish(octetCount: number): Head;

  /** The fault of a start-line that exceeds its limit; `[from, end)` is as much as the limit allows. */
  protected abstract overlongStartLine(
    octets: Uint8Array,
    from: number,
    end: number,
  ): ProtocolError;

  /** Makes ready for the next head; the one before and its fields are no longer good. */
  reset(): void {
    this.fields.clear();
    this.bareLf = false;
    this.#lineFrom = this.#scanned = 0;
    this.#started = !this.startLine;
  }

  /**
   * Decodes the head that begins at `from`, or asks for more with undefined: call again with the same
   * octets and what came behind them, at whatever place. White space that stands for obs-fold is
   * written into the octets.
   *
   * @throws {ProtocolError} as soon as the octets break a rule or a limit
   */
  decode(octets: Uint8Array, from: number, end: number): Head | undefined {
    for (;;) {
      const lineFrom = from + this.#lineFrom;
      const lineEnd = this.#scanLine(octets, from, end);
      if (lineEnd < 0) return undefined;
      if (lineEnd > lineFrom) {
        if (!this.#line(octets, from, lineFrom, lineEnd)) break;
      } else if (this.#started) break; // before the start-line an empty line is passed over (§2.2)
    }
    this.fields.bind(octets, from);
    return this.finish(this.#lineFrom);
  }

  /** @returns whether more lines belong to the head */
  #line(octets: Uint8Array, from: number, lineFrom: number, lineEnd: number): boolean {
    if (!this.#started) {
      this.#started = true;
      return this.parseStartLine(octets, lineFrom, lineEnd);
    }
    if (isWhitespace(octets[lineFrom]!)) this.#unfold(octets, from, lineFrom, lineEnd);
    else this.#fieldLine(octets, from, lineFrom, lineEnd);
    return true;
  }

  /** Where the line ends, without its ending, the next one begun behind it; -1 when more must come. */
  #scanLine(octets: Uint8Array, from: number, end: number): number {
    const at = skipText(octets, from + this.#scanned, end, this.dialect.lenientText);
    this.#scanned = at - from;
    this.#checkLength(octets, from, this.#scanned + 1);
    if (at === end) return -1;
    if (octets[at] === CR) {
      if (at + 1 === end) return -1;
      if (octets[at + 1] !== LF) throw new ProtocolError("a CR without LF", 400, "RFC 9112 §2.2");
    } else if (octets[at] !== LF) {
      throw new ProtocolError("a control octet in the head", 400, "RFC 9110 §5.5");
    }
    const bare = octets[at] === LF;
    this.#checkEnding(bare);
    const next = at + (bare ? 1 : 2) - from;
    this.#checkLength(octets, from, next);
    this.#lineFrom = this.#scanned = next;
    return at;
  }

  /** The ending of the start-line is that of all lines behind it. */
  #checkEnding(bare: boolean): void {
    const { bareLf } = this.dialect;
    if (bareLf === "any") return;
    if (bare && bareLf === "never") {
      throw new ProtocolError("a LF without CR", 400, "RFC 9112 §2.2");
    }
    if (this.#started && bare !== this.bareLf) {
      throw new ProtocolError("lines that end in LF amid CRLF", 400, "RFC 9112 §2.2");
    }
    this.bareLf = bare;
  }

  /** @param reached how far the head reaches at least */
  #checkLength(octets: Uint8Array, from: number, reached: number): void {
    const { requestLineOctets, headOctets } = this.limits;
    if (!this.#started && reached - this.#lineFrom > requestLineOctets) {
      const lineFrom = from + this.#lineFrom;
      throw this.overlongStartLine(octets, lineFrom, lineFrom + requestLineOctets);
    }
    if (reached > headOctets) {
      throw new ProtocolError(`a head of over ${headOctets} octets`, 431, "RFC 6585 §5");
    }
  }

  #fieldLine(octets: Uint8Array, from: number, lineFrom: number, lineEnd: number): void {
    const nameEnd = skipToken(octets, lineFrom, lineEnd);
    if (nameEnd === lineFrom || nameEnd === lineEnd || octets[nameEnd] !== COLON) {
      throw new ProtocolError("a field line without a valid name and colon", 400, "RFC 9112 §5");
    }
    if (this.fields.count === this.limits.fieldLines) {
      throw new ProtocolError(`over ${this.limits.fieldLines} field lines`, 431, "RFC 6585 §5");
    }
    this.fields.add(lineFrom - from, nameEnd - from, nameEnd + 1 - from, lineEnd - from);
  }

  #unfold(octets: Uint8Array, from: number, lineFrom: number, lineEnd: number): void {
    if (!this.dialect.unfold || this.fields.count === 0) {
      throw new ProtocolError("a field line that begins with white space", 400, "RFC 9112 §5.2");
    }
    octets.fill(SP, from + this.fields.lastEnd, lineFrom + 1);
    this.fields.extend(lineEnd - from);
  }
}
