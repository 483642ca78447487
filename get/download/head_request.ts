// HEAD: what the server says of a representation without sending it.

import { parseDate } from "../../http/semantics/dates.ts";
import { parseDigits } from "../../http/wire/octets.ts";
import type { Hop } from "../hops.ts";
import { ExpectedDigests, WANT_DIGEST } from "./expected.ts";
import { codingWish, type Job } from "./job.ts";

/** What a HEAD has told. */
export interface HeadFacts {
  readonly status: number;
  /** Its length in octets, where the server names it. */
  readonly octets: number | undefined;
  /** When it was last modified, in milliseconds since the epoch. */
  readonly modifiedMs: number | undefined;
  readonly entityTag: string | undefined;
  readonly digests: ExpectedDigests;
}

/** Asks from this hop on. @throws what a request throws */
export async function askHead(job: Job, from: Hop): Promise<HeadFacts> {
  const { requester, findings: { timings }, signal } = job;
  const fields = [WANT_DIGEST, ...codingWish(requester.options)];
  using transfer = await requester.request(from, { method: "HEAD", fields, aside: true }, {
    signal,
    timings,
  });
  const { status, fields: found } = transfer.answer.head;
  const digests = new ExpectedDigests();
  digests.take(found);
  return {
    status,
    octets: parseDigits(found.get("content-length") ?? ""),
    modifiedMs: parseDate(found.get("last-modified") ?? "", Date.now()),
    entityTag: found.get("etag"),
    digests,
  };
}
