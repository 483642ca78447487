// Admission: large work in a crowd, so much of it between two looks at all that is due.
//
// Contract: whoever comes is let in at once or waits, first come, first served. Work that is ready again
// as soon as it is done (a write that the system takes at once) would otherwise go on until it is not,
// and whoever has just connected would wait for all of it. There is a timer only while somebody waits.

/** So many are let in in each turn of the event loop: a millisecond or two of writes (measured). */
const AT_ONCE = 64;

/** Lets in whoever has work to do. */
export class Admission {
  #left = AT_ONCE;
  readonly #waiting: (() => void)[] = [];

  /** Settles when the work may be done; undefined when it may at once. */
  enter(): Promise<void> | undefined {
    if (this.#left > 0) {
      this.#left--;
      return undefined;
    }
    return new Promise((resume) => {
      this.#waiting.push(resume);
      if (this.#waiting.length === 1) this.#turn();
    });
  }

  #turn(): void {
    setTimeout(() => this.#admit(), 0);
  }

  #admit(): void {
    const due = this.#waiting.splice(0, AT_ONCE);
    this.#left = AT_ONCE - due.length;
    if (this.#waiting.length > 0) this.#turn();
    for (const resume of due) resume();
  }
}
