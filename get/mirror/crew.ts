// A crew: as many at work at a time as there are hands, as long as there is work.
//
// Contract: work is asked for whenever a hand is free, and again whenever a piece of work is done, for it
// may have brought more. The first failure ends it, once those at work have ended too.

/** A piece of work. */
export type Work = () => Promise<void>;

/** Hands that work together. */
export class Crew {
  /** How many have worked at the same time, at most. */
  peak = 0;
  #running = 0;
  #failure: { readonly reason: unknown } | undefined;
  readonly #over = Promise.withResolvers<void>();

  /**
   * @param hands 1 and up
   * @param next the next piece of work; undefined when there is none now
   */
  constructor(private readonly hands: number, private readonly next: () => Work | undefined) {}

  /** Works until there is nothing left. @throws the first failure */
  run(): Promise<void> {
    this.#fill();
    return this.#over.promise;
  }

  #fill(): void {
    while (this.#running < this.hands && this.#failure === undefined) {
      const work = this.next();
      if (work === undefined) break;
      this.peak = Math.max(this.peak, ++this.#running);
      void this.#do(work);
    }
    if (this.#running > 0) return;
    if (this.#failure === undefined) this.#over.resolve();
    else this.#over.reject(this.#failure.reason);
  }

  async #do(work: Work): Promise<void> {
    try {
      await work();
    } catch (reason) {
      this.#failure ??= { reason };
    }
    this.#running--;
    this.#fill();
  }
}
