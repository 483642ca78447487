// Content into streams of the web.
//
// Contract: a piece is written when the one before it was taken, so nothing piles up. A stream is closed
// when its content is whole and verified, and aborted when it never will be: a reader can tell the two.

import { OutputError } from "../errors.ts";
import type { Destination, Sink, StreamTarget } from "./destination.ts";

/** Opens the stream for the content of a URL, once it is about to come. */
export type OpenStream = (
  asked: URL,
) => WritableStream<Uint8Array> | Promise<WritableStream<Uint8Array>>;

/** How streams are used. */
export interface StreamOptions {
  /** Whether the content of a failure (status 400 and up) is written too; default no. */
  readonly takesFailures?: boolean | undefined;
  /** Whether the stream is left open, neither closed nor aborted, as stdout wants it; default no. */
  readonly preventClose?: boolean | undefined;
}

/** A stream for each content. */
export class StreamDestination implements Destination {
  /** Whether the content of a failure is written too. */
  readonly takesFailures: boolean;
  readonly #open: OpenStream;
  readonly #preventClose: boolean;

  /** A destination for any number of contents. @param open called for each */
  constructor(
    open: OpenStream,
    { takesFailures = false, preventClose = false }: StreamOptions = {},
  ) {
    this.#open = open;
    this.takesFailures = takesFailures;
    this.#preventClose = preventClose;
  }

  /** The stream for a URL, not yet opened. */
  target(asked: URL): Promise<StreamTarget> {
    const open = async (): Promise<Sink> => {
      const stream = await translated(async () => await this.#open(asked));
      return await translated(() => new StreamSink(stream, this.#preventClose));
    };
    return Promise.resolve({ kind: "stream", open });
  }
}

class StreamSink implements Sink {
  readonly path = undefined;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  constructor(stream: WritableStream<Uint8Array>, private readonly preventClose: boolean) {
    this.#writer = stream.getWriter();
    this.#writer.closed.catch(() => {}); // the writes tell of it
  }

  /** A copy: a stream may hand on what it was given, and the octets are the caller's again. */
  async write(octets: Uint8Array): Promise<void> {
    await translated(async () => {
      await this.#writer.ready;
      await this.#writer.write(octets.slice());
    });
  }

  /** Whoever takes nothing any more is told of a failure, and not waited for. */
  async end(failure?: unknown): Promise<void> {
    if (this.preventClose) return this.#writer.releaseLock();
    if (failure === undefined) return await translated(() => this.#writer.close());
    this.#writer.abort(failure).catch(() => {});
  }
}

/** @throws {OutputError} for whatever the stream throws */
async function translated<T>(run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OutputError(`Cannot write to the stream: ${reason}`, { cause });
  }
}
