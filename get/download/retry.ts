// Retries: which failures are worth another attempt, and when.
//
// Contract: the wait doubles from one failure to the next and begins anew once octets have come; a
// Retry-After stands in its place. What 4xx, a certificate or a broken framing say will be said again, so
// it is not asked again.

import { FerryError, TruncatedError } from "../../http/wire/errors.ts";
import { parseRetryAfter } from "../../http/semantics/retry_after.ts";
import type { ResponseHead } from "../../http/wire/response_head.ts";
import { TimeoutError, TransportError } from "../../io/errors.ts";
import { UnansweredError } from "../errors.ts";
import { sleep } from "../sleep.ts";
import type { Observer, RetryOptions, StatusLine, Subject } from "../settings.ts";

/** An answer whose status says that there is no content; a value, thrown only within a download. */
export class StatusFailure implements StatusLine {
  readonly status: number;
  readonly reason: string;
  /** What Retry-After says, in milliseconds from the answer on. */
  readonly retryAfterMs: number | undefined;

  constructor({ status, reason, fields }: ResponseHead) {
    this.status = status;
    this.reason = reason;
    this.retryAfterMs = parseRetryAfter(fields.get("retry-after") ?? "", Date.now());
  }
}

/** For a while only: timeout, too many requests, and what gateways say (curl's list). */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);
/** Waits grow up to this (curl's), and a server that asks for more is not waited for, in milliseconds. */
const MAX_WAIT_MS = 600_000;

/** Whether the same request may well have another outcome. */
export function isPassing(failure: FerryError | StatusFailure): boolean {
  if (failure instanceof StatusFailure) return PASSING.has(failure.status);
  if (failure instanceof TruncatedError || failure instanceof UnansweredError) return true;
  if (failure instanceof TimeoutError) return true;
  return failure instanceof TransportError && failure.phase !== "resolve" &&
    failure.phase !== "tls";
}

/** What the retries of one download need to know of it. */
export interface RetryContext {
  readonly subject: Subject;
  readonly observer: Observer | undefined;
  readonly signal: AbortSignal;
}

/** The attempts that one download has left; all its lanes draw on them. */
export class Retries {
  #left: number;
  #doublings = 0;
  #octets = 0;

  constructor(
    private readonly times: number,
    private readonly options: RetryOptions,
    private readonly context: RetryContext,
  ) {
    this.#left = times;
  }

  /** How many are left. */
  get left(): number {
    return this.#left;
  }

  /**
   * Waits until it is time to try again.
   *
   * @param octets that have come so far
   * @throws what failed, when it is not worth another attempt or none is left; the signal's reason
   */
  async pause(failure: unknown, octets: number): Promise<void> {
    const { signal, subject, observer } = this.context;
    signal.throwIfAborted();
    const known = failure instanceof FerryError || failure instanceof StatusFailure;
    if (!known || !isPassing(failure) || this.#left === 0) throw failure;
    if (octets > this.#octets) this.#doublings = 0;
    this.#octets = octets;
    const delayMs = this.#delay(failure);
    if (delayMs > MAX_WAIT_MS) throw failure;
    this.#left--;
    observer?.retry?.(subject, failure, delayMs, this.times - this.#left, this.times);
    await sleep(delayMs, signal);
  }

  /** Between half of it and the whole, so that many clients do not come back all at once. */
  #delay(failure: FerryError | StatusFailure): number {
    const { firstDelayMs } = this.options;
    const doubled = Math.min(firstDelayMs * 2 ** this.#doublings++, MAX_WAIT_MS);
    const asked = failure instanceof StatusFailure ? failure.retryAfterMs : undefined;
    return asked ?? Math.round(doubled * (1 + Math.random()) / 2);
  }
}
