// Progress: how far a download is, how fast, and how long it will take yet.
//
// Contract: pure; the time is told. The rate is that of the last seconds, so that it follows the
// network and not its history.

/** The rate is taken over so long, in milliseconds. */
const WINDOW_MS = 5_000;
/** Samples are so far apart at least, in milliseconds. */
const SAMPLE_MS = 100;

/** Widest bar, in columns; where there is no room for the narrowest, there is none. */
const MAX_BAR_COLUMNS = 30;
const MIN_BAR_COLUMNS = 10;

interface Sample {
  readonly atMs: number;
  readonly octets: number;
}

/** The progress of one download. */
export class Progress {
  #octets = 0;
  #completeOctets: number | undefined;
  #samples: Sample[];

  /** @param startMs the present, on any clock that goes forward */
  constructor(readonly startMs: number) {
    this.#samples = [{ atMs: startMs, octets: 0 }];
  }

  /** Takes the state of things. @param completeOctets of the whole, where that is known */
  advance(octets: number, completeOctets: number | undefined, nowMs: number): void {
    this.#octets = octets;
    this.#completeOctets = completeOctets;
    const last = this.#samples.at(-1);
    if (last !== undefined && nowMs - last.atMs < SAMPLE_MS) return;
    this.#samples.push({ atMs: nowMs, octets });
    const oldest = this.#samples.findIndex(({ atMs }) => nowMs - atMs <= WINDOW_MS);
    this.#samples = this.#samples.slice(Math.max(oldest, 0));
  }

  /** The progress in one line of so many columns at most. */
  line(columns: number, nowMs: number): string {
    const rate = this.#rate(nowMs);
    const done = formatSize(this.#octets);
    const complete = this.#completeOctets;
    if (complete === undefined) {
      return fit([done, `${formatSize(rate)}/s`, formatTime(nowMs - this.startMs)], columns);
    }
    const share = complete === 0 ? 1 : Math.min(1, this.#octets / complete);
    const left = rate > 0 ? [`${formatTime((complete - this.#octets) / rate * 1000)} left`] : [];
    const parts = [`${done} of ${formatSize(complete)}`, `${formatSize(rate)}/s`, ...left];
    const percent = `${Math.floor(share * 100)}%`.padStart(4);
    const text = fit([percent, ...parts], columns);
    const barColumns = Math.min(MAX_BAR_COLUMNS, columns - text.length - "[]  ".length);
    if (barColumns < MIN_BAR_COLUMNS) return text;
    const bar = "#".repeat(Math.floor(share * barColumns)).padEnd(barColumns);
    return fit([`${percent} [${bar}]`, ...parts], columns);
  }

  /** Octets a second. */
  #rate(nowMs: number): number {
    const [first] = this.#samples;
    const elapsedMs = first === undefined ? 0 : nowMs - first.atMs;
    return first === undefined || elapsedMs <= 0
      ? 0
      : (this.#octets - first.octets) / elapsedMs * 1000;
  }
}

/** As many of the parts, the first ones, as there is room for. */
function fit(parts: readonly string[], columns: number): string {
  const shown = [...parts];
  while (shown.length > 1 && shown.join("  ").length > columns) shown.pop();
  return shown.join("  ").slice(0, columns);
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
