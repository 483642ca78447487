// Outcomes: what became of a URL.

import type { FerryError } from "../http/wire/errors.ts";
import type { Timings } from "../io/timings.ts";

/** What became of one URL. */
export interface Outcome {
  /** As asked for, without user information. */
  readonly url: string;
  /** The status of the last answer, if there was one. */
  readonly status: number | undefined;
  /** Its reason phrase, as the server wrote it; may be empty. */
  readonly reason: string;
  /** How many octets of content have come and reached the destination in this run. */
  readonly octets: number;
  /** The file that has been made, or was there whole already. */
  readonly file: string | undefined;
  /** What is kept of a file that is not whole, to be continued. */
  readonly part: string | undefined;
  /** The SHA-256 of the whole content in lower-case hexadecimal, where it was computed. */
  readonly sha256: string | undefined;
  /** How many octets of an earlier run were kept. */
  readonly resumedFrom: number;
  /** How many connections were used at the same time, at most. */
  readonly connections: number;
  /** How long the steps took. */
  readonly timings: Timings;
  /** Nothing was fetched, since the file is whole and unchanged. */
  readonly unchanged: boolean;
  /** Of a folder: what became of what is in it. Its files had outcomes of their own before. */
  readonly mirror: MirrorSummary | undefined;
  /** Why it is not whole; a status of 400 and up is no error here. */
  readonly error: FerryError | undefined;
}

/**
 * Whether all of it has come: no error, no status of 400 and up, and of a folder's files none that failed.
 */
export function isWhole({ error, status = 0, mirror }: Outcome): boolean {
  return error === undefined && status < 400 && (mirror?.failed ?? 0) === 0;
}

/** What became of the files of a folder. */
export interface MirrorSummary {
  /** Files that have come. */
  readonly fetched: number;
  /** Files that were there already. */
  readonly unchanged: number;
  /** Files that are not whole, folders that could not be listed, and names that were refused. */
  readonly failed: number;
  /** Octets of content fetched. */
  readonly octets: number;
}

/** An outcome in the making. */
export type Findings = { -readonly [Name in keyof Outcome]: Outcome[Name] };

/** Nothing has come yet. @param url as it is shown */
export function noFindings(url: string): Findings {
  return {
    url,
    status: undefined,
    reason: "",
    octets: 0,
    file: undefined,
    part: undefined,
    sha256: undefined,
    resumedFrom: 0,
    connections: 0,
    timings: {},
    unchanged: false,
    mirror: undefined,
    error: undefined,
  };
}
