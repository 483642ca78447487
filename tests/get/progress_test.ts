// The progress line, at times that are told.

import { assert, assertEquals } from "@std/assert";
import { formatDuration, formatSize, formatTime, Progress } from "../../get/progress.ts";

const MIB = 1024 * 1024;

Deno.test("Progress.line() shows share, octets, rate and time left", () => {
  const progress = new Progress(1_000);
  progress.advance(10 * MIB, 40 * MIB, 2_000);
  assertEquals(
    progress.line(90, 2_000),
    " 25% [#######                       ]  10.0 MiB of 40.0 MiB  10.0 MiB/s  0:03 left",
  );
});

Deno.test("Progress.line() leaves out what it does not know", () => {
  const progress = new Progress(0);
  assertEquals(progress.line(80, 0), "0 B  0 B/s  0:00");
  progress.advance(2 * MIB, undefined, 2_500);
  assertEquals(progress.line(80, 2_500), "2.0 MiB  819.2 KiB/s  0:02");
  progress.advance(0, 0, 2_600);
  assert(progress.line(80, 2_600).startsWith("100% "));
});

Deno.test("Progress.line() fits any width", () => {
  const progress = new Progress(0);
  progress.advance(10 * MIB, 40 * MIB, 1_000);
  for (let columns = 1; columns < 200; columns++) {
    assert(progress.line(columns, 1_000).length <= columns);
  }
  assertEquals(progress.line(45, 1_000), " 25%  10.0 MiB of 40.0 MiB  10.0 MiB/s");
  assertEquals(progress.line(30, 1_000), " 25%  10.0 MiB of 40.0 MiB");
});

Deno.test("Progress.line() forgets the rate of long ago", () => {
  const progress = new Progress(0);
  progress.advance(100 * MIB, undefined, 1_000);
  for (let ms = 2_000; ms <= 10_000; ms += 1_000) {
    progress.advance(100 * MIB + ms / 1_000 * MIB, undefined, ms);
  }
  assertEquals(progress.line(80, 10_000), "110.0 MiB  1.0 MiB/s  0:10");
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
  const times: [ms: number, text: string][] = [[0, "0:00"], [65_999, "1:05"], [
    3_723_000,
    "1:02:03",
  ]];
  for (const [ms, text] of times) assertEquals(formatTime(ms), text);
  assertEquals([formatDuration(440), formatDuration(65_000)], ["0.4 s", "1:05"]);
});
