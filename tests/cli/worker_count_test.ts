// `--workers`, from its text to a number.

import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { UsageError } from "../../cli/usage_error.ts";
import { workerCount } from "../../cli/worker_count.ts";

const LINUX = { os: "linux", processors: 8 };
const WINDOWS = { os: "windows", processors: 8 };

type Case<Outcome> = readonly [
  workers: string,
  unix: string | undefined,
  system: typeof LINUX,
  outcome: Outcome,
];

const COUNTS: readonly Case<number>[] = [
  ["1", undefined, LINUX, 1],
  ["2", undefined, LINUX, 2],
  ["64", undefined, LINUX, 64],
  ["auto", undefined, LINUX, 8],
  ["auto", undefined, { os: "darwin", processors: 200 }, 64],
  ["auto", undefined, { os: "linux", processors: 0 }, 1],
  ["auto", "/run/socket", LINUX, 1],
  ["1", "/run/socket", LINUX, 1],
  ["auto", undefined, WINDOWS, 1],
  ["1", undefined, WINDOWS, 1],
];
for (const [workers, unix, system, count] of COUNTS) {
  const where = unix === undefined ? system.os : "a Unix socket";
  Deno.test(`workerCount() is ${count} for ${workers} on ${where}, ${system.processors}`, () => {
    assertEquals(workerCount({ workers, unix }, system), count);
  });
}

const FAULTS: readonly Case<RegExp>[] = [
  ...["0", "65", "-1", "1.5", "two", "0x2", " 2", "002"].map((text) =>
    [text, undefined, LINUX, /^--workers: .* is neither auto nor a number from 1 to 64$/] as const
  ),
  ["2", "/run/socket", LINUX, /a Unix socket is not shared; leave out --workers or --unix$/],
  ["2", undefined, WINDOWS, /this system shares no port; leave it out$/],
];
for (const [workers, unix, system, says] of FAULTS) {
  Deno.test(`workerCount() refuses ${JSON.stringify(workers)} on ${unix ?? system.os}`, () => {
    const fault = assertThrows(() => workerCount({ workers, unix }, system), UsageError);
    assertMatch(fault.message, says);
  });
}
