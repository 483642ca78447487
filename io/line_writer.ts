// Lines to a file or a pipe, collected and written once a tick: never one `write` each.
//
// Contract: lines come out whole and in order. Who reads them may go away, or be slow: then lines are
// lost (counted from the newest), and nobody waits for them.

/** What lines are written to: Deno.stdout, or a file. */
export interface Sink {
  write(octets: Uint8Array): Promise<number>;
}

/** How long lines are collected, in milliseconds: soon enough for eyes, rare enough for the socket. */
const COLLECT_MS = 10;
/** Held at most for a slow reader, in UTF-16 units. */
const MAX_HELD = 4 * 1024 * 1024;

const utf8 = new TextEncoder();

/** Writes lines behind the back of those who log them. */
export class LineWriter {
  /** Grows by references alone; V8 puts the characters together once, when they are encoded. */
  #held = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The only write under way; what comes meanwhile is held. */
  #writing: Promise<void> | undefined;
  #broken = false;

  constructor(private readonly sink: Sink) {}

  /** Takes one line, without its line ending. */
  add(line: string): void {
    if (this.#broken || this.#held.length > MAX_HELD) return;
    this.#held += `${line}\n`;
    if (this.#writing === undefined) this.#schedule();
  }

  /**
   * Writes what is held; settles when it is out, and never fails.
   *
   * @param patienceMs how long a reader that is slow is waited for, in milliseconds
   */
  async flush(patienceMs: number): Promise<void> {
    let patience: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((give) => patience = setTimeout(give, patienceMs));
    await Promise.race([this.#drain(), late]);
    clearTimeout(patience);
  }

  async #drain(): Promise<void> {
    while (this.#writing !== undefined || this.#held !== "") await (this.#writing ?? this.#begin());
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#begin(), COLLECT_MS);
  }

  #begin(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
      if (this.#held !== "") this.#schedule();
    });
  }

  async #write(): Promise<void> {
    const octets = utf8.encode(this.#held);
    this.#held = "";
    try {
      for (let at = 0; at < octets.length;) at += await this.sink.write(octets.subarray(at));
    } catch {
      this.#broken = true; // nobody reads any more
      this.#held = "";
    }
  }
}
