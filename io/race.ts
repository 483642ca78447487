// Racing the addresses of a host (RFC 8305, "Happy Eyeballs").
//
// Contract: one attempt is started after the other, the next one at once when one has failed; the first
// to succeed wins, and whoever succeeds later is given back. Knows nothing of sockets.

/** How long an attempt has before the next is started beside it (RFC 8305 §5: 250 ms). */
export const STAGGER_MS = 250;

/** How to try one address, and what to do with a success that came too late. */
export interface Attempts<T> {
  readonly attempt: (address: string) => Promise<T>;
  readonly discard: (late: T) => void;
}

/** The addresses with the families in turn, that of the first one first (RFC 8305 §4). */
export function interleave(addresses: readonly string[]): string[] {
  const isSixth = (address: string): boolean => address.includes(":");
  const [first] = addresses;
  if (first === undefined) return [];
  const same = addresses.filter((address) => isSixth(address) === isSixth(first));
  const other = addresses.filter((address) => isSixth(address) !== isSixth(first));
  const longer = Math.max(same.length, other.length);
  return Array.from({ length: longer }, (_, at) => [same[at], other[at]])
    .flat().filter((address) => address !== undefined);
}

/**
 * Tries the addresses in their order until one succeeds.
 *
 * @param addresses one at least
 * @param signal ends the race; its reason is thrown
 * @throws {AggregateError} with the error of each attempt, in the order of failing, when all have failed
 */
export function race<T>(
  addresses: readonly string[],
  attempts: Attempts<T>,
  signal: AbortSignal,
  staggerMs = STAGGER_MS,
): Promise<T> {
  return new Race(addresses, attempts, signal, staggerMs).run();
}

class Race<T> {
  readonly #result = Promise.withResolvers<T>();
  readonly #failures: unknown[] = [];
  #started = 0;
  #over = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly addresses: readonly string[],
    private readonly attempts: Attempts<T>,
    private readonly signal: AbortSignal,
    private readonly staggerMs: number,
  ) {}

  run(): Promise<T> {
    this.signal.addEventListener("abort", this.#abort);
    if (this.signal.aborted) this.#abort();
    else this.#startNext();
    return this.#result.promise;
  }

  readonly #startNext = (): void => {
    clearTimeout(this.#timer);
    const address = this.addresses[this.#started];
    if (address === undefined) return;
    this.#started++;
    this.#timer = setTimeout(this.#startNext, this.staggerMs);
    this.attempts.attempt(address).then(this.#won, this.#lost);
  };

  readonly #won = (result: T): void => {
    if (this.#over) return this.attempts.discard(result);
    this.#end();
    this.#result.resolve(result);
  };

  readonly #lost = (error: unknown): void => {
    this.#failures.push(error);
    if (this.#over) return;
    if (this.#failures.length < this.addresses.length) return this.#startNext();
    this.#end();
    this.#result.reject(new AggregateError(this.#failures));
  };

  readonly #abort = (): void => {
    this.#end();
    this.#result.reject(this.signal.reason);
  };

  #end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.signal.removeEventListener("abort", this.#abort);
  }
}
