// What is made of the figures of several rounds. Pure.

/** The figures of each peer, one a round; every peer's first is of the same round. */
export type Samples = Readonly<Record<string, readonly number[]>>;

/** What was measured, of the peers that took part. */
export interface Measured {
  readonly samples: Samples;
  /** Time on a core that the server took for each request, in microseconds. */
  readonly cpu?: Samples;
}

/** The middle one, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}

/** The quotients of the rounds that both had a part in. */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  const rounds = Math.min(ours.length, theirs.length);
  return ours.slice(0, rounds).map((figure, round) => figure / (theirs[round] ?? NaN));
}

/** How far apart the least and the greatest are, as a part of the median. */
export function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}
