// bcrypt without holding up the connections: asked of a thread that is started when it is first needed.
//
// Contract: one question at a time; whoever asks sees to that. A thread that fails is replaced at the
// next question.

/** What the thread is asked. */
export interface BcryptQuestion {
  readonly password: string;
  /** `$2y$10$...` */
  readonly bcrypt: string;
}

/** Compares passwords with hashes. */
export interface HashComparer extends Disposable {
  /** Whether the password has the hash. */
  compare(question: BcryptQuestion): Promise<boolean>;
}

/** The thread. */
export class BcryptThread implements HashComparer {
  #worker: Worker | undefined;
  #abandon: (cause: Error) => void = () => {};
  #disposed = false;

  compare(question: BcryptQuestion): Promise<boolean> {
    if (this.#disposed) return Promise.reject(new Error("the thread for bcrypt was ended"));
    const worker = this.#worker ??= new Worker(import.meta.resolve("./bcrypt_worker.ts"), {
      type: "module",
    });
    return new Promise((resolve, reject) => {
      this.#abandon = reject;
      worker.onmessage = ({ data }: MessageEvent<boolean>): void => resolve(data);
      worker.onerror = (event): void => {
        event.preventDefault();
        this.#end(`the thread for bcrypt failed: ${event.message}`);
      };
      worker.postMessage(question);
    });
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#end("the thread for bcrypt was ended");
  }

  #end(reason: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#abandon(new Error(reason));
  }
}
