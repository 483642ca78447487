// Share, rate and time left, at times that are told.

import { assertEquals } from "@std/assert";
import { formatDuration, formatSize, formatTime, Progress } from "../../get/progress.ts";

const MIB = 1024 * 1024;

Deno.test("Progress tells share, rate and time left", () => {
  const progress = new Progress(1_000);
  progress.advance(0, 40 * MIB, 1_000);
  progress.advance(10 * MIB, 40 * MIB, 2_000);
  assertEquals([progress.share, progress.rate(2_000)], [0.25, 10 * MIB]);
  assertEquals(progress.leftMs(2_000), 3_000);
});

Deno.test("Progress leaves out what it does not know", () => {
  const progress = new Progress(0);
  assertEquals([progress.share, progress.rate(0), progress.leftMs(9)], [undefined, 0, undefined]);
  progress.advance(0, undefined, 0);
  progress.advance(2 * MIB, undefined, 2_000);
  assertEquals([progress.share, progress.rate(2_000)], [undefined, MIB]);
  assertEquals(progress.leftMs(2_000), undefined);
  progress.advance(0, 0, 2_100);
  assertEquals(progress.share, 1);
});

Deno.test("Progress counts what has come before as done, but not into the rate", () => {
  const progress = new Progress(0);
  progress.advance(30 * MIB, 40 * MIB, 500);
  assertEquals([progress.share, progress.rate(1_000), progress.received], [0.75, 0, 0]);
  progress.advance(32 * MIB, 40 * MIB, 2_000);
  assertEquals([progress.rate(2_000), progress.leftMs(2_000)], [MIB, 8_000]);
  assertEquals([progress.octets, progress.received], [32 * MIB, 2 * MIB]);
});

Deno.test("Progress begins anew when there is less than before", () => {
  const progress = new Progress(0);
  progress.advance(0, 40 * MIB, 0);
  progress.advance(20 * MIB, 40 * MIB, 1_000);
  progress.advance(0, 40 * MIB, 1_050);
  assertEquals([progress.share, progress.rate(2_000)], [0, 0]);
  progress.advance(MIB, 40 * MIB, 3_000);
  assertEquals(progress.received, 21 * MIB);
});

Deno.test("Progress forgets the rate of long ago", () => {
  const progress = new Progress(0);
  progress.advance(0, undefined, 0);
  progress.advance(100 * MIB, undefined, 1_000);
  for (let ms = 2_000; ms <= 10_000; ms += 1_000) {
    progress.advance((100 + ms / 1_000) * MIB, undefined, ms);
  }
  assertEquals(progress.rate(10_000), MIB);
  assertEquals(Math.round(progress.rate(60_000)), 0, "nothing has come for 50 s");
});

Deno.test("formatSize(), formatTime() and formatDuration() are short at every size", () => {
  const sizes: [octets: number, text: string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 KiB"],
    [1_536, "1.5 KiB"],
    [1_023_990, "1.0 MiB"],
    [2 ** 30, "1.0 GiB"],
    [2 ** 43, "8.0 TiB"],
  ];
  for (const [octets, text] of sizes) assertEquals(formatSize(octets), text);
  const times: [ms: number, text: string][] = [
    [0, "0:00"],
    [65_999, "1:05"],
    [3_723_000, "1:02:03"],
  ];
  for (const [ms, text] of times) assertEquals(formatTime(ms), text);
  assertEquals([formatDuration(440), formatDuration(65_000)], ["0.4 s", "1:05"]);
});
