// Whatever way a file is written, its digest is that of what can be read back.

import { createHash } from "node:crypto";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { hasherOf } from "../../../get/download/hasher.ts";
import { InterruptedError, OutputError } from "../../../get/errors.ts";
import { TempFolder } from "../../support/program.ts";

const MIB = 1024 * 1024;
/** What is expected to be so large is hashed by a thread, however much of it comes. */
const LARGE = 64 * MIB;
/** What is expected to be so small is not, as long as it is. */
const SMALL = 0;

/** A thread that answers something else. */
const LYING = module("onmessage = ({ data }) => data.isLast && postMessage('of the thread');");
/** One that answers how far it was told to hash, each time. */
const LISTENING = module(
  "const told = [];" +
    "onmessage = ({ data: { frontierOctets, isLast } }) => {" +
    "  told.push(frontierOctets);" +
    "  if (isLast) postMessage(told.join());" +
    "};",
);
/** One that never answers. */
const MUTE = module("onmessage = () => {};");

function module(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** Octets that differ everywhere, and from seed to seed. */
function octetsOf(count: number, seed = 1): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(count / 4));
  let word = seed;
  for (let at = 0; at < words.length; at++) {
    words[at] = word = Math.imul(word, 1664525) + 1013904223 | 0;
  }
  return new Uint8Array(words.buffer, 0, count);
}

function digestOf(octets: Uint8Array): string {
  return createHash("sha256").update(octets).digest("hex");
}

/** A file under way. */
class Writing implements AsyncDisposable {
  private constructor(
    private readonly folder: TempFolder,
    private readonly file: Deno.FsFile,
    readonly path: string,
  ) {}

  static async begin(): Promise<Writing> {
    const folder = await TempFolder.create();
    const path = folder.file("x.part");
    return new Writing(folder, await Deno.open(path, { write: true, createNew: true }), path);
  }

  write(octets: Uint8Array, at: number): void {
    this.file.seekSync(at, Deno.SeekMode.Start);
    for (let written = 0; written < octets.length;) {
      written += this.file.writeSync(octets.subarray(written));
    }
  }

  truncate(): void {
    this.file.truncateSync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.file.close();
    await this.folder[Symbol.asyncDispose]();
  }
}

for (const [name, expected] of [["at the end", SMALL], ["by a thread", LARGE]] as const) {
  Deno.test(`hasherOf() hashes what is written piece by piece, ${name}`, async () => {
    for (const count of [1, 64 * 1024, 64 * 1024 + 1, 5 * MIB + 3]) {
      await using writing = await Writing.begin();
      const content = octetsOf(count);
      using hasher = hasherOf(writing.path, expected);
      hasher.advance(0);
      for (let at = 0; at < count; at += MIB) {
        const piece = content.subarray(at, at + MIB);
        writing.write(piece, at);
        hasher.advance(at + piece.length);
      }
      assertEquals(await hasher.finish(count), digestOf(content), `${count} octets`);
    }
  });

  Deno.test(`hasherOf() hashes nothing at all, ${name}`, async () => {
    await using writing = await Writing.begin();
    using hasher = hasherOf(writing.path, expected);
    hasher.advance(0);
    assertEquals(await hasher.finish(0), digestOf(new Uint8Array()));
  });

  Deno.test(`hasherOf() counts what an earlier run has left, ${name}`, async () => {
    await using writing = await Writing.begin();
    const content = octetsOf(4 * MIB);
    writing.write(content.subarray(0, 3 * MIB), 0);
    using hasher = hasherOf(writing.path, expected);
    hasher.advance(3 * MIB);
    writing.write(content.subarray(3 * MIB), 3 * MIB);
    hasher.advance(4 * MIB);
    assertEquals(await hasher.finish(4 * MIB), digestOf(content));
  });

  Deno.test(`hasherOf() follows a frontier that jumps over what was there before, ${name}`, async () => {
    await using writing = await Writing.begin();
    const content = octetsOf(8 * MIB);
    using hasher = hasherOf(writing.path, expected);
    writing.write(content.subarray(4 * MIB), 4 * MIB);
    hasher.advance(0);
    writing.write(content.subarray(0, 3 * MIB), 0);
    hasher.advance(3 * MIB);
    writing.write(content.subarray(3 * MIB, 4 * MIB), 3 * MIB);
    hasher.advance(8 * MIB);
    assertEquals(await hasher.finish(8 * MIB), digestOf(content));
  });

  Deno.test(`hasherOf() forgets what came before the file was begun anew, ${name}`, async () => {
    await using writing = await Writing.begin();
    using hasher = hasherOf(writing.path, expected);
    writing.write(octetsOf(6 * MIB, 1), 0);
    hasher.advance(6 * MIB);
    writing.truncate();
    hasher.advance(0);
    const content = octetsOf(3 * MIB, 2);
    writing.write(content, 0);
    hasher.advance(3 * MIB);
    assertEquals(await hasher.finish(3 * MIB), digestOf(content));
  });

  Deno.test(`hasherOf() hashes only as much as counts, ${name}`, async () => {
    await using writing = await Writing.begin();
    const content = octetsOf(5 * MIB);
    writing.write(content, 0);
    using hasher = hasherOf(writing.path, expected);
    hasher.advance(5 * MIB);
    assertEquals(await hasher.finish(3 * MIB), digestOf(content.subarray(0, 3 * MIB)));
  });

  Deno.test(`hasherOf() can be used again after the end, ${name}`, async () => {
    await using writing = await Writing.begin();
    using hasher = hasherOf(writing.path, expected);
    for (const seed of [1, 2]) {
      const content = octetsOf(3 * MIB, seed);
      writing.write(content, 0);
      hasher.advance(3 * MIB);
      assertEquals(await hasher.finish(3 * MIB), digestOf(content));
    }
  });

  Deno.test(`hasherOf() tells when the file is shorter than what was written, ${name}`, async () => {
    await using writing = await Writing.begin();
    writing.write(octetsOf(1000), 0);
    using hasher = hasherOf(writing.path, expected);
    hasher.advance(1001);
    const error = await assertRejects(() => hasher.finish(1001), OutputError, writing.path);
    assert(error.message.includes("it is shorter than what was written; "), error.message);
  });

  Deno.test(`hasherOf() tells when the file is gone, ${name}`, async () => {
    await using folder = await TempFolder.create();
    const path = folder.file("gone.part");
    using hasher = hasherOf(path, expected);
    hasher.advance(MIB);
    await assertRejects(() => hasher.finish(MIB), OutputError, path);
  });

  Deno.test(`hasherOf() ends at once when it is disposed of, ${name}`, async () => {
    await using writing = await Writing.begin();
    const content = octetsOf(4 * MIB);
    writing.write(content, 0);
    const hasher = hasherOf(writing.path, expected, MUTE);
    hasher.advance(content.length);
    const digest = hasher.finish(content.length);
    hasher[Symbol.dispose]();
    await assertRejects(() => digest, InterruptedError);
  });
}

Deno.test("hasherOf() hashes many small files", async () => {
  await using writing = await Writing.begin();
  for (let count = 1; count <= 50; count++) {
    const content = octetsOf(count, count);
    writing.write(content, 0);
    using hasher = hasherOf(writing.path, count);
    hasher.advance(count);
    assertEquals(await hasher.finish(count), digestOf(content));
  }
});

Deno.test("hasherOf() leaves what is large to a thread, expected or not", async () => {
  await using writing = await Writing.begin();
  for (const [expected, frontier] of [[LARGE, 1], [SMALL, LARGE]] as const) {
    using hasher = hasherOf(writing.path, expected, LYING);
    hasher.advance(frontier);
    assertEquals(await hasher.finish(frontier), "of the thread");
  }
});

Deno.test("hasherOf() has another thread for a file that was begun anew", async () => {
  await using writing = await Writing.begin();
  using hasher = hasherOf(writing.path, LARGE, LISTENING);
  for (const frontier of [10, 20, 0, 4, 8, 12]) hasher.advance(frontier * MIB);
  assertEquals(await hasher.finish(13 * MIB), [4, 8, 12, 13].map((count) => count * MIB).join());
});

Deno.test("hasherOf() starts no thread for what is small", async () => {
  await using writing = await Writing.begin();
  const content = octetsOf(2 * MIB);
  writing.write(content, 0);
  using hasher = hasherOf(writing.path, content.length, LYING);
  hasher.advance(content.length);
  assertEquals(await hasher.finish(content.length), digestOf(content));
});

Deno.test("hasherOf() has the digest in spite of a thread that fails", async () => {
  const failing = [
    module("postMessage(undefined);"),
    module("onmessage = () => postMessage(undefined);"),
    // Refused before it runs, and so printed by nobody.
    "file:///no/such/thread.js",
    "no URL",
  ];
  await using writing = await Writing.begin();
  const content = octetsOf(5 * MIB);
  writing.write(content, 0);
  for (const module of failing) {
    using hasher = hasherOf(writing.path, LARGE, module);
    for (let at = 0; at <= content.length; at += MIB) hasher.advance(at);
    assertEquals(await hasher.finish(content.length), digestOf(content), module);
  }
});
