// Connections: many new ones, many idle ones.

import { fromFileUrl } from "@std/path";
import { type Bench, type Running, SMALL } from "../bench.ts";
import { ab } from "../drivers.ts";
import { memoryKib } from "../processes.ts";
import type { Row } from "../row.ts";
import { ALL, alternate, driven, MAIN } from "../rounds.ts";
import { KIB } from "../site.ts";
import type { Measured } from "../statistics.ts";

const IDLE = 10_000;
/** "At once", for a request among idle connections, in milliseconds: with room for a busy machine. */
const AT_ONCE_MS = 250;
/** What a server may need to let go of what the requests took, in milliseconds. */
const SETTLE_MS = 1000;

/** Runs the child that holds connections open until it is disposed. */
async function hold(port: number, path: string): Promise<AsyncDisposable> {
  const script = fromFileUrl(new URL("../idle_client.ts", import.meta.url));
  const argv = ["run", "--no-config", "--allow-net", script, port, IDLE, `/${path}`, KIB].map(
    String,
  );
  const raised = 'ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"; exec "$@"';
  const child = new Deno.Command("sh", {
    args: ["-c", raised, "sh", Deno.execPath(), ...argv],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  const { done } = await reader.read();
  const stop = async (): Promise<void> => {
    await reader.cancel();
    if (!done) child.kill("SIGKILL");
    await child.status;
  };
  if (!done) return { [Symbol.asyncDispose]: stop };
  await stop();
  throw new Error(`${IDLE} connections could not be held open`);
}

/** KiB of memory for each idle connection. @throws when a request among them is not answered at once */
async function idleMemory({ origin, port, pid }: Running, path: string): Promise<number> {
  await (await fetch(`${origin}/${path}`)).arrayBuffer();
  const before = memoryKib(pid, "VmRSS");
  await using _held = await hold(port, path);
  await new Promise((resume) => setTimeout(resume, SETTLE_MS));
  const after = memoryKib(pid, "VmRSS");
  const sinceMs = performance.now();
  const answer = await fetch(`${origin}/${path}`, { headers: { connection: "close" } });
  await answer.arrayBuffer();
  const tookMs = performance.now() - sinceMs;
  if (answer.status === 200 && tookMs <= AT_ONCE_MS) return (after - before) / IDLE;
  throw new Error(`among ${IDLE} idle connections: ${answer.status} after ${tookMs.toFixed(0)} ms`);
}

async function measureIdle(bench: Bench): Promise<Measured> {
  const { quick, otherRounds } = bench.options;
  const peers = bench.installed(quick ? ["ferry"] : [...MAIN, "caddy"]);
  const path = bench.files.file(KIB);
  const samples = await alternate(
    bench,
    peers.map((name) => ({ name })),
    () => Math.max(1, otherRounds),
    async ({ name }) => {
      await using server = await bench.start(name, SMALL);
      return await idleMemory(server, path);
    },
  );
  return { samples };
}

export const CONNECTION_ROWS: readonly Row[] = [
  driven({
    name: "new",
    title: "1 KiB, a new connection each",
    unit: "requests/s",
    goals: [{ of: "ferry", to: "nginx", atLeast: 0.7 }],
    peers: ALL,
    answer: { octets: KIB, closing: true },
    measure: ({ origin }, { files }, seconds) => ab(`${origin}/${files.file(KIB)}`, seconds),
  }),
  {
    name: "idle",
    title: `${IDLE} idle connections, each`,
    unit: "KiB",
    table: "server",
    goals: [{ of: "ferry", atMost: 12 }],
    run: measureIdle,
  },
];
