// Whether a file is here already, as it is on the server.
//
// Contract: size and time of modification, to the second, are both known of both and equal; otherwise it
// counts as changed. What the listing does not tell exactly, a HEAD does. A file gets its time from
// Last-Modified when it is fetched, so no record of earlier runs is needed.

import { parseDate } from "../../http/semantics/dates.ts";
import { FerryError } from "../../http/wire/errors.ts";
import { parseDigits } from "../../http/wire/octets.ts";
import type { Hop } from "../hops.ts";
import type { Attempt, Requester } from "../requester.ts";
import type { RawEntry } from "./listing.ts";

/** What is compared. */
export interface Version {
  readonly size?: number;
  /** In seconds since the epoch; a fraction does not count. */
  readonly modifiedSeconds?: number;
}

/** The version of a file that is here. */
export function localVersion({ size, mtime }: Deno.FileInfo): Version {
  return mtime === null ? { size } : { size, modifiedSeconds: mtime.getTime() / 1000 };
}

/** Whether two versions are the same; undefined when one of them does not tell enough. */
export function isSame(one: Version, other: Version): boolean | undefined {
  if (one.size === undefined || other.size === undefined) return undefined;
  if (one.size !== other.size) return false;
  if (one.modifiedSeconds === undefined || other.modifiedSeconds === undefined) return undefined;
  return Math.floor(one.modifiedSeconds) === Math.floor(other.modifiedSeconds);
}

/**
 * Whether a file is as it is here, by its entry or else by a HEAD.
 *
 * @param from the hop that asks for it
 * @throws {FerryError} the signal's reason
 */
export async function isUnchanged(
  entry: RawEntry,
  local: Version,
  from: Hop,
  requester: Requester,
  attempt: Attempt,
): Promise<boolean> {
  const listed = isSame(entry, local);
  if (listed !== undefined) return listed;
  try {
    return isSame(await askVersion(from, requester, attempt), local) === true;
  } catch (error) {
    attempt.signal.throwIfAborted();
    if (error instanceof FerryError) return false; // fetching it will tell, or succeed
    throw error;
  }
}

async function askVersion(from: Hop, requester: Requester, attempt: Attempt): Promise<Version> {
  using transfer = await requester.request(from, { method: "HEAD", fields: [] }, attempt);
  const { status, fields } = transfer.answer.head;
  if (status !== 200) return {};
  const modifiedMs = parseDate(fields.get("last-modified") ?? "", Date.now());
  const size = parseDigits(fields.get("content-length") ?? "");
  return {
    ...(size === undefined ? {} : { size }),
    ...(modifiedMs === undefined ? {} : { modifiedSeconds: modifiedMs / 1000 }),
  };
}
