import { assert, assertEquals, assertRejects } from "@std/assert";
import { ShrunkError } from "../../serve/changed.ts";
import type { OpenFile } from "../../serve/gate.ts";
import { PieceReader } from "../../serve/piece_reader.ts";

const MIB = 1024 * 1024;
/** Longer than memory takes for a piece. */
const DISK_MS = 5;

/** A file that is as slow as it is told, and knows how it was read. */
class FakeFile {
  readonly kind = "file";
  readonly name = "f.bin";
  readonly ways: string[] = [];
  readonly handle = {
    seekSync: (to: number): number => this.#at = to,
    readSync: (into: Uint8Array): number | null => {
      for (const until = performance.now() + this.readMs; performance.now() < until;);
      return this.#read(into, "between");
    },
    read: (into: Uint8Array): Promise<number | null> => Promise.resolve(this.#read(into, "beside")),
  };
  #at = 0;

  constructor(public size: number, private readonly readMs: number) {}

  get open(): OpenFile {
    return this as unknown as OpenFile;
  }

  #read(into: Uint8Array, way: string): number | null {
    this.ways.push(way);
    const count = Math.min(into.length, this.size - this.#at);
    for (let at = 0; at < count;) { // each block of 4096 octets is filled with its number
      const block = Math.floor((this.#at + at) / 4096);
      const end = Math.min(count, (block + 1) * 4096 - this.#at);
      into.fill(block & 0xff, at, end);
      at = end;
    }
    this.#at += count;
    return count > 0 ? count : null;
  }
}

async function drain(pieces: PieceReader): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  while (!pieces.done) {
    const piece = await pieces.next();
    pieces.readAhead();
    all.push(piece.slice());
  }
  await pieces.settle(true);
  return await new Blob(all as BlobPart[]).bytes();
}

for (const readMs of [0, DISK_MS]) {
  Deno.test(`PieceReader gives what is before a range and the range, at ${readMs} ms a read`, async () => {
    const file = new FakeFile(20 * MIB, readMs);
    const range = { firstPos: 4096, lastPos: 19 * MIB };
    const octets = await drain(new PieceReader(file.open, range, new Uint8Array([1, 2, 3])));
    assertEquals(octets.length, 3 + 19 * MIB - 4096 + 1);
    assertEquals([...octets.subarray(0, 4)], [1, 2, 3, 1]);
    for (let at = 0; at < octets.length - 3; at += 4096) {
      assertEquals(octets[3 + at], at / 4096 + 1 & 0xff);
    }
  });
}

Deno.test("PieceReader reads beside the writes what takes long, and tries again later", async () => {
  const file = new FakeFile(20 * MIB, DISK_MS);
  await drain(new PieceReader(file.open, { firstPos: 0, lastPos: 20 * MIB - 1 }, new Uint8Array()));
  assertEquals(file.ways[0], "between");
  assertEquals(file.ways.slice(1, 17), Array(16).fill("beside"));
  assertEquals(file.ways[17], "between");
});

Deno.test("PieceReader reads nothing ahead of what was asked for while memory is fast", async () => {
  const file = new FakeFile(20 * MIB, 0);
  const pieces = new PieceReader(file.open, { firstPos: 0, lastPos: MIB }, new Uint8Array());
  assertEquals(file.ways, []);
  assert((await pieces.next()).length <= MIB / 2, "a piece is half a MiB at most");
  await pieces.settle(true);
});

for (const readMs of [0, DISK_MS]) {
  Deno.test(`PieceReader fails with ShrunkError when octets are missing, at ${readMs} ms`, async () => {
    const file = new FakeFile(3 * MIB, readMs);
    const pieces = new PieceReader(file.open, { firstPos: 0, lastPos: 4 * MIB }, new Uint8Array());
    await assertRejects(() => drain(pieces), ShrunkError, `f.bin is ${MIB + 1} octets shorter`);
    await pieces.settle(true);
  });
}
