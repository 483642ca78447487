// Changes: what has changed since the start, counted, for whoever shows it.
//
// Contract: each state has an id, the run's own word and a count: an id of another run or of an earlier
// state is told from the present one. Threads of one run that are told the same changes count alike.

import type { Change } from "./change.ts";

/** Told of a change; the id is that of the state since then. */
export type ChangeListener = (change: Change, id: string) => void;

/** The changes of one run. */
export class Changes {
  readonly #listeners = new Set<ChangeListener>();
  #count = 0;

  /** @param run a word that no other run has: letters and digits */
  constructor(readonly run: string = crypto.randomUUID().slice(0, 8)) {}

  /** Of the present state: letters, digits and a hyphen. */
  get id(): string {
    return `${this.run}-${this.#count}`;
  }

  /** Tells all who listen. */
  announce(change: Change): void {
    this.#count++;
    for (const listener of [...this.#listeners]) listener(change, this.id);
  }

  /** @returns what ends it */
  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
