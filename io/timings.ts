// Timings: how long the steps of a download took, noted where they are taken.

/** Milliseconds from the start of each step to its end; a step that was not taken is missing. */
export interface Timings {
  /** The name became addresses. */
  resolveMs?: number;
  /** One of them, or a proxy, was connected to. */
  connectMs?: number;
  /** The TLS handshake. */
  tlsMs?: number;
  /** From the start of the request to the first octet of its answer. */
  firstOctetMs?: number;
  /** All of it. */
  totalMs?: number;
}

/** Notes how long a step has taken, the first time that it is taken. @param sinceMs performance.now() then */
export function noteStep(timings: Timings, step: keyof Timings, sinceMs: number): void {
  timings[step] ??= performance.now() - sinceMs;
}
