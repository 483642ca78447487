// What of a file is on the disk, and when: small content is held until it is whole, but not for long.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { Assembly } from "../../../get/download/assembly.ts";
import type { Assignment } from "../../../get/download/work.ts";
import { OutputError } from "../../../get/errors.ts";
import { FilePlace, type Place } from "../../../get/files/place.ts";
import { sha256 } from "../../support/origin.ts";
import { TempFolder } from "../../support/program.ts";

const URL_ASKED = "http://h/a";
const octets = (length: number, from = 0): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, at) => from + at);

/** A folder, an assembly of a file in it, and what is in the folder. */
async function setUp(): Promise<
  AsyncDisposable & { path: string; assembly: Assembly; names: () => string[] }
> {
  const folder = await TempFolder.create();
  const path = folder.file("a");
  const assembly = new Assembly(new FilePlace(path, { continuing: false }), undefined);
  return {
    path,
    assembly,
    names: () => [...Deno.readDirSync(folder.path)].map(({ name }) => name).sort(),
    async [Symbol.asyncDispose](): Promise<void> {
      assembly[Symbol.dispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Begins content of so many octets. */
function begin(assembly: Assembly, completeOctets: number): Assignment {
  const taken = assembly.work.take()!;
  assembly.begin({ url: URL_ASKED, ifRange: '"x"', completeOctets }, taken);
  return taken;
}

/** Waits until it holds: a tenth of a second is promised. */
async function until(condition: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!condition()) {
    assert(performance.now() < deadlineMs, "what was late is not written");
    await new Promise((resume) => setTimeout(resume, 5));
  }
}

Deno.test("Assembly makes small content a file at once, in however many pieces it came", async () => {
  for (const pieces of [[0], [1], [64 * 1024], [10, 20], [1748, 2348], [1, 1, 1, 65_533]]) {
    await using place = await setUp();
    const { assembly, names, path } = place;
    const length = pieces.reduce((sum, piece) => sum + piece);
    const taken = begin(assembly, length);
    for (const piece of pieces) {
      if (piece > 0) assembly.write(octets(piece, taken.next), taken);
      assertEquals(names(), []);
    }
    assembly.release(taken);
    assertEquals([names(), assembly.octets], [[], length]);
    assertEquals(await assembly.digest(), await sha256(octets(length)));
    assertEquals(await assembly.commit(undefined), path);
    assertEquals([names(), await Deno.readFile(path)], [["a"], octets(length)]);
  }
});

Deno.test("Assembly keeps what came of small content, when the rest is late", async () => {
  await using place = await setUp();
  const { assembly, names, path } = place;
  const taken = begin(assembly, 30);
  assembly.write(octets(10), taken);
  await until(() => assembly.part !== undefined);
  assertEquals(names(), ["a.part", "a.part.ferry"]);
  assertEquals(await Deno.readFile(`${path}.part`), octets(10));
  assembly.write(octets(20, 10), taken);
  assembly.release(taken);
  assertEquals(await assembly.digest(), await sha256(octets(30)));
  await assembly.commit(undefined);
  assertEquals([names(), await Deno.readFile(path)], [["a"], octets(30)]);
});

Deno.test("Assembly.release() keeps what came of small content, when the rest does not", async () => {
  await using place = await setUp();
  const { assembly, path } = place;
  const taken = begin(assembly, 30);
  assembly.write(octets(10), taken);
  assembly.release(taken);
  assertEquals(await Deno.readFile(`${path}.part`), octets(10));
  assembly.part!.leave();
  using next = new Assembly(new FilePlace(path, { continuing: true }), undefined);
  assert(next.resume());
  const rest = next.work.take()!;
  assertEquals([rest.next, rest.end], [10, 30]);
  next.write(octets(20, 10), rest);
  next.release(rest);
  assertEquals(await next.digest(), await sha256(octets(30)));
  await next.commit(undefined);
  assertEquals(await Deno.readFile(path), octets(30));
});

Deno.test("Assembly writes what is held before what comes out of its order", async () => {
  await using place = await setUp();
  const { assembly, path } = place;
  const first = begin(assembly, 60_000);
  assembly.write(octets(100), first);
  assembly.allowAnyOrder();
  const second = { ...first, next: 30_000, noted: 30_000 };
  assembly.write(octets(30_000, 30_000), second);
  assembly.write(octets(29_900, 100), first);
  assertEquals(assembly.octets, 60_000);
  assertEquals(await assembly.digest(), await sha256(octets(60_000)));
  await assembly.commit(undefined);
  assertEquals(await Deno.readFile(path), octets(60_000));
});

Deno.test("Assembly forgets what is held, when it begins anew", async () => {
  for (const length of [0, 5, 40]) {
    await using place = await setUp();
    const { assembly, path } = place;
    const taken = begin(assembly, 30);
    assembly.write(octets(10, 7), taken);
    assembly.begin({ url: URL_ASKED, completeOctets: length }, taken);
    if (length > 0) assembly.write(octets(length), taken);
    assertEquals(await assembly.digest(), await sha256(octets(length)));
    await assembly.commit(undefined);
    assertEquals(await Deno.readFile(path), octets(length));
  }
});

Deno.test("Assembly.write() tells that what was late could not be written", async () => {
  let tried = false;
  const place: Place = {
    path: "a",
    finished: () => undefined,
    resume: () => undefined,
    create: () => {
      tried = true;
      throw new OutputError("disk full");
    },
    createWhole: () => {
      throw new OutputError("not whole");
    },
  };
  using assembly = new Assembly(place, undefined);
  const taken = begin(assembly, 30);
  assembly.write(octets(10), taken);
  await until(() => tried);
  assertThrows(() => assembly.write(octets(20, 10), taken), OutputError, "disk full");
  assertThrows(() => assembly.release(taken), OutputError, "disk full");
});
