import { assertEquals, assertThrows } from "@std/assert";
import { encodeChunk, encodeLastChunk } from "../../../http/wire/chunk_encoder.ts";
import { octetsOf, textOf } from "../../../http/wire/octets.ts";

const text = (octets: Uint8Array): string => textOf(octets, 0, octets.length);

const CHUNKS: readonly [content: string, chunk: string][] = [
  ["", ""], // a chunk of no octets would be the end
  ["a", "1\r\na\r\n"],
  ["\r\n0\r\n\r\n", "7\r\n\r\n0\r\n\r\n\r\n"],
  ["0123456789", "a\r\n0123456789\r\n"],
  ["x".repeat(255), `ff\r\n${"x".repeat(255)}\r\n`],
  ["x".repeat(65_536), `10000\r\n${"x".repeat(65_536)}\r\n`],
];
for (const [content, chunk] of CHUNKS) {
  Deno.test(`encodeChunk() frames ${content.length} octets`, () => {
    assertEquals(text(encodeChunk(octetsOf(content))), chunk);
  });
}

Deno.test("encodeLastChunk() ends the content, with a trailer section where there is one", () => {
  assertEquals(text(encodeLastChunk()), "0\r\n\r\n");
  const trailers = [["Repr-Digest", "sha-256=:x:"], ["A", ""]] as const;
  assertEquals(text(encodeLastChunk(trailers)), "0\r\nRepr-Digest: sha-256=:x:\r\nA: \r\n\r\n");
  assertThrows(() => encodeLastChunk([["A", "b\r\nC: d"]]), RangeError);
});
