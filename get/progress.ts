// Progress: how far a download is, how fast, and how long it will take yet.
//
// Contract: pure; the time is told. The rate is that of the last seconds, so that it follows the
// network and not its history.

/** The rate is taken over so long, in milliseconds. */
const WINDOW_MS = 5_000;
/** Samples are so far apart at least, in milliseconds. */
const SAMPLE_MS = 100;

interface Sample {
  readonly atMs: number;
  readonly octets: number;
}

/** The progress of one download, or of several together. */
export class Progress {
  #octets = 0;
  #received = 0;
  #completeOctets: number | undefined;
  #samples: Sample[] = [];

  /** @param startMs the present, on any clock that goes forward */
  constructor(readonly startMs: number) {}

  /** How many octets are there. */
  get octets(): number {
    return this.#octets;
  }

  /** How many have come since the first call of `advance`. */
  get received(): number {
    return this.#received;
  }

  /** How many there will be, where that is known. */
  get completeOctets(): number | undefined {
    return this.#completeOctets;
  }

  /** From 0 to 1, where that is known. */
  get share(): number | undefined {
    const complete = this.#completeOctets;
    if (complete === undefined) return undefined;
    return complete === 0 ? 1 : Math.min(1, this.#octets / complete);
  }

  /**
   * Takes the state of things. What is there at the first call has come before, and is done but has no
   * part in the rate; fewer octets than before are a new start.
   *
   * @param completeOctets of the whole, where that is known
   */
  advance(octets: number, completeOctets: number | undefined, nowMs: number): void {
    const anew = octets < this.#octets;
    if (anew) this.#samples = [];
    else if (this.#samples.length > 0) this.#received += octets - this.#octets;
    this.#octets = octets;
    this.#completeOctets = completeOctets;
    const last = this.#samples.at(-1);
    if (last !== undefined && nowMs - last.atMs < SAMPLE_MS) return;
    this.#samples.push({ atMs: last === undefined && !anew ? this.startMs : nowMs, octets });
    const recent = this.#samples.findIndex(({ atMs }) => nowMs - atMs <= WINDOW_MS);
    if (recent > 0) this.#samples = this.#samples.slice(recent);
  }

  /** Octets a second, lately. */
  rate(nowMs: number): number {
    const recent = this.#samples.find(({ atMs }) => nowMs - atMs <= WINDOW_MS);
    const from = recent ?? this.#samples.at(-1);
    if (from === undefined || nowMs <= from.atMs) return 0;
    return (this.#octets - from.octets) / (nowMs - from.atMs) * 1000;
  }

  /** How long it will take yet at that rate, in milliseconds, where there is any telling. */
  leftMs(nowMs: number): number | undefined {
    const rate = this.rate(nowMs);
    if (this.#completeOctets === undefined || rate <= 0) return undefined;
    return Math.max(0, this.#completeOctets - this.#octets) / rate * 1000;
  }
}

/** `999 B`, `1.5 KiB`, `20.0 MiB`: powers of 1024. */
export function formatSize(octets: number): string {
  const units = ["KiB", "MiB", "GiB", "TiB", "PiB"];
  let [value, unit] = [octets, "B"];
  for (const larger of units) {
    if (value < 999.95) break; // what would be shown as 1000.0
    [value, unit] = [value / 1024, larger];
  }
  return unit === "B" ? `${Math.round(value)} B` : `${value.toFixed(1)} ${unit}`;
}

/** `0.4 s`, `12.0 s`, and from a minute on as `formatTime` has it. */
export function formatDuration(ms: number): string {
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatTime(ms);
}

/** `0:05`, `12:34`, `1:02:03`; what is below a second is cut off. */
export function formatTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number): string => String(part).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
