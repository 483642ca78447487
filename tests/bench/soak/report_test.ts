import { assertEquals, assertStringIncludes } from "@std/assert";
import { grouped, minuteLine, reportText } from "../../../bench/soak/report.ts";
import { sumOf } from "../../../bench/soak/tally.ts";
import type { Verdict } from "../../../bench/soak/verdict.ts";

const MIB = 1024 * 1024;
const FIGURES = { ...sumOf([]), requests: 12_345, octets: 3 * MIB, rounds: { b: 1000, a: 2 } };

const WELL: Verdict = {
  ...{ name: "plain", earlyKib: 102_400, lateKib: 104_448, ratio: 1.02, mostKib: 204_800 },
  ...{ mostFiles: 60, filesBefore: 17, filesAfter: 17, isFlat: true, isClean: true },
};

Deno.test("minuteLine() tells of the work and of each server", () => {
  const sample = { atMs: 60_000, memoryKib: 102_400, openFiles: 42 };
  assertEquals(
    minuteLine(1, FIGURES, [{ name: "plain", sample }, { name: "tls", sample }]),
    "minute 1: 12,345 requests, 3.0 MiB, 0 errors; plain 100.0 MiB, 42 files; " +
      "tls 100.0 MiB, 42 files",
  );
});

Deno.test("reportText() tells what was done, what was wrong, and of each server", () => {
  const faults = ["a: torn"];
  const text = reportText(10, { ...FIGURES, octets: 2048 * MIB, errors: 1, faults }, [WELL]);
  const lines = [
    ...["10 minutes: 12,345 requests, 2.0 GiB, 1 errors", "a 2, b 1,000", "- a: torn"],
    "| plain | 100.0 MiB | 102.0 MiB | 1.020 | 200.0 MiB | 17 | 17 | 60 | as it was |",
  ];
  for (const line of lines) assertStringIncludes(`\n${text}\n`, `\n${line}\n`);
});

Deno.test("reportText() names what is not as it was", () => {
  const table: [wrong: Partial<Verdict>, end: string][] = [
    [{ isFlat: false }, "**grew by more than 10 %**"],
    [{ isClean: false }, "**not as many open files**"],
    [{ isFlat: false, isClean: false }, "10 %**, **not as many open files**"],
  ];
  for (const [wrong, end] of table) {
    assertStringIncludes(reportText(10, FIGURES, [{ ...WELL, ...wrong }]), `${end} |`);
  }
});

Deno.test("grouped() sets thousands apart", () => {
  const table = [[0, "0"], [999, "999"], [1000, "1,000"], [1_234_567, "1,234,567"]] as const;
  for (const [count, text] of table) assertEquals(grouped(count), text);
});
