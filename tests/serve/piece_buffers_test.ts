import { assert, assertEquals } from "@std/assert";
import {
  dropBuffer,
  giveBuffer,
  heldOctets,
  refitBuffer,
  takeBuffer,
} from "../../serve/piece_buffers.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

Deno.test("takeBuffer() gives large buffers to few, and small ones to many", () => {
  const before = heldOctets();
  const buffers = Array.from({ length: 5_000 }, takeBuffer);
  assert(buffers.slice(0, 20).every(({ length }) => length === 512 * KIB));
  assert(buffers.slice(1_000).every(({ length }) => length === 16 * KIB));
  const held = heldOctets() - before;
  assertEquals(held, buffers.reduce((sum, { length }) => sum + length, 0));
  assert(held < 150 * MIB, `${held} octets`);
  buffers.forEach(giveBuffer);
  assertEquals(heldOctets(), before);
});

Deno.test("takeBuffer() gives a buffer that was given back, and none that was dropped", () => {
  const given = takeBuffer();
  giveBuffer(given);
  assert(takeBuffer() === given);
  dropBuffer(given);
  const next = takeBuffer();
  assert(next !== given);
  giveBuffer(next);
});

Deno.test("refitBuffer() exchanges what has become too large or too small, and nothing else", () => {
  const before = heldOctets();
  const first = takeBuffer();
  const others = Array.from({ length: 1_000 }, takeBuffer);
  const small = refitBuffer(first);
  assert(first.length === 512 * KIB && small.length < first.length, `${small.length}`);
  assert(refitBuffer(small) === small);
  others.forEach(giveBuffer);
  const large = refitBuffer(small);
  assertEquals(large.length, 512 * KIB);
  giveBuffer(large);
  assertEquals(heldOctets(), before);
});
