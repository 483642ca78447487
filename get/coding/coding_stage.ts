// One content coding undone, by node:zlib.
//
// Contract: zlib is loaded when the first octet comes. Its decoders end silently where br and zstd end
// too early, or where octets follow them; here both are found: by how many octets zlib has taken, by one
// octet more, which only a br stream that is not over takes, and by the frames of zstd. Whatever zlib
// says of octets becomes a ContentCodingError.

import type { BrotliDecompress, Gunzip, Inflate, InflateRaw, ZstdDecompress } from "node:zlib";
import { ContentCodingError } from "../errors.ts";
import { ZstdFrames } from "./zstd_frames.ts";

/** A content coding that can be undone (RFC 7932, RFC 8878, RFC 1952, RFC 1950). */
export type Coding = "br" | "zstd" | "gzip" | "deflate";

type Engine = BrotliDecompress | Gunzip | Inflate | InflateRaw | ZstdDecompress;

/** Octets of a piece at most: a block of zstd's, so that a block takes one piece. */
const PIECE_OCTETS = 128 * 1024;
/** Follows a br stream to see whether it is over. */
const PROBE = new Uint8Array(1);
/** The compression method in the first octet of zlib's format (RFC 1950 §2.2): deflate. */
const METHOD_MASK = 0x0f;
const METHOD_DEFLATE = 8;

/** A stream of one coding. Disposing ends it at any point. */
export class CodingStage implements Disposable {
  #engine: Engine | undefined;
  #frames: ZstdFrames | undefined;
  #octetsIn = 0;
  #failure: unknown;
  #wake = (): void => {};

  constructor(readonly coding: Coding) {}

  /** @throws {ContentCodingError} when the octets are corrupt, or stand behind the end */
  async *decode(octets: Uint8Array): AsyncGenerator<Uint8Array> {
    if (octets.length === 0) return;
    const engine = this.#engine ??= await this.#start(octets);
    const frames = this.#frames;
    if (frames === undefined) return yield* this.#push(engine, octets);
    for (let at = 0; at < octets.length;) { // zlib stops at the end of a frame, so each write does
      const end = at + frames.take(octets.subarray(at));
      yield* this.#push(engine, octets.subarray(at, end));
      at = end;
    }
  }

  /** @throws {ContentCodingError} when the stream is not over */
  async finish(): Promise<void> {
    if (this.#engine !== undefined && !await this.#isOver(this.#engine)) {
      throw new ContentCodingError(`${this.coding} content that ends too early`);
    }
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.#engine?.destroy();
    this.#wake();
  }

  async #start(octets: Uint8Array): Promise<Engine> {
    const engine = await makeEngine(this.coding, octets);
    if (this.coding === "zstd") this.#frames = new ZstdFrames();
    engine.on("error", (cause) => this.#failure = cause);
    for (const event of ["readable", "end", "close"]) engine.on(event, () => this.#wake());
    return engine;
  }

  /** Gives zlib these octets and takes what it makes of them, a piece at a time. */
  async *#push(engine: Engine, octets: Uint8Array): AsyncGenerator<Uint8Array> {
    let taken = false;
    this.#octetsIn += octets.length;
    engine.write(octets, () => {
      taken = true;
      this.#wake();
    });
    for (;;) {
      const piece: Uint8Array | null = engine.read();
      if (piece !== null) yield piece;
      else if (taken || engine.destroyed) break;
      else await new Promise<void>((wake) => this.#wake = wake);
    }
    if (this.#failure !== undefined) throw this.#corrupt(this.#failure);
    if (engine.bytesWritten < this.#octetsIn) {
      throw new ContentCodingError(`${this.coding} content with other octets behind its end`);
    }
  }

  async #isOver(engine: Engine): Promise<boolean> {
    switch (this.coding) {
      case "zstd":
        return this.#frames?.areWhole ?? true;
      case "br":
        return await this.#refuses(engine, PROBE);
      case "gzip":
      case "deflate":
        engine.end();
        while (!engine.readableEnded && !engine.destroyed) {
          engine.read(); // nothing is left, and asking is what makes it end
          await new Promise<void>((wake) => this.#wake = wake);
        }
        return this.#failure === undefined;
    }
  }

  /** Whether zlib takes none of these octets, since its stream is over. */
  async #refuses(engine: Engine, octets: Uint8Array): Promise<boolean> {
    const before = engine.bytesWritten;
    await new Promise<void>((resolve) => {
      this.#wake = (): void => {
        engine.read();
        if (engine.destroyed) resolve();
      };
      engine.write(octets, () => resolve());
    });
    return this.#failure === undefined && engine.bytesWritten === before;
  }

  #corrupt(cause: unknown): ContentCodingError {
    return new ContentCodingError(`${this.coding} content that is corrupt`, { cause });
  }
}

/** @param octets the first ones */
async function makeEngine(coding: Coding, octets: Uint8Array): Promise<Engine> {
  const zlib = await import("node:zlib");
  const options = { chunkSize: PIECE_OCTETS };
  switch (coding) {
    case "br":
      return zlib.createBrotliDecompress(options);
    case "zstd":
      return zlib.createZstdDecompress(options);
    case "gzip":
      return zlib.createGunzip(options);
    case "deflate": // in zlib's format, which some have always left out (RFC 9110 §8.4.1.2)
      return (octets[0]! & METHOD_MASK) === METHOD_DEFLATE
        ? zlib.createInflate(options)
        : zlib.createInflateRaw(options);
  }
}
