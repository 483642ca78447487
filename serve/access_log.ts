// The access log: what is told of each finished exchange, and in which words.
//
// Contract: an entry is one line of ASCII, whatever the peer sent: quotes, control characters and
// octets beyond ASCII are escaped. Formatting is pure.

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
  readonly referer: string | undefined;
  readonly userAgent: string | undefined;
}

/** Takes them out of a head, whose fields are gone once its content is read. */
export function loggedRequest({ method, target, version, fields }: RequestHead): LoggedRequest {
  const [referer, userAgent] = [fields.get("referer"), fields.get("user-agent")];
  return { method, target, version, referer, userAgent };
}

/** A function that makes a line of an entry, or undefined when nothing is to be logged. */
export function logFormatter(format: LogFormat): ((entry: LogEntry) => string) | undefined {
  switch (format) {
    case "none":
      return undefined;
    case "json":
      return formatJson;
    case "combined":
      return (entry) => `${formatClf(entry)} ${quotedFields(entry)} ${duration(entry)}ms`;
    case "common":
      return (entry) => `${formatClf(entry)} ${duration(entry)}ms`;
  }
}

/** The Common Log Format of NCSA httpd, to which the duration is added: `... 200 1024 0.4ms`. */
function formatClf(entry: LogEntry): string {
  const { remote, user, request, status, octets } = entry;
  const line = request === undefined ? "-" : requestLine(request);
  const time = localTime(entry.timeMs);
  return `${remote} - ${userWord(user)} [${time}] "${line}" ${status} ${octets || "-"}`;
}

/** One word, whatever spaces are in it. */
function userWord(user = "-"): string {
  return shown(user, { quotes: true }).replaceAll(" ", "\\x20");
}

/** What the Combined Log Format has more: Referer and User-Agent. */
function quotedFields({ request }: LogEntry): string {
  const values = [withoutUserinfo(request?.referer ?? "-"), request?.userAgent ?? "-"];
  return values.map((value) => `"${shown(value, { quotes: true })}"`).join(" ");
}

function formatJson(entry: LogEntry): string {
  const { request } = entry;
  return JSON.stringify({
    time: new Date(entry.timeMs).toISOString(),
    remote: entry.remote,
    user: entry.user === undefined ? null : shown(entry.user),
    method: request === undefined ? null : shown(request.method),
    target: request === undefined ? null : shown(withoutUserinfo(request.target)),
    version: request?.version ?? null,
    referer: request?.referer === undefined ? null : shown(withoutUserinfo(request.referer)),
    user_agent: request?.userAgent === undefined ? null : shown(request.userAgent),
    status: entry.status,
    octets: entry.octets,
    duration_ms: Number(duration(entry)),
  });
}

function requestLine({ method, target, version }: LoggedRequest): string {
  const start = `${method} ${withoutUserinfo(target)}`;
  return shown(version === "HTTP/0.9" ? start : `${start} ${version}`, { quotes: true });
}

/** A target in absolute-form may hold a password, which is nothing for a log. */
function withoutUserinfo(target: string): string {
  return target.startsWith("/") ? target : target.replace(/^([^/?#]*:\/\/)[^/?#]*@/, "$1");
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
