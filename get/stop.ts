// The two things that end a download before its time: whoever asked for it, and its total time.

import { InterruptedError, OvertimeError } from "./errors.ts";

/** A signal for one download, aborted with an error of ferry's own. */
export class Stop implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param totalMs how long the download may take, in milliseconds; `undefined` for ever */
  constructor(private readonly caller: AbortSignal | undefined, totalMs: number | undefined) {
    caller?.addEventListener("abort", this.#interrupt);
    if (caller?.aborted) this.#interrupt();
    if (totalMs === undefined) return;
    this.#timer = setTimeout(() => this.#controller.abort(new OvertimeError(totalMs)), totalMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.caller?.removeEventListener("abort", this.#interrupt);
  }

  readonly #interrupt = (): void => {
    this.#controller.abort(new InterruptedError("interrupted", { cause: this.caller?.reason }));
  };
}
