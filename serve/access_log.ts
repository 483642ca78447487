// The access log: what is told of each finished exchange, and in which words.
//
// Contract: an entry is one line of ASCII, whatever the peer sent: quotes, control characters and
// octets beyond ASCII are escaped. Formatting is pure.

import { escapeControls, type EscapeOptions } from "../io/escape.ts";

/** The formats an access log has. */
export type LogFormat = "common" | "json" | "none";

/** One finished exchange. */
export interface LogEntry {
  /** When its head had come, milliseconds since the epoch. */
  readonly timeMs: number;
  /** The peer's address, or `unix`. */
  readonly remote: string;
  /** Undefined when no request could be read. */
  readonly request: LoggedRequest | undefined;
  readonly status: number;
  /** Octets of content that were sent. */
  readonly octets: number;
  /** From the head to the last octet sent, in milliseconds. */
  readonly durationMs: number;
}

/** The parts of a request that are logged, as they came: one character an octet. */
export interface LoggedRequest {
  readonly method: string;
  readonly target: string;
  readonly version: string;
}

/** A function that makes a line of an entry, or undefined when nothing is to be logged. */
export function logFormatter(format: LogFormat): ((entry: LogEntry) => string) | undefined {
  if (format === "none") return undefined;
  return format === "json" ? formatJson : formatCommon;
}

/** The Common Log Format of NCSA httpd, with the duration behind it: `... 200 1024 0.4ms`. */
function formatCommon(entry: LogEntry): string {
  const { remote, request, status, octets } = entry;
  const line = request === undefined ? "-" : requestLine(request);
  const time = localTime(entry.timeMs);
  return `${remote} - - [${time}] "${line}" ${status} ${octets || "-"} ${duration(entry)}ms`;
}

function formatJson(entry: LogEntry): string {
  const { request } = entry;
  return JSON.stringify({
    time: new Date(entry.timeMs).toISOString(),
    remote: entry.remote,
    method: request === undefined ? null : shown(request.method),
    target: request === undefined ? null : shown(request.target),
    version: request?.version ?? null,
    status: entry.status,
    octets: entry.octets,
    duration_ms: Number(duration(entry)),
  });
}

function requestLine({ method, target, version }: LoggedRequest): string {
  const line = version === "HTTP/0.9" ? `${method} ${target}` : `${method} ${target} ${version}`;
  return shown(line, { quotes: true });
}

/** Octets beyond ASCII are in no known charset, so they are written out too (as Apache httpd does). */
function shown(octets: string, options?: EscapeOptions): string {
  return escapeControls(octets, options).replace(
    /[\x80-\xff]/g,
    (octet) => `\\x${octet.charCodeAt(0).toString(16)}`,
  );
}

function duration(entry: LogEntry): string {
  return entry.durationMs.toFixed(1);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
let second = NaN;
let time = "";

/** `23/Nov/2026:14:08:05 +0100`, made once a second. */
function localTime(timeMs: number): string {
  const current = Math.floor(timeMs / 1000);
  if (current === second) return time;
  second = current;
  const date = new Date(timeMs);
  const day = `${two(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}`;
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  const offset = -date.getTimezoneOffset();
  const ahead = Math.abs(offset);
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(ahead / 60))}${two(ahead % 60)}`;
  return time = `${day}:${clock} ${zone}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
