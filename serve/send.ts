// Sending: a planned response to the octets of the connection.
//
// Contract: a small response is one write. A large file goes from its handle to the socket with one
// read ahead of the write. The length that the head tells is kept: a file that has shrunk ends the
// exchange with ShrunkError before it could be taken for whole; what has grown is cut at its length.

import { encodeResponseHead, type FieldLine } from "../http/wire/encoder.ts";
import { FerryError } from "../http/wire/errors.ts";
import { reasonPhrase } from "../http/semantics/status.ts";
import type { Connection } from "../io/connection.ts";
import type { OpenFile } from "./gate.ts";
import { type Content, contentLength, type Response } from "./response.ts";

/** A file is shorter than it was when its length was told. */
export class ShrunkError extends FerryError {
  override readonly name = "ShrunkError";
}

/** Content up to this size is read at once and goes out with the head in one write. */
const SMALL_OCTETS = 64 * 1024;
/** One read, one write; of a size at which both cost little more than the copying (measured). */
const CHUNK_OCTETS = 512 * 1024;
/** Buffers kept for the next large file: two for each of a few. */
const MAX_SPARE = 8;

const spare: Uint8Array[] = [];

/** How a response is to be sent. */
export interface Sending {
  /** Whether content is sent, or only told of (HEAD). */
  readonly withContent: boolean;
  /** The value of Date. */
  readonly date: string;
  /** The value of Connection, where there is one. */
  readonly connection: "close" | "keep-alive" | undefined;
  /** How long the peer may take nothing, in milliseconds. */
  readonly stallMs: number;
}

/** How far a response has got. */
export interface Progress {
  /** Whether anything of it may have gone out. */
  begun: boolean;
  /** Octets of content that have gone out. */
  octets: number;
}

/**
 * Sends a response, and notes in `progress` how far it gets.
 *
 * @throws {ShrunkError} when the file is shorter than its length, and system errors of reading it
 * @throws {TransportError} when the connection fails
 */
export async function send(
  connection: Connection,
  response: Response,
  sending: Sending,
  progress: Progress,
): Promise<void> {
  const head = encodeResponseHead(
    response.status,
    reasonPhrase(response.status),
    headFields(response, sending),
  );
  const { content } = response;
  const length = sending.withContent ? contentLength(content) : 0;
  if (length > SMALL_OCTETS && content !== undefined && !(content instanceof Uint8Array)) {
    progress.begun = true;
    await connection.write(head, sending.stallMs);
    return await sendFile(connection, content, sending.stallMs, progress);
  }
  const octets = length === 0 ? head : join(head, content, length);
  progress.begun = true;
  await connection.write(octets, sending.stallMs);
  progress.octets = length;
}

function headFields(response: Response, sending: Sending): FieldLine[] {
  const fields: FieldLine[] = [
    ["Date", sending.date],
    ...response.fields,
    ["X-Content-Type-Options", "nosniff"],
  ];
  // 204 has no length, and that of a 304 would be of the content it does not send (RFC 9110 §8.6).
  if (response.status !== 204 && response.status !== 304) {
    fields.push(["Content-Length", String(contentLength(response.content))]);
  }
  if (sending.connection !== undefined) fields.push(["Connection", sending.connection]);
  return fields;
}

function join(head: Uint8Array, content: Content, length: number): Uint8Array {
  const octets = new Uint8Array(head.length + length);
  octets.set(head);
  if (content instanceof Uint8Array) octets.set(content, head.length);
  else if (content !== undefined) readWhole(content, octets.subarray(head.length));
  return octets;
}

function readWhole(file: OpenFile, octets: Uint8Array): void {
  for (let at = 0; at < octets.length;) {
    const count = file.handle.readSync(octets.subarray(at));
    if (count === null) throw shrunk(file, octets.length - at);
    at += count;
  }
}

async function sendFile(
  connection: Connection,
  file: OpenFile,
  stallMs: number,
  progress: Progress,
): Promise<void> {
  let filling = spare.pop() ?? new Uint8Array(CHUNK_OCTETS);
  let emptying = spare.pop() ?? new Uint8Array(CHUNK_OCTETS);
  let missing = file.size;
  let reading = readSome(file, filling, missing);
  try {
    while (missing > 0) {
      const octets = await reading;
      missing -= octets.length;
      [filling, emptying] = [emptying, filling];
      if (missing > 0) {
        reading = readSome(file, filling, missing);
        reading.catch(() => {}); // it may fail while the write still waits: it is told of after that
      }
      await connection.write(octets, stallMs);
      progress.octets += octets.length;
    }
    // Not after a failure: a write that was given up may still read its buffer.
    if (spare.length < MAX_SPARE) spare.push(filling, emptying);
  } finally {
    await reading.catch(() => {}); // a read that is under way still needs its file
  }
}

async function readSome(file: OpenFile, into: Uint8Array, missing: number): Promise<Uint8Array> {
  const octets = into.subarray(0, Math.min(into.length, missing));
  const count = await file.handle.read(octets);
  if (count === null) throw shrunk(file, missing);
  return octets.subarray(0, count);
}

function shrunk(file: OpenFile, missing: number): ShrunkError {
  return new ShrunkError(`${file.name} is ${missing} octets shorter than it was`);
}
