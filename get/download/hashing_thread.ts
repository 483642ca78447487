// The thread that hashes a file, seen from the thread that writes it.
//
// Contract: nothing here throws, and nothing waits but for the digest. A thread that fails, or cannot be
// started, gives none.

/** How far the thread may hash. */
export interface HashingOrder {
  /** The file; the same each time. */
  readonly path: string;
  /** So many octets are written, and will not change. */
  readonly frontierOctets: number;
  /** They are all; the digest is wanted. */
  readonly isLast: boolean;
}

/** What the thread answers, once: the digest, or nothing when it has failed. */
export type HashingAnswer = string | undefined;

/** The thread is told of this much at a time: fewer messages, and little left to do at the end. */
const STEP_OCTETS = 2 * 1024 * 1024;

/** One thread for one file, hashed once from its first octet on. */
export class HashingThread implements Disposable {
  #worker: Worker | undefined;
  #toldOctets = 0;
  readonly #answer = Promise.withResolvers<HashingAnswer>();

  constructor(private readonly path: string, module: string) {
    try {
      this.#worker = this.#start(module);
    } catch {
      this.#end(undefined);
    }
  }

  /** The first octets up to here are written. */
  advance(frontierOctets: number): void {
    if (frontierOctets - this.#toldOctets < STEP_OCTETS) return;
    this.#toldOctets = frontierOctets;
    this.#tell(frontierOctets, false);
  }

  /** The digest of the first so many octets, or undefined when the thread fails or is ended. */
  finish(octets: number): Promise<HashingAnswer> {
    this.#tell(octets, true);
    return this.#answer.promise;
  }

  [Symbol.dispose](): void {
    this.#end(undefined);
  }

  #start(module: string): Worker {
    const worker = new Worker(module, { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<HashingAnswer>): void => this.#end(data);
    worker.onerror = (event): void => {
      event.preventDefault();
      this.#end(undefined);
    };
    return worker;
  }

  #tell(frontierOctets: number, isLast: boolean): void {
    const order: HashingOrder = { path: this.path, frontierOctets, isLast };
    this.#worker?.postMessage(order);
  }

  #end(answer: HashingAnswer): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#answer.resolve(answer);
  }
}
