// Fields: one decoded header or trailer section, as a view on the octets it came in.
//
// Contract: nothing is copied and no text is made until it is asked for, and only for the field that
// is asked for. So a view is good for as long as its octets are left alone: a server plans its answer
// from it before it reads again; who wants to keep it gives the decoder octets of its own.
// Names are compared without regard to case (RFC 9110 §5.1); values come without the white space
// around them (RFC 9110 §5.5), the lines of one name in the order in which they came (§5.3).

import { isWhitespace, spells, textOf } from "./octets.ts";

/** Numbers kept for a field line: where its name and its value begin and end. */
const STRIDE = 4;

const NOTHING = new Uint8Array();

/** A header or trailer section (RFC 9110 §5). */
export class Fields {
  #octets: Uint8Array = NOTHING;
  #base = 0;
  readonly #bounds: number[] = [];
  #length = 0;

  /** How many field lines there are. */
  get count(): number {
    return this.#length / STRIDE;
  }

  /** Whether a line of that name came. @param name in lower case */
  has(name: string): boolean {
    return this.#find(name, 0) >= 0;
  }

  /**
   * The value of the field: its lines joined by a comma and a space (RFC 9110 §5.3), or undefined.
   *
   * @param name in lower case
   */
  get(name: string): string | undefined {
    const first = this.#find(name, 0);
    if (first < 0) return undefined;
    let value = this.#value(first);
    for (let at = this.#find(name, first + STRIDE); at >= 0; at = this.#find(name, at + STRIDE)) {
      value += `, ${this.#value(at)}`;
    }
    return value;
  }

  /** The value of each line of that name, in order. @param name in lower case */
  lines(name: string): string[] {
    const values: string[] = [];
    for (let at = this.#find(name, 0); at >= 0; at = this.#find(name, at + STRIDE)) {
      values.push(this.#value(at));
    }
    return values;
  }

  /** Every line as name, spelled as it came, and value. */
  *[Symbol.iterator](): Generator<readonly [name: string, value: string]> {
    for (let at = 0; at < this.#length; at += STRIDE) yield [this.#name(at), this.#value(at)];
  }

  /** For the decoder: notes one line by its bounds, counted from the start of the head. */
  add(nameFrom: number, nameEnd: number, valueFrom: number, valueEnd: number): void {
    const at = this.#length;
    this.#bounds[at] = nameFrom;
    this.#bounds[at + 1] = nameEnd;
    this.#bounds[at + 2] = valueFrom;
    this.#bounds[at + 3] = valueEnd;
    this.#length = at + STRIDE;
  }

  /** For the decoder: where the last line's value ends. */
  get lastEnd(): number {
    return this.#bounds[this.#length - 1] ?? 0;
  }

  /** For the decoder: lengthens the last line's value, after obs-fold (RFC 9112 §5.2). */
  extend(valueEnd: number): void {
    this.#bounds[this.#length - 1] = valueEnd;
  }

  /** For the decoder: the octets, and where in them the head begins. */
  bind(octets: Uint8Array, base: number): void {
    this.#octets = octets;
    this.#base = base;
  }

  /** For the decoder: forgets every line, and the octets. */
  clear(): void {
    this.#octets = NOTHING;
    this.#length = 0;
  }

  #find(name: string, from: number): number {
    const base = this.#base;
    for (let at = from; at < this.#length; at += STRIDE) {
      const nameFrom = this.#bounds[at]!;
      const nameEnd = this.#bounds[at + 1]!;
      if (nameEnd - nameFrom !== name.length) continue;
      if (spells(this.#octets, base + nameFrom, base + nameEnd, name)) return at;
    }
    return -1;
  }

  #name(at: number): string {
    return textOf(
      this.#octets,
      this.#base + this.#bounds[at]!,
      this.#base + this.#bounds[at + 1]!,
    );
  }

  #value(at: number): string {
    let from = this.#base + this.#bounds[at + 2]!;
    let end = this.#base + this.#bounds[at + 3]!;
    while (from < end && isWhitespace(this.#octets[from]!)) from++;
    while (end > from && isWhitespace(this.#octets[end - 1]!)) end--;
    return textOf(this.#octets, from, end);
  }
}

/**
 * The members of a comma-separated list of tokens and the like, in lower case, empty ones left out
 * (RFC 9110 §5.6.1.2). Not for lists whose members may be quoted.
 */
export function parseTokenList(value: string): string[] {
  return value.toLowerCase().split(",").map(trimWhitespace).filter((member) => member !== "");
}

/** Takes SP and HTAB from both ends, and no other white space (RFC 9110 §5.6.3). */
export function trimWhitespace(text: string): string {
  let from = 0;
  let end = text.length;
  while (from < end && isWhitespace(text.charCodeAt(from))) from++;
  while (end > from && isWhitespace(text.charCodeAt(end - 1))) end--;
  return text.slice(from, end);
}
