// Downloads into files: the lanes are sent off, and the file gets its name when it is whole and what it
// should be.
//
// Contract: on failure the part stays where another run can go on with it, and goes where it cannot be of
// any use: when its content is wrong, too large or not to be decoded. An older file of that name is not
// touched before the rename.

import { parseDate } from "../../http/semantics/dates.ts";
import { FerryError } from "../../http/wire/errors.ts";
import { ChangedError, ContentCodingError, DigestError, TooLargeError } from "../errors.ts";
import type { Place } from "../files/place.ts";
import type { Findings } from "../outcome.ts";
import type { Requester } from "../requester.ts";
import { Assembly } from "./assembly.ts";
import { Restart, type ServerFacts, type Team } from "./attempt.ts";
import { checkDigest, ExpectedDigests } from "./expected.ts";
import { isFinished } from "./finished.ts";
import { askHead } from "./head_request.ts";
import { type Job, jobOf, type Order } from "./job.ts";
import { Lane } from "./lane.ts";
import { Retries, StatusFailure } from "./retry.ts";

/** A file that is wanted. */
export interface FileOrder extends Order {
  readonly place: Place;
  /** How many segments at a time, 1 and up. */
  readonly connections: number;
}

/** A server tells of the digest of less in the answer itself (ferry does), in octets. */
const ASKED_OCTETS = 1024 * 1024;
/** Retries of a file unless the user says otherwise. */
const DEFAULT_RETRIES = 3;
/** Content that changes more often than this while it is fetched is given up. */
const MAX_RESTARTS = 3;

/**
 * Fetches one file whole: resumes, retries, verifies.
 *
 * @param findings filled in; a status of 400 and up, and 304, is a value there
 * @throws {FerryError} why there is no whole file
 */
export async function downloadFile(
  order: FileOrder,
  requester: Requester,
  findings: Findings,
  signal: AbortSignal,
): Promise<void> {
  const download = new FileDownload(order, requester, findings, signal);
  try {
    await download.run();
  } catch (failure) {
    if (!(failure instanceof StatusFailure)) throw failure;
  }
}

class FileDownload {
  readonly #assembly: Assembly;
  readonly #expected = new ExpectedDigests();
  readonly #retries: Retries;
  readonly #job: Job;
  readonly #server: ServerFacts = { answered: undefined, wholeOnly: false };
  /** Whether the part is one of an earlier run. */
  #resumed = false;

  constructor(
    private readonly order: FileOrder,
    private readonly requester: Requester,
    private readonly findings: Findings,
    private readonly signal: AbortSignal,
  ) {
    const { retry, maxOctets, observer } = requester.options;
    const { subject, place } = order;
    this.#job = jobOf(order, requester, findings, signal);
    this.#assembly = new Assembly(place, maxOctets);
    const times = retry.times ?? DEFAULT_RETRIES;
    this.#retries = new Retries(times, retry, { subject, observer, signal });
  }

  async run(): Promise<void> {
    using assembly = this.#assembly;
    try {
      this.#resumed = assembly.resume();
      if (this.#resumed) this.#noteResumed();
      else if (await this.#isThere()) return;
      await this.#fetch();
      await this.#verify();
      const modifiedMs = parseDate(assembly.facts?.lastModified ?? "", Date.now());
      this.findings.file = await assembly.commit(modifiedMs);
    } catch (failure) {
      this.#end(failure);
      throw failure;
    } finally {
      this.findings.octets = assembly.received;
    }
  }

  #noteResumed(): void {
    const { observer } = this.requester.options;
    const { facts, octets } = this.#assembly;
    if (facts?.ifRange !== undefined || octets === facts?.completeOctets) {
      this.findings.resumedFrom = octets;
    } else {
      observer?.note?.(this.order.subject, "Begun anew: the server names no version to go on with");
    }
  }

  /** Whether the file is there already, whole and up to date. */
  async #isThere(): Promise<boolean> {
    const { place } = this.order;
    const found = place.finished();
    if (found === undefined) return false;
    const file = { path: place.path, info: found };
    if (!await isFinished(file, this.#job, this.#retries)) return false;
    this.findings.unchanged = true;
    this.findings.file = place.path;
    return true;
  }

  /** Until nothing is missing; what has changed meanwhile is begun anew. */
  async #fetch(): Promise<void> {
    const { subject } = this.order;
    const { observer } = this.requester.options;
    for (let restarts = 0; !this.#assembly.work.isDone;) {
      try {
        await this.#sendLanes();
      } catch (failure) {
        if (!(failure instanceof Restart)) throw failure;
        if (restarts++ === MAX_RESTARTS) throw new ChangedError("changed again and again");
        observer?.note?.(subject, "Begun anew: the content has changed");
        this.findings.resumedFrom = 0;
        this.#expected.clear();
        this.#assembly.restart(subject.url);
      }
    }
  }

  /** The first lane alone, then others beside it. The first failure ends all. */
  async #sendLanes(): Promise<void> {
    const { connections } = this.order;
    const abort = new AbortController();
    const lanes: Promise<void>[] = [];
    const { buffers } = this.requester;
    const run = async (): Promise<void> => {
      const buffer = buffers.take();
      await new Lane(team, buffer).run().finally(() => buffers.give(buffer));
    };
    const send = (): void => {
      lanes.push(run().catch((failure) => abort.abort(failure)));
      this.findings.connections = Math.max(this.findings.connections, team.running);
    };
    const team: Team = {
      ...this.#job,
      signal: AbortSignal.any([this.signal, abort.signal]),
      assembly: this.#assembly,
      retries: this.#retries,
      expected: this.#expected,
      running: 0,
      server: this.#server,
      divide: (): void => {
        if (connections === 1 || lanes.length > 1) return;
        this.#assembly.allowAnyOrder();
        while (lanes.length < connections) send();
      },
    };
    send();
    for (let at = 0; at < lanes.length; at++) await lanes[at];
    this.signal.throwIfAborted();
    abort.signal.throwIfAborted();
  }

  /** @throws {DigestError} */
  async #verify(): Promise<void> {
    const { sha256 } = this.requester.options;
    const actual = this.findings.sha256 = await this.#assembly.digest();
    checkDigest(sha256, actual);
    const { isEmpty, isSettled } = this.#expected;
    if (isEmpty && !isSettled && this.#assembly.octets >= ASKED_OCTETS) await this.#askDigest();
    this.#expected.check(actual);
  }

  /**
   * Of large content a server may know the digest only when it has sent it. It has to be of the same
   * representation; a server that does not say leaves things as they are.
   */
  async #askDigest(): Promise<void> {
    const { entityTag } = this.#assembly.facts ?? {};
    try {
      const head = await askHead(this.#job, this.#server.answered ?? this.order.start);
      if (head.status === 200 && head.entityTag === entityTag) this.#expected.join(head.digests);
    } catch (failure) {
      this.signal.throwIfAborted();
      if (!(failure instanceof FerryError)) throw failure;
    }
  }

  /** What becomes of the part. */
  #end(failure: unknown): void {
    const { part, octets } = this.#assembly;
    const useless = failure instanceof DigestError || failure instanceof ContentCodingError ||
      (failure instanceof TooLargeError && !this.#resumed);
    if (part === undefined) return;
    if (useless || octets === 0) return part.remove();
    part.leave();
    this.findings.part = part.path;
  }
}
