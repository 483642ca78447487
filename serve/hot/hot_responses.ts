// Hot responses: prepared octets for request heads that come again and again.
//
// Contract: a response is given for the very octets of a request head that it was made for, and only
// while the file is what it was: it is trusted for a moment, then looked at again, or planned anew where a
// look could not tell. So nobody is served what changed more than 150 ms ago. Bounded in octets: what has
// come only once does not take the place of anything.

import { dateField } from "../../io/clock.ts";
import { equals, LF, octetsOf } from "../../http/wire/octets.ts";
import type { LoggedRequest } from "../access_log.ts";
import { type CacheStats, OctetCache } from "../forms/octet_cache.ts";
import { type FileState, SETTLED_MS } from "../file_states.ts";
import type { Basis } from "../response.ts";
import type { Gate } from "../gate.ts";
import { findHead, type FoundHead, isHead } from "./hot_key.ts";

/** Octets that are ready to be sent. */
export interface Prepared {
  /** Head and content. */
  readonly octets: Uint8Array;
  /** How many writes of them are under way, as whoever writes them counts: then they are not changed. */
  writes: number;
}

/** A response that is ready to be sent. */
export interface HotResponse {
  readonly prepared: Prepared;
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
export interface Candidate extends Omit<HotResponse, "headOctets" | "prepared"> {
  /** Head and content. */
  readonly octets: Uint8Array;
  /** The head of the request, octet by octet. */
  readonly head: Uint8Array;
  /** What it was made from. */
  readonly basis: Basis;
}

interface Entry extends HotResponse {
  prepared: Prepared;
  readonly head: Uint8Array;
  readonly basis: Basis;
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
/** Heads that came once are remembered by so many places. */
const SEEN_PLACES = 64 * 1024;

const DATE = "Date: ";

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

  /**
   * Keeps a response. Not of a file that has just changed: it may do so again, and whoever is at work on it
   * wants to see each state. Not for a request that comes for the first time, when others would have to go.
   */
  keep({ head, octets, basis, ...rest }: Candidate, nowMs: number): void {
    if (!isSettled(basis.state, nowMs)) return;
    const found = this.#found;
    if (!findHead(head, 0, head.length, found) || found.end !== head.length) return;
    if (!this.#hasCome(found.hash) && !this.#hasRoom()) return;
    const date = dateField(nowMs);
    this.#cache.put(found.hash, {
      ...rest,
      head,
      headOctets: head.length,
      prepared: { octets, writes: 0 },
      basis,
      dateAt: findDate(octets, date),
      date,
      trustedUntilMs: nowMs + PLANNED_MS,
    }, octets.length + head.length);
  }

  /** Whether nothing that is used would have to go for it. */
  #hasRoom(): boolean {
    return this.#cache.octets < this.#cache.budget / 2;
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
    const { isSole, state } = entry.basis;
    if (!isSole || !this.gate.states.isUnchanged(state, nowMs)) return false;
    entry.trustedUntilMs = nowMs + LOOKED_AT_MS;
    return true;
  }
}

function isSettled({ mtimeMs, ctimeMs, folderMtimeMs }: FileState, nowMs: number): boolean {
  return Math.max(mtimeMs, ctimeMs, folderMtimeMs) <= nowMs - SETTLED_MS;
}

/** The same response at another time. Octets that are on their way are left alone. */
function redate(entry: Entry, date: string): void {
  if (entry.dateAt >= 0) {
    const { octets, writes } = entry.prepared;
    if (writes > 0) entry.prepared = { octets: octets.slice(), writes: 0 };
    entry.prepared.octets.set(dateOctets(date), entry.dateAt);
  }
  entry.date = date;
}

let encoded = { date: "", octets: octetsOf("") };

/** The octets of a date, made once a second. */
function dateOctets(date: string): Uint8Array {
  if (encoded.date !== date) encoded = { date, octets: octetsOf(date) };
  return encoded.octets;
}

/** Where the value of Date stands, the first field; -1 when a field of the user's has its place. */
function findDate(octets: Uint8Array, date: string): number {
  const from = octets.indexOf(LF) + 1;
  const at = from + DATE.length;
  return equals(octets, from, at, DATE) && equals(octets, at, at + date.length, date) ? at : -1;
}
