// Entity-tags (RFC 9110 §8.8.3).
//
//     entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE      etagc = %x21 / %x23-7E / obs-text
//
// Contract: lists are read by the grammar, so that a comma inside a tag is part of it.

import { trimWhitespace } from "../wire/fields.ts";

/** `*`, or the entity-tags of a list as they came, quotes and `W/` included. */
export type EntityTags = "*" | readonly string[];

const TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/y;
const SEPARATOR = /[ \t]*(?:,[ \t]*)*/y;

/**
 * Reads the value of If-Match or If-None-Match (RFC 9110 §13.1.1, §13.1.2), or undefined when it is
 * neither `*` nor a list of entity-tags.
 */
export function parseEntityTags(value: string): EntityTags | undefined {
  if (trimWhitespace(value) === "*") return "*";
  const tags: string[] = [];
  let at = skipSeparator(value, 0);
  while (at < value.length) {
    TAG.lastIndex = at;
    const tag = TAG.exec(value)?.[0];
    if (tag === undefined) return undefined;
    tags.push(tag);
    const next = skipSeparator(value, at + tag.length);
    if (next < value.length && !value.slice(at + tag.length, next).includes(",")) return undefined;
    at = next;
  }
  return tags;
}

/** Whether a list names the tag by weak comparison: opaque parts alike (RFC 9110 §8.8.3.2). */
export function matchesWeakly(tags: EntityTags, tag: string): boolean {
  return tags === "*" || tags.some((each) => opaque(each) === opaque(tag));
}

/** Whether a list names the tag by strong comparison: alike, and neither weak (RFC 9110 §8.8.3.2). */
export function matchesStrongly(tags: EntityTags, tag: string): boolean {
  return tags === "*" || (!tag.startsWith("W/") && tags.includes(tag));
}

/**
 * The strong entity-tag of a file: its modification time and its size, both in hexadecimal with a
 * separator between them. No inode is in it, so that each replica of a file has the same.
 *
 * @param mtimeMs milliseconds since the epoch, as fine as the file system tells through Deno
 * @param size in octets
 */
export function fileEntityTag(mtimeMs: number, size: number): string {
  return `"${mtimeMs.toString(16)}-${size.toString(16)}"`;
}

function skipSeparator(value: string, at: number): number {
  SEPARATOR.lastIndex = at;
  return at + (SEPARATOR.exec(value)?.[0].length ?? 0);
}

function opaque(tag: string): string {
  return tag.startsWith("W/") ? tag.slice(2) : tag;
}
