// How long the compiled program takes until it is ready; the ceiling shows what of it is Deno's.

import { type Bench, SMALL } from "../bench.ts";
import type { Row } from "../row.ts";
import { alternate } from "../rounds.ts";
import type { Measured } from "../statistics.ts";

const STARTS = 20;

/** Milliseconds from the start to the first line on stdout. */
async function timeStart(bench: Bench, name: string): Promise<number> {
  const [command = "", ...args] = bench.argvOf(name, SMALL);
  const sinceMs = performance.now();
  const child = new Deno.Command(command, { args, stdout: "piped", stderr: "null" }).spawn();
  const reader = child.stdout.getReader();
  const { done } = await reader.read();
  const tookMs = performance.now() - sinceMs;
  if (!done) child.kill("SIGKILL");
  await reader.cancel();
  await child.status;
  if (done) throw new Error(`${name} did not start`);
  return tookMs;
}

async function measureStarts(bench: Bench): Promise<Measured> {
  const peers = bench.installed(["ferry", "ceiling"]).map((name) => ({ name }));
  return {
    samples: await alternate(bench, peers, () => STARTS, ({ name }) => timeStart(bench, name)),
  };
}

export const START_ROWS: readonly Row[] = [{
  name: "start",
  title: "start to the Ready line",
  unit: "ms",
  table: "server",
  goals: [{ of: "ferry", atMost: 120 }],
  run: measureStarts,
}];
