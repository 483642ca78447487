// A cache that is bounded in octets: what was used least recently goes first.
//
// Contract: values and what they cost never exceed the budget together. One cache may hold values of
// several makers: each begins its keys with a name of its own.

/** How a cache has done. */
export interface CacheStats {
  /** Lookups that found something. */
  readonly hits: number;
  /** Lookups that did not. */
  readonly misses: number;
  /** Values that had to go for others. */
  readonly evictions: number;
  readonly entries: number;
  /** What the entries cost, in octets. */
  readonly octets: number;
}

interface Entry<Value> {
  readonly value: Value;
  readonly octets: number;
}

/** What an entry costs besides its value: its key, and its place in the map. */
const ENTRY_OCTETS = 256;

/** Values by key. */
export class OctetCache<Value, Key = string> {
  /** In order of use, the latest last. */
  readonly #entries = new Map<Key, Entry<Value>>();
  #octets = 0;
  #hits = 0;
  #misses = 0;
  #evictions = 0;

  /** @param budget in octets; 0 keeps nothing */
  constructor(readonly budget: number) {}

  /** The value of that key, which is now the one used last. */
  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#misses++;
      return undefined;
    }
    this.#hits++;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /**
   * Keeps a value, in the place of any other of that key.
   *
   * @param size of the value, in octets
   * @returns whether it was kept: not when it is larger than the budget
   */
  put(key: Key, value: Value, size: number): boolean {
    this.delete(key);
    const octets = size + ENTRY_OCTETS;
    if (octets > this.budget) return false;
    while (this.#octets + octets > this.budget) this.#evict();
    this.#entries.set(key, { value, octets });
    this.#octets += octets;
    return true;
  }

  /** Forgets a key. */
  delete(key: Key): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#octets -= entry.octets;
  }

  /** What the entries cost, in octets. */
  get octets(): number {
    return this.#octets;
  }

  /** How it has done so far. */
  stats(): CacheStats {
    return {
      hits: this.#hits,
      misses: this.#misses,
      evictions: this.#evictions,
      entries: this.#entries.size,
      octets: this.#octets,
    };
  }

  #evict(): void {
    for (const key of this.#entries.keys()) {
      this.delete(key);
      this.#evictions++;
      return;
    }
  }
}

/** The figures of two caches together. */
export function sumOf(one: CacheStats, other: CacheStats): CacheStats {
  return {
    hits: one.hits + other.hits,
    misses: one.misses + other.misses,
    evictions: one.evictions + other.evictions,
    entries: one.entries + other.entries,
    octets: one.octets + other.octets,
  };
}
