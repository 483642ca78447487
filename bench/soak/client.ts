// One client process: all loads on one server. PORT SECURE SITE SCRATCH FERRY SECONDS.
//
// Contract: a line of figures as JSON (tally.ts) on stdout each second, and a last one at the end. What goes
// wrong is in the figures; this process ends with 0 all the same. SIGTERM ends it, and what it has started.

import { CHANGING_LOADS } from "./loads/changing.ts";
import { endGets, GET_LOADS } from "./loads/gets.ts";
import { LARGE_LOADS } from "./loads/large.ts";
import { MADE_LOADS } from "./loads/made.ts";
import { RUDE_LOADS } from "./loads/rude.ts";
import { SMALL_LOADS } from "./loads/small.ts";
import { readContents } from "./site.ts";
import { Tally } from "./tally.ts";
import { type Load, pause, type Target } from "./target.ts";

const LOADS = [
  ...[...SMALL_LOADS, ...LARGE_LOADS, ...MADE_LOADS],
  ...[...CHANGING_LOADS, ...RUDE_LOADS, ...GET_LOADS],
];
const SECOND_MS = 1000;
const TERMINATED = 143;
/** TLS takes more of both ends: pauses there are longer. */
const SECURE_PAUSES = 3;
/** At first pauses are shorter: caches fill, and V8 makes room for as much garbage as it ever will. */
const WARM_UP_PAUSES = 1 / 4;
const WARM_UP = { mostMs: 60 * SECOND_MS, part: 1 / 10 };

/** One of the parallel ones: round after round until it is over. */
async function drive({ name, pauseMs, round }: Load, target: Target): Promise<void> {
  const paused = (): Promise<void> => {
    const factor = (target.secure ? SECURE_PAUSES : 1) * (target.isWarm() ? 1 : WARM_UP_PAUSES);
    return pause(pauseMs * factor * (0.5 + Math.random()));
  };
  for (await paused(); !target.isOver(); await paused()) {
    try {
      await round(target);
      target.tally.done(name);
    } catch (fault) {
      target.tally.fault(name, fault);
    }
  }
}

async function main(): Promise<void> {
  const [port, secure, site = "", scratch = "", ferry = "", seconds] = Deno.args;
  const [startMs, runMs] = [performance.now(), Number(seconds) * SECOND_MS];
  const warmMs = startMs + Math.min(WARM_UP.mostMs, runMs * WARM_UP.part);
  const tally = new Tally();
  const tell = (): void => console.log(JSON.stringify(tally.figures()));
  const target: Target = {
    ...{ port: Number(port), secure: secure === "true", site, scratch, ferry, tally },
    contents: readContents(site),
    isWarm: () => performance.now() > warmMs,
    isOver: () => performance.now() > startMs + runMs,
  };
  const timer = setInterval(tell, SECOND_MS);
  await Promise.all(LOADS.flatMap((load) => {
    return Array.from({ length: load.parallel }, () => drive(load, target));
  }));
  clearInterval(timer);
  tell();
}

Deno.addSignalListener("SIGTERM", () => {
  endGets();
  Deno.exit(TERMINATED);
});
await main();
Deno.exit();
