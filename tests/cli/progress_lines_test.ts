// What people see of downloads on their way, on screens of every size.

import { assert, assertEquals, assertMatch } from "@std/assert";
import textWidth from "fast-string-width";
import { progressLines, type ProgressRow, shortenMiddle } from "../../cli/progress_lines.ts";
import { Progress } from "../../get/progress.ts";

const MIB = 1024 * 1024;

/** A file that has so many MiB after a second. */
function row(name: string, mib: number, completeMib?: number): ProgressRow {
  const progress = new Progress(0);
  const complete = completeMib === undefined ? undefined : completeMib * MIB;
  progress.advance(0, complete, 0);
  progress.advance(mib * MIB, complete, 1_000);
  return { name, progress };
}

const SCREEN = { columns: 101, rows: 24 };

Deno.test("progressLines() shows name, share, octets, rate and time left", () => {
  assertEquals(progressLines([row("a.iso", 10, 40)], undefined, SCREEN, 1_000), [
    "a.iso   25% [#######                       ]  10.0 MiB of 40.0 MiB  10.0 MiB/s  0:03 left",
  ]);
  assertEquals(progressLines([row("a.iso", 2)], undefined, SCREEN, 1_000), [
    "a.iso  2.0 MiB  2.0 MiB/s  0:01",
  ]);
});

Deno.test("progressLines() aligns names and bars, and sums up", () => {
  const rows = [row("a", 1, 4), row("longer", 10, 10), row("b", 3)];
  const lines = progressLines(rows, { finished: 2, progress: rows[0]!.progress }, SCREEN, 1_000);
  assertEquals(lines.map((line) => line.slice(0, 14)), [
    "a        25% [",
    "longer  100% [",
    "b       3.0 Mi",
    "Total   2 done",
  ]);
  assertEquals(lines[0]?.indexOf("]"), lines[1]?.indexOf("]"));
  assertEquals(lines[3], "Total   2 done, 3 running  1.0 MiB  1.0 MiB/s  0:01");
});

Deno.test("progressLines() fits any screen", () => {
  const rows = [row("日本語の長い名前.iso", 10, 40), row("x".repeat(300), 3), row("\x1b[2J", 1, 2)];
  const total = { finished: 1, progress: rows[1]!.progress };
  for (let columns = 1; columns < 150; columns++) {
    for (let height = 1; height < 8; height++) {
      const lines = progressLines(rows, total, { columns, rows: height }, 1_000);
      assert(lines.length <= Math.max(1, height - 1), `${columns} x ${height}`);
      for (const line of lines) {
        assert(textWidth(line) <= Math.max(1, columns - 1), `${columns}: ${line}`);
        assert(!/\p{Cc}/u.test(line));
      }
    }
  }
});

Deno.test("progressLines() tells how many more there are than fit", () => {
  const rows = Array.from({ length: 30 }, (_, index) => row(`f${index}`, 1, 2));
  const total = { finished: 0, progress: rows[0]!.progress };
  const lines = progressLines(rows, total, { columns: 80, rows: 6 }, 1_000);
  assertEquals(lines.map((line) => line.split(/ {2,}/)[0]), [
    "f0",
    "f1",
    "f2",
    "+ 27 more",
    "Total",
  ]);
  assertMatch(lines[4] ?? "", /30 running/);
});

Deno.test("progressLines() leaves out what has no room, the least important first", () => {
  const shown = [60, 45, 25].map((columns) => {
    return progressLines([row("a.iso", 10, 40)], undefined, { columns, rows: 24 }, 1_000)[0];
  });
  assertEquals(shown, [
    "a.iso   25%  10.0 MiB of 40.0 MiB  10.0 MiB/s  0:03 left",
    "a.iso   25%  10.0 MiB of 40.0 MiB",
    "a.iso   25% [##        ]",
  ]);
});

Deno.test("shortenMiddle() keeps both ends, and characters whole", () => {
  const table: [text: string, columns: number, shown: string][] = [
    ["short", 5, "short"],
    ["a-rather-long-name.tar.gz", 13, "a-rat...ar.gz"],
    ["日本語の長い名前", 9, "日...名前"],
    ["日本語の長い名前", 8, "日...前"],
    ["e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", 5, "e\u0301...e\u0301"],
    ["👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 7, "👨‍👩‍👧...👨‍👩‍👧"],
    ["abcdef", 4, "abcd"],
    ["abcdef", 0, ""],
  ];
  for (const [text, columns, shown] of table) {
    assertEquals(shortenMiddle(text, columns), shown);
    assert(textWidth(shown) <= columns);
  }
});
