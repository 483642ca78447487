// Lines to a sink that takes its time, breaks, or takes little at once.

import { assert, assertEquals } from "@std/assert";
import { LineWriter, type Sink } from "../../io/line_writer.ts";

const FOREVER_MS = 60_000;

/** A sink that keeps what it takes, at most so many octets a write. */
class KeepingSink implements Sink {
  readonly writes: string[] = [];

  constructor(private readonly takes = Infinity) {}

  get text(): string {
    return this.writes.join("");
  }

  write(octets: Uint8Array): Promise<number> {
    const taken = octets.subarray(0, this.takes);
    this.writes.push(new TextDecoder("latin1").decode(taken));
    return Promise.resolve(taken.length);
  }
}

/** A sink whose writes wait until they are let through. */
class HeldSink extends KeepingSink {
  readonly #waiting: (() => void)[] = [];
  #open = false;
  /** How many writes were begun. */
  begun = 0;

  override async write(octets: Uint8Array): Promise<number> {
    this.begun++;
    if (!this.#open) await new Promise<void>((resume) => this.#waiting.push(resume));
    return await super.write(octets);
  }

  open(): void {
    this.#open = true;
    for (const resume of this.#waiting) resume();
  }
}

Deno.test("LineWriter writes lines whole and in order, those of one moment at once", async () => {
  const sink = new KeepingSink();
  const lines = new LineWriter(sink);
  for (let line = 0; line < 1_000; line++) lines.add(`line ${line}`);
  assertEquals(sink.writes, [], "whoever logs does not wait");
  await lines.flush(FOREVER_MS);
  assertEquals(sink.text, Array.from({ length: 1_000 }, (_, line) => `line ${line}\n`).join(""));
  assertEquals(sink.writes.length, 1);
});

Deno.test("LineWriter writes soon without being asked to", async () => {
  const sink = new KeepingSink();
  const lines = new LineWriter(sink);
  for (const line of ["one", "two"]) {
    lines.add(line);
    while (!sink.text.endsWith(`${line}\n`)) await new Promise((resume) => setTimeout(resume, 2));
  }
  assertEquals(sink.text, "one\ntwo\n");
});

Deno.test("LineWriter writes all of a line to a sink that takes little at once", async () => {
  const sink = new KeepingSink(3);
  const lines = new LineWriter(sink);
  lines.add("a line of some length");
  await lines.flush(FOREVER_MS);
  assertEquals(sink.text, "a line of some length\n");
  assert(sink.writes.length > 5);
});

Deno.test("LineWriter writes UTF-8", async () => {
  const sink = new KeepingSink();
  const lines = new LineWriter(sink);
  lines.add("ü");
  await lines.flush(FOREVER_MS);
  assertEquals(sink.text, "\xc3\xbc\n");
});

Deno.test("LineWriter keeps the order when lines come while a write is under way", async () => {
  const sink = new HeldSink();
  const lines = new LineWriter(sink);
  lines.add("one");
  const flushes = [lines.flush(FOREVER_MS)];
  for (const line of ["two", "three"]) {
    lines.add(line);
    flushes.push(lines.flush(FOREVER_MS));
  }
  assertEquals([sink.text, sink.begun], ["", 1]);
  sink.open();
  await Promise.all(flushes);
  assertEquals(sink.text, "one\ntwo\nthree\n");
});

Deno.test("LineWriter writes what came during a slow write behind it, at once and unasked", async () => {
  const sink = new HeldSink();
  const lines = new LineWriter(sink);
  const pass = (timeMs: number): Promise<void> =>
    new Promise((resume) => setTimeout(resume, timeMs));
  lines.add("one");
  while (sink.begun === 0) await pass(2);
  for (let line = 0; line < 1_000; line++) lines.add(`line ${line}`);
  await pass(30);
  assertEquals(sink.begun, 1, "one write at a time");
  sink.open();
  while (!sink.text.endsWith("line 999\n")) await pass(2);
  assertEquals(sink.begun, 2);
});

Deno.test("LineWriter flushes nothing without a write that matters, and may do so again", async () => {
  const sink = new KeepingSink();
  const lines = new LineWriter(sink);
  await lines.flush(FOREVER_MS);
  lines.add("one");
  await lines.flush(FOREVER_MS);
  await lines.flush(FOREVER_MS);
  assertEquals(sink.text, "one\n");
});

Deno.test("LineWriter loses the newest lines, and whole ones, when nobody takes them", async () => {
  const sink = new HeldSink();
  const lines = new LineWriter(sink);
  const line = "x".repeat(1_000);
  for (let turn = 0; turn < 10_000; turn++) lines.add(`${turn} ${line}`);
  const flushing = lines.flush(FOREVER_MS);
  sink.open();
  await flushing;
  const kept = sink.text.trimEnd().split("\n");
  assert(kept.length > 3_000 && kept.length < 10_000, `${kept.length} lines`);
  assert(kept.every((each, at) => each === `${at} ${line}`));
});

Deno.test("LineWriter.flush() waits no longer than it is told for a reader that takes nothing", async () => {
  const sink = new HeldSink();
  const lines = new LineWriter(sink);
  lines.add("one");
  await lines.flush(20);
  assertEquals(sink.text, "");
  sink.open();
  await lines.flush(FOREVER_MS);
  assertEquals(sink.text, "one\n");
});

Deno.test("LineWriter writes no more once its sink has failed, and never fails itself", async () => {
  let writes = 0;
  const lines = new LineWriter({
    write: () => Promise.reject(new Deno.errors.BrokenPipe(`write ${++writes}`)),
  });
  for (let turn = 0; turn < 3; turn++) {
    lines.add("one");
    await lines.flush(FOREVER_MS);
  }
  assertEquals(writes, 1);
});
