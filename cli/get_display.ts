// What people and scripts see of downloads on stderr: status lines, heads, progress, retries, results.
//
// Contract: the first line for each answer is `From Server: ` and its status line. Everything is
// escaped, and no credential is shown. The progress is wiped out before anything else is written.

import type { FerryError } from "../http/wire/errors.ts";
import type { Outcome } from "../get/outcome.ts";
import { formatDuration, formatSize } from "../get/progress.ts";
import type { Observer, StatusLine, Subject } from "../get/settings.ts";
import { escapeControls } from "../io/escape.ts";
import { causeOf, type Failure } from "./get_failure.ts";
import { jsonLine } from "./get_json.ts";
import { shownName } from "./get_names.ts";
import type { ProgressDisplay } from "./progress_display.ts";

/** What of it is wanted. */
export interface DisplayOptions {
  /** The status line of each answer. */
  readonly status: boolean;
  /** The heads of requests and answers. */
  readonly heads: boolean;
  /** Each file, once it is there. */
  readonly files: boolean;
  /** What happens on the way: retries and notes; and what became of a folder. */
  readonly events: boolean;
  /** A JSON object for each outcome, in place of its failure. */
  readonly json: boolean;
  readonly progress: Pick<ProgressDisplay, "advance" | "end" | "wipe"> | undefined;
  /** Called with the head of each answer, to be written on stdout. */
  readonly writeHead: ((head: Uint8Array) => Promise<void>) | undefined;
  readonly write: (text: string) => void;
}

const SECRET = /^((?:proxy-)?authorization|cookie): .*/i;

const utf8 = new TextDecoder();

/** Watches downloads and shows them. */
export class GetDisplay implements Observer {
  /** The lines of requests that have no answer yet; those of one hop have the same URI. */
  readonly #requests = new Map<URL, (readonly string[])[]>();
  /** Those of whom progress is shown. */
  readonly #subjects = new Set<Subject>();
  #statusLine: string | undefined;
  #startMs = performance.now();

  constructor(private readonly options: DisplayOptions) {}

  /** Held until there is an answer, whose status line comes before it. */
  readonly request = (uri: URL, head: Uint8Array): void => {
    if (!this.options.heads) return;
    const lines = linesOf(head).map((line) => `> ${line.replace(SECRET, "$1: (not shown)")}`);
    this.#requests.set(uri, [...this.#requests.get(uri) ?? [], lines]);
  };

  readonly answer = async (uri: URL, head: Uint8Array, aside = false): Promise<void> => {
    const lines = linesOf(head);
    if (!aside || this.options.heads) this.#showStatus(lines[0] ?? "");
    const [request = [], ...later] = this.#requests.get(uri) ?? [];
    this.#requests.set(uri, later);
    for (const line of request) this.print(line);
    if (this.options.heads) { for (const line of lines) this.print(`< ${line}`); }
    if (this.options.writeHead === undefined || aside) return;
    this.options.progress?.wipe();
    await this.options.writeHead(head);
  };

  readonly progress = (subject: Subject, octets: number, complete: number | undefined): void => {
    if (this.options.progress === undefined) return;
    this.#subjects.add(subject);
    this.options.progress.advance(subject, shownName(subject.url), octets, complete);
  };

  readonly retry = (
    { url }: Subject,
    cause: FerryError | StatusLine,
    delayMs: number,
    number: number,
    times: number,
  ): void => {
    this.#printRequests();
    if (!this.options.events) return;
    const wait = formatDuration(delayMs);
    this.print(`Retrying in ${wait} (${number} of ${times}): ${causeOf(cause, url)}`);
  };

  readonly note = ({ url }: Subject, text: string): void => {
    if (this.options.events) this.print(escapeControls(`${text} (${url})`));
  };

  readonly end = (subject: Subject): void => {
    this.#subjects.delete(subject);
    this.options.progress?.end(subject);
  };

  /** Tells what became of one URL. */
  finish(outcome: Outcome, failure: Failure | undefined): void {
    this.#printRequests();
    for (const subject of this.#subjects) if (subject.url === outcome.url) this.end(subject);
    const line = this.#result(outcome, failure);
    if (line !== undefined) this.print(line);
    if (outcome.mirror !== undefined && this.options.events) this.print(summaryOf(outcome));
    this.#statusLine = undefined;
    this.#startMs = performance.now();
  }

  /** Writes one line; it is to be free of control characters. */
  print(line: string): void {
    this.options.progress?.wipe();
    this.options.write(`${line}\n`);
  }

  #result(outcome: Outcome, failure: Failure | undefined): string | undefined {
    if (this.options.json) return jsonLine(outcome, failure);
    if (failure !== undefined) return failure.message;
    if (!this.options.files || outcome.file === undefined || outcome.mirror !== undefined) {
      return undefined;
    }
    const elapsedMs = outcome.timings.totalMs ?? performance.now() - this.#startMs;
    return fileLine(outcome, elapsedMs);
  }

  /** What several connections for one URL are answered alike is shown once, unless heads are too. */
  #showStatus(line: string): void {
    const { status, heads } = this.options;
    if (status && (heads || line !== this.#statusLine)) this.print(`From Server: ${line}`);
    this.#statusLine = line;
  }

  #printRequests(): void {
    for (const line of [...this.#requests.values()].flat(2)) this.print(line);
    this.#requests.clear();
  }
}

function fileLine({ file = "", octets, resumedFrom, unchanged }: Outcome, ms: number): string {
  const name = escapeControls(file);
  if (unchanged) return `${name}: is whole already`;
  const kept = resumedFrom > 0 ? `, after ${formatSize(resumedFrom)} of an earlier run` : "";
  return `${name}: ${formatSize(octets)} in ${formatDuration(ms)}${kept}`;
}

function summaryOf({ file, url, mirror }: Outcome): string {
  const name = file === undefined ? shownName(url) : `${file.replace(/\/$/, "")}/`;
  const { fetched = 0, unchanged = 0, failed = 0, octets = 0 } = mirror ?? {};
  const [got, same, lost] = [fetched, unchanged, failed].map((count) => count.toLocaleString("en"));
  const size = formatSize(octets);
  return escapeControls(`${name}: ${got} fetched (${size}), ${same} unchanged, ${lost} failed`);
}

/** The lines of a head, escaped, the empty one at its end included. */
function linesOf(head: Uint8Array): readonly string[] {
  const text = utf8.decode(head).replace(/\r?\n$/, "");
  return text.split(/\r?\n/).map((line) => escapeControls(line));
}
