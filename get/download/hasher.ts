// Hashing a file that is being written: the SHA-256 of its first octets, known when they are all there.
//
// Contract: it is the file that is hashed, as it can be read back, so it does not matter in what order and
// by which run it was written. What is much is read by a thread behind whoever writes it, so that receiving
// and writing go on meanwhile; what is little, at the end. A thread that fails costs time, never the digest.

import { InterruptedError } from "../errors.ts";
import { digestOfFile } from "./file_digest.ts";
import { HashingThread } from "./hashing_thread.ts";

/** Computes the digest of a file that is being written. */
export interface Hasher extends Disposable {
  /**
   * So many octets are written from the first one on, and will not change. Fewer than before say that the
   * file was begun anew. Never throws, never waits.
   */
  advance(frontierOctets: number): void;
  /**
   * All is written; to be called as long as the file has its path. The next `advance` begins anew.
   *
   * @param octets how many of the file count, from the first one on
   * @returns the SHA-256 of these, in lower-case hexadecimal
   * @throws {OutputError} when they cannot be read, {InterruptedError} when the hasher is disposed of
   */
  finish(octets: number): Promise<string>;
}

/**
 * From here on a thread is worth its start, which holds up everything for 20 to 40 ms: in that time so many
 * octets are hashed (1.3 GB/s with SHA extensions).
 */
const THREAD_OCTETS = 32 * 1024 * 1024;

const MODULE = import.meta.resolve("./hasher_worker.ts");

/**
 * A hasher of the file with this path.
 *
 * @param completeOctets how many octets it is going to have, where that is known: a hint
 * @param module of the thread
 */
export function hasherOf(path: string, completeOctets = 0, module: string = MODULE): Hasher {
  return new FileHasher(path, completeOctets, module);
}

class FileHasher implements Hasher {
  #frontierOctets = 0;
  #thread: HashingThread | undefined;
  readonly #end = new AbortController();
  /** Whether somebody waits for the digest. */
  #isBusy = false;

  constructor(
    private readonly path: string,
    private readonly completeOctets: number,
    private readonly module: string,
  ) {}

  advance(frontierOctets: number): void {
    if (frontierOctets < this.#frontierOctets) this.#restart();
    this.#frontierOctets = frontierOctets;
    if (frontierOctets === 0 || this.#end.signal.aborted) return;
    if (Math.max(this.completeOctets, frontierOctets) < THREAD_OCTETS) return;
    this.#thread ??= new HashingThread(this.path, this.module);
    this.#thread.advance(frontierOctets);
  }

  async finish(octets: number): Promise<string> {
    this.#isBusy = true;
    try {
      const digest = await this.#thread?.finish(octets);
      return digest ?? await digestOfFile(this.path, octets, this.#end.signal);
    } finally {
      this.#isBusy = false;
      this.#restart();
    }
  }

  [Symbol.dispose](): void {
    if (this.#isBusy) this.#end.abort(new InterruptedError("hashing was ended"));
    this.#restart();
  }

  #restart(): void {
    this.#thread?.[Symbol.dispose]();
    this.#thread = undefined;
    this.#frontierOctets = 0;
  }
}
