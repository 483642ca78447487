// Listings in JSON: ferry's own, nginx's (autoindex_format json), Caddy's (browse).
//
//     ferry  {"path":"/","entries":[{"name":"a","type":"file","size":1,"mtime":"2026-11-23T12:00:00.000Z"}]}
//     nginx  [{"name":"a","type":"file","mtime":"Mon, 23 Nov 2026 12:00:00 GMT","size":1}]
//     Caddy  [{"name":"a","size":1,"url":"./a","mod_time":"2026-11-23T12:00:00.123456789Z",
//              "is_dir":false,"is_symlink":false}]
//
// Contract: pure. A text is a listing as a whole, or none.

import { parseDate } from "../../http/semantics/dates.ts";
import { type RawEntry, segmentOf } from "./listing.ts";

/** The entries of a listing, or undefined when the text is none. */
export function parseJsonListing(text: string): RawEntry[] | undefined {
  const listed = listedValues(text);
  if (listed === undefined) return undefined;
  const entries: RawEntry[] = [];
  for (const value of listed) {
    const entry = isObject(value) ? parseEntry(value) : undefined;
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return entries;
}

function listedValues(text: string): readonly unknown[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // not JSON
  }
  if (isObject(value) && typeof value.path === "string") value = value.entries;
  return Array.isArray(value) ? value : undefined;
}

function parseEntry(entry: Readonly<Record<string, unknown>>): RawEntry | undefined {
  const { name, size, is_symlink } = entry;
  const kind = kindOf(entry);
  if (typeof name !== "string" || kind === undefined) return undefined;
  if (kind === "folder") return { segment: segmentOf(name.replace(/\/$/, "")), kind };
  const segment = segmentOf(name);
  // Size and time that Caddy gives are those of the link, but its content is that of the target.
  if (is_symlink === true) return { segment, kind };
  const modifiedSeconds = secondsOf(entry.mtime ?? entry.mod_time);
  return {
    segment,
    kind,
    ...(isOctetCount(size) ? { size } : {}),
    ...(modifiedSeconds === undefined ? {} : { modifiedSeconds }),
  };
}

/** What is neither file nor folder for nginx (`other`) counts as a file: asking for it will tell. */
function kindOf({ type, is_dir }: Readonly<Record<string, unknown>>): RawEntry["kind"] | undefined {
  if (typeof is_dir === "boolean") return is_dir ? "folder" : "file";
  if (type === "directory") return "folder";
  return type === "file" || type === "other" ? "file" : undefined;
}

const RFC3339_UTC = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z$/;
/** As far as the seconds. */
const SECONDS_LENGTH = "2026-11-23T12:00:00".length;

function secondsOf(time: unknown): number | undefined {
  if (typeof time !== "string") return undefined;
  const ms = RFC3339_UTC.test(time)
    ? Date.parse(`${time.slice(0, SECONDS_LENGTH)}Z`)
    : parseDate(time, 0);
  return ms === undefined || Number.isNaN(ms) ? undefined : ms / 1000;
}

function isOctetCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
