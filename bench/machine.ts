// The machine the figures come from, and how busy it is with other things.

import { versionOf } from "./processes.ts";

/** What figures depend on. */
export interface Machine {
  readonly cores: number;
  readonly model: string;
  readonly memoryMib: number;
  readonly kernel: string;
  /** Processes that wanted a core in the last minute, on average, before the bench began. */
  readonly load: number;
}

const MIB = 1024 * 1024;

/** Load beyond this part of a core shows in the figures. */
const QUIET = 0.5;

/** Asks the system. */
export async function readMachine(): Promise<Machine> {
  const cpus = Deno.readTextFileSync("/proc/cpuinfo");
  return {
    cores: navigator.hardwareConcurrency,
    model: /model name\s*: (.*)/.exec(cpus)?.[1] ?? Deno.build.arch,
    memoryMib: Math.round(Deno.systemMemoryInfo().total / MIB),
    kernel: await versionOf("uname", ["-sr"]) ?? Deno.build.os,
    load: Deno.loadavg()[0] ?? 0,
  };
}

/** One line on it, with a warning when others want its cores. */
export function describeMachine({ cores, model, memoryMib, kernel, load }: Machine): string {
  const line = `${cores} cores of ${model}, ${memoryMib} MiB, ${kernel}; load before ${
    load.toFixed(1)
  }`;
  return load > QUIET ? `${line}: **busy, so the spread counts more than the median**` : line;
}
