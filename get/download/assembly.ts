// Assembly: one file put together from what its lanes bring.
//
// Contract: octets are written where they belong and counted; the hash follows the front. Before
// anything has come there is no part. More than the largest size allowed is never written.

import { TooLargeError } from "../errors.ts";
import type { PartFile } from "../files/part_file.ts";
import type { Place } from "../files/place.ts";
import type { Facts } from "../files/record.ts";
import { digestOf } from "./file_digest.ts";
import { type Hasher, hasherOf } from "./hasher.ts";
import { type Assignment, Work } from "./work.ts";

/**
 * Content of so many octets is held until it is whole, and made a file at once: others need two, and are
 * read again for their digest. What takes longer, in milliseconds, is written meanwhile, so that it is kept
 * whatever happens.
 */
const HELD_OCTETS = 64 * 1024;
const HELD_MS = 100;
/** What is there is told to the record so often, in octets: so much may be fetched twice after a crash. */
const NOTED_OCTETS = 512 * 1024;

/** A file in the making. */
export class Assembly implements Disposable {
  #part: PartFile | undefined;
  /** What is known of the representation while there is no part. */
  #facts: Facts | undefined;
  /** The first octets of small content while there is no part: so many of them. */
  #held = new Uint8Array();
  #heldOctets = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;
  /** Why what was held could not be written. */
  #fault: unknown;
  #work = new Work([{ from: 0, to: Infinity }]);
  #hasher: Hasher | undefined;
  #isAnyOrder = false;
  /** How many octets have been written in this run. */
  received = 0;

  constructor(private readonly place: Place, private readonly maxOctets: number | undefined) {}

  get part(): PartFile | undefined {
    return this.#part;
  }

  /** What the part is a part of; undefined before the first answer. */
  get facts(): Facts | undefined {
    return this.#part?.facts ?? this.#facts;
  }

  get work(): Work {
    return this.#work;
  }

  /** How many octets are there, those of an earlier run included. */
  get octets(): number {
    return this.#part?.spans.octets ?? this.#heldOctets;
  }

  /** Takes up the part of an earlier run. @returns whether there is one @throws {OutputError} */
  resume(): boolean {
    const part = this.#part = this.place.resume();
    if (part === undefined) return false;
    const { completeOctets = Infinity } = part.facts ?? {};
    this.#check(completeOctets);
    this.#work = new Work(part.spans.missing(completeOctets));
    this.#follow(part);
    return true;
  }

  /**
   * Begins, or begins anew, with a whole representation.
   *
   * @param assignment the one that brings it
   * @throws {TooLargeError} when it is known to be too large, {OutputError}
   */
  begin(facts: Facts, assignment: Assignment): void {
    const { completeOctets = Infinity } = facts;
    this.#check(completeOctets);
    this.#facts = facts;
    this.#letGo();
    this.#isAnyOrder = false;
    this.#work.restart(assignment, completeOctets);
    if (this.#part === undefined) return;
    this.#part.restart(facts);
    this.#follow(this.#part);
  }

  /** Forgets what has come: the next answer will be another representation. @throws {OutputError} */
  restart(url: string): void {
    this.#facts = undefined;
    this.#letGo();
    this.#part?.restart({ url });
    this.#work = new Work([{ from: 0, to: Infinity }]);
  }

  /** Writes what an assignment has brought next. @throws {OutputError, TooLargeError} */
  write(octets: Uint8Array, assignment: Assignment): void {
    if (this.maxOctets !== undefined && this.octets + octets.length > this.maxOctets) {
      throw new TooLargeError(this.maxOctets);
    }
    const from = assignment.next;
    const to = from + octets.length;
    if (this.#fault !== undefined) throw this.#fault;
    if (this.#part === undefined && this.#canHold(from, to)) this.#hold(octets);
    else {
      const part = this.#ensurePart();
      part.write(octets, from);
      this.#hasher?.advance(part.spans.frontier);
    }
    assignment.next = to; // not before: what could not be written must not be noted
    this.received += octets.length;
    if (to - assignment.noted >= NOTED_OCTETS) this.#note(assignment);
  }

  /** Ends an assignment; what is left of it is another's. @throws {OutputError} */
  release(assignment: Assignment): void {
    this.#work.release(assignment);
    if (this.#heldOctets > 0 && !this.#isWhole) this.#ensurePart();
    this.#note(assignment);
  }

  /** From now on octets may come in any order. */
  allowAnyOrder(): void {
    this.#isAnyOrder = true;
    this.#part?.allowAnyOrder();
  }

  /** The SHA-256 of all that is there, in lower-case hexadecimal. */
  async digest(): Promise<string> {
    if (this.#isWhole) return await digestOf(this.#held);
    this.#ensurePart();
    return await this.#hasher!.finish(this.octets);
  }

  /**
   * Gives the file its name.
   *
   * @param modifiedMs the time it is to have, in milliseconds since the epoch
   * @returns its path
   * @throws {OutputError}
   */
  async commit(modifiedMs: number | undefined): Promise<string> {
    if (!this.#isWhole) return await this.#ensurePart().commit(modifiedMs);
    const part = this.place.createWhole();
    try {
      part.write(this.#held, 0);
      return await part.commit(modifiedMs);
    } catch (error) {
      part.remove();
      throw error;
    }
  }

  /** Lets go of the hash; the part is left as it is. */
  [Symbol.dispose](): void {
    clearTimeout(this.#patience);
    this.#hasher?.[Symbol.dispose]();
  }

  /** Whether all of the content is held. */
  get #isWhole(): boolean {
    return this.#part === undefined && this.#heldOctets === this.#facts?.completeOctets;
  }

  /** Whether octets `[from, to)` follow what is held, of content that is small. */
  #canHold(from: number, to: number): boolean {
    const { completeOctets = Infinity } = this.#facts ?? {};
    return completeOctets <= HELD_OCTETS && from === this.#heldOctets && to <= completeOctets;
  }

  #hold(octets: Uint8Array): void {
    if (this.#heldOctets === 0) {
      this.#held = new Uint8Array(this.#facts?.completeOctets ?? 0);
      this.#patience = setTimeout(() => this.#losePatience(), HELD_MS);
    }
    this.#held.set(octets, this.#heldOctets);
    this.#heldOctets += octets.length;
    if (this.#isWhole) clearTimeout(this.#patience);
  }

  #losePatience(): void {
    try {
      this.#ensurePart();
    } catch (fault) {
      this.#fault = fault; // for whoever writes next
    }
  }

  /** Nothing is created before the first octets, or the end, have come. */
  #ensurePart(): PartFile {
    if (this.#part !== undefined) return this.#part;
    this.#part = this.place.create(this.#facts ?? { url: "" });
    if (this.#isAnyOrder) this.#part.allowAnyOrder();
    this.#part.write(this.#held.subarray(0, this.#heldOctets), 0);
    this.#letGo();
    this.#follow(this.#part);
    return this.#part;
  }

  #letGo(): void {
    clearTimeout(this.#patience);
    this.#held = new Uint8Array();
    this.#heldOctets = 0;
  }

  #note(assignment: Assignment): void {
    this.#part?.note(assignment.noted, assignment.next);
    assignment.noted = assignment.next;
  }

  #check(completeOctets: number): void {
    if (this.maxOctets === undefined || completeOctets === Infinity) return;
    if (completeOctets > this.maxOctets) throw new TooLargeError(this.maxOctets);
  }

  #follow(part: PartFile): void {
    this.#hasher?.[Symbol.dispose]();
    this.#hasher = hasherOf(part.path, part.facts?.completeOctets);
    this.#hasher.advance(part.spans.frontier);
  }
}
