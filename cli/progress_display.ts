// The progress of downloads, drawn on a terminal and drawn anew in place.
//
// Contract: drawn by a timer and never by what comes, so that a fast download is not held up and a
// stalled one is seen to stall. Whoever writes to the same terminal wipes first.

import { Progress } from "../get/progress.ts";
import { progressLines, type ProgressRow, type Screen } from "./progress_lines.ts";

/** Where it is drawn. */
export interface Canvas {
  readonly write: (text: string) => void;
  readonly screen: () => Screen;
  /** The present in milliseconds, on a clock that goes forward. */
  readonly now: () => number;
}

/** What is drawn is a key of its own, the same from first to last. */
type Key = object;

/** A download that takes no longer shows no progress, in milliseconds. */
const PATIENCE_MS = 300;
/** Between two drawings, in milliseconds: smooth, and legible. */
const REDRAW_MS = 100;

/** To the first column, and the rest of the screen wiped out. */
const WIPE = "\r\x1b[J";

/** Shows downloads, of which several may run at once. */
export class ProgressDisplay implements Disposable {
  readonly #rows = new Map<Key, ProgressRow>();
  readonly #total: Progress;
  /** Octets that downloads which are through have received. */
  #finishedOctets = 0;
  #finished = 0;
  #drawnLines = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly canvas: Canvas) {
    this.#total = new Progress(canvas.now());
    this.#total.advance(0, undefined, canvas.now());
  }

  /** A download is at this point. @param completeOctets of the whole, where that is known */
  advance(key: Key, name: string, octets: number, completeOctets: number | undefined): void {
    const nowMs = this.canvas.now();
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = { name, progress: new Progress(nowMs) };
      this.#rows.set(key, row);
      this.#timer ??= setInterval(() => this.draw(), REDRAW_MS);
    }
    row.progress.advance(octets, completeOctets, nowMs);
  }

  /** A download is through. */
  end(key: Key): void {
    const row = this.#rows.get(key);
    if (row === undefined) return;
    this.#rows.delete(key);
    this.#finished++;
    this.#finishedOctets += row.progress.received;
    if (this.#rows.size === 0) this.#rest();
  }

  /** Draws what there is to be seen now. */
  draw(): void {
    const nowMs = this.canvas.now();
    const due = [...this.#rows.values()].some(({ progress }) =>
      nowMs - progress.startMs >= PATIENCE_MS
    );
    if (!due && this.#drawnLines === 0 && !this.#lasts(nowMs)) return;
    const rows = [...this.#rows.values()];
    const received = rows.reduce((sum, { progress }) => sum + progress.received, 0);
    this.#total.advance(this.#finishedOctets + received, undefined, nowMs);
    const total = { finished: this.#finished, progress: this.#total };
    const several = rows.length > 1;
    const lines = progressLines(rows, several ? total : undefined, this.canvas.screen(), nowMs);
    this.canvas.write(this.#wiping() + lines.join("\n"));
    this.#drawnLines = lines.length;
  }

  /** Takes everything off the screen, until it is drawn again. */
  wipe(): void {
    if (this.#drawnLines > 0) this.canvas.write(this.#wiping());
    this.#drawnLines = 0;
  }

  [Symbol.dispose](): void {
    this.#rows.clear();
    this.#rest();
  }

  /** Many short downloads together may take long. */
  #lasts(nowMs: number): boolean {
    return this.#rows.size > 1 && nowMs - this.#total.startMs >= PATIENCE_MS;
  }

  #wiping(): string {
    const up = this.#drawnLines - 1;
    return up > 0 ? `\r\x1b[${up}A\x1b[J` : WIPE;
  }

  #rest(): void {
    this.wipe();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
