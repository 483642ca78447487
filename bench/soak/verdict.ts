// What is made of the samples: whether memory stayed as it was, and all files were let go of. Pure.
//
// Contract: memory is compared by the medians of two windows, a minute each in a run of 10: around
// minute 2, when caches are warm, and at the end. Shorter runs have windows in proportion.

import { median } from "../statistics.ts";
import type { Figures } from "./tally.ts";

/** A look at a server, so long after the load began. */
export interface Sample {
  readonly atMs: number;
  /** What is resident (`VmRSS`). */
  readonly memoryKib: number;
  readonly openFiles: number;
}

/** A server, and what was seen of it. */
export interface Watched {
  readonly name: string;
  readonly samples: readonly Sample[];
  /** Open files before the load began, and after its connections were let go of. */
  readonly filesBefore: number;
  readonly filesAfter: number;
}

/** What became of a server. */
export interface Verdict {
  readonly name: string;
  readonly earlyKib: number;
  readonly lateKib: number;
  /** Late to early; NaN when there are no samples. */
  readonly ratio: number;
  readonly mostKib: number;
  readonly mostFiles: number;
  readonly filesBefore: number;
  readonly filesAfter: number;
  readonly isFlat: boolean;
  readonly isClean: boolean;
}

/** From and to, after the load began; both belong to it. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

const MINUTE_MS = 60_000;
/** The parts of a short run that stand for minute 2 and for half a minute. */
const [EARLY_PART, HALF_PART] = [1 / 5, 1 / 20];
/** Memory may have grown by this part. */
export const TOLERANCE = 0.1;

/** The two windows of a run that took so long. */
export function windowsOf(runMs: number): { readonly early: Window; readonly late: Window } {
  const middleMs = Math.min(2 * MINUTE_MS, runMs * EARLY_PART);
  const halfMs = Math.min(MINUTE_MS / 2, runMs * HALF_PART);
  return {
    early: { fromMs: middleMs - halfMs, toMs: middleMs + halfMs },
    late: { fromMs: runMs - 2 * halfMs, toMs: runMs },
  };
}

/** The median of what was resident in the window, in KiB; NaN without a sample in it. */
export function memoryIn(samples: readonly Sample[], { fromMs, toMs }: Window): number {
  const inside = samples.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  return median(inside.map(({ memoryKib }) => memoryKib));
}

/** Holds what was seen of a server to what is wanted. */
export function judge({ name, samples, filesBefore, filesAfter }: Watched, runMs: number): Verdict {
  const { early, late } = windowsOf(runMs);
  const [earlyKib, lateKib] = [memoryIn(samples, early), memoryIn(samples, late)];
  const ratio = lateKib / earlyKib;
  return {
    ...{ name, earlyKib, lateKib, ratio, filesBefore, filesAfter },
    mostKib: Math.max(0, ...samples.map(({ memoryKib }) => memoryKib)),
    mostFiles: Math.max(0, ...samples.map(({ openFiles }) => openFiles)),
    isFlat: ratio <= 1 + TOLERANCE,
    isClean: filesAfter === filesBefore,
  };
}

/** Whether the soak found nothing: work was done, without an error, and every server is as it was. */
export function passes(verdicts: readonly Verdict[], { requests, errors }: Figures): boolean {
  return requests > 0 && errors === 0 && verdicts.length > 0 &&
    verdicts.every(({ isFlat, isClean }) => isFlat && isClean);
}
