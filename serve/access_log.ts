// The access log: what is told of each finished exchange, and in which words.
//
// Contract: an entry is one line of ASCII, whatever the peer sent: quotes, control characters and
// octets beyond ASCII are escaped. A line depends on its entry alone; what is kept makes it cheap.

import type { RequestHead } from "../http/wire/request_head.ts";
import { escapeControls, type EscapeOptions } from "../io/escape.ts";

/** The formats an access log has. */
export type LogFormat = "common" | "combined" | "json" | "none";

/** One finished exchange. */
export interface LogEntry {
  /** When its head had come, milliseconds since the epoch. */
  readonly timeMs: number;
  /** The peer's address, or `unix`. */
  readonly remote: string;
  /** Who it was, as it came, one character an octet; undefined where nobody is asked. */
  readonly user?: string | undefined;
  /** Undefined when no request could be read. */
  readonly request: LoggedRequest | undefined;
  /** The status that was answered. */
  readonly status: number;
  /** Octets of content that were sent. */
  readonly octets: number;
  /** From the head to the last octet sent, in milliseconds. */
  readonly durationMs: number;
}

/** The parts of a request that are logged, as they came: one character an octet. */
export interface LoggedRequest {
  /** Such as GET. */
  readonly method: string;
  /** The request target, query and all. */
  readonly target: string;
  /** Such as HTTP/1.1. */
  readonly version: string;
  /** The value of Referer. */
  readonly referer: string | undefined;
  /** The value of User-Agent. */
  readonly userAgent: string | undefined;
}

/** A request that may be logged again and again, as those of hot responses are. */
class RepeatedRequest implements LoggedRequest {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly referer: string | undefined;
  readonly userAgent: string | undefined;
  #kept: { words: WordsOf; status: number; octets: number; text: string } | undefined;

  constructor({ method, target, version, fields }: RequestHead) {
    this.method = method;
    this.target = target;
    this.version = version;
    this.referer = fields.get("referer");
    this.userAgent = fields.get("user-agent");
  }

  /** What `words` says of it, made anew only when something is different from the last time. */
  told(words: WordsOf, status: number, octets: number): string {
    let kept = this.#kept;
    if (kept?.words !== words || kept.status !== status || kept.octets !== octets) {
      this.#kept = kept = { words, status, octets, text: words(this, status, octets) };
    }
    return kept.text;
  }
}

/**
 * Takes them out of a head, whose fields are gone once its content is read. Whoever answers equal
 * requests hands over the same one: what a line says of it is made only once.
 */
export function loggedRequest(head: RequestHead): LoggedRequest {
  return new RepeatedRequest(head);
}

/** A function that makes a line of an entry, or undefined when nothing is to be logged. */
export function logFormatter(format: LogFormat): ((entry: LogEntry) => string) | undefined {
  switch (format) {
    case "none":
      return undefined;
    case "json":
      return (entry) => `${jsonStart(entry)}${told(entry, jsonWords)}${duration(entry)}}`;
    case "combined":
      return (entry) => `${clfStart(entry)}${told(entry, combinedWords)}${duration(entry)}ms`;
    case "common":
      return (entry) => `${clfStart(entry)}${told(entry, commonWords)}${duration(entry)}ms`;
  }
}

/** The part of a line between the peer and the duration. */
type WordsOf = (request: LoggedRequest | undefined, status: number, octets: number) => string;

function told({ request, status, octets }: LogEntry, words: WordsOf): string {
  if (request instanceof RepeatedRequest) return request.told(words, status, octets);
  return words(request, status, octets);
}

function clfStart({ remote, user, timeMs }: LogEntry): string {
  return `${remote}${user === undefined ? " - - " : ` - ${userWord(user)} `}${localTime(timeMs)}`;
}

/** One word, whatever spaces are in it. */
function userWord(user: string): string {
  return quotable(user).replaceAll(" ", "\\x20");
}

/** The Common Log Format of NCSA httpd, to which the duration is added: `... 200 1024 0.4ms`. */
function commonWords(request: LoggedRequest | undefined, status: number, octets: number): string {
  return flat([' "', requestLine(request), '" ', status, " ", octets || "-", " "]);
}

function requestLine(request: LoggedRequest | undefined): string {
  if (request === undefined) return "-";
  const { method, target, version } = request;
  const start = `${method} ${withoutUserinfo(target)}`;
  return quotable(version === "HTTP/0.9" ? start : `${start} ${version}`);
}

/** The Combined Log Format has Referer and User-Agent more. */
function combinedWords(request: LoggedRequest | undefined, status: number, octets: number): string {
  const common = commonWords(request, status, octets);
  const { referer, userAgent = "-" } = request ?? {};
  const shownReferer = referer === undefined ? "-" : quotable(withoutUserinfo(referer));
  return flat([common, '"', shownReferer, '" "', quotable(userAgent), '" ']);
}

/** Put together by hand: `JSON.stringify` takes several times as long. */
function jsonStart({ timeMs, remote, user }: LogEntry): string {
  return `{"time":"${universalTime(timeMs)}","remote":${jsonValue(remote)},"user":${
    jsonValue(user)
  }`;
}

function jsonWords(request: LoggedRequest | undefined, status: number, octets: number): string {
  const { method, target, version, referer, userAgent } = request ?? {};
  return flat([
    ',"method":',
    jsonValue(method),
    ',"target":',
    jsonValue(target && withoutUserinfo(target)),
    ',"version":',
    jsonValue(version),
    ',"referer":',
    jsonValue(referer && withoutUserinfo(referer)),
    ',"user_agent":',
    jsonValue(userAgent),
    ',"status":',
    status,
    ',"octets":',
    octets,
    ',"duration_ms":',
  ]);
}

/**
 * One string. Added, they would be a tree for V8, walked again for each line that it stands in;
 * joined, they are characters in a row.
 */
function flat(parts: readonly (string | number)[]): string {
  return parts.join("");
}

/** A target in absolute-form may hold a password, which is nothing for a log. */
function withoutUserinfo(target: string): string {
  return target.startsWith("/") || !target.includes("@")
    ? target
    : target.replace(/^([^/?#]*:\/\/)[^/?#]*@/, "$1");
}

/** What stands for itself between quotation marks, in every format; nearly everything that comes. */
const SPECIAL = /[^\x20\x21\x23-\x5b\x5d-\x7e]/;

function quotable(octets: string): string {
  return SPECIAL.test(octets) ? shown(octets, { quotes: true }) : octets;
}

function jsonValue(octets: string | undefined): string {
  if (octets === undefined) return "null";
  return SPECIAL.test(octets) ? JSON.stringify(shown(octets)) : `"${octets}"`;
}

/** Octets beyond ASCII are in no known charset, so they are written out too (as Apache httpd does). */
function shown(octets: string, options?: EscapeOptions): string {
  return escapeControls(octets, options).replace(
    /[\x80-\xff]/g,
    (octet) => `\\x${octet.charCodeAt(0).toString(16)}`,
  );
}

/** The durations that nearly all answers have, as text, by their tenths of a millisecond. */
const DURATIONS: string[] = [];
const MAX_DURATIONS = 1_000;

/** Milliseconds with one decimal. */
function duration({ durationMs }: LogEntry): string {
  const tenths = Math.round(durationMs * 10);
  if (tenths >= MAX_DURATIONS) return durationMs.toFixed(1);
  return DURATIONS[tenths] ??= (tenths / 10).toFixed(1);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `[23/Nov/2026:14:08:05 +0100]` */
const localTime = madeOnce(1_000, (date) => {
  const day = `${two(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}`;
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  const offset = -date.getTimezoneOffset();
  const ahead = Math.abs(offset);
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(ahead / 60))}${two(ahead % 60)}`;
  return flat(["[", day, ":", clock, " ", zone, "]"]);
});

/** `2026-11-23T13:08:05.678Z` */
const universalTime = madeOnce(1, (date) => date.toISOString());

/** What is made of the time, which is told of many a request before it changes. */
function madeOnce(periodMs: number, make: (date: Date) => string): (timeMs: number) => string {
  let period = NaN;
  let made = "";
  return (timeMs) => {
    const current = Math.floor(timeMs / periodMs);
    if (current !== period) {
      period = current;
      made = make(new Date(timeMs));
    }
    return made;
  };
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
