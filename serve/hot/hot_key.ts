// Keys of hot responses: the octets of a request head.
//
// Contract: pure. Heads that are the same octet by octet ask for the same thing; nothing else about them
// is looked at, so nothing can be misread. A hash is a place to look at and no proof.

import { CR, LF } from "../../http/wire/octets.ts";

/** FNV-1a, 32 bits. */
const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** Where a head ends, and its hash. Made once and filled in again and again. */
export interface FoundHead {
  /** Behind the empty line. */
  end: number;
  /** A whole number of 32 bits. */
  hash: number;
}

/**
 * Finds the head that begins at `from`: up to the first empty line after a CRLF.
 *
 * @returns whether it has come whole; `found` is filled in then
 */
export function findHead(octets: Uint8Array, from: number, end: number, found: FoundHead): boolean {
  let hash = OFFSET_BASIS;
  for (let at = from; at < end; at++) {
    const octet = octets[at]!;
    hash = Math.imul(hash ^ octet, PRIME);
    if (octet !== LF || at - from < 3 || octets[at - 1] !== CR) continue;
    if (octets[at - 2] !== LF || octets[at - 3] !== CR) continue;
    found.end = at + 1;
    found.hash = hash;
    return true;
  }
  return false;
}

/** Whether `head` is what stands at `from`; `end` is where that ends. */
export function isHead(head: Uint8Array, octets: Uint8Array, from: number, end: number): boolean {
  if (head.length !== end - from) return false;
  for (let at = 0; at < head.length; at++) if (head[at] !== octets[from + at]) return false;
  return true;
}
