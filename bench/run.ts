// ferry beside its peers, in one run: medians, and their ratios to nginx and to the ceiling.
//
// Contract: rounds alternate, so that whatever else the machine does meets all of them. A figure without
// its peer's from the same run means nothing. Whatever it starts it stops, and it leaves no file behind.

import { Bench } from "./bench.ts";
import { readBaseline, regressions, writeBaseline } from "./baseline.ts";
import { ceilingProgram } from "./ceiling_program.ts";
import { describeMachine, type Machine, readMachine } from "./machine.ts";
import { type BenchOptions, parseOptions, USAGE } from "./options.ts";
import { type Peer, peersWith } from "./peers.ts";
import { versionOf } from "./processes.ts";
import { cpuTable, figuresTable, goalsTable, ratiosTable } from "./report.ts";
import { judge, type Result, type Row } from "./row.ts";
import { ROWS } from "./rows/all.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

const SECOND_MS = 1000;
const USAGE_ERROR = 2;
const INTERRUPTED = 130;

/** What is here to be measured. */
interface Found {
  readonly peers: readonly Peer[];
  readonly versions: Readonly<Record<string, string>>;
}

async function findPeers(options: BenchOptions): Promise<Found> {
  const versions: Record<string, string> = {};
  const peers: Peer[] = [];
  for (const peer of peersWith(await ceilingProgram())) {
    if (options.peers.length > 0 && !options.peers.includes(peer.name)) continue;
    const [command = "", ...args] = peer.version;
    const version = await versionOf(command, args);
    if (version === undefined) console.error(`Missing: ${peer.name} (${remedyFor(peer)})`);
    else peers.push(peer), versions[peer.name] = version;
  }
  return { peers, versions };
}

function remedyFor({ name }: Peer): string {
  return name.startsWith("ferry") ? "deno task compile" : "bench/install";
}

/** The rows asked for. @throws {TypeError} when there is none of a name */
function rowsOf({ only }: BenchOptions): readonly Row[] {
  const names = ROWS.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown === undefined) {
    return ROWS.filter(({ name }) => only.length === 0 || only.includes(name));
  }
  throw new TypeError(`there is no row ${unknown}: choose of ${names.join(", ")}`);
}

/** Measures row by row. One that fails is told of, and ends in exit code 1. */
async function measure(bench: Bench, rows: readonly Row[]): Promise<Result[]> {
  const results: Result[] = [];
  for (const row of rows) {
    const sinceMs = performance.now();
    try {
      results.push(judge(row, await row.run(bench)));
    } catch (error) {
      bench.signal.throwIfAborted();
      Deno.exitCode = 1;
      console.error(error instanceof Error ? error.message : error);
      results.push(judge(row, { samples: {} }));
    }
    const seconds = Math.round((performance.now() - sinceMs) / SECOND_MS);
    console.error(`${row.name}: ${row.title} (${seconds} s)`);
  }
  return results;
}

function print(results: readonly Result[]): void {
  const server = results.filter(({ row }) => row.table === "server");
  const client = results.filter(({ row }) => row.table === "client");
  const tables = [
    ...[figuresTable(server), ratiosTable(server, "nginx"), ratiosTable(server, "ceiling")],
    ...[cpuTable(server), figuresTable(client), ratiosTable(client, "curl")],
    goalsTable(results, readBaseline()),
  ];
  console.log(tables.filter((table) => table !== "").map((table) => `\n${table}`).join("\n"));
}

function toJson(results: readonly Result[], found: Found, machine: Machine): string {
  const rows = results.map(({ row, samples, cpu, verdicts }) => {
    const { name, title, unit } = row;
    return { name, title, unit, samples, cpu, verdicts };
  });
  const report = { date: new Date().toISOString(), machine, versions: found.versions, rows };
  return `${JSON.stringify(report, null, 2)}\n`;
}

async function main(
  options: BenchOptions,
  rows: readonly Row[],
  signal: AbortSignal,
): Promise<void> {
  const machine = await readMachine();
  const found = await findPeers(options);
  const folder = Deno.makeTempDirSync({ prefix: "ferry-bench-" });
  Deno.chmodSync(folder, 0o755); // nginx's worker is another user
  try {
    const results = await measure(new Bench(options, folder, signal, found.peers), rows);
    console.log(
      `${describeMachine(machine)}; the ceiling: ${found.versions["ceiling"] ?? "missing"}`,
    );
    print(results);
    const verdicts = results.flatMap(({ verdicts }) => verdicts);
    for (const sentence of regressions(readBaseline(), verdicts)) console.log(`\n${sentence}`);
    if (options.json !== undefined) {
      Deno.writeTextFileSync(options.json, toJson(results, found, machine));
    }
    if (options.baseline) writeBaseline(verdicts);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Options and rows; undefined when they are not to be understood, which is told. */
function readArguments(): [BenchOptions, readonly Row[]] | undefined {
  try {
    const options = parseOptions(Deno.args);
    return [options, rowsOf(options)];
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return undefined;
  }
}

const given = Deno.args.includes("--help") ? undefined : readArguments();
if (Deno.args.includes("--help")) console.log(USAGE);
else if (given === undefined) Deno.exit(USAGE_ERROR);
else {
  const interrupted = new AbortController();
  for (const signal of SIGNALS) Deno.addSignalListener(signal, () => interrupted.abort());
  try {
    await main(...given, interrupted.signal);
    Deno.exit();
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    Deno.exit(INTERRUPTED);
  }
}
