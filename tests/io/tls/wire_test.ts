// When a wire sends octets ahead of time, so that more comes out.

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { ByteStream } from "../../../io/connection.ts";
import { Wire } from "../../../io/tls/wire.ts";
import { FakeStream } from "../../support/fake_stream.ts";
import { HeldStream } from "../../support/held_stream.ts";

/** A record behind the handshake with so many octets, as the client sends it. */
const record = (length: number): string =>
  `\x17\x03\x03${String.fromCharCode(length >> 8, length & 0xff)}${"x".repeat(length)}`;
const HANDSHAKE = `\x16\x03\x01\x00\x02hi${record(2)}`;
const AHEAD = "\x17";

const octetsOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
/** What comes out of TLS for so many octets of content, that fit into one record. */
const sealed = (content: number): string => "y".repeat(content + 22);

/** A wire whose handshake is through, with what was written to its end so far. */
async function secured(pieces: string[]): Promise<{ wire: Wire; written: string[] }> {
  const end = new FakeStream(pieces);
  const wire = new Wire(end);
  await wire.pass(octetsOf(HANDSHAKE));
  wire.secured();
  end.written.length = 0;
  return { wire, written: end.written };
}

/** Writes so much content into TLS; settles when told to. */
function answer(wire: Wire, content: number): () => Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const written = wire.during(new Uint8Array(content), () => promise);
  return () => {
    resolve(content);
    return written;
  };
}

const read = (wire: Wire): Promise<number | null> => wire.read(new Uint8Array(100_000));

Deno.test("Wire prompts for the second record of an answer, and for nothing behind the last", async () => {
  const { wire, written } = await secured([sealed(16_384), sealed(3_616)]);
  await wire.pass(octetsOf(record(9)));
  const settled = answer(wire, 20_000);
  assertEquals(written, [record(9)]);
  assertEquals(await read(wire), 16_406);
  assertEquals(written, [record(9), AHEAD]);
  assertEquals(await read(wire), 3_638);
  assertEquals(await settled(), 20_000);
  assertEquals(written, [record(9), AHEAD]);
  await wire.pass(octetsOf(record(5)));
  assertEquals(written, [record(9), AHEAD, record(5).slice(1)]);
});

Deno.test("Wire prompts before a write when something came out that nobody asked for", async () => {
  const { wire, written } = await secured(["a session ticket", sealed(100)]);
  await read(wire);
  const settled = answer(wire, 100);
  assertEquals(written, [AHEAD]);
  await read(wire);
  await settled();
  assertEquals(written, [AHEAD]);
});

Deno.test("Wire prompts between two writes, when the first came out", async () => {
  const { wire, written } = await secured([sealed(10), sealed(10)]);
  await answer(wire, 10)();
  await read(wire);
  assertEquals(written, []);
  await answer(wire, 10)();
  assertEquals(written, [AHEAD]);
});

Deno.test("Wire sends nothing ahead for an answer of one record", async () => {
  const { wire, written } = await secured([sealed(16_384), sealed(1)]);
  for (const content of [16_384, 1]) {
    await wire.pass(octetsOf(record(9)));
    const settled = answer(wire, content);
    await read(wire);
    await settled();
  }
  assertEquals(written, [record(9), record(9)]);
});

Deno.test("Wire forgets with each request what never came out for the one before", async () => {
  const { wire, written } = await secured([sealed(16_384), sealed(1)]);
  await wire.pass(octetsOf(record(9)));
  await answer(wire, 3 * 16_384)();
  await wire.pass(octetsOf(record(9)));
  written.length = 0;
  await answer(wire, 1)();
  await wire.read(new Uint8Array(23));
  assertEquals(written, []);
});

Deno.test("Wire sends at most three octets ahead of a record", async () => {
  const { wire, written } = await secured(Array.from({ length: 6 }, () => sealed(16_384)));
  const settled = answer(wire, 6 * 16_384);
  for (let times = 0; times < 6; times++) await read(wire);
  await settled();
  assertEquals(written, ["\x17", "\x03", "\x03"]);
  await wire.pass(octetsOf(record(5)));
  assertEquals(written.join(""), record(5));
});

Deno.test("Wire sends nothing ahead before the handshake is through", async () => {
  const end = new FakeStream([sealed(16_384)]);
  const wire = new Wire(end);
  await wire.pass(octetsOf(HANDSHAKE));
  answer(wire, 20_000);
  await read(wire);
  assertEquals(end.written, [HANDSHAKE]);
});

Deno.test("Wire sends nothing ahead amid a record", async () => {
  const { wire, written } = await secured([sealed(16_384)]);
  await wire.pass(octetsOf(record(9).slice(0, 8)));
  answer(wire, 20_000);
  await read(wire);
  assertEquals(written, [record(9).slice(0, 8)]);
});

Deno.test("Wire.pass() and what is sent ahead wait for each other", async () => {
  const held = new HeldStream();
  const { promise: came, resolve: come } = Promise.withResolvers<number>();
  const end: Pick<ByteStream, "read" | "write"> = {
    read: () => came,
    write: (octets) => held.write(octets),
  };
  const wire = new Wire(end);
  const begun = wire.pass(octetsOf(HANDSHAKE));
  (await held.nextWrite())();
  await begun;
  wire.secured();
  answer(wire, 20_000);
  const passing = wire.pass(octetsOf(record(9)));
  const letPass = await held.nextWrite();
  come(16_406);
  await read(wire);
  assertEquals(held.last.length, record(9).length); // the last that was asked to be written
  letPass();
  await passing;
  assertEquals(held.writes, [HANDSHAKE, record(9)]); // amid those octets nothing was sent
  const letAhead = await held.nextWrite();
  const next = wire.pass(octetsOf(record(5)));
  await Promise.resolve();
  assertEquals(held.last.length, AHEAD.length);
  letAhead();
  (await held.nextWrite())();
  await next;
  assertEquals(held.writes.slice(2), [AHEAD, record(5).slice(1)]);
});

Deno.test("Wire.pass() fails on what no client sends behind its handshake", async () => {
  const { wire } = await secured([sealed(16_384)]);
  answer(wire, 20_000);
  await read(wire);
  const alert = octetsOf("\x15\x03\x03\x00\x02ab");
  await assertRejects(() => wire.pass(alert), Deno.errors.InvalidData);
});

Deno.test("Wire.during() tells what was taken, and what failed", async () => {
  const { wire, written } = await secured([sealed(10)]);
  assertEquals(await wire.during(new Uint8Array(20_000), () => Promise.resolve(10)), 10);
  await read(wire);
  assertEquals(written, []); // nothing more is to come
  const fault = new Deno.errors.BrokenPipe("gone");
  await assertRejects(() => wire.during(new Uint8Array(1), () => Promise.reject(fault)));
  assert(written.length <= 1);
});
