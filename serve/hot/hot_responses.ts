// Hot responses: prepared octets for request heads that come again and again.
//
// Contract: a response is given for the very octets of a request head that it was made for, and only
// while the file is what it was: it is trusted for a moment, then looked at again, or planned anew where a
// look could not tell. So nobody is served what changed more than 150 ms ago. Bounded in octets; what
// comes once is not kept.

import { dateField } from "../../io/clock.ts";
import { octetsOf, textOf } from "../../http/wire/octets.ts";
import type { LoggedRequest } from "../access_log.ts";
import { type CacheStats, OctetCache } from "../forms/octet_cache.ts";
import type { FileState } from "../file_states.ts";
import type { Gate } from "../gate.ts";
import { findHead, type FoundHead, isHead } from "./hot_key.ts";

/** A response that is ready to be sent. */
export interface HotResponse {
  /** Head and content; not to be changed, for it may be on its way to several peers. */
  readonly octets: Uint8Array;
  /** Of the request. */
  readonly headOctets: number;
  readonly status: number;
  /** Of the response. */
  readonly contentOctets: number;
  /** Whether the connection can carry another exchange after it. */
  readonly persists: boolean;
  /** For the log, where there is one. */
  readonly request: LoggedRequest | undefined;
}

/** A response that may be kept. */
export interface Candidate extends Omit<HotResponse, "headOctets"> {
  /** The head of the request, octet by octet. */
  readonly head: Uint8Array;
  /** What the file is known again by; undefined where a look could not tell whether it has changed. */
  readonly state: FileState | undefined;
}

interface Entry extends HotResponse {
  octets: Uint8Array;
  readonly head: Uint8Array;
  readonly state: FileState | undefined;
  /** Where the value of Date stands; -1 for nowhere. */
  readonly dateAt: number;
  /** What stands there. */
  date: string;
  trustedUntilMs: number;
}

/** What was planned is trusted so long, in milliseconds; it may rest on a look at siblings (100 ms). */
const PLANNED_MS = 40;
/** What was looked at is trusted so long; it may rest on a look at its folder (40 ms). */
const LOOKED_AT_MS = 100;
/** A file, and its folder, that changed so lately could change again and not show it (FAT: 2 s). */
const SETTLED_MS = 2_000;
/** Heads that came once are remembered by so many places. */
const SEEN_PLACES = 64 * 1024;

const DATE = octetsOf("\r\nDate: ");
const HEAD_END = octetsOf("\r\n\r\n");

/** Keeps responses. */
export class HotResponses {
  readonly #cache: OctetCache<Entry, number>;
  readonly #found: FoundHead = { end: 0, hash: 0 };
  /** By place: the hash of the head that came last. */
  readonly #seen = new Int32Array(SEEN_PLACES);

  /** @param budget in octets */
  constructor(private readonly gate: Gate, budget: number) {
    this.#cache = new OctetCache(budget);
  }

  /** How it has done. */
  stats(): CacheStats {
    return this.#cache.stats();
  }

  /**
   * The response to the request that begins at `from`, if there is one that can be trusted.
   *
   * @param nowMs the present, milliseconds since the epoch
   */
  find(octets: Uint8Array, from: number, end: number, nowMs: number): HotResponse | undefined {
    const found = this.#found;
    if (!findHead(octets, from, end, found)) return undefined;
    const entry = this.#cache.get(found.hash);
    if (entry === undefined || !isHead(entry.head, octets, from, found.end)) return undefined;
    if (!this.#isTrusted(entry, nowMs)) return undefined;
    const date = dateField(nowMs);
    if (entry.date !== date) redate(entry, date);
    return entry;
  }

  /** Keeps a response, unless its request comes for the first time. */
  keep({ head, octets, state, ...rest }: Candidate, nowMs: number): void {
    const found = this.#found;
    if (!findHead(head, 0, head.length, found) || found.end !== head.length) return;
    if (!this.#hasCome(found.hash)) return;
    const date = dateField(nowMs);
    this.#cache.put(found.hash, {
      ...rest,
      head,
      headOctets: head.length,
      octets,
      state: state !== undefined && isSettled(state, nowMs) ? state : undefined,
      dateAt: findDate(octets, date),
      date,
      trustedUntilMs: nowMs + PLANNED_MS,
    }, octets.length + head.length);
  }

  #hasCome(hash: number): boolean {
    const place = hash & (SEEN_PLACES - 1);
    const hasCome = this.#seen[place] === hash;
    this.#seen[place] = hash;
    return hasCome;
  }

  /** A clock that was set back makes everything look trusted for long: that is not believed. */
  #isTrusted(entry: Entry, nowMs: number): boolean {
    const leftMs = entry.trustedUntilMs - nowMs;
    if (leftMs > 0 && leftMs <= LOOKED_AT_MS) return true;
    if (entry.state === undefined || !this.gate.isUnchanged(entry.state, nowMs)) return false;
    entry.trustedUntilMs = nowMs + LOOKED_AT_MS;
    return true;
  }
}

function isSettled({ mtimeMs, ctimeMs, folderMtimeMs }: FileState, nowMs: number): boolean {
  return Math.max(mtimeMs, ctimeMs, folderMtimeMs) <= nowMs - SETTLED_MS;
}

/** The same response at another time. The octets that may be on their way are left alone. */
function redate(entry: Entry, date: string): void {
  if (entry.dateAt >= 0) {
    const octets = entry.octets.slice();
    octets.set(octetsOf(date), entry.dateAt);
    entry.octets = octets;
  }
  entry.date = date;
}

/** Where the value of Date stands, when it is this one; -1 when a field of the user's has its place. */
function findDate(octets: Uint8Array, date: string): number {
  const end = indexOf(octets, HEAD_END, 0);
  const at = indexOf(octets.subarray(0, end), DATE, 0) + DATE.length;
  return at >= DATE.length && textOf(octets, at, at + date.length) === date ? at : -1;
}

function indexOf(octets: Uint8Array, sought: Uint8Array, from: number): number {
  for (let at = from; at + sought.length <= octets.length; at++) {
    if (sought.every((octet, offset) => octets[at + offset] === octet)) return at;
  }
  return -1;
}
