// Listings: what a server says is in a folder, to entries that may be fetched.
//
// Contract: pure. Whatever a listing says, an entry lies directly below the folder listed, by one
// name that a file may have, and no two entries have one name. What is refused is told with its
// reason; links that lead elsewhere (sorting, the parent folder) are passed over.

import { encodeSegment } from "../../http/semantics/segment.ts";
import { decodeName, nameFault, nameKey } from "./entry_name.ts";

/** One file or folder, as a listing links or names it; nothing of it has been judged. */
export interface RawEntry {
  /** One percent-encoded segment of a path. */
  readonly segment: string;
  readonly kind: "file" | "folder";
  /** Octets, where the listing tells them exactly. */
  readonly size?: number;
  /** When it was modified, in whole seconds since the epoch, where the listing tells that exactly. */
  readonly modifiedSeconds?: number;
}

/** One file or folder to be fetched. */
export interface ListedEntry extends RawEntry {
  /** Decoded, and fit for a file. */
  readonly name: string;
}

/** An entry that is not fetched. */
export interface RefusedEntry {
  readonly uri: string;
  /** As a clause: `it is empty`. */
  readonly reason: string;
}

/** What a folder holds. */
export interface Listing {
  readonly entries: readonly ListedEntry[];
  readonly refused: readonly RefusedEntry[];
}

/** Judges the entries of one folder. @param folder the listing's URI, whose path ends in a slash */
export function judgeEntries(folder: URL, raw: Iterable<RawEntry>): Listing {
  const entries = new Map<string, ListedEntry>();
  const refused = new Map<string, RefusedEntry>();
  for (const each of raw) {
    const name = decodeName(each.segment);
    const fault = name === undefined ? "it is not percent-encoded UTF-8" : nameFault(name);
    const key = nameKey(name ?? "");
    const earlier = fault === undefined ? entries.get(key) : undefined;
    const reason = fault ?? clashFault(each, earlier);
    if (reason !== undefined) {
      refused.set(`${each.kind} ${each.segment}`, { uri: entryUri(folder, each), reason });
    } else if (name !== undefined && earlier === undefined) {
      entries.set(key, { ...each, name });
    }
  }
  return { entries: [...entries.values()], refused: [...refused.values()] };
}

/** Two links to one file are one entry; two files of one name are not. */
function clashFault(entry: RawEntry, earlier: ListedEntry | undefined): string | undefined {
  if (earlier === undefined) return undefined;
  if (earlier.kind !== entry.kind) return "it is a folder and a file at once";
  return earlier.segment === entry.segment ? undefined : "another entry has the same name";
}

/** The URI of an entry, as text. @param folder whose path ends in a slash */
export function entryUri(folder: URL, { segment, kind }: RawEntry): string {
  return `${folder.origin}${folder.pathname}${segment}${kind === "folder" ? "/" : ""}`;
}

/** The segment for a name. What is not Unicode has none, and gets one that is refused. */
export function segmentOf(name: string): string {
  return name.isWellFormed() ? encodeSegment(name) : "%";
}
