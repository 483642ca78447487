// A timer that a test moves by hand, in place of the one that setInterval sets.

/** While it lives, `setInterval` keeps its callback here; disposing puts the true one back. */
export class ManualTimer implements Disposable {
  readonly #set = globalThis.setInterval;
  readonly #clear = globalThis.clearInterval;
  #callback: (() => void) | undefined;
  /** What was asked for last, in milliseconds. */
  periodMs = 0;

  constructor() {
    globalThis.setInterval = ((callback: () => void, periodMs: number) => {
      this.#callback = callback;
      this.periodMs = periodMs;
      return 1;
    }) as unknown as typeof globalThis.setInterval;
    globalThis.clearInterval = () => {
      this.#callback = undefined;
    };
  }

  /** Whether an interval is set. */
  get running(): boolean {
    return this.#callback !== undefined;
  }

  /** Lets so many periods pass. */
  tick(times = 1): void {
    for (let time = 0; time < times; time++) this.#callback?.();
  }

  [Symbol.dispose](): void {
    globalThis.setInterval = this.#set;
    globalThis.clearInterval = this.#clear;
  }
}
