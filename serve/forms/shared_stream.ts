// A shared stream: content that is made once, for all who ask for it while it is being made.
//
// Contract: the making begins when the first reader does and goes at its own pace; each reader goes
// at its own. All of it is held in memory until the last of them leaves, so it must be small. When
// the last one leaves before the end the making ends too, and what it is made from is released.

import { concat } from "../../http/wire/octets.ts";
import type { StreamContent } from "../response.ts";

/** Content that is made once for several responses. */
export class SharedStream {
  readonly #parts: Uint8Array[] = [];
  #holders = 0;
  #making: Promise<void> | undefined;
  #abandoned = false;
  #ended = false;
  #fault: unknown;
  /** Settles when there is another part, or the end. */
  #news = Promise.withResolvers<void>();

  /**
   * @param source the content, which is asked for once and released once
   * @param whole told of all of it, before the source is released
   * @param closed told, maybe twice, that nobody may join any more
   */
  constructor(
    private readonly source: StreamContent,
    private readonly whole: (octets: Uint8Array) => void,
    private readonly closed: () => void,
  ) {}

  /** The content for one more response. Not to be asked for once it is closed. */
  join(): StreamContent {
    this.#holders++;
    let left = false;
    const leave = (): void => {
      if (left) return;
      left = true;
      if (--this.#holders > 0) return;
      this.#abandoned = true;
      this.closed();
      if (this.#making === undefined) this.source.release();
    };
    return { kind: "stream", octets: () => this.#read(leave), release: leave };
  }

  async *#read(leave: () => void): AsyncGenerator<Uint8Array> {
    this.#making ??= this.#make();
    try {
      for (let at = 0;;) {
        const part = this.#parts[at];
        if (part !== undefined) {
          at++;
          yield part;
        } else if (this.#ended) break;
        else await this.#news.promise;
      }
      if (this.#fault !== undefined) throw this.#fault;
    } finally {
      leave();
      if (this.#abandoned) await this.#making;
    }
  }

  async #make(): Promise<void> {
    try {
      for await (const part of this.source.octets()) {
        if (this.#abandoned) return;
        this.#parts.push(part);
        this.#tell();
      }
      this.whole(concat(...this.#parts));
    } catch (fault) {
      this.#fault = fault;
    } finally {
      this.#ended = true;
      this.#tell();
      this.closed();
      this.source.release();
    }
  }

  #tell(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}
