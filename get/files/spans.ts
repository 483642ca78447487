// Spans: which octets of a file are there.
//
// Contract: pure. A span is half open, `[from, to)`; spans that touch are one.

/** Octets `[from, to)` of a file, in octets from its start; `to` may be Infinity. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A set of octets, as the fewest spans in their order. */
export class Spans {
  #spans: Span[] = [];

  constructor(spans: Iterable<Span> = []) {
    for (const { from, to } of spans) this.add(from, to);
  }

  [Symbol.iterator](): IterableIterator<Span> {
    return this.#spans.values();
  }

  /** How many octets there are. */
  get octets(): number {
    return this.#spans.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  /** The first octet from the start that is not there. */
  get frontier(): number {
    const [first] = this.#spans;
    return first?.from === 0 ? first.to : 0;
  }

  /** Adds octets `[from, to)`; some of them may be there already. */
  add(from: number, to: number): void {
    if (from >= to) return;
    let at = this.#spans.findIndex((span) => span.to >= from);
    if (at < 0) at = this.#spans.length;
    let end = at;
    let [low, high] = [from, to];
    for (let span; (span = this.#spans[end]) !== undefined && span.from <= to; end++) {
      [low, high] = [Math.min(low, span.from), Math.max(high, span.to)];
    }
    this.#spans.splice(at, end - at, { from: low, to: high });
  }

  /** What is not there of `[0, octets)`. */
  missing(octets: number): Span[] {
    const gaps: Span[] = [];
    let from = 0;
    for (const span of this.#spans) {
      if (span.from >= octets) break;
      if (span.from > from) gaps.push({ from, to: span.from });
      from = span.to;
    }
    if (from < octets) gaps.push({ from, to: octets });
    return gaps;
  }
}
