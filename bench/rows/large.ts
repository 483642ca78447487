// Large files: how fast one connection gets them, and what many at once cost in memory.

import { type Bench, SMALL } from "../bench.ts";
import { curl } from "../drivers.ts";
import { memoryKib, run } from "../processes.ts";
import type { Row } from "../row.ts";
import { ALL, alternate, driven } from "../rounds.ts";
import { GIB, KIB, MIB } from "../site.ts";
import { type Measured, median } from "../statistics.ts";

const WHOLE = 100 * MIB;
const [FIRST, LAST] = [25 * MIB, 75 * MIB - 1];
/** Fetches in a round. */
const TIMES = 5;
const AT_ONCE = 8;

const SERVERS = ALL.filter((name) => name !== "ceiling");

/** MiB that a server held at most while it sent the same file to several. */
async function peakMemory(bench: Bench, name: string): Promise<number> {
  const path = bench.files.file(GIB);
  await using server = await bench.start(name, SMALL);
  const fetching = ["-sS", "--fail", "--output", "/dev/null", `${server.origin}/${path}`];
  await Promise.all(Array.from({ length: AT_ONCE }, () => run("curl", fetching)));
  return memoryKib(server.pid, "VmHWM") / KIB;
}

async function measurePeaks(bench: Bench): Promise<Measured> {
  const { quick, otherRounds } = bench.options;
  const peers = bench.installed(quick ? ["ferry"] : ["ferry", "nginx", "caddy", "http-server"]);
  const samples = await alternate(
    bench,
    peers.map((name) => ({ name })),
    () => Math.max(1, otherRounds),
    ({ name }) => peakMemory(bench, name),
  );
  return { samples };
}

export const LARGE_ROWS: readonly Row[] = [
  driven({
    name: "100m",
    title: "100 MiB, one connection",
    unit: "MiB/s",
    goals: [{ of: "ferry", to: "nginx", atLeast: 0.9 }],
    peers: SERVERS,
    answer: SMALL,
    measure: async ({ origin }, { files }) => {
      return median(await curl(`${origin}/${files.file(WHOLE)}`, { times: TIMES, octets: WHOLE }));
    },
  }),
  driven({
    name: "range",
    title: "50 MiB of 100, one connection",
    unit: "MiB/s",
    goals: [{ of: "ferry", to: "nginx", atLeast: 0.9 }],
    peers: SERVERS.filter((name) => name !== "python"), // knows no ranges
    answer: SMALL,
    measure: async ({ origin }, { files }) => {
      const terms = { times: TIMES, octets: LAST - FIRST + 1, range: `${FIRST}-${LAST}` };
      return median(await curl(`${origin}/${files.file(WHOLE)}`, terms));
    },
  }),
  {
    name: "memory",
    title: `${AT_ONCE} downloads of 1 GiB at once`,
    unit: "MiB",
    table: "server",
    goals: [{ of: "ferry", atMost: 150 }],
    run: measurePeaks,
  },
];
