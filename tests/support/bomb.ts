// Bombs: little that decodes to much, made while it is asked for.

import * as zlib from "node:zlib";

/** Octets of a piece of a bomb: enough for the smallest of codings to hold a whole one. */
const PIECE_OCTETS = 64 * 1024;
/** How many zeros a block of zstd's stands for at most (RFC 8878 §3.1.1.2.4). */
const BLOCK_OCTETS = 128 * 1024;

/** A zstd frame of that many zeros, each block of which is four octets. */
export function zstdZeros(octets: number): Uint8Array {
  const blocks = Math.ceil(octets / BLOCK_OCTETS);
  const frame = new Uint8Array(6 + 4 * blocks);
  frame.set([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50]); // a window of 1 MiB
  const view = new DataView(frame.buffer);
  for (let block = 0; block < blocks; block++) {
    const last = block === blocks - 1 ? 1 : 0;
    view.setUint32(6 + 4 * block, BLOCK_OCTETS << 3 | 1 << 1 | last, true);
  }
  return frame;
}

/** That many zeros in a coding, or in one on another. @param value as of Content-Encoding */
export async function* zeros(value: string, octets: number): AsyncGenerator<Uint8Array> {
  const [coding, ...others] = value.split(", ");
  if (coding === "zstd") yield* encode(others, [zstdZeros(octets)]);
  else yield* encode([coding ?? "", ...others], blank(octets));
}

function* blank(octets: number): Generator<Uint8Array> {
  const piece = new Uint8Array(1024 * 1024);
  for (let left = octets; left > 0; left -= piece.length) yield piece.subarray(0, left);
}

/** Applies codings, the first one first. */
async function* encode(
  [coding, ...others]: readonly string[],
  source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (coding === undefined) yield* source;
  else yield* encode(others, encodeOne(coding, source));
}

async function* encodeOne(
  coding: string,
  source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const quality = { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 };
  const encoder = coding === "br"
    ? zlib.createBrotliCompress({ chunkSize: PIECE_OCTETS, params: quality })
    : zlib.createGzip({ chunkSize: PIECE_OCTETS });
  const feeding = (async (): Promise<void> => {
    for await (const octets of source) {
      await new Promise<void>((done) => {
        encoder.once("close", done);
        encoder.write(octets, () => {
          encoder.off("close", done);
          done();
        });
      });
      if (encoder.destroyed) return;
    }
    encoder.end();
  })();
  try {
    yield* encoder;
  } finally {
    encoder.destroy();
    await feeding;
  }
}
