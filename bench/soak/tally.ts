// What the load has done, and what was wrong with the answers. Pure.

/** Counts since the load began. */
export interface Figures {
  /** Responses that came. */
  readonly requests: number;
  /** Octets received, heads included. */
  readonly octets: number;
  /** Rounds that went as they should, by the name of the load. */
  readonly rounds: Readonly<Record<string, number>>;
  readonly errors: number;
  /** The first of them, in words. */
  readonly faults: readonly string[];
}

/** So many are told; the others are counted. */
const TOLD_FAULTS = 20;

/** Counts. */
export class Tally {
  requests = 0;
  octets = 0;
  readonly #rounds: Record<string, number> = {};
  #errors = 0;
  readonly #faults: string[] = [];

  /** A round of the load of that name went as it should. */
  done(name: string): void {
    this.#rounds[name] = (this.#rounds[name] ?? 0) + 1;
  }

  /** One did not. */
  fault(name: string, fault: unknown): void {
    const told = `${name}: ${fault instanceof Error ? fault.message : fault}`;
    if (this.#errors++ < TOLD_FAULTS) this.#faults.push(told);
  }

  /** The counts up to now. */
  figures(): Figures {
    const { requests, octets } = this;
    const [rounds, faults] = [{ ...this.#rounds }, [...this.#faults]];
    return { requests, octets, rounds, errors: this.#errors, faults };
  }
}

/** The figures of several clients in one. */
export function sumOf(all: readonly Figures[]): Figures {
  const rounds: Record<string, number> = {};
  for (const [name, count] of all.flatMap((figures) => Object.entries(figures.rounds))) {
    rounds[name] = (rounds[name] ?? 0) + count;
  }
  const sum = (pick: (figures: Figures) => number): number => {
    return all.reduce((total, figures) => total + pick(figures), 0);
  };
  return {
    requests: sum(({ requests }) => requests),
    octets: sum(({ octets }) => octets),
    rounds,
    errors: sum(({ errors }) => errors),
    faults: all.flatMap(({ faults }) => faults).slice(0, TOLD_FAULTS),
  };
}
