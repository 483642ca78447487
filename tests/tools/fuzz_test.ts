// The fuzzer as it is started: what it says, and its exit code.

import { assert, assertEquals } from "@std/assert";
import { type Finished, run } from "../../tools/command.ts";

const SEED = 7;

/** Runs tools/fuzz.ts without the permission to write. */
function fuzz(...args: string[]): Promise<Finished> {
  const words = ["run", "--no-prompt", "--allow-read", "--allow-env", "tools/fuzz.ts", ...args];
  return run(Deno.execPath(), words, { env: { NO_COLOR: "1" } });
}

Deno.test("fuzz prints how many inputs each property had, and their seeds", async () => {
  const args = [
    "--inputs",
    "6000",
    "--seed",
    String(SEED),
    "--only",
    "segment",
    "--only",
    "address",
  ];
  const { success, stdout } = await fuzz(...args);
  assertEquals(stdout.trim().split("\n").slice(1), [
    "held   address: 6000 inputs, seeds 7 to 8",
    "held   segment: 6000 inputs, seeds 7 to 8",
  ]);
  assert(success);
});

Deno.test("fuzz refuses what it does not understand", async () => {
  for (const args of [[], ["--minutes", "x"], ["--minutes", "1", "--only", "nothing"], ["--odd"]]) {
    const { success, stderr } = await fuzz(...args);
    assert(!success, args.join(" "));
    assert(stderr.includes("Usage: deno task fuzz"));
  }
});
