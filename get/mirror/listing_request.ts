// Fetching a listing: the request, where its redirects may lead, and what of its content is read.
//
// Contract: one folder a call. A listing comes from the origin that was asked and lies below
// where it has to; its text is bounded. A status of 400 and up is thrown as a StatusFailure.

import { isSameOrigin } from "../../http/semantics/redirect.ts";
import { Retries, StatusFailure } from "../download/retry.ts";
import { ListingError } from "../errors.ts";
import type { Content } from "../exchange.ts";
import type { Hop } from "../hops.ts";
import type { Attempt, Requester } from "../requester.ts";
import type { Subject } from "../settings.ts";
import { showUri } from "../target_uri.ts";
import type { Transfer } from "../transfer.ts";
import { parseHtmlListing } from "./html_listing.ts";
import { parseJsonListing } from "./json_listing.ts";
import { judgeEntries, type Listing } from "./listing.ts";

/** What is said of a folder, and by which URI. */
export interface FetchedListing extends Listing {
  /** The hop whose URI is the folder's; its path ends in a slash. */
  readonly hop: Hop;
  readonly status: number;
  readonly reason: string;
}

/** What ferry and Caddy heed; the others send HTML in any case. */
const ACCEPT = "application/json, text/html;q=0.9";

/** Retries unless the user says otherwise; a file has as many. */
const DEFAULT_RETRIES = 3;

/** A million entries of 64 octets; longer listings are refused. */
const MAX_OCTETS = 64 * 1024 * 1024;
const BUFFER_OCTETS = 64 * 1024;

/**
 * Fetches what is in a folder, as often as it takes and the user allows.
 *
 * @param parent as `fetchListing` has it
 * @throws what `fetchListing` throws, the last time
 */
export async function fetchPatiently(
  from: Hop,
  parent: URL | undefined,
  requester: Requester,
  attempt: Attempt & { readonly subject: Subject },
): Promise<FetchedListing> {
  const { retry, observer } = requester.options;
  const retries = new Retries(retry.times ?? DEFAULT_RETRIES, retry, { ...attempt, observer });
  try {
    for (;;) {
      try {
        return await fetchListing(from, parent, requester, attempt);
      } catch (failure) {
        await retries.pause(failure, 0);
      }
    }
  } finally {
    observer?.end?.(attempt.subject);
  }
}

/**
 * Fetches what is in a folder.
 *
 * @param parent the folder that it has to lie below; undefined for the first one, which a redirect may
 *   lead anywhere but to another origin or to a folder above
 * @throws {StatusFailure} for a status of 400 and up
 * @throws {ListingError} when the answer is no listing of it, and what `Requester.request` throws
 */
async function fetchListing(
  from: Hop,
  parent: URL | undefined,
  requester: Requester,
  attempt: Attempt,
): Promise<FetchedListing> {
  const wish = { method: "GET", fields: [["Accept", ACCEPT]] } as const;
  using transfer = await requester.request(from, wish, attempt);
  const { answer: { head, content }, hop } = transfer;
  const { status, reason } = head;
  if (status >= 400) {
    await content.discard(new Uint8Array(BUFFER_OCTETS), MAX_OCTETS);
    throw new StatusFailure(head);
  }
  checkWay(from.uri, hop.uri, parent);
  const type = listingType(transfer);
  const text = await readText(content);
  const entries = type === "json" ? parseJsonListing(text) : await parseHtmlListing(text, hop.uri);
  if (entries === undefined) throw noListing("shows a page of its own instead of a listing");
  return { ...judgeEntries(hop.uri, entries), hop, status, reason };
}

/** @throws {ListingError} when redirects have led where they must not */
function checkWay(asked: URL, found: URL, parent: URL | undefined): void {
  const shown = showUri(found);
  if (!isSameOrigin(asked, found)) {
    throw new ListingError(`is redirected to ${shown}, another origin; ask for that instead`);
  }
  const isBelow = parent === undefined
    ? !asked.pathname.startsWith(found.pathname) || asked.pathname === found.pathname
    : found.pathname.startsWith(parent.pathname) && found.pathname !== parent.pathname;
  if (!isBelow) {
    throw new ListingError(`is redirected to ${shown}, which lies outside; ask for that instead`);
  }
}

/** @throws {ListingError} when the answer can be no listing */
function listingType({ answer: { head: { status, fields } }, hop: { uri } }: Transfer): string {
  if (status !== 200) throw noListing(`is answered with ${status} and no listing`);
  if (!uri.pathname.endsWith("/")) throw noListing("is no folder");
  const coding = fields.get("content-encoding")?.toLowerCase() ?? "identity";
  if (coding !== "identity") throw noListing("has a listing in a coding not asked for");
  const [type = ""] = (fields.get("content-type") ?? "").split(";", 1);
  switch (type.trim().toLowerCase()) {
    case "application/json":
      return "json";
    case "text/html":
    case "application/xhtml+xml":
      return "html";
    default:
      throw noListing("shows no listing");
  }
}

function noListing(reason: string): ListingError {
  return new ListingError(`${reason}; fetch it without -r`);
}

/** @throws {ListingError} when it is too long */
async function readText(content: Content): Promise<string> {
  const buffer = new Uint8Array(BUFFER_OCTETS);
  let text = new Uint8Array(BUFFER_OCTETS);
  let length = 0;
  for (let piece; (piece = await content.read(buffer)) !== undefined; length += piece.length) {
    const end = length + piece.length;
    if (end > MAX_OCTETS) throw noListing(`has a listing of more than ${MAX_OCTETS} octets`);
    if (end > text.length) {
      const roomy = new Uint8Array(Math.max(end, 2 * text.length));
      roomy.set(text.subarray(0, length));
      text = roomy;
    }
    text.set(piece, length);
  }
  return new TextDecoder().decode(text.subarray(0, length));
}
