// FILE.part.ferry: what FILE.part is a part of, so that another run can go on with it.
//
//     {"ferry":1,"url":"http://h/a","entityTag":"\"x\"","ifRange":"\"x\"","completeOctets":1000}
//     ranges
//     0-499
//     750-999
//
// Contract: a line of JSON; where octets may come in any order, a line `ranges` and one for each range
// that is there, both positions included. Without such lines it is all that FILE.part has. A range is
// noted after it was written, and lines are only appended, so whenever the process is killed nothing is
// claimed that is not there. Whoever has a record open holds a lock on it.

import { existsSync } from "node:fs";
import { parseDigits } from "../../http/wire/octets.ts";
import { outputError } from "./output.ts";
import type { Span } from "./spans.ts";

/** The name of a record is that of the part, and this. */
export const RECORD_SUFFIX = ".ferry";

/** What is known of the representation, from the answer that began it. */
export interface Facts {
  /** As asked for, without user information; for people only. */
  readonly url: string;
  /** Entity-tag and Last-Modified as they came. */
  readonly entityTag?: string;
  readonly lastModified?: string;
  /** The value for If-Range (RFC 9110 §13.1.5); without it the part cannot be continued. */
  readonly ifRange?: string;
  /** The length of the whole in octets. */
  readonly completeOctets?: number;
}

const VERSION = 1;
/** The line behind which nothing is there but what is noted. */
const RANGES = "ranges";
/** Ranges are noted every half mebioctet, so this is a file of a terabyte and more. */
const MAX_OCTETS = 64 * 1024 * 1024;

/** An open record. */
export class PartRecord {
  private constructor(
    private readonly path: string,
    private readonly file: Deno.FsFile,
    readonly facts: Facts,
    /** What is there; undefined for all that the part has. */
    readonly spans: readonly Span[] | undefined,
  ) {}

  /** Makes one where nothing is. @throws {OutputError} */
  static create(path: string, facts: Facts): PartRecord {
    try {
      const file = Deno.openSync(path, { write: true, append: true, createNew: true });
      const record = new PartRecord(path, file, facts, undefined);
      try {
        file.tryLockSync(true);
        record.#append(`${JSON.stringify({ ferry: VERSION, ...facts })}\n`);
      } catch (cause) {
        record.remove();
        throw cause;
      }
      return record;
    } catch (cause) {
      throw outputError(path, cause);
    }
  }

  /**
   * Opens the one that is there; undefined when there is none, or what is there is none. It is locked
   * when another download has it open.
   *
   * @throws {OutputError}
   */
  static open(path: string): PartRecord | "locked" | undefined {
    if (!existsSync(path) || !Deno.lstatSync(path).isFile) return undefined;
    const file = Deno.openSync(path, { read: true, write: true, append: true });
    try {
      if (!file.tryLockSync(true)) {
        file.close();
        return "locked";
      }
      const read = parseRecord(readAll(file));
      if (read !== undefined) return new PartRecord(path, file, read.facts, read.spans);
      file.close();
      return undefined;
    } catch (cause) {
      file.close();
      throw outputError(path, cause);
    }
  }

  /**
   * Removes whatever has the name of a record, since it is ferry's own and without its part of no use.
   *
   * @returns whether the name is free; it is not while another download has it open
   * @throws {OutputError}
   */
  static clear(path: string): boolean {
    const found = PartRecord.open(path);
    if (found === "locked") return false;
    if (found !== undefined) found.remove();
    else removeIfThere(path);
    return true;
  }

  /** From now on only what is noted is there. @throws {OutputError} */
  beginRanges(): void {
    this.#addLine(RANGES);
  }

  /** Notes that octets `[from, to)` are there. @throws {OutputError} */
  note({ from, to }: Span): void {
    if (from < to) this.#addLine(`${from}-${to - 1}`);
  }

  /** Closes it and leaves it there. */
  close(): void {
    this.file.close();
  }

  /** Closes and removes it. */
  remove(): void {
    removeIfThere(this.path);
    this.file.close();
  }

  #addLine(line: string): void {
    try {
      this.#append(`${line}\n`);
    } catch (cause) {
      throw outputError(this.path, cause);
    }
  }

  #append(text: string): void {
    const octets = new TextEncoder().encode(text);
    for (let at = 0; at < octets.length;) at += this.file.writeSync(octets.subarray(at));
  }
}

/** Reads the text of a record; undefined when it is none. A last line that is cut off does not count. */
export function parseRecord(
  text: string,
): { readonly facts: Facts; readonly spans: readonly Span[] | undefined } | undefined {
  const lines = text.split("\n");
  lines.pop();
  const [head, ...ranges] = lines;
  const facts = head === undefined ? undefined : parseFacts(head);
  if (facts === undefined) return undefined;
  if (ranges.length === 0) return { facts, spans: undefined };
  const spans: Span[] = [];
  for (const [index, range] of ranges.entries()) {
    if (index === 0 && range === RANGES) continue;
    const [first = "", last = "", ...surplus] = range.split("-");
    const [from, to] = [parseDigits(first), parseDigits(last)];
    if (from === undefined || to === undefined || to < from || surplus.length > 0) return undefined;
    spans.push({ from, to: to + 1 });
  }
  return { facts, spans };
}

function parseFacts(line: string): Facts | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // none of ferry's
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { ferry, completeOctets, ...texts } = value as Record<string, unknown>;
  const { url, entityTag, lastModified, ifRange } = texts;
  const isText = (text: unknown): boolean => text === undefined || typeof text === "string";
  const isLength = completeOctets === undefined || isOctetCount(completeOctets);
  if (ferry !== VERSION || typeof url !== "string" || !isLength) return undefined;
  return [entityTag, lastModified, ifRange].every(isText) ? value as Facts : undefined;
}

function isOctetCount(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function readAll(file: Deno.FsFile): string {
  const { size } = file.statSync();
  if (size > MAX_OCTETS) return "";
  const octets = new Uint8Array(size);
  let length = 0;
  file.seekSync(0, Deno.SeekMode.Start);
  for (let count; length < size && (count = file.readSync(octets.subarray(length))) !== null;) {
    length += count;
  }
  return new TextDecoder().decode(octets.subarray(0, length));
}

/** A link that leads nowhere is not found, and stays: creating what has its name fails then. */
function removeIfThere(path: string): void {
  try {
    if (existsSync(path)) Deno.removeSync(path);
  } catch {
    // creating what has its name will tell why it stays
  }
}
