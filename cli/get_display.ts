// What people see of a download: status lines, heads and progress, on stderr.
//
// Contract: the first line for each answer is `From Server: ` and its status line. Everything is
// escaped, and no credential is shown. The progress is wiped out before anything else is written.

import type { Observer, Outcome } from "../client.ts";
import { formatDuration, formatSize, Progress } from "../get/progress.ts";
import { escapeControls } from "../io/escape.ts";

/** What of it is wanted. */
export interface DisplayOptions {
  /** The status line of each answer. */
  readonly status: boolean;
  /** The heads of requests and answers. */
  readonly heads: boolean;
  readonly progress: boolean;
  /** Each file, once it is there. */
  readonly files: boolean;
  /** Called with the head of each answer, to be written on stdout. */
  readonly writeHead: ((head: Uint8Array) => Promise<void>) | undefined;
}

/** A download that takes no longer shows no progress, in milliseconds. */
const PATIENCE_MS = 300;
/** Progress is drawn so often at most, in milliseconds. */
const REDRAW_MS = 100;
/** Where a terminal doesn't tell its width. */
const DEFAULT_COLUMNS = 80;

const WIPE = "\r\x1b[K";
const SECRET = /^((?:proxy-)?authorization|cookie): .*/i;

const utf8 = { encode: new TextEncoder(), decode: new TextDecoder() };

/** Watches downloads, one after the other, and shows them. */
export class GetDisplay implements Observer {
  #requestLines: readonly string[] = [];
  #progress: Progress | undefined;
  #startMs = performance.now();
  #drawnMs = -Infinity;
  #drawn = false;

  constructor(private readonly options: DisplayOptions) {}

  /** Held until there is an answer, whose status line comes before it. */
  readonly request = (_: URL, head: Uint8Array): void => {
    this.#requestLines = linesOf(head).map((line) =>
      `> ${line.replace(SECRET, "$1: (not shown)")}`
    );
  };

  readonly answer = async (_: URL, head: Uint8Array): Promise<void> => {
    const lines = linesOf(head);
    if (this.options.status) this.print(`From Server: ${lines[0] ?? ""}`);
    this.#printRequest();
    if (this.options.heads) { for (const line of lines) this.print(`< ${line}`); }
    await this.options.writeHead?.(head);
  };

  readonly progress = (octets: number, completeOctets: number | undefined): void => {
    if (!this.options.progress) return;
    const nowMs = performance.now();
    this.#progress ??= new Progress(this.#startMs);
    this.#progress.advance(octets, completeOctets, nowMs);
    const due = nowMs - this.#startMs >= PATIENCE_MS && nowMs - this.#drawnMs >= REDRAW_MS;
    if (!due) return;
    this.#drawnMs = nowMs;
    this.#drawn = true;
    write(WIPE + this.#progress.line(columns() - 1, nowMs));
  };

  /** Ends what is shown of one URL, with its failure where it has one. */
  finish({ file, octets }: Outcome, failure: string | undefined): void {
    this.#printRequest();
    if (failure !== undefined) this.print(failure);
    else if (file !== undefined && this.options.files) {
      const elapsedMs = performance.now() - this.#startMs;
      this.print(`${escapeControls(file)}: ${formatSize(octets)} in ${formatDuration(elapsedMs)}`);
    } else this.#wipe();
    this.#progress = undefined;
    this.#startMs = performance.now();
  }

  /** Writes one line; it is to be free of control characters. */
  print(line: string): void {
    this.#wipe();
    write(`${line}\n`);
  }

  #printRequest(): void {
    if (this.options.heads) { for (const line of this.#requestLines) this.print(line); }
    this.#requestLines = [];
  }

  #wipe(): void {
    if (this.#drawn) write(WIPE);
    this.#drawn = false;
  }
}

/** The lines of a head, escaped, the empty one at its end included. */
function linesOf(head: Uint8Array): readonly string[] {
  const text = utf8.decode.decode(head).replace(/\r?\n$/, "");
  return text.split(/\r?\n/).map((line) => escapeControls(line));
}

function columns(): number {
  try {
    return Deno.consoleSize().columns || DEFAULT_COLUMNS;
  } catch {
    return DEFAULT_COLUMNS; // no terminal at all
  }
}

/** What nobody can read any more is not worth an error. */
function write(text: string): void {
  try {
    const octets = utf8.encode.encode(text);
    for (let at = 0; at < octets.length;) at += Deno.stderr.writeSync(octets.subarray(at));
  } catch {
    // stderr is closed
  }
}
