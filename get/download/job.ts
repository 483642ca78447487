// A job: what is the same for all that is done for one content.

import type { FieldLine } from "../../http/wire/encoder.ts";
import type { ResponseHead } from "../../http/wire/response_head.ts";
import type { Pace } from "../../io/pace.ts";
import type { Hop } from "../hops.ts";
import type { Findings } from "../outcome.ts";
import type { Requester } from "../requester.ts";
import type { GetSettings, Subject } from "../settings.ts";

/** Fetches one content. */
export interface Job {
  readonly requester: Requester;
  /** Where each request begins. */
  readonly start: Hop;
  readonly subject: Subject;
  /** Filled in as things come to light. */
  readonly findings: Findings;
  /** All contents together go no faster. */
  readonly pace: Pace | undefined;
  /** The user asks for a range, so that a 206 is as good as a whole. */
  readonly ownRange: boolean;
  readonly signal: AbortSignal;
}

/** What a job begins with. */
export interface Order {
  /** The hop that asks for it. */
  readonly start: Hop;
  readonly subject: Subject;
}

/** The job for an order. */
export function jobOf(
  { start, subject }: Order,
  requester: Requester,
  findings: Findings,
  signal: AbortSignal,
): Job {
  const ownRange = start.userFields.some(([name]) => name.toLowerCase() === "range");
  return { requester, start, subject, findings, pace: requester.pace, ownRange, signal };
}

/** The value of Accept-Encoding for all codings that are decoded here, the smallest content first. */
const ACCEPT_ENCODING = "br, zstd, gzip";

/** What asks for codings, if they are to be asked for. */
export function codingWish({ compressed }: GetSettings): FieldLine[] {
  return compressed ? [["Accept-Encoding", ACCEPT_ENCODING]] : [];
}

/** The codings that are to be undone; what nobody asked to be decoded is taken as it comes. */
export function codingsOf(head: ResponseHead, { compressed }: GetSettings): string | undefined {
  const codings = head.fields.get("content-encoding");
  return compressed && codings !== undefined && codings !== "" ? codings : undefined;
}
