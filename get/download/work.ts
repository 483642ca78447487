// Work: which octets of a file are still to be fetched, and who is at which of them.
//
// Contract: pure. No octet is assigned twice at a time. Whoever finds nothing unassigned takes the
// second half of the longest assignment that is left, so that the slowest does not keep all waiting.

import type { Span } from "../files/spans.ts";

/** A run of octets that one lane fetches. */
export interface Assignment {
  /** The next octet to be fetched; whoever fetches it moves it on. */
  next: number;
  /** The first octet behind it; Infinity where the end is not known. It may be moved while it runs. */
  end: number;
  /** Up to here the record has been told. */
  noted: number;
}

/** What is left of another's assignment is divided down to this, in octets: a request costs as much. */
const MIN_SHARE_OCTETS = 512 * 1024;

/** What is to be done for one file. */
export class Work {
  #gaps: Span[];
  readonly #running = new Set<Assignment>();

  /** @param missing spans that do not touch, in their order */
  constructor(missing: Iterable<Span>) {
    this.#gaps = [...missing];
  }

  /** Begins anew: all of the octets are this one assignment. @param end behind the last one */
  restart(assignment: Assignment, end: number): void {
    this.#gaps = [];
    this.#running.clear();
    this.#running.add(assignment);
    [assignment.next, assignment.end, assignment.noted] = [0, end, 0];
  }

  /** Whether nothing is left to be assigned or at work. */
  get isDone(): boolean {
    return this.#gaps.length === 0 && this.#running.size === 0;
  }

  /** Assigns octets, or undefined when no others are worth the while. */
  take(): Assignment | undefined {
    const gap = this.#gaps.shift();
    const taken = gap === undefined
      ? this.#share()
      : { next: gap.from, end: gap.to, noted: gap.from };
    if (taken !== undefined) this.#running.add(taken);
    return taken;
  }

  /** Ends an assignment. What is left of it goes to whoever comes just before it, or to the next. */
  release(assignment: Assignment): void {
    this.#running.delete(assignment);
    const { next, end } = assignment;
    if (next >= end) return;
    const before = [...this.#running].find((other) => other.end === next);
    if (before !== undefined) before.end = end;
    else this.#gaps.push({ from: next, to: end });
  }

  /** Takes half of what is left of the longest one. */
  #share(): Assignment | undefined {
    let longest: Assignment | undefined;
    for (const each of this.#running) {
      if (longest === undefined || left(each) > left(longest)) longest = each;
    }
    if (longest === undefined || !Number.isFinite(longest.end)) return undefined;
    if (left(longest) < 2 * MIN_SHARE_OCTETS) return undefined;
    const middle = longest.next + Math.ceil(left(longest) / 2);
    const share = { next: middle, end: longest.end, noted: middle };
    longest.end = middle;
    return share;
  }
}

function left({ next, end }: Assignment): number {
  return end - next;
}
