// `deno task rehearse [SECONDS]`: rolling restarts behind HAProxy, round and round, while wrk asks as
// fast as it is answered. Prints what wrk counted; the exit code is 0 when no request was lost.

import { Fleet, NAMES } from "./fleet.ts";

const FILES = { "hello.html": new Uint8Array(2_223).fill(0x61) };
const SECONDS = 30;
/** wrk says these only when something was lost. */
const LOST = /^ *(?:Socket errors|Non-2xx or 3xx responses):.*$/m;

async function rehearse(seconds: number): Promise<boolean> {
  await using fleet = await Fleet.start(FILES);
  const before = await retriesOf(fleet);
  const wrk = new Deno.Command("wrk", {
    args: ["-t1", "-c32", `-d${seconds}s`, "--latency", `${fleet.origin}/hello.html`],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let done = false;
  const output = wrk.output().finally(() => done = true);
  let restarts = 0;
  while (!done) {
    const name = NAMES[restarts % NAMES.length]!;
    const code = await fleet.end(name, "SIGTERM");
    if (code !== 0) throw new Error(`${name} ended with ${code}`);
    await fleet.again(name);
    await fleet.healthy();
    restarts += 1;
  }
  const { stdout, success } = await output;
  const report = new TextDecoder().decode(stdout);
  console.log(report.trimEnd());
  console.log(`${restarts} restarts, ${await retriesOf(fleet) - before} requests asked again`);
  return success && restarts > 0 && !LOST.test(report);
}

/** How often HAProxy asked again. */
async function retriesOf(fleet: Fleet): Promise<number> {
  const rows = await fleet.statistics();
  return Number(rows.find(({ svname }) => svname === "BACKEND")?.["wretr"]);
}

if (import.meta.main) {
  const seconds = Number(Deno.args[0] ?? SECONDS);
  if (!Number.isInteger(seconds) || seconds < 1) {
    console.error("how many seconds? Write deno task rehearse 30");
    Deno.exit(2);
  }
  const whole = await rehearse(seconds);
  console.log(whole ? "no request was lost" : "requests were lost");
  Deno.exit(whole ? 0 : 1);
}
