// Compression on the fly: what is worth it, and octets to coded octets through node:zlib.
//
// Contract: zlib is loaded when the first octet is compressed. A part is made when the one before it
// was taken, so that a slow peer slows the reading and not the memory down. Equal octets and equal
// levels give equal coded octets, which is what a strong entity-tag promises.

import type { Transform } from "node:stream";
import type { OpenFile } from "../gate.ts";
import { checkUnchanged, shrunk } from "../changed.ts";

/** A content coding that can be made here (RFC 7932, RFC 8878, RFC 1952). */
export type Coding = "br" | "zstd" | "gzip";

/** From this size on it is worth it, in octets: below, it all fits one packet anyway. */
export const COMPRESSIBLE_OCTETS = 1024;

/** Smallest first: for what is compressed once and kept. */
export const BY_RATIO: readonly Coding[] = ["br", "zstd", "gzip"];
/** Fastest first: for what is compressed each time. */
export const BY_SPEED: readonly Coding[] = ["zstd", "br", "gzip"];

/**
 * Where each coding gives most for its time: on a 730 KB page br 5 takes 7 ms for 5.5 %, zstd 3
 * takes 1.4 ms for 6.9 %, gzip 6 takes 5 ms for 6.7 %. They are part of the entity-tag.
 */
const LEVELS: Readonly<Record<Coding, number>> = { br: 5, zstd: 3, gzip: 6 };

/** Brotli's window as a power of two: 512 KiB, as in nginx's module, where 4 MiB gain nothing. */
const BROTLI_WINDOW = 19;
/** Octets that are read, and written, at once. */
const PART_OCTETS = 64 * 1024;

/** Types that are not text, and yet as good as uncompressed. */
const COMPRESSIBLE = new Set([
  ...["ecmascript", "javascript", "x-javascript", "json", "xml", "xml-dtd", "graphql", "rtf", "sql"]
    .map((name) => `application/${name}`),
  ...["toml", "yaml", "postscript", "wasm", "x-sh", "x-tar", "x-tex", "vnd.apple.mpegurl"]
    .map((name) => `application/${name}`),
  ...["application/vnd.ms-fontobject", "font/collection", "font/otf", "font/ttf"],
  ...["image/bmp", "image/vnd.microsoft.icon", "image/x-icon", "model/obj", "model/stl"],
]);

/** Whether content of that type and size gets much smaller. @param mediaType with any parameters */
export function isCompressible(name: string, mediaType: string, size: number): boolean {
  if (size < COMPRESSIBLE_OCTETS || /\.(?:br|gz|zst|svgz)$/i.test(name)) return false;
  const [type = ""] = mediaType.split(";");
  return type.startsWith("text/") || COMPRESSIBLE.has(type) ||
    /\+(?:json|xml|text|yaml)$/.test(type);
}

/** The entity-tag of what is made from the representation with `entityTag`. */
export function codedEntityTag(entityTag: string, coding: Coding): string {
  return `${entityTag.slice(0, -1)}-${coding}${LEVELS[coding]}"`;
}

/**
 * Compresses parts of content.
 *
 * @param size of the whole, in octets
 * @throws whatever the source throws
 */
export async function* compress(
  source: AsyncIterable<Uint8Array>,
  coding: Coding,
  size: number,
): AsyncGenerator<Uint8Array> {
  const encoder = await makeEncoder(coding, size);
  const feeding = feed(source, encoder);
  feeding.catch((fault) => encoder.destroy(fault));
  try {
    yield* encoder;
    await feeding;
  } finally {
    encoder.destroy();
    await feeding.catch(() => {}); // a read that is under way still needs its file
  }
}

/**
 * A file from its beginning to the size it was opened with.
 *
 * @throws {ChangedError} when it has shrunk or was written over, and system errors of reading
 */
export async function* readFile(file: OpenFile): AsyncGenerator<Uint8Array> {
  await file.handle.seek(0, Deno.SeekMode.Start);
  file.wasRead = true;
  for (let missing = file.size; missing > 0;) {
    const octets = new Uint8Array(Math.min(PART_OCTETS, missing));
    const count = await file.handle.read(octets);
    if (count === null) throw shrunk(file, missing);
    missing -= count;
    yield octets.subarray(0, count);
  }
  checkUnchanged(file);
}

/** Octets that are at hand, in parts. */
export async function* partsOf(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < octets.length; at += PART_OCTETS) {
    yield octets.subarray(at, at + PART_OCTETS);
  }
}

async function feed(source: AsyncIterable<Uint8Array>, encoder: Transform): Promise<void> {
  let resume = (): void => {};
  encoder.once("close", () => resume()); // amid a write, whose callback would never come
  for await (const octets of source) {
    await new Promise<void>((done) => {
      resume = done;
      encoder.write(octets, () => done());
    });
    if (encoder.destroyed) return;
  }
  encoder.end();
}

async function makeEncoder(coding: Coding, size: number): Promise<Transform> {
  const zlib = await import("node:zlib");
  const { constants } = zlib;
  const level = LEVELS[coding];
  const chunkSize = PART_OCTETS;
  switch (coding) {
    case "gzip":
      return zlib.createGzip({ level, chunkSize });
    case "zstd":
      return zlib.createZstdCompress({
        chunkSize,
        params: { [constants.ZSTD_c_compressionLevel]: level },
      });
    case "br":
      return zlib.createBrotliCompress({
        chunkSize,
        params: {
          [constants.BROTLI_PARAM_QUALITY]: level,
          [constants.BROTLI_PARAM_LGWIN]: BROTLI_WINDOW,
          [constants.BROTLI_PARAM_SIZE_HINT]: Math.min(size, 2 ** 30),
        },
      });
  }
}
