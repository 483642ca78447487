// A representation: what a resource is, in one form of it (RFC 9110 §8).
//
// Contract: selected before any condition or range is looked at, since those are about what was
// selected (RFC 9110 §13.2.1, §14.2).

import { formatDate } from "../../http/semantics/dates.ts";
import { fileEntityTag } from "../../http/semantics/entity_tag.ts";
import type { Validators } from "../../http/semantics/preconditions.ts";
import type { OpenFile } from "../gate.ts";
import { mediaTypeOf } from "./media_type.ts";
import type { StreamContent } from "../response.ts";

/** A selected representation. */
export interface Representation {
  /** Where its octets are: a file, octets at hand, or a stream of unknown length. */
  readonly source: OpenFile | Uint8Array | StreamContent;
  /** The value of Content-Type. */
  readonly mediaType: string;
  /** The value of Content-Encoding; undefined for identity. */
  readonly coding: string | undefined;
  /** Undefined where nothing can tell it from its next state. */
  readonly validators: Validators | undefined;
  /** Request fields that it was selected by (RFC 9110 §12.5.5). */
  readonly vary: readonly string[];
}

/** A file as it is. @param nowMs the present, milliseconds since the epoch */
export function identityOf(file: OpenFile, nowMs: number): Representation {
  return {
    source: file,
    mediaType: mediaTypeOf(file.name),
    coding: undefined,
    validators: validatorsOf(file, nowMs),
    vary: [],
  };
}

/**
 * Undefined when no time is told, or one beyond any Date: it can't tell a file from its next state. What
 * is known by its content needs none.
 */
export function validatorsOf(file: OpenFile, nowMs: number): Validators | undefined {
  if (file.contentTag !== undefined) {
    return { entityTag: file.contentTag, lastModifiedMs: undefined };
  }
  if (file.mtimeMs === undefined || Number.isNaN(file.mtimeMs)) return undefined;
  const dated = formatDate(file.mtimeMs) !== undefined;
  return {
    entityTag: fileEntityTag(file.mtimeMs, file.size),
    // A time ahead of the clock is told as the present (RFC 9110 §8.8.2.1).
    lastModifiedMs: dated ? Math.min(file.mtimeMs, nowMs) : undefined,
  };
}
