// A small seeded generator: the same seed gives the same tests on every machine (mulberry32).

/** Whole numbers from 0 up to, not including, the bound. */
export type Random = (bound: number) => number;

/** A generator that begins at `seed`. */
export function seeded(seed: number): Random {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}
