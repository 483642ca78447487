// The options of `ferry serve` about headers, access and operations: from what was written to what the
// server is told.
//
// Contract: whatever can't be meant is a UsageError that names its option; passwords are never repeated.

import { FerryError } from "../http/wire/errors.ts";
import { escapeControls } from "../io/escape.ts";
import { type Login, parseHtpasswd } from "../serve/access/htpasswd.ts";
import type { ServeOptions } from "../server.ts";
import type { HeaderField } from "./options.ts";
import type { ServeArguments } from "./serve_options.ts";
import type { Sources } from "./sources.ts";
import { quoted, UsageError } from "./usage_error.ts";

/** A year: for ever, to caches (RFC 8246). */
const IMMUTABLE = "max-age=31536000, immutable";
/** The most that caches must count to, in seconds (RFC 9111 §1.2.2). */
const MAX_AGE_S = 2 ** 31;
/** Fields that follow from the message, besides its lengths, which no message lets be set. */
const FRAMING = /^(connection|keep-alive|proxy-connection|trailer|upgrade|te|content-range)$/i;

/** What these options make of a server's. */
export type AccessOptions = Pick<
  ServeOptions,
  | "cacheControl"
  | "fields"
  | "logins"
  | "corsOrigin"
  | "healthPath"
  | "metricsPath"
  | "octetsPerSecond"
>;

/** Reads them. @throws {UsageError} */
export function accessOptions(
  options: ServeArguments,
  { readTextFile }: Pick<Sources, "readTextFile">,
): AccessOptions {
  const { cache, header = [], cors, health, metrics } = options;
  const logins = [
    ...options.auth === undefined ? [] : [parseAuth(options.auth)],
    ...options["auth-file"] === undefined ? [] : readLogins(options["auth-file"], readTextFile),
  ];
  if (health !== undefined && health === metrics) {
    throw new UsageError(`--health and --metrics are both ${quoted(health)}; give two paths`);
  }
  return {
    cacheControl: parseCache(cache, logins.length > 0),
    fields: header.map(checkField),
    logins: logins.length > 0 ? logins : undefined,
    corsOrigin: cors === undefined ? undefined : parseOrigin(cors),
    healthPath: parsePath("--health", health),
    metricsPath: parsePath("--metrics", metrics),
    octetsPerSecond: options["limit-rate"] || undefined,
  };
}

/** The value of Cache-Control; what asks for a password is no other user's (RFC 9111 §3.5). */
function parseCache(text: string, restricted: boolean): string {
  if (text === "no-cache") return text;
  if (text === "immutable") return `${restricted ? "private" : "public"}, ${IMMUTABLE}`;
  if (/^\d+$/.test(text) && Number(text) <= MAX_AGE_S) return `max-age=${Number(text)}`;
  throw new UsageError(
    `--cache: ${quoted(text)} is neither no-cache, immutable nor seconds`,
  );
}

function checkField({ name, value }: HeaderField): readonly [name: string, value: string] {
  if (!FRAMING.test(name)) return [name, value];
  throw new UsageError(
    `--header: ${name} follows from the message and cannot be set; leave it out`,
  );
}

/** The user ends at the first colon; the password may hold more of them. */
function parseAuth(text: string): Login {
  const colon = text.indexOf(":");
  if (colon < 1) throw new UsageError("--auth: there is no user before a colon; write USER:PASS");
  if (/\p{Cc}/u.test(text)) {
    throw new UsageError("--auth: the value holds a control character; leave it out");
  }
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function readLogins(path: string, readTextFile: Sources["readTextFile"]): Login[] {
  try {
    return parseHtpasswd(readTextFile(path));
  } catch (cause) {
    const reason = cause instanceof FerryError
      ? cause.message
      : "it cannot be read; name an htpasswd file";
    throw new UsageError(`--auth-file ${escapeControls(path)}: ${reason}`, { cause });
  }
}

/** `*`, or scheme and authority as browsers write them into Origin (RFC 6454 §6.2). */
function parseOrigin(text: string): string {
  if (text === "*") return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && url.origin !== "null") {
    if (text.toLowerCase() === url.origin) return url.origin;
    throw new UsageError(`--cors: ${quoted(text)} is not an origin; write ${url.origin}`);
  }
  throw new UsageError(
    `--cors: ${quoted(text)} is not an origin; write it like https://example.org`,
  );
}

function parsePath(option: string, path: string | undefined): string | undefined {
  if (path === undefined || /^\/[!-~]*$/.test(path) && !/[?#]/.test(path)) return path;
  throw new UsageError(`${option}: ${quoted(path)} is not a path; write it like /health`);
}
