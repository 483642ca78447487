// A transfer: an answer on its connection, and what becomes of the connection afterwards.

import type { Answer } from "./exchange.ts";
import type { Hop } from "./hops.ts";

/** What can be done with the connection of a transfer once it is over. */
export interface Ending {
  readonly close: () => void;
  /** Keeps it for another exchange. */
  readonly give: () => void;
  /** Whatever held on to it lets go. */
  readonly release: () => void;
}

/** Owns the connection while the content is read; then the pool gets it, if it persists. */
export class Transfer implements Disposable {
  #over = false;

  /** @param hop the one that was answered: the end of a chain of redirects */
  constructor(readonly answer: Answer, readonly hop: Hop, private readonly ending: Ending) {}

  [Symbol.dispose](): void {
    if (this.#over) return;
    this.#over = true;
    this.ending.release();
    if (this.answer.content.persists) this.ending.give();
    else this.ending.close();
  }
}
