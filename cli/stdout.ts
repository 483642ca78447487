// stdout as a destination of `ferry get`.
//
// Contract: into a file or a pipe every octet goes as it came. On a terminal nothing that came from a
// server acts: control characters are escaped, and binary content is refused.

import type { Destination, Sink, Target } from "../get/files/destination.ts";
import { OutputError } from "../get/errors.ts";
import { outputError } from "../get/files/output.ts";
import { TerminalText } from "../io/escape.ts";

/** A NUL among so many octets at the front makes content binary (grep and git look as far). */
const SNIFFED_OCTETS = 8 * 1024;

const utf8 = new TextEncoder();

/** Takes the content of all answers, one behind the other. */
export class StdoutDestination implements Destination {
  readonly takesFailures = true;

  constructor(readonly isTerminal: boolean) {}

  target(): Promise<Target> {
    const open = (): Promise<Sink> =>
      Promise.resolve(this.isTerminal ? new TerminalSink() : new PipeSink());
    return Promise.resolve({ kind: "stream", open });
  }

  /** Writes the head of an answer. @throws {OutputError} */
  async writeHead(octets: Uint8Array): Promise<void> {
    if (!this.isTerminal) return await writeAll(octets);
    const text = new TerminalText();
    await writeAll(utf8.encode(text.push(octets) + text.end()));
  }
}

class PipeSink implements Sink {
  readonly path = undefined;
  readonly write = writeAll;

  end(): Promise<void> {
    return Promise.resolve();
  }
}

class TerminalSink implements Sink {
  readonly path = undefined;
  readonly #text = new TerminalText();
  #sniffed = 0;

  async write(octets: Uint8Array): Promise<void> {
    const front = octets.subarray(0, Math.max(0, SNIFFED_OCTETS - this.#sniffed));
    this.#sniffed += front.length;
    if (front.includes(0)) {
      throw new OutputError("Binary content is not written to a terminal; use -o FILE or a pipe");
    }
    await writeAll(utf8.encode(this.#text.push(octets)));
  }

  async end(): Promise<void> {
    await writeAll(utf8.encode(this.#text.end()));
  }
}

async function writeAll(octets: Uint8Array): Promise<void> {
  try {
    for (let at = 0; at < octets.length;) at += await Deno.stdout.write(octets.subarray(at));
  } catch (cause) {
    throw outputError("stdout", cause);
  }
}
