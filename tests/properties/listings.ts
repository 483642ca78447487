// Listings: what ferry writes, a mirror reads back, and whatever a page or a JSON says, an entry is one
// name directly below its folder.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { nameFault, nameKey } from "../../get/mirror/entry_name.ts";
import { parseHtmlListing } from "../../get/mirror/html_listing.ts";
import { parseJsonListing } from "../../get/mirror/json_listing.ts";
import { entryUri, judgeEntries, type Listing, type RawEntry } from "../../get/mirror/listing.ts";
import { partName } from "../../get/mirror/part_name.ts";
import {
  type ListingEntry,
  renderListing,
  renderListingJson,
} from "../../serve/listing/listing.ts";
import { nearly, pieces, text } from "./odd.ts";
import { type Property, property } from "./property.ts";

const FOLDER = new URL("http://h:8080/x%20y/");
const MAX_SECONDS = Date.parse("9999-12-31T23:59:59Z") / 1000;

const hrefs = pieces([
  ...["a", "b/", "%2f", "%2e", "..", ".", "./", "/", "/x%20y/", "//h:8080/x%20y/", "http://h:8080"],
  ...["?C=N", "#f", "%", "%c3%a9", "%e9", "%00", "\\", ":", "javascript:", " ", "\t", "é", "u@"],
], { max: 5 });
const pages = nearly(
  fc.tuple(
    fc.constantFrom("Index of /x y/", "Directory listing for /", "Index of /"),
    fc.array(fc.tuple(hrefs, fc.constantFrom('"', "'", "")), { maxLength: 5 }),
  ).map(([title, links]) =>
    `<title>${title}</title>${
      links.map(([href, by]) => `<a href=${by}${href}${by}>x</a>`).join("")
    }`
  ),
  [
    "<",
    ">",
    '"',
    "&",
    "&#47;",
    "&sol;",
    "<base href=//e/>",
    "<!--",
    "</a>",
    "<a href=",
    "\0",
    "%2f",
  ],
);
const value = fc.oneof(
  text,
  fc.constantFrom(
    null,
    true,
    -1,
    1.5,
    1e300,
    "file",
    "directory",
    "other",
    "a/",
    "2026-11-23T12:00:00Z",
  ),
);
const entryKeys = fc.constantFrom(
  ...["name", "type", "size", "mtime", "mod_time", "is_dir", "is_symlink", "url", "__proto__"],
);
const jsonEntry = fc.oneof(
  fc.tuple(text, fc.boolean(), fc.nat()).map(([name, is_dir, size]) => ({ name, is_dir, size })),
  fc.tuple(text, fc.constantFrom("file", "directory", "other"), value, value)
    .map(([name, type, size, mtime]) => ({ name, type, size, mtime })),
  fc.array(fc.tuple(entryKeys, value), { maxLength: 4 }).map((all) => Object.fromEntries(all)),
);
const jsonTexts = nearly(
  fc.tuple(fc.array(jsonEntry, { maxLength: 4 }), fc.boolean()).map(([entries, own]) =>
    JSON.stringify(own ? { path: "/", entries } : entries)
  ),
  ["{", "}", "[", "]", ",", ":", '"', "\\u0000", "\\", "null", "1e999", "/", ".."],
);
const ownEntries = fc.array(
  fc.record({
    name: text,
    type: fc.constantFrom("file", "directory"),
    size: fc.option(fc.maxSafeNat(), { nil: null }),
    seconds: fc.option(fc.nat(MAX_SECONDS), { nil: null }),
  }),
  { maxLength: 5 },
);

/** An entry as plain JSON. */
interface Plain {
  readonly name: string;
  readonly type: string;
  readonly size: number | null;
  readonly seconds: number | null;
}

/** What a folder can hold: names that a file system allows, each of them once. */
function asFolder(all: readonly Plain[]): ListingEntry[] {
  const byName = new Map<string, ListingEntry>();
  for (const { name, type, size, seconds } of all) {
    if (nameFault(name, false) !== undefined || byName.has(nameKey(name))) continue;
    byName.set(nameKey(name), {
      name,
      type: type === "file" ? "file" : "directory",
      ...(size === null ? {} : { size }),
      ...(seconds === null ? {} : { mtime: new Date(seconds * 1000) }),
    });
  }
  return [...byName.values()];
}

function assertBelow({ entries, refused }: Listing): void {
  const keys = new Set<string>();
  for (const entry of entries) {
    assertEquals(nameFault(entry.name), undefined);
    assert(!keys.has(nameKey(entry.name)), "two entries of one name");
    keys.add(nameKey(entry.name));
    const uri = new URL(entryUri(FOLDER, entry));
    assertEquals(uri.origin, FOLDER.origin);
    const below = uri.pathname.slice(FOLDER.pathname.length).replace(/\/$/, "");
    assert(uri.pathname.startsWith(FOLDER.pathname) && below !== "" && !below.includes("/"));
    assertEquals(uri.search + uri.hash, "");
    assertEquals(decodeURIComponent(below), entry.name);
    const { size = 0, modifiedSeconds = 0 } = entry;
    assert(Number.isSafeInteger(size) && size >= 0 && Number.isInteger(modifiedSeconds));
  }
  for (const { reason } of refused) assert(reason !== "");
  for (const { name } of entries) {
    const part = partName(name, keys);
    assert(!keys.has(nameKey(part)) && nameFault(part) === undefined, "a part that can't be");
  }
}

/** What was listed, as plain data in one order. */
function named(raw: readonly RawEntry[] | undefined): unknown[] {
  assert(raw !== undefined, "no listing");
  const { entries, refused } = judgeEntries(FOLDER, raw);
  assertEquals(refused, []);
  assertBelow({ entries, refused });
  return sorted(entries.map(({ name, kind, size = null, modifiedSeconds = null }) => {
    return [name, kind, kind === "file" ? size : null, kind === "file" ? modifiedSeconds : null];
  }));
}

function sorted(rows: readonly unknown[]): unknown[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

/** The properties of listings. */
export const LISTINGS: readonly Property[] = [
  property("listing, HTML", pages, async (page) => {
    const raw = await parseHtmlListing(page, FOLDER);
    if (raw !== undefined) assertBelow(judgeEntries(FOLDER, raw));
  }),
  property("listing, JSON", jsonTexts, (json) => {
    const raw = parseJsonListing(json);
    if (raw !== undefined) assertBelow(judgeEntries(FOLDER, raw));
  }),
  property("listing, written", fc.tuple(ownEntries, text), async ([all, folder]) => {
    const entries = asFolder(all);
    const page = [...renderListing([folder], entries, { archives: true })].join("");
    const wanted = entries.map(({ name, type, size = null, mtime }) => {
      const seconds = mtime === undefined ? null : mtime.getTime() / 1000;
      return type === "file" ? [name, "file", size, seconds] : [name, "folder", null, null];
    });
    const json = [...renderListingJson([folder], entries)].join("");
    assertEquals(named(parseJsonListing(json)), sorted(wanted));
    const links = wanted.map(([name, kind]) => [name, kind, null, null]);
    assertEquals(named(await parseHtmlListing(page, FOLDER)), sorted(links));
  }),
];
