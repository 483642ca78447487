// A response as data: what is to be sent, before a single octet of it is.

import { type ByteRange, rangeLength } from "../http/semantics/ranges.ts";
import type { FieldLine } from "../http/wire/encoder.ts";
import type { FileState } from "./file_states.ts";
import type { OpenFile } from "./gate.ts";

/** What follows the head: octets at hand, pieces of a file, or what is made while it is sent. */
export type Content = Uint8Array | FileContent | StreamContent | LiveContent | undefined;

/** Pieces of one file, and octets between them. */
export interface FileContent {
  readonly kind: "file";
  readonly file: OpenFile;
  readonly pieces: readonly (ByteRange | Uint8Array)[];
  /** In octets, all pieces together. */
  readonly length: number;
  /** Told of the file's octets that have gone out, part by part, good until it returns. */
  readonly observe?: (octets: Uint8Array) => void;
}

/** Content whose length is known only at its end. */
export interface StreamContent {
  readonly kind: "stream";
  /** Makes the content; asked for once at most, and each part used up before the next is made. */
  readonly octets: () => AsyncIterable<Uint8Array>;
  /** What is told behind it, in a trailer section where there is one; asked for at its end. */
  readonly trailers?: () => readonly FieldLine[];
  /** Releases what the content is made from; called once, also when it was never asked for. */
  readonly release: () => void;
}

/** Content that is made as things happen, until either side ends it; the connection ends with it. */
export interface LiveContent {
  readonly kind: "live";
  /** The next part, as soon as there is one; undefined at the end. Each is asked for after the one before. */
  readonly next: () => Promise<Uint8Array | undefined>;
  /** Ends it, so that there is no next part; may be called again. */
  readonly end: () => void;
}

/** A planned response. `Date`, `Connection` and the framing are added when it is sent. */
export interface Response {
  /** A final status, 200 to 599. */
  readonly status: number;
  readonly fields: readonly FieldLine[];
  /** Sent unless the method is HEAD or the status has no content; its length is told either way. */
  readonly content: Content;
  /** It is nothing for the log. */
  readonly unlogged?: true;
  /** What it was made from; only for what the same request, were it made again, would get again. */
  readonly basis?: Basis;
}

/** What a response was made from. */
export interface Basis {
  readonly state: FileState;
  /** Whether the file is all that it depends on, so that a look at it tells if it is still good. */
  readonly isSole: boolean;
}

/** A whole file. */
export function wholeFile(file: OpenFile): FileContent {
  const pieces = file.size === 0 ? [] : [{ firstPos: 0, lastPos: file.size - 1 }];
  return fileContent(file, pieces);
}

/** Pieces of a file, in the order in which they are sent. */
export function fileContent(
  file: OpenFile,
  pieces: readonly (ByteRange | Uint8Array)[],
): FileContent {
  const lengths = pieces.map((piece) => "length" in piece ? piece.length : rangeLength(piece));
  return { kind: "file", file, pieces, length: lengths.reduce((sum, each) => sum + each, 0) };
}

/** How many octets of content there are; undefined when only the end will tell. */
export function contentLength(content: Content): number | undefined {
  if (content === undefined) return 0;
  return content instanceof Uint8Array || content.kind === "file" ? content.length : undefined;
}

/** Whether it goes on until either side ends it. */
export function isLive(content: Content): content is LiveContent {
  return content !== undefined && !(content instanceof Uint8Array) && content.kind === "live";
}

/** Releases what the content of a response holds open. */
export function release(content: Content): void {
  if (content === undefined || content instanceof Uint8Array) return;
  if (content.kind === "file") content.file[Symbol.dispose]();
  else if (content.kind === "live") content.end();
  else content.release();
}
