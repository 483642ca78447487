// The thread of trial_thread.ts, seen from the one that asks it.

/** A thread that tries what it may do. */
export class TrialThread implements Disposable {
  readonly #worker = new Worker(import.meta.resolve("./trial_thread.ts"), { type: "module" });

  /** Starts it; settles when it is ready. */
  static async start(): Promise<TrialThread> {
    const thread = new TrialThread();
    await thread.#answer();
    return thread;
  }

  /** The kinds of what it is permitted now, sorted. */
  permitted(): Promise<string[]> {
    this.#worker.postMessage(undefined);
    return this.#answer();
  }

  #answer(): Promise<string[]> {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<string[]>): void => resolve(data);
      this.#worker.onerror = ({ message }): void => reject(new Error(message));
    });
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}
