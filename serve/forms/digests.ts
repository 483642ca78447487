// Digests: the SHA-256 of what is served, for clients that want to check it (RFC 9530).
//
// Contract: a digest is told of the very octets that are sent. Small files are read for it before they
// are sent, and files asked about by HEAD; a large file is digested while it is sent whole, so that a
// HEAD afterwards has the answer at hand. What is known is kept by the entity-tag, but not of a file
// that changed so lately that it could change again and keep its time.

import { createHash } from "node:crypto";
import { sha256Field, wantsSha256 } from "../../http/semantics/digest_fields.ts";
import type { FieldLine } from "../../http/wire/encoder.ts";
import type { RequestHead } from "../../http/wire/request_head.ts";
import { FairQueue } from "../access/fair_queue.ts";
import type { OpenFile } from "../gate.ts";
import type { Representation } from "./representation.ts";
import type { FileContent, Response } from "../response.ts";

/** Files up to this size delay their first octet by a few milliseconds at most (measured: 1 ms/MiB). */
const SMALL_OCTETS = 1024 * 1024;
/** One read of a file that is read for its digest alone. */
const READ_OCTETS = 256 * 1024;
/** Digests that are kept: about a megabyte. */
const MAX_KNOWN = 4096;
/** The coarsest clock of a file system (FAT). */
const SETTLED_MS = 2_000;
/** Large files that are read for HEAD. */
const PLACES = { each: 1024, all: 1024, atOnce: 2 };

/** What a digest is asked for. */
export interface DigestSubject {
  readonly representation: Representation;
  /** The way to it from the root. */
  readonly names: readonly string[];
  /** The present, milliseconds since the epoch. */
  readonly nowMs: number;
}

/** Finds digests, and keeps them. */
export class Digests implements Disposable {
  /** Values of Repr-Digest, the one used last at the end. */
  readonly #known = new Map<string, string>();
  readonly #reading = new Map<string, Promise<string | undefined>>();
  readonly #queue = new FairQueue(PLACES);
  #ended = false;

  /** Whether the request wants one (RFC 9530 §4). */
  isWanted({ fields }: RequestHead): boolean {
    const value = fields.get("want-repr-digest");
    return value !== undefined && wantsSha256(value);
  }

  /**
   * The response with Repr-Digest, or one that is digested while it is sent, or as it was. Never fails;
   * who sends it finds what is wrong with the file.
   */
  async attach(response: Response, method: string, subject: DigestSubject): Promise<Response> {
    if (response.status !== 200 && response.status !== 206) return response;
    const { source } = subject.representation;
    const key = keyOf(subject);
    const known = this.#recall(key);
    if (known !== undefined) return withDigest(response, known);
    if (source instanceof Uint8Array) {
      const value = sha256Field(createHash("sha256").update(source).digest());
      this.#keep(key, value);
      return withDigest(response, value);
    }
    if (source.kind === "stream") return digestedStream(response);
    if (source.size <= SMALL_OCTETS || method === "HEAD") {
      const value = await this.#readOnce(source, key).catch(() => undefined);
      return value === undefined ? response : withDigest(response, value);
    }
    return response.status === 200 ? this.#observed(response, source, key) : response;
  }

  /** Lets go of what is being read. */
  [Symbol.dispose](): void {
    this.#ended = true;
  }

  /** Whoever asks about a file that is being read waits for that. */
  #readOnce(file: OpenFile, key: string | undefined): Promise<string | undefined> {
    const reading = key === undefined ? undefined : this.#reading.get(key);
    return reading ?? this.#startReading(file, key);
  }

  #startReading(file: OpenFile, key: string | undefined): Promise<string | undefined> {
    const read = (): Promise<string | undefined> => this.#read(file, key);
    const small = file.size <= SMALL_OCTETS;
    const reading = (small ? read() : this.#queue.run("", read)) ?? Promise.resolve(undefined);
    if (key === undefined) return reading;
    const shared = reading.finally(() => this.#reading.delete(key));
    this.#reading.set(key, shared);
    return shared;
  }

  async #read(file: OpenFile, key: string | undefined): Promise<string | undefined> {
    const hash = createHash("sha256");
    const octets = new Uint8Array(Math.min(READ_OCTETS, file.size));
    await file.handle.seek(0, Deno.SeekMode.Start);
    file.wasRead = true;
    for (let missing = file.size; missing > 0;) {
      const count = await file.handle.read(octets.subarray(0, Math.min(octets.length, missing)));
      if (count === null || this.#ended) return undefined;
      hash.update(octets.subarray(0, count));
      missing -= count;
    }
    const value = sha256Field(hash.digest());
    if (!isUnchanged(file)) return undefined;
    this.#keep(key, value);
    return value;
  }

  #observed(response: Response, file: OpenFile, key: string | undefined): Response {
    const { content } = response;
    const isFile = content !== undefined && !(content instanceof Uint8Array) &&
      content.kind === "file";
    if (!isFile || key === undefined) return response;
    const hash = createHash("sha256");
    let missing = file.size;
    const observe = (octets: Uint8Array): void => {
      hash.update(octets);
      missing -= octets.length;
      if (missing === 0 && isUnchanged(file)) this.#keep(key, sha256Field(hash.digest()));
    };
    const observed: FileContent = { ...content, observe };
    return { ...response, content: observed };
  }

  #recall(key: string | undefined): string | undefined {
    const value = key === undefined ? undefined : this.#known.get(key);
    if (value !== undefined) this.#keep(key, value);
    return value;
  }

  #keep(key: string | undefined, value: string): void {
    if (key === undefined) return;
    this.#known.delete(key);
    this.#known.set(key, value);
    if (this.#known.size <= MAX_KNOWN) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      break;
    }
  }
}

/** By what a digest is kept; undefined where the next state could look the same. */
function keyOf(
  { representation: { validators, source }, names, nowMs }: DigestSubject,
): string | undefined {
  if (validators === undefined) return undefined;
  const { entityTag, lastModifiedMs: changedMs } = validators;
  const unchanging = "contentTag" in source && source.contentTag === entityTag;
  if (!unchanging && (changedMs === undefined || nowMs - changedMs < SETTLED_MS)) return undefined;
  return `${names.join("/")}\0${entityTag}`;
}

/** Whether the file is what it was when it was opened. */
function isUnchanged({ handle, size, mtimeMs }: OpenFile): boolean {
  const info = handle.statSync();
  return info.size === size && info.mtime?.getTime() === mtimeMs;
}

/**
 * A stream that is digested as it is made: the digest is told behind it (RFC 9530 §3), where whoever does
 * not know it may pass it over.
 */
function digestedStream(response: Response): Response {
  const { content } = response;
  if (content === undefined || content instanceof Uint8Array || content.kind !== "stream") {
    return response;
  }
  const hash = createHash("sha256");
  const octets = async function* (): AsyncGenerator<Uint8Array> {
    for await (const part of content.octets()) {
      hash.update(part);
      yield part;
    }
  };
  const trailers = (): FieldLine[] => [["Repr-Digest", sha256Field(hash.digest())]];
  const fields: FieldLine[] = [...response.fields, ["Trailer", "Repr-Digest"]];
  return { ...response, fields, content: { ...content, octets, trailers } };
}

function withDigest(response: Response, value: string): Response {
  return { ...response, fields: [...response.fields, ["Repr-Digest", value]] };
}
