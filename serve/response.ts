// A response as data: what is to be sent, before a single octet of it is.

import type { FieldLine } from "../http/wire/encoder.ts";
import type { OpenFile } from "./gate.ts";

/** What follows the head. */
export type Content = Uint8Array | OpenFile | undefined;

/** A planned response. `Date`, `Connection` and the length are added when it is sent. */
export interface Response {
  /** A final status, 200 to 599. */
  readonly status: number;
  readonly fields: readonly FieldLine[];
  /** Sent unless the method is HEAD or the status has no content; its length is told either way. */
  readonly content: Content;
}

/** How many octets of content there are. */
export function contentLength(content: Content): number {
  if (content === undefined) return 0;
  return content instanceof Uint8Array ? content.length : content.size;
}

/** Closes the file of a response that has one. */
export function release(content: Content): void {
  if (content !== undefined && !(content instanceof Uint8Array)) content[Symbol.dispose]();
}
