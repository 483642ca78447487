// Sending: a planned response to the octets of the connection.
//
// Contract: a small response is one write, and the head of a large one goes out with its first octets.
// The length that the head tells is kept; content of unknown length goes in chunks, or up to the
// close where the peer knows no chunks (RFC 9112 §6.3, §7.1).

import { reasonPhrase } from "../http/semantics/status.ts";
import { encodeChunk, encodeLastChunk } from "../http/wire/chunk_encoder.ts";
import { encodeResponseHead, type FieldLine } from "../http/wire/encoder.ts";
import { concat } from "../http/wire/octets.ts";
import type { Connection } from "../io/connection.ts";
import { hasGrown } from "./changed.ts";
import {
  type Content,
  contentLength,
  type FileContent,
  type Response,
  type StreamContent,
} from "./response.ts";
import { sendLive } from "./send_live.ts";
import { readRange, sendRange } from "./send_pieces.ts";

/** Content up to this size is read at once and goes out with the head in one write. */
const SMALL_OCTETS = 64 * 1024;

const NOTHING = new Uint8Array();

/** How a response is to be sent. */
export interface Sending {
  /** Whether content is sent, or only told of (HEAD). */
  readonly withContent: boolean;
  /** Whether the peer knows chunks (HTTP/1.1). */
  readonly chunks: boolean;
  /** The value of Date. */
  readonly date: string;
  /** The value of Connection, where there is one. */
  readonly connection: "close" | "keep-alive" | undefined;
  /** Fields that take the place of any others of their names. */
  readonly overriding: readonly FieldLine[];
  /** Fields beside those of the response. */
  readonly additional: readonly FieldLine[];
  /** How long the peer may take nothing, in milliseconds. */
  readonly stallMs: number;
}

/** A small response as it was sent. */
export interface SentResponse {
  /** Head and content. */
  readonly octets: Uint8Array;
  readonly contentOctets: number;
}

/** How far a response has got. */
export interface Progress {
  /** Whether anything of it may have gone out. */
  begun: boolean;
  /** Octets of content that have gone out. */
  octets: number;
  /** What has gone out, where it is small. */
  sent?: SentResponse;
  /** Whether the file was longer at the end than at the beginning: the connection should end, too. */
  outgrown?: boolean;
}

/**
 * The octets of a response, head and content, when they are few; undefined for others.
 *
 * @throws {ChangedError} when the file is no longer what was told of it, system errors of reading it
 */
export function encodeSmall(response: Response, sending: Sending): Uint8Array | undefined {
  const { status, content } = response;
  const length = sending.withContent ? contentLength(content) : 0;
  if (length === undefined || length > SMALL_OCTETS) return undefined;
  const head = encodeResponseHead(status, reasonPhrase(status), headFields(response, sending));
  return length === 0 ? head : join(head, content, length);
}

/**
 * Sends a response, and notes in `progress` how far it gets.
 *
 * @throws {ChangedError} when the file is no longer what was told of it, system errors of reading it
 * @throws {TransportError} when the connection fails
 */
export async function send(
  connection: Connection,
  response: Response,
  sending: Sending,
  progress: Progress,
): Promise<void> {
  const { status, content } = response;
  const small = encodeSmall(response, sending);
  if (small !== undefined) {
    progress.begun = true;
    await connection.write(small, sending.stallMs);
    progress.octets = sending.withContent ? contentLength(content) ?? 0 : 0;
    progress.sent = { octets: small, contentOctets: progress.octets };
    return;
  }
  if (content === undefined) return;
  const head = encodeResponseHead(status, reasonPhrase(status), headFields(response, sending));
  if (content instanceof Uint8Array) {
    progress.begun = true;
    await connection.write(head, sending.stallMs);
    await connection.write(content, sending.stallMs);
    progress.octets += content.length;
  } else if (content.kind === "stream") {
    await sendStream(connection, head, content, sending, progress);
  } else if (content.kind === "live") {
    await sendLive(connection, head, content, sending, progress);
  } else await sendPieces(connection, head, content, sending, progress);
}

async function sendPieces(
  connection: Connection,
  head: Uint8Array,
  { file, pieces, observe }: FileContent,
  { stallMs }: Sending,
  progress: Progress,
): Promise<void> {
  let before = head;
  let contentBefore = 0;
  const sent = (octets: Uint8Array): void => {
    progress.octets += contentBefore + octets.length;
    contentBefore = 0;
    observe?.(octets);
  };
  const write = (octets: Uint8Array): Promise<void> => {
    progress.begun = true;
    return connection.write(octets, stallMs);
  };
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      before = concat(before, piece);
      contentBefore += piece.length;
    } else {
      await sendRange(write, file, piece, before, sent);
      before = NOTHING;
    }
  }
  if (before.length > 0) await write(before);
  progress.octets += contentBefore;
  progress.outgrown = hasGrown(file);
}

async function sendStream(
  connection: Connection,
  head: Uint8Array,
  content: StreamContent,
  { chunks, stallMs }: Sending,
  progress: Progress,
): Promise<void> {
  let before = head;
  for await (const octets of content.octets()) {
    if (octets.length === 0) continue;
    progress.begun = true;
    await connection.write(concat(before, chunks ? encodeChunk(octets) : octets), stallMs);
    before = NOTHING;
    progress.octets += octets.length;
  }
  const end = concat(before, chunks ? encodeLastChunk(content.trailers?.()) : NOTHING);
  progress.begun = true;
  if (end.length > 0) await connection.write(end, stallMs);
}

function headFields(response: Response, sending: Sending): FieldLine[] {
  const overridden = new Set(sending.overriding.map(([name]) => name.toLowerCase()));
  const own: FieldLine[] = [
    ["Date", sending.date],
    ...response.fields,
    ["X-Content-Type-Options", "nosniff"],
    ...sending.additional,
  ];
  const fields = overridden.size === 0
    ? own
    : own.filter(([name]) => !overridden.has(name.toLowerCase()));
  fields.push(...sending.overriding, ...framingFields(response, sending));
  if (sending.connection !== undefined) fields.push(["Connection", sending.connection]);
  return fields;
}

/** 204 has no length, and that of a 304 would be of the content it does not send (RFC 9110 §8.6). */
function framingFields({ status, content }: Response, { chunks }: Sending): FieldLine[] {
  if (status === 204 || status === 304) return [];
  const length = contentLength(content);
  if (length !== undefined) return [["Content-Length", String(length)]];
  return chunks ? [["Transfer-Encoding", "chunked"]] : [];
}

function join(head: Uint8Array, content: Content, length: number): Uint8Array {
  const octets = new Uint8Array(head.length + length);
  octets.set(head);
  let at = head.length;
  if (content instanceof Uint8Array) octets.set(content, at);
  else if (content?.kind === "file") {
    for (const piece of content.pieces) {
      const isOctets = piece instanceof Uint8Array;
      const end = at + (isOctets ? piece.length : piece.lastPos - piece.firstPos + 1);
      if (isOctets) octets.set(piece, at);
      else readRange(content.file, piece, octets.subarray(at, end));
      at = end;
    }
  }
  return octets;
}
