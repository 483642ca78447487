// Attempts: one request for an assignment, and what its answer brings.
//
// Contract: only the very range asked for, of the very representation that was begun, is written. An
// answer to a request for the whole begins the file, or begins it anew. Failures are thrown with what had
// come before them written.

import { TruncatedError } from "../../http/wire/errors.ts";
import { RangeMismatchError } from "../errors.ts";
import type { Hop } from "../hops.ts";
import type { Wish } from "../requester.ts";
import type { Transfer } from "../transfer.ts";
import type { Assembly } from "./assembly.ts";
import { type ExpectedDigests, WANT_DIGEST } from "./expected.ts";
import { codingsOf, codingWish, type Job } from "./job.ts";
import { pump, pumpDecoded, type PumpOptions } from "./pump.ts";
import { type AskedRange, factsOf, isOther, judgeAnswer, rangeFields } from "./resume.ts";
import { isPassing, type Retries, StatusFailure } from "./retry.ts";
import type { Assignment } from "./work.ts";

/** The representation has changed, so the file has to be begun anew; thrown only within a download. */
export class Restart {}

/** What has come to light of the server. */
export interface ServerFacts {
  /** The hop whose answer was the last good one. */
  answered: Hop | undefined;
  /** It sends the whole, but refuses ranges of it. */
  wholeOnly: boolean;
}

/** What the lanes of a file share. */
export interface Team extends Job {
  readonly assembly: Assembly;
  readonly retries: Retries;
  readonly expected: ExpectedDigests;
  /** How many lanes are running. */
  running: number;
  /** What is still true when the file is begun anew. */
  readonly server: ServerFacts;
  /** Called once ranges of the content can be fetched beside each other. */
  readonly divide: () => void;
}

/** How an attempt ended: with all that was to come, or because the lane is not wanted. */
export type AttemptEnd = "done" | "unwanted";

/** The attempts of one lane. */
export class Attempt {
  constructor(private readonly team: Team, private readonly buffer: Uint8Array) {}

  /** @throws {StatusFailure}, {Restart}, {RangeMismatchError}, and what requests and files throw */
  async run(taken: Assignment): Promise<AttemptEnd> {
    const { assembly, findings, requester, start, signal, subject } = this.team;
    const asked = this.#range(taken);
    const attempt = { signal, timings: findings.timings };
    using transfer = await requester.request(start, this.#wish(asked), attempt);
    const { head, content } = transfer.answer;
    findings.status = head.status;
    findings.reason = head.reason;
    await this.#refuse(transfer, asked);
    if (this.team.ownRange) return await this.#takeWhole(transfer, taken);
    const facts = assembly.facts ?? { url: subject.url };
    switch (judgeAnswer(head, asked, facts, content.completeOctets)) {
      case "complete":
        taken.end = taken.next;
        return "done";
      case "changed":
        throw new Restart();
      case "whole":
        if (asked === undefined || this.team.running === 1) {
          return await this.#takeWhole(transfer, taken);
        }
        if (isOther(head.fields, facts)) throw new Restart();
        return "unwanted"; // ranges are ignored
      case "part":
        this.#accept(transfer);
        return await this.#take(transfer, taken, asked!.to);
    }
  }

  /** The range to ask for; undefined for all, which is the way to begin, and to begin anew. */
  #range({ next, end }: Assignment): AskedRange | undefined {
    const { assembly: { facts, octets }, running, server } = this.team;
    const begun = octets > 0 || running > 1;
    if (!begun || facts?.ifRange === undefined || server.wholeOnly) return undefined;
    // What is all that follows is asked for as that, which more servers understand.
    const isRest = running === 1 && end === facts.completeOctets;
    return { from: next, to: isRest ? Infinity : end };
  }

  #wish(asked: AskedRange | undefined): Wish {
    const { requester: { options }, assembly: { facts } } = this.team;
    const range = asked === undefined || facts === undefined ? [] : rangeFields(facts, asked);
    const fields = [WANT_DIGEST, ...codingWish(options), ...range];
    return { method: "GET", fields, ...(this.team.running > 1 ? { aside: true } : {}) };
  }

  /**
   * An answer without the content that was asked for ends the attempt. A server that has sent the whole,
   * but refuses a part of it, is asked for the whole again.
   */
  async #refuse({ answer: { head, content } }: Transfer, asked?: AskedRange): Promise<void> {
    if (head.status < 400 && head.status !== 304) return;
    if (head.status === 416 && asked !== undefined) return;
    const { limits } = this.team.requester.options;
    await content.discard(this.buffer, limits.discardedContentOctets);
    const failure = new StatusFailure(head);
    const { server, running } = this.team;
    if (asked === undefined || server.answered === undefined || running > 1) throw failure;
    if (isPassing(failure)) throw failure;
    server.wholeOnly = true;
    throw new Restart();
  }

  async #takeWhole(transfer: Transfer, taken: Assignment): Promise<AttemptEnd> {
    const { assembly, expected, findings, ownRange, subject } = this.team;
    const { head, content } = transfer.answer;
    const codings = codingsOf(head, this.team.requester.options);
    findings.resumedFrom = 0;
    expected.clear();
    const facts = factsOf(subject.url, head, content.completeOctets);
    const { lastModified } = facts;
    const plain = { url: subject.url, ...(lastModified === undefined ? {} : { lastModified }) };
    assembly.begin(ownRange || codings !== undefined ? plain : facts, taken);
    if (ownRange) expected.settle();
    else this.#accept(transfer);
    if (codings !== undefined) return await this.#takeDecoded(transfer, codings, taken);
    return await this.#take(transfer, taken, Infinity);
  }

  /** The answer is what it should be. */
  #accept({ answer: { head }, hop }: Transfer): void {
    this.team.expected.take(head.fields);
    this.team.server.answered = hop;
  }

  /** @param to where the answer ends; the end of the assignment may come to lie before or behind it */
  async #take(
    { answer: { content } }: Transfer,
    taken: Assignment,
    to: number,
  ): Promise<AttemptEnd> {
    const { assembly, expected, ownRange, server } = this.team;
    const end = Math.min(to, assembly.facts?.completeOctets ?? Infinity);
    const divisible = assembly.facts?.ifRange !== undefined && !server.wholeOnly;
    if (Number.isFinite(end) && divisible) this.team.divide();
    this.#show();
    const take = (piece: Uint8Array): boolean => {
      if (taken.next + piece.length > end) {
        throw new RangeMismatchError("more octets came than the answer was to have");
      }
      const wanted = Math.min(piece.length, taken.end - taken.next);
      assembly.write(piece.subarray(0, wanted), taken);
      this.#show();
      return taken.next < taken.end || taken.next === end;
    };
    await pump(content, take, this.#options());
    if (!Number.isFinite(taken.end)) taken.end = taken.next;
    if (!ownRange) expected.take(content.trailers);
    if (taken.next < Math.min(end, taken.end)) {
      throw new TruncatedError(`octets ${taken.next} to ${taken.end - 1} are missing`);
    }
    return "done";
  }

  async #takeDecoded(
    { answer: { content } }: Transfer,
    codings: string,
    taken: Assignment,
  ): Promise<AttemptEnd> {
    const { assembly, expected, requester: { options: { maxOctets } } } = this.team;
    const take = (piece: Uint8Array): boolean => {
      assembly.write(piece, taken);
      this.#show();
      return true;
    };
    const coded = await pumpDecoded(content, codings, take, { ...this.#options(), maxOctets });
    expected.take(content.trailers);
    expected.check(coded);
    expected.settle(); // by the coded octets, which are not those of the file
    taken.end = taken.next;
    return "done";
  }

  #show(): void {
    const { assembly, requester: { options: { observer } }, subject } = this.team;
    observer?.progress?.(subject, assembly.octets, assembly.facts?.completeOctets);
  }

  #options(): PumpOptions {
    return { buffer: this.buffer, pace: this.team.pace, signal: this.team.signal };
  }
}
