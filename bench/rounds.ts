// Rounds that alternate, so that whatever else the machine does meets all who take part.

import type { Bench, Running } from "./bench.ts";
import type { Answer } from "./peers.ts";
import { cpuSeconds } from "./processes.ts";
import type { Goal, Row, Unit } from "./row.ts";
import type { Measured, Samples } from "./statistics.ts";

/** The servers of the project's own comparison. */
export const MAIN = ["ferry", "nginx", "ceiling"];
/** All servers that ferry is compared with, and ferry itself. */
export const ALL = [...MAIN, "ferry-2", "caddy", "http-server", "serve", "python"];

/** Measures each in turn, to and fro. @throws the signal's reason once it is aborted */
export async function alternate<T extends { readonly name: string }>(
  { signal }: Pick<Bench, "signal">,
  all: readonly T[],
  roundsOf: (one: T) => number,
  measure: (one: T) => Promise<number>,
): Promise<Samples> {
  const samples: Record<string, number[]> = {};
  const rounds = Math.max(0, ...all.map(roundsOf));
  for (let round = 0; round < rounds; round++) {
    const part = all.filter((one) => round < roundsOf(one));
    for (const one of round % 2 === 0 ? part : part.toReversed()) {
      signal.throwIfAborted();
      (samples[one.name] ??= []).push(await measure(one));
    }
  }
  return samples;
}

/** A row in which one driver meets each server. */
export interface Driven {
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  /** Those it names take part in all rounds, the other peers in fewer. */
  readonly goals: readonly Goal[];
  readonly peers: readonly string[];
  readonly answer: Answer;
  /** Whether the others take part in a quick run, too. */
  readonly broad?: boolean;
  /** One round, so long if it depends on that. */
  readonly measure: (server: Running, bench: Bench, seconds: number) => Promise<number>;
}

const WARM_UP_SECONDS = 1;
const MICROSECONDS = 1_000_000;

/** The row: servers started, one round for warmth (in a quick run for the main ones), rounds. */
export function driven(work: Driven): Row {
  const { name, title, unit, goals } = work;
  return { name, title, unit, goals, table: "server", run: (bench) => drive(work, bench) };
}

function drive(work: Driven, bench: Bench): Promise<Measured> {
  const { goals, broad = false } = work;
  const main = goals.flatMap(({ of, to = of }) => [of, to]);
  const { rounds, otherRounds, seconds, quick } = bench.options;
  const others = quick && broad ? 1 : otherRounds;
  const roundsOf = (peer: string): number => main.includes(peer) ? rounds : others;
  const part = work.peers.filter((peer) => roundsOf(peer) > 0);
  const cpu: Record<string, number[]> = {};
  const measure = async (server: Running): Promise<number> => {
    const before = cpuSeconds(server.pid);
    const figure = await work.measure(server, bench, seconds);
    const took = (cpuSeconds(server.pid) - before) * MICROSECONDS;
    if (work.unit === "requests/s") (cpu[server.name] ??= []).push(took / (figure * seconds));
    return figure;
  };
  return bench.eachRunning(part, work.answer, async (running) => {
    for (const server of running) {
      if (quick && !main.includes(server.name)) continue;
      await work.measure(server, bench, WARM_UP_SECONDS);
    }
    return { samples: await alternate(bench, running, ({ name }) => roundsOf(name), measure), cpu };
  });
}
