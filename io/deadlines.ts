// Deadlines: many connections, one timer.
//
// Contract: a deadline never falls early and at most two ticks late. Setting one costs an assignment,
// so that it can be set anew for each read and write. Time is counted in ticks of the one timer, which
// neither a jump of the clock nor a stopped process can make fall all at once.

/** How often deadlines are looked at, in milliseconds. */
export const TICK_MS = 100;

/** What has a deadline. */
export interface Deadlined {
  /** The tick at which it falls; `Infinity` when none is set. */
  readonly fallsAt: number;
  /** Called once the deadline has fallen. Must set another one or none. */
  expire(): void;
}

/** The deadlines of one end. The timer runs while there is anything to watch. */
export class Deadlines {
  #tick = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #watched = new Set<Deadlined>();

  /** The tick at which a deadline falls that is set now. @param afterMs milliseconds, 0 and up */
  after(afterMs: number): number {
    return this.#tick + Math.ceil(afterMs / TICK_MS) + 1;
  }

  /** Watches until it is told to stop. */
  watch(deadlined: Deadlined): void {
    this.#watched.add(deadlined);
    this.#timer ??= setInterval(() => this.#sweep(), TICK_MS);
  }

  /** Watches no longer. */
  unwatch(deadlined: Deadlined): void {
    this.#watched.delete(deadlined);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #sweep(): void {
    this.#tick++;
    for (const deadlined of this.#watched) {
      if (deadlined.fallsAt <= this.#tick) deadlined.expire();
    }
  }
}
