// A folder's listing, as a page for people and as JSON for programs. Pure: entries in, text out;
// what may be listed was decided before.
//
// Contract: a name is untrusted text. It appears escaped and isolated from the text around it
// (bdi), with its control characters and invisible signs spelled out; its link is `./` and one
// percent-encoded segment, so nothing in it can be a scheme, an authority, a query or markup. Page
// and JSON list in the same order: folders first, then names as people count (`a2` before `a10`).
// Both come in pieces, some of them empty, between which others may have their turn.

import { escape } from "@std/html";
import { encodeSegment } from "../../http/semantics/segment.ts";
import { ROWS_A_GROUP, SCRIPT, STYLE } from "./listing_assets.ts";
import { inOrder } from "./listing_order.ts";
import { readableSize, visible } from "./listing_text.ts";

/** One file or folder of a listing. */
export interface ListingEntry {
  readonly name: string;
  readonly type: "file" | "directory";
  /** Octets; files only. */
  readonly size?: number;
  readonly mtime?: Date;
}

/** What a listing may be told besides its entries. */
export interface ListingOptions {
  /** The path the site lives below, as `--path-prefix` has it: `/x`; default none. */
  readonly prefix?: string;
  /** Whether the folder can be had as an archive; default no. */
  readonly archives?: boolean;
}

/**
 * The listing as a page, to be sent with LISTING_POLICY. It is complete without its script, which adds
 * sorting, a search box and local time.
 *
 * @param path the decoded segments of the folder below the site's root; none for the root
 */
export function* renderListing(
  path: readonly string[],
  entries: readonly ListingEntry[],
  options: ListingOptions = {},
): Generator<string, void> {
  yield `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Index of ${escape(visible(folderPath(path, options)))}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>${STYLE}</style>
<script>${SCRIPT}</script>
</head>
<body>
<header>
<nav aria-label="Breadcrumb"><h1>${breadcrumbs(path)}</h1></nav>
<p id="summary" role="status">${summary(entries)}</p>
${options.archives === true && entries.length > 0 ? ARCHIVES : ""}${
    entries.length > 0 ? SEARCH : ""
  }</header>
<main>
${path.length > 0 ? PARENT : ""}`;
  if (entries.length > 0) yield* table(entries);
  yield `</main>
</body>
</html>
`;
}

/**
 * The listing as JSON: `path` is the folder's path as decoded text, `mtime` RFC 3339 in UTC with
 * milliseconds; a size or time that is not known is left out.
 *
 * @param path the decoded segments of the folder below the site's root; none for the root
 */
export function* renderListingJson(
  path: readonly string[],
  entries: readonly ListingEntry[],
  options: ListingOptions = {},
): Generator<string, void> {
  yield `{"path":${JSON.stringify(folderPath(path, options))},"entries":[`;
  const ordered = yield* inOrder(entries);
  for (let at = 0; at < ordered.length; at += ROWS_A_GROUP) {
    const group = ordered.slice(at, at + ROWS_A_GROUP).map(entryJson).join(",");
    yield at === 0 ? group : `,${group}`;
  }
  yield "]}";
}

function entryJson(entry: ListingEntry): string {
  const size = entry.type === "file" ? entry.size : undefined;
  return JSON.stringify({
    name: entry.name,
    type: entry.type,
    size,
    mtime: timestamp(entry.mtime),
  });
}

const SEARCH =
  `<input type="search" placeholder="Filter by name" aria-label="Filter by name" autocomplete="off" spellcheck="false">
`;

const ARCHIVES =
  `<p class="save">Download as <a href="?archive=zip">zip</a> or <a href="?archive=tar">tar</a></p>
`;

const PARENT = `<p class="up"><a href="../">Parent folder</a></p>
`;

function folderPath(path: readonly string[], { prefix = "" }: ListingOptions): string {
  return [prefix.replace(/\/+$/, ""), ...path, ""].join("/");
}

/** Links go up by `../`, so they hold below every prefix and behind every proxy. */
function breadcrumbs(path: readonly string[]): string {
  const names = ["Home", ...path];
  const last = names.length - 1;
  return names.map((name, depth) => {
    const label = nameMarkup(name);
    return depth === last
      ? `<span aria-current="page">${label}</span>`
      : `<a href="${"../".repeat(last - depth)}">${label}</a>`;
  }).join(`<span class="slash">/</span>`);
}

function summary(entries: readonly ListingEntry[]): string {
  const files = entries.filter((entry) => entry.type === "file");
  const folders = entries.length - files.length;
  const octets = files.reduce((sum, file) => sum + (file.size ?? 0), 0);
  const parts = [
    ...(folders > 0 ? [counted(folders, "folder")] : []),
    ...(files.length > 0 ? [counted(files.length, "file"), readableSize(octets)] : []),
  ];
  return parts.join(", ") || "This folder is empty";
}

let grouped: Intl.NumberFormat | undefined; // 4 ms to make, which the start need not wait for

function counted(count: number, noun: string): string {
  grouped ??= new Intl.NumberFormat("en");
  return `${grouped.format(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function* table(entries: readonly ListingEntry[]): Generator<string, void> {
  const ordered = yield* inOrder(entries);
  yield `<table aria-label="Contents">
<thead><tr><th scope="col">Name</th><th scope="col">Size</th><th scope="col">Modified (UTC)</th></tr></thead>
`;
  for (let at = 0; at < ordered.length; at += ROWS_A_GROUP) {
    const group = ordered.slice(at, at + ROWS_A_GROUP);
    yield `<tbody>\n${group.map(row).join("\n")}\n</tbody>\n`;
  }
  yield "</table>\n";
}

function row(entry: ListingEntry): string {
  const link = `./${encodeSegment(entry.name)}`;
  const name = nameMarkup(entry.name);
  const time = timeMarkup(entry.mtime);
  return entry.type === "directory"
    ? `<tr class="d"><td><a href="${link}/">${name}/</a></td><td></td><td>${time}</td></tr>`
    : `<tr><td><a href="${link}">${name}</a></td><td>${
      sizeMarkup(entry.size)
    }</td><td>${time}</td></tr>`;
}

function nameMarkup(name: string): string {
  return `<bdi>${visible(escape(name), "<i>", "</i>")}</bdi>`;
}

function sizeMarkup(octets: number | undefined): string {
  if (octets === undefined) return "";
  const title = counted(octets, "octet");
  return `<data value="${octets}" title="${title}">${readableSize(octets)}</data>`;
}

/** To the minute for the eye, to the millisecond for the script. */
function timeMarkup(mtime: Date | undefined): string {
  const text = timestamp(mtime);
  if (text === undefined) return "";
  return `<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 16)}</time>`;
}

/** RFC 3339, which has room for the years 0 to 9999; a time beyond them counts as not known. */
function timestamp(time: Date | undefined): string | undefined {
  const year = time?.getUTCFullYear() ?? NaN;
  return year >= 0 && year <= 9999 ? time?.toISOString() : undefined;
}
