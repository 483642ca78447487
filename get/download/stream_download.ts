// Downloads into streams: what has been written cannot be taken back.
//
// Contract: failures are tried again only as long as nothing of the content was written. A digest that
// the user names is checked at the end, when the octets have gone on.

import type { Hash } from "node:crypto";
import { abortable } from "../../io/abortable.ts";
import { TooLargeError } from "../errors.ts";
import type { Sink } from "../files/destination.ts";
import type { Findings } from "../outcome.ts";
import type { Requester } from "../requester.ts";
import type { Transfer } from "../transfer.ts";
import { checkDigest } from "./expected.ts";
import { codingsOf, codingWish, type Job, jobOf, type Order } from "./job.ts";
import { pump, pumpDecoded } from "./pump.ts";
import { isPassing, Retries, StatusFailure } from "./retry.ts";

/** Content that is wanted in a stream. */
export interface StreamOrder extends Order {
  readonly method: "GET" | "HEAD";
  /** Whether the content of an answer that is a failure (status 400 and up) goes there too. */
  readonly takesFailures: boolean;
  readonly open: () => Promise<Sink>;
}

/** Fetches into a stream. @param findings filled in @throws {FerryError} why it is not whole */
export async function downloadStream(
  order: StreamOrder,
  requester: Requester,
  findings: Findings,
  signal: AbortSignal,
): Promise<void> {
  await new StreamDownload(order, jobOf(order, requester, findings, signal)).run();
}

class StreamDownload {
  readonly #retries: Retries;
  readonly #buffer: Uint8Array;

  constructor(private readonly order: StreamOrder, private readonly job: Job) {
    const { signal, subject, requester: { options: { observer, retry } } } = job;
    this.#buffer = job.requester.buffers.take();
    this.#retries = new Retries(retry.times ?? 0, retry, { subject, observer, signal });
  }

  async run(): Promise<void> {
    try {
      await this.#run();
    } finally {
      this.job.requester.buffers.give(this.#buffer);
    }
  }

  async #run(): Promise<void> {
    const { findings } = this.job;
    for (;;) {
      try {
        return await this.#attempt();
      } catch (failure) {
        if (findings.octets > 0) throw failure;
        await this.#retries.pause(failure, 0);
      }
    }
  }

  async #attempt(): Promise<void> {
    const { findings, requester, signal, start } = this.job;
    const { method } = this.order;
    const wish = { method, fields: codingWish(requester.options) };
    using transfer = await requester.request(start, wish, { signal, timings: findings.timings });
    const { head, content } = transfer.answer;
    findings.connections = 1;
    findings.status = head.status;
    findings.reason = head.reason;
    const failure = new StatusFailure(head);
    const willRetry = isPassing(failure) && this.#retries.left > 0;
    if (!willRetry && this.#isWanted(head.status)) return await this.#deliver(transfer);
    await content.discard(this.#buffer, requester.options.limits.discardedContentOctets);
    if (willRetry) throw failure;
  }

  /** Whether the content goes to the stream. 304 has none. */
  #isWanted(status: number): boolean {
    if (this.order.method === "HEAD" || status === 304) return false;
    return status < 400 || this.order.takesFailures;
  }

  async #deliver({ answer: { head, content } }: Transfer): Promise<void> {
    const { findings, pace, requester: { options }, signal, subject } = this.job;
    const { maxOctets, observer, sha256 } = options;
    const complete = content.completeOctets;
    if (maxOctets !== undefined && (complete ?? 0) > maxOctets) throw new TooLargeError(maxOctets);
    const hash = sha256 === undefined ? undefined : await newHash();
    const sink = await this.order.open();
    const take = async (piece: Uint8Array): Promise<boolean> => {
      if (maxOctets !== undefined && findings.octets + piece.length > maxOctets) {
        throw new TooLargeError(maxOctets);
      }
      hash?.update(piece);
      await abortable(sink.write(piece), signal);
      findings.octets += piece.length;
      observer?.progress?.(subject, findings.octets, complete);
      return true;
    };
    const pumping = { buffer: this.#buffer, pace, signal, maxOctets };
    const codings = codingsOf(head, options);
    try {
      if (codings === undefined) await pump(content, take, pumping);
      else await pumpDecoded(content, codings, take, pumping);
      findings.sha256 = hash?.digest("hex");
      if (findings.sha256 !== undefined) checkDigest(sha256, findings.sha256);
    } catch (failure) {
      await sink.end(failure);
      throw failure;
    }
    await abortable(sink.end(), signal);
    findings.file = sink.path;
  }
}

/** Loaded only when it is wanted: that takes as long as a small download (measured: 20 ms). */
async function newHash(): Promise<Hash> {
  return (await import("node:crypto")).createHash("sha256");
}
