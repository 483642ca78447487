// Holds the reader of zstd's frames to where zlib's own frames end, and to what is none.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { constants, zstdCompressSync } from "node:zlib";
import { ZstdFrames } from "../../../get/coding/zstd_frames.ts";
import { ContentCodingError } from "../../../get/errors.ts";
import { concat, octetsOf, textOf } from "../../../http/wire/octets.ts";
import { noise, prose } from "../../support/coded.ts";

/** Where frames end in the octets, taken in pieces of that size. */
function endsIn(octets: Uint8Array, size: number): number[] {
  const frames = new ZstdFrames();
  const ends: number[] = [];
  for (let at = 0; at < octets.length;) {
    at += frames.take(octets.subarray(at, at + size));
    if (frames.areWhole) ends.push(at);
  }
  return ends;
}

const MAGIC = "\x28\xb5\x2f\xfd";
/** Octets of a frame of no content, with its checksum. */
const EMPTY_OCTETS = 13;

/** One frame; zlib writes an empty one behind some contents. */
function frame(content: Uint8Array, params: Record<number, number> = {}): Uint8Array {
  const octets = zstdCompressSync(content, { params });
  const from = Math.max(octets.length - EMPTY_OCTETS, 1);
  const empty = textOf(octets, from, octets.length).indexOf(MAGIC);
  return empty < 0 ? octets : octets.subarray(0, from + empty);
}

Deno.test("ZstdFrames finds the end of each frame, however the octets come", () => {
  const contents = [0, 1, 255, 256, 65_791, 65_792, 300_000].flatMap((size) => [
    octetsOf(prose(size)),
    new Uint8Array(size), // blocks of one octet, repeated
    noise(size), // blocks as they are
  ]);
  const settings = [
    {},
    { [constants.ZSTD_c_checksumFlag]: 1 },
    { [constants.ZSTD_c_contentSizeFlag]: 0 },
    { [constants.ZSTD_c_windowLog]: 10 },
  ];
  const skippable = octetsOf("\x50\x2a\x4d\x18\x02\0\0\0ab");
  const empty = octetsOf("\x5f\x2a\x4d\x18\0\0\0\0");
  for (const content of contents) {
    for (const params of settings) {
      const frames = [frame(content, params), skippable, frame(content, params), empty];
      let end = 0;
      const expected = frames.map(({ length }) => end += length);
      const octets = concat(...frames);
      for (const size of [octets.length, 1, 7]) {
        assertEquals(endsIn(octets, size), expected);
      }
    }
  }
});

Deno.test("ZstdFrames.areWhole is false amid a frame, and true before the first", () => {
  const octets = frame(octetsOf(prose(1000)));
  assert(new ZstdFrames().areWhole);
  for (let end = 1; end < octets.length; end++) {
    const frames = new ZstdFrames();
    assertEquals(frames.take(octets.subarray(0, end)), end);
    assert(!frames.areWhole);
  }
});

Deno.test("ZstdFrames throws for what is no frame, and for windows above 8 MiB", () => {
  const table: [octets: string, message: string | undefined][] = [
    ["rubbish", "zstd content that is none"],
    ["\x28\xb5\x2f\xfe\0\0", "zstd content that is none"],
    ["\x28\xb5\x2f\xfd\0\0\x06\0\0", "zstd content that is corrupt"], // block of the reserved type
    ["\x28\xb5\x2f\xfd\x00\x68", undefined], // 8 MiB
    ["\x28\xb5\x2f\xfd\x00\x69", "9437184"], // and an eighth
    ["\x28\xb5\x2f\xfd\x00\xff", "a window of 4123168604160 octets"],
    ["\x28\xb5\x2f\xfd\xa0\x00\x00\x80\x00", undefined],
    ["\x28\xb5\x2f\xfd\xa0\x01\x00\x80\x00", "a window of 8388609 octets"],
    ["\x28\xb5\x2f\xfd\xe3abcd\xff\xff\xff\xff\xff\xff\xff\xff", "zstd content that wants"],
  ];
  for (const [text, message] of table) {
    for (const size of [text.length, 1]) {
      const run = (): number[] => endsIn(octetsOf(text), size);
      if (message === undefined) run();
      else assert(assertThrows(run, ContentCodingError).message.includes(message));
    }
  }
});
