// An outlet: many at work on one end, one reader at the other.
//
// Contract: what is put in comes out in that order. Whoever puts waits while there is no room, so no more
// than that is held.

/** How many items wait for the reader at most, but for one of each writer. */
const ROOM = 256;

/** Items on their way to their reader. */
export class Outlet<T> {
  readonly #items: T[] = [];
  #isOver = false;
  #change = Promise.withResolvers<void>();

  /** Puts an item in, and waits for room for the next one. */
  async put(item: T): Promise<void> {
    if (this.#isOver) return;
    this.#items.push(item);
    this.#tell();
    while (this.#items.length >= ROOM && !this.#isOver) await this.#change.promise;
  }

  /** Nothing comes any more; whoever waits for room goes on. */
  end(): void {
    this.#isOver = true;
    this.#tell();
  }

  /** The items until the end. */
  async *read(): AsyncGenerator<T, void> {
    for (;;) {
      for (const item of this.#items.splice(0)) yield item;
      if (this.#items.length > 0) continue;
      if (this.#isOver) return;
      this.#tell();
      await this.#change.promise;
    }
  }

  #tell(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers<void>();
  }
}
