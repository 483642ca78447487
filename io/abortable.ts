// Work that cannot be cancelled, waited for only until a signal says stop.
//
// Contract: nothing of a finished wait stays on the signal, so one signal may serve many waits.

/**
 * Settles as the work does, or rejects with the signal's reason once it is aborted. The work itself
 * runs on, and its late result goes to `discard`.
 */
export function abortable<T>(
  work: Promise<T>,
  signal: AbortSignal,
  discard: (late: T) => void = () => {},
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  const settle = (): void => signal.removeEventListener("abort", abort);
  work.then((result) => {
    settle();
    if (signal.aborted) discard(result);
    else resolve(result);
  }, (error) => {
    settle();
    reject(error);
  });
  return promise;
}
