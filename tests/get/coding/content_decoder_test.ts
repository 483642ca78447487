// Holds the decoder of content codings to what whole, cut, corrupt and hostile streams deserve.

import { assert, assertEquals, assertLess, assertRejects, assertThrows } from "@std/assert";
import * as zlib from "node:zlib";
import { contentDecoder } from "../../../get/coding/content_decoder.ts";
import { ContentCodingError, TooLargeError } from "../../../get/errors.ts";
import { concat, octetsOf } from "../../../http/wire/octets.ts";
import { noise, prose } from "../../support/coded.ts";
import { zeros } from "../../support/bomb.ts";
import { seeded } from "../../support/random.ts";

const TEXT = octetsOf(prose(100_000));
const LIMITS = { maxOctets: undefined };
const MIB = 1024 * 1024;

type Encode = (octets: Uint8Array) => Uint8Array;

const ENCODERS: readonly [name: string, encode: Encode][] = [
  ["gzip", zlib.gzipSync],
  ["x-gzip", zlib.gzipSync],
  ["br", zlib.brotliCompressSync],
  ["zstd", zlib.zstdCompressSync],
  ["zstd", checkedZstd],
  ["deflate", zlib.deflateSync],
  ["deflate", zlib.deflateRawSync],
  ["identity", (octets) => octets],
  ["", (octets) => octets],
  ["gzip, br", (octets) => zlib.brotliCompressSync(zlib.gzipSync(octets))],
  ["zstd,,identity, GZIP", (octets) => zlib.gzipSync(zlib.zstdCompressSync(octets))],
];

/** With a checksum behind each frame. */
function checkedZstd(octets: Uint8Array): Uint8Array {
  return zlib.zstdCompressSync(octets, { params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } });
}

/** What the pieces decode to. */
async function decode(value: string, pieces: Iterable<Uint8Array>): Promise<Uint8Array> {
  using decoder = contentDecoder(value, LIMITS);
  const decoded: Uint8Array[] = [];
  for (const piece of pieces) for await (const part of decoder.decode(piece)) decoded.push(part);
  await decoder.finish();
  return concat(...decoded);
}

function* piecesOf(octets: Uint8Array, size: () => number): Generator<Uint8Array> {
  for (let at = 0; at < octets.length;) yield octets.slice(at, at += size());
}

function assertSame(found: Uint8Array, expected: Uint8Array, message: string): void {
  assert(
    found.length === expected.length && found.every((octet, at) => octet === expected[at]),
    message,
  );
}

/** The message with which the pieces fail. */
async function fault(value: string, ...pieces: Uint8Array[]): Promise<string> {
  return (await assertRejects(() => decode(value, pieces), ContentCodingError)).message;
}

Deno.test("contentDecoder() undoes each coding, however the octets come", async () => {
  const random = seeded(4);
  for (const [name, encode] of ENCODERS) {
    for (const content of [TEXT, TEXT.subarray(0, 1), noise(300_000), new Uint8Array()]) {
      const octets = encode(content);
      for (const size of [Infinity, 100, 65_536]) {
        const cut = (): number => size === Infinity ? size : 1 + random(size);
        assertSame(await decode(name, piecesOf(octets, cut)), content, `${name} by ${size}`);
      }
    }
    const short = TEXT.subarray(0, 500);
    assertSame(await decode(name, piecesOf(encode(short), () => 1)), short, `${name} by octet`);
  }
});

Deno.test("contentDecoder() reads streams that follow each other, where the coding has them", async () => {
  for (const [name, encode] of [["gzip", zlib.gzipSync], ["zstd", checkedZstd]] as const) {
    const one = encode(TEXT);
    const twice = concat(one, encode(TEXT));
    for (const at of [twice.length, one.length, one.length - 1, one.length + 2, 1]) {
      const pieces = [twice.slice(0, at), twice.slice(at)];
      assertSame(await decode(name, pieces), concat(TEXT, TEXT), `${name} cut at ${at}`);
    }
  }
  const skippable = octetsOf("\x5a\x2a\x4d\x18\x03\0\0\0abc");
  const frames = concat(skippable, zlib.zstdCompressSync(TEXT), skippable);
  assertSame(await decode("zstd", [frames]), TEXT, "skippable frames");
  assertSame(await decode("zstd", piecesOf(frames, () => 7)), TEXT, "skippable frames in pieces");
});

Deno.test("contentDecoder() takes content of no octets for none", async () => {
  for (const [name] of ENCODERS) assertEquals((await decode(name, [])).length, 0, name);
});

Deno.test("contentDecoder() throws when the content ends too early, at whatever octet", async () => {
  for (const [name, encode] of ENCODERS) {
    const octets = encode(TEXT.subarray(0, 200));
    if (octets.length === 200) continue; // identity
    for (let end = 1; end < octets.length; end++) {
      const message = await fault(name, octets.slice(0, end));
      assert(message.endsWith("ends too early"), `${name} to ${end}: ${message}`);
    }
  }
});

Deno.test("contentDecoder() throws when other octets stand behind the end", async () => {
  for (const [name, encode] of ENCODERS) {
    const octets = encode(TEXT);
    if (octets === TEXT) continue;
    for (const rubbish of ["\0", "\0\0\0\0\0\0\0\0", "rubbish behind it", "\x1f", "\x28\xb5"]) {
      const behind = octetsOf(rubbish);
      await fault(name, concat(octets, behind));
      await fault(name, octets, behind);
    }
  }
});

Deno.test("contentDecoder() throws when the content is corrupt, and never hands over another", async () => {
  const random = seeded(7);
  for (
    const [name, encode] of [["gzip", zlib.gzipSync], ["zstd", checkedZstd], [
      "deflate",
      zlib.deflateSync,
    ]] as const
  ) {
    const octets = encode(TEXT);
    for (let times = 0; times < 50; times++) {
      const flipped = octets.slice();
      // gzip's own header has octets without a meaning, such as its time
      flipped[10 + random(octets.length - 10)]! ^= 1 << random(8);
      await fault(name, flipped);
    }
  }
  for (const [name] of ENCODERS) {
    if (name === "" || name === "identity") continue;
    await fault(name, octetsOf("<html>not coded at all</html>\xff\xff\xff\xff"));
  }
});

Deno.test("contentDecoder() throws when a coding is unknown, or there are too many", () => {
  const table: [value: string, message: string][] = [
    ["lzma", "an unknown content coding: lzma"],
    ["gzip, compress", "an unknown content coding: compress"],
    ["br;q=1", "an unknown content coding: br;q=1"],
    ["gzip, gzip, gzip", "more than 2 content codings: gzip, gzip, gzip"],
  ];
  for (const [value, message] of table) {
    const error = assertThrows(() => contentDecoder(value, LIMITS), ContentCodingError);
    assertEquals(error.message, message);
  }
});

Deno.test("contentDecoder() throws when a zstd frame wants too large a window", async () => {
  const frame = (windowLog: number): Uint8Array => {
    const params = { [zlib.constants.ZSTD_c_windowLog]: windowLog };
    return zlib.zstdCompressSync(noise(9 * MIB), { params });
  };
  assertEquals((await decode("zstd", [frame(23)])).length, 9 * MIB);
  assert((await fault("zstd", frame(24))).startsWith("zstd content that wants a window of "));
});

Deno.test("contentDecoder() throws before there is more than maxOctets", async () => {
  for (const [name, encode] of ENCODERS) {
    for (const maxOctets of [0, 1, TEXT.length - 1, TEXT.length]) {
      using decoder = contentDecoder(name, { maxOctets });
      let octets = 0;
      const run = async (): Promise<void> => {
        for await (const piece of decoder.decode(encode(TEXT))) octets += piece.length;
        await decoder.finish();
      };
      if (maxOctets === TEXT.length) await run();
      else await assertRejects(run, TooLargeError);
      assert(octets <= maxOctets, name);
    }
  }
});

Deno.test("contentDecoder() stops a bomb of 10 GiB, and holds next to nothing of it", async () => {
  for (const name of ["gzip", "br", "zstd", "zstd, gzip"]) {
    using decoder = contentDecoder(name, LIMITS);
    const before = Deno.memoryUsage().rss;
    let [octets, wire, peak] = [0, 0, 0];
    const error = await assertRejects(async () => {
      for await (const coded of zeros(name, 10 * 1024 * MIB)) {
        wire += coded.length;
        for await (const piece of decoder.decode(coded)) {
          octets += piece.length;
          peak = Math.max(peak, Deno.memoryUsage().rss - before);
        }
      }
    }, ContentCodingError);
    assert(error.message.includes("more than 200 times"), error.message);
    assertLess(octets, Math.max(65 * MIB, 201 * wire), name);
    assertLess(peak, 200 * MIB, name);
  }
});

Deno.test("contentDecoder() makes no piece before it is taken", async () => {
  using decoder = contentDecoder("zstd", LIMITS);
  const [bomb] = await Array.fromAsync(zeros("zstd", 1024 * MIB));
  assert(bomb !== undefined);
  const before = Deno.memoryUsage().rss;
  for await (const piece of decoder.decode(bomb)) {
    assert(piece.length <= MIB);
    for (let turns = 0; turns < 1000; turns++) await new Promise((resume) => setImmediate(resume));
    break;
  }
  assertLess(Deno.memoryUsage().rss - before, 100 * MIB);
});

Deno.test("contentDecoder() can be disposed of at any point", async () => {
  for (const [name, encode] of ENCODERS) {
    const decoder = contentDecoder(name, LIMITS);
    for await (const _ of decoder.decode(encode(TEXT))) break;
    decoder[Symbol.dispose]();
    contentDecoder(name, LIMITS)[Symbol.dispose]();
  }
});
