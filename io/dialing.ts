// One connection being made: the time that it may take, how far it has come, and what is noted of it.
//
// Contract: one time covers everything from the name to the last handshake. What ends it, the time or
// whoever asked, is the reason of the signal.

import { type Phase, TimeoutError } from "./errors.ts";
import { noteStep, type Timings } from "./timings.ts";

/** The steps of a connection that is made, and the time of each in `Timings`. */
const STEPS = { resolve: "resolveMs", connect: "connectMs", tls: "tlsMs" } as const;

/** A connection being made. */
export class Dialing implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  #phase: Phase = "resolve";

  /**
   * Begins.
   *
   * @param connectMs for all steps together, in milliseconds
   * @param caller ends it; its reason is thrown
   */
  constructor(
    connectMs: number,
    private readonly caller: AbortSignal,
    private readonly timings: Timings,
  ) {
    this.#timer = setTimeout(() => {
      this.#controller.abort(new TimeoutError(this.#phase, connectMs));
    }, connectMs);
    caller.addEventListener("abort", this.#abort);
    if (caller.aborted) this.#abort();
  }

  /** Aborted when it has to end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Takes a step; how long it took is noted when it succeeds. */
  async step<T>(step: keyof typeof STEPS, work: () => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    this.#phase = step;
    const sinceMs = performance.now();
    const result = await work();
    noteStep(this.timings, STEPS[step], sinceMs);
    return result;
  }

  /** Ends it; nothing stays on the signal of the caller. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.caller.removeEventListener("abort", this.#abort);
  }

  readonly #abort = (): void => this.#controller.abort(this.caller.reason);
}
