import { assert, assertEquals, assertRejects } from "@std/assert";
import { octetsOf } from "../../http/wire/octets.ts";
import { Connection } from "../../io/connection.ts";
import { Deadlines } from "../../io/deadlines.ts";
import { TransportError } from "../../io/errors.ts";
import { Pace } from "../../io/pace.ts";
import { FakeStream } from "../support/fake_stream.ts";

/** How long so many octets take, on a clock whose timers come so late. */
function timeFor(octetCount: number, octetsPerSecond: number, lateMs: number): number {
  const pace = new Pace(octetsPerSecond);
  let nowMs = 1_000_000;
  for (let left = octetCount; left > 0;) {
    const delayMs = pace.delay(nowMs);
    if (delayMs > 0) nowMs += delayMs + lateMs;
    const count = Math.min(left, pace.sliceOctets);
    pace.spend(count, nowMs);
    left -= count;
  }
  return nowMs - 1_000_000;
}

const TIMES: readonly [octets: number, perSecond: number, lateMs: number, expectedMs: number][] = [
  [100_000, 10_000, 0, 9_800],
  [100_000, 10_000, 20, 9_800], // a late timer is made up for
  [10_000_000, 1_000_000, 1, 9_800],
  [5, 1, 0, 3_900],
  [100, 10_000, 0, 0],
];
Deno.test("Pace lets so many octets pass in a second, in slices of a tenth", () => {
  for (const [octets, perSecond, lateMs, expectedMs] of TIMES) {
    const ms = timeFor(octets, perSecond, lateMs);
    assert(Math.abs(ms - expectedMs) <= 1 + lateMs, `${octets} at ${perSecond}: ${ms}`);
  }
  assertEquals([10_000, 5, 1].map((rate) => new Pace(rate).sliceOctets), [1_000, 1, 1]);
});

Deno.test("Pace saves nothing up while nobody writes", () => {
  const pace = new Pace(1_000);
  pace.spend(100, 0);
  pace.spend(100, 60_000);
  assertEquals(pace.delay(60_000), 0);
  pace.spend(100, 60_000);
  assertEquals(pace.delay(60_000), 100);
});

Deno.test("Connection.write() goes by its pace, and loses nothing", async () => {
  const stream = new FakeStream();
  using connection = new Connection(stream, new Deadlines());
  connection.pace = new Pace(20_000);
  const text = "0123456789".repeat(500);
  await connection.write(octetsOf(text.slice(0, 3_000)), 1_000);
  await connection.write(octetsOf(text.slice(3_000)), 1_000);
  assertEquals(stream.written.join(""), text);
  assert(stream.written.every((part) => part.length <= 2_000));
});

Deno.test("Connection.write() sets no deadline between two slices, and ends with the close", async () => {
  const stream = new FakeStream();
  const connection = new Connection(stream, new Deadlines());
  connection.pace = new Pace(1);
  const writing = connection.write(octetsOf("abcdef"), 50);
  while (stream.written.length < 1) await Promise.resolve();
  while (connection.fallsAt !== Infinity) await Promise.resolve();
  connection.close();
  await assertRejects(() => writing, TransportError);
  assertEquals(stream.written.join("").length < 6, true);
});
