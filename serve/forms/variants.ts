// Variants: files compressed on the fly, kept for the next request.
//
// Contract: a variant is made when its first octet is asked for, so neither by HEAD nor for a 304.
// What is small enough is made once for all who ask meanwhile, then kept in the bounded cache, with
// its length known. What is larger is made for each and streamed. It ends when nobody is left who
// wants it. Beyond a number of encoders at once there is no variant: identity costs no memory.

import {
  BY_RATIO,
  BY_SPEED,
  codedEntityTag,
  type Coding,
  compress,
  partsOf,
  readFile,
} from "./compress.ts";
import type { OpenFile } from "../gate.ts";
import type { OctetCache } from "./octet_cache.ts";
import type { StreamContent } from "../response.ts";
import { SharedStream } from "./shared_stream.ts";

/** Files up to this size, in octets, are kept compressed, when the cache is at least four times as large. */
const KEPT_OCTETS = 8 * 1024 * 1024;
const CACHE_SHARE = 4;
/** At once; each takes up to 8 MiB while its peer is slow (measured). */
const MAX_ENCODERS = 32;
/**
 * How long a file must have lain unmodified to be kept, in milliseconds: within the tick of a file
 * system's clock (FAT: 2 s) it could be written again and look the same.
 */
const SETTLED_MS = 2_000;

/** Makes and keeps variants. */
export class Variants {
  readonly #sharing = new Map<string, SharedStream>();
  readonly #keptOctets: number;
  /** Octets of files whose variants are being made for the cache. */
  #making = 0;
  #encoders = 0;

  constructor(private readonly cache: OctetCache<Uint8Array>) {
    this.#keptOctets = Math.min(KEPT_OCTETS, Math.floor(cache.budget / CACHE_SHARE));
  }

  /** The codings that may be made, the best first. @param size of the file, in octets */
  codingsFor(size: number): readonly Coding[] {
    return size <= this.#keptOctets ? BY_RATIO : BY_SPEED;
  }

  /**
   * A file compressed: octets when they are at hand, else a stream. Takes the file over, but when it
   * gives undefined: no further encoder may be made now.
   *
   * @param entityTag of the file as it is; undefined when there is none
   * @param nowMs the present, milliseconds since the epoch
   */
  of(
    file: OpenFile,
    entityTag: string | undefined,
    coding: Coding,
    nowMs: number,
  ): Uint8Array | StreamContent | undefined {
    const settled = file.contentTag !== undefined ||
      (file.mtimeMs !== undefined && file.mtimeMs <= nowMs - SETTLED_MS);
    if (entityTag === undefined || !settled || file.size > this.#keptOctets) {
      return this.#encode(file, coding);
    }
    const key = `variant/${file.names.join("/")}${codedEntityTag(entityTag, coding)}`;
    const found = this.cache.get(key) ?? this.#sharing.get(key)?.join();
    if (found !== undefined) {
      file[Symbol.dispose]();
      return found;
    }
    const encoded = this.#encode(file, coding);
    const fits = this.#making + file.size <= this.cache.budget;
    return encoded !== undefined && fits ? this.#share(key, file, encoded).join() : encoded;
  }

  /** Octets at hand as a stream; undefined when no further encoder may be made now. */
  ofOctets(octets: Uint8Array, coding: Coding): StreamContent | undefined {
    return this.#stream(() => compress(partsOf(octets), coding, octets.length), () => {});
  }

  #share(key: string, file: OpenFile, encoded: StreamContent): SharedStream {
    const source = {
      ...encoded,
      release: (): void => {
        this.#making -= file.size;
        encoded.release();
      },
    };
    const keep = (octets: Uint8Array): void => {
      if (isUnchanged(file)) this.cache.put(key, octets, octets.length);
    };
    const shared: SharedStream = new SharedStream(source, keep, () => {
      if (this.#sharing.get(key) === shared) this.#sharing.delete(key);
    });
    this.#making += file.size;
    this.#sharing.set(key, shared);
    return shared;
  }

  #encode(file: OpenFile, coding: Coding): StreamContent | undefined {
    const octets = (): AsyncIterable<Uint8Array> => compress(readFile(file), coding, file.size);
    return this.#stream(octets, () => file[Symbol.dispose]());
  }

  /** A stream that counts as an encoder until it is released. */
  #stream(octets: StreamContent["octets"], release: () => void): StreamContent | undefined {
    if (this.#encoders >= MAX_ENCODERS) return undefined;
    this.#encoders++;
    return {
      kind: "stream",
      octets,
      release: (): void => {
        this.#encoders--;
        release();
      },
    };
  }
}

/** Growth is let pass by the reading, but what was read may not be the whole of any state. */
function isUnchanged(file: OpenFile): boolean {
  const { size, mtime } = file.handle.statSync();
  return size === file.size && mtime?.getTime() === file.mtimeMs;
}
