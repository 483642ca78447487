// The soak: servers under a mixed load for minutes, their memory and open files under watch.
//
// Contract: exit 0 only if every answer was right, memory at the end is what it was at minute 2, and all
// files were let go of. Whatever it starts it stops, and it leaves no file behind. Linux only.

import { join } from "@std/path";
import { describeMachine, type Machine, readMachine } from "../machine.ts";
import { versionOf } from "../processes.ts";
import { Changes } from "./changes.ts";
import { parseSoakOptions, type SoakOptions, USAGE } from "./options.ts";
import { minuteLine, reportText } from "./report.ts";
import { FERRY, KINDS, Watch } from "./servers.ts";
import { makeSite } from "./site.ts";
import { type Figures, sumOf, Tally } from "./tally.ts";
import { judge, passes, type Verdict, type Watched } from "./verdict.ts";
import { LoadClient } from "./load_client.ts";

const [SECOND_MS, MINUTE_MS] = [1000, 60_000];
const LETTING_GO_MS = 30_000;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const [FAILED, USAGE_ERROR, INTERRUPTED] = [1, 2, 130];

/** The servers, their clients, and a tally of what went wrong beside the load. */
interface Soak {
  readonly servers: readonly Watch[];
  readonly clients: readonly LoadClient[];
  readonly tally: Tally;
  readonly runMs: number;
}

function figuresOf({ clients, tally }: Soak): Figures {
  return sumOf([...clients.map(({ figures }) => figures), tally.figures()]);
}

/** Looks at the servers each second until the time is up. */
async function watch(soak: Soak, signal: AbortSignal): Promise<void> {
  const startMs = performance.now();
  for (let count = 1; count * SECOND_MS <= soak.runMs && !signal.aborted; count++) {
    const untilMs = startMs + count * SECOND_MS - performance.now();
    await new Promise((resume) => setTimeout(resume, untilMs));
    const atMs = performance.now() - startMs;
    for (const server of soak.servers) server.sample(atMs);
    if (count % (MINUTE_MS / SECOND_MS) === 0) tell(count / (MINUTE_MS / SECOND_MS), soak);
    if (soak.servers.some(({ hasEnded }) => hasEnded)) return;
  }
}

function tell(minute: number, soak: Soak): void {
  const seen = soak.servers.flatMap(({ kind, samples }) => {
    const sample = samples.at(-1);
    return sample === undefined ? [] : [{ name: kind.name, sample }];
  });
  console.log(minuteLine(minute, figuresOf(soak), seen));
}

/** Waits until a server holds no more open files than before. @returns what is open then */
async function lettingGo(server: Watch, before: number): Promise<string[]> {
  const endMs = performance.now() + LETTING_GO_MS;
  for (;;) {
    const open = server.openFiles();
    if (open.length <= before || performance.now() > endMs) return open;
    await new Promise((resume) => setTimeout(resume, SECOND_MS));
  }
}

/** Stops a server that the load has left. @returns what was seen of it */
async function leave(server: Watch, before: readonly string[], tally: Tally): Promise<Watched> {
  const { kind: { name }, samples, hasEnded } = server;
  const left = await lettingGo(server, before.length);
  if (left.length !== before.length) console.log(`${name}: open before ${before}, now ${left}`);
  const code = await server.stop();
  if (hasEnded || code !== 0) tally.fault(name, `the server has ended with ${code}`);
  if (server.told !== "") console.log(`${name} said: ${server.told.trim()}`);
  return { name, samples, filesBefore: before.length, filesAfter: left.length };
}

/** Soaks the servers. @returns what was seen of each, and what the load did */
async function soakIn(
  folder: string,
  { minutes }: SoakOptions,
  signal: AbortSignal,
): Promise<[Watched[], Figures]> {
  const site = join(folder, "site");
  makeSite(site);
  using _changes = new Changes(site);
  await using stack = new AsyncDisposableStack();
  const servers: Watch[] = [];
  for (const kind of KINDS) servers.push(stack.use(await Watch.start(kind, site)));
  const before = servers.map((server) => server.openFiles());
  const runMs = minutes * MINUTE_MS;
  const clients = servers.map(({ address, kind: { name } }) => {
    const scratch = Deno.makeTempDirSync({ dir: folder });
    const tell = (fault: string): void => console.log(`- ${name}, ${fault}`);
    return stack.use(new LoadClient(address, { site, scratch, ferry: FERRY, runMs, tell }));
  });
  const soak = { servers, clients, tally: new Tally(), runMs };
  await watch(soak, signal);
  signal.throwIfAborted();
  for (const client of clients) {
    const fault = await client.ended;
    if (fault !== undefined) soak.tally.fault("client", fault);
  }
  const watched: Watched[] = [];
  for (const [at, server] of servers.entries()) {
    watched.push(await leave(server, before[at] ?? [], soak.tally));
  }
  return [watched, figuresOf(soak)];
}

function toJson(
  { minutes }: SoakOptions,
  machine: Machine & { readonly version: string },
  [watched, figures]: readonly [readonly Watched[], Figures],
  verdicts: readonly Verdict[],
): string {
  const servers = verdicts.map((verdict, at) => ({ ...verdict, samples: watched[at]?.samples }));
  const date = new Date().toISOString();
  return `${JSON.stringify({ date, machine, minutes, ...figures, servers }, null, 2)}\n`;
}

/** @returns whether nothing was found */
async function main(options: SoakOptions, signal: AbortSignal): Promise<boolean> {
  const [machine, version] = [await readMachine(), await versionOf(FERRY, ["--version"])];
  if (version === undefined) {
    console.error(`Missing: ${FERRY} (deno task compile)`);
    return false;
  }
  console.log(`${describeMachine(machine)}; ${version}`);
  const folder = Deno.makeTempDirSync({ prefix: "ferry-soak-" });
  try {
    const [watched, figures] = await soakIn(folder, options, signal);
    const verdicts = watched.map((each) => judge(each, options.minutes * MINUTE_MS));
    console.log(`\n${reportText(options.minutes, figures, verdicts)}`);
    if (options.json !== undefined) {
      const text = toJson(options, { ...machine, version }, [watched, figures], verdicts);
      Deno.writeTextFileSync(options.json, text);
    }
    return passes(verdicts, figures);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Undefined when the words are not to be understood, which is told. */
function readOptions(): SoakOptions | undefined {
  try {
    return parseSoakOptions(Deno.args);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return undefined;
  }
}

async function soak(options: SoakOptions): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of SIGNALS) Deno.addSignalListener(signal, () => interrupted.abort());
  try {
    return await main(options, interrupted.signal) ? 0 : FAILED;
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    return INTERRUPTED;
  }
}

if (Deno.args.includes("--help")) console.log(USAGE);
else if (Deno.build.os !== "linux") {
  console.error(
    "The soak looks at memory and open files in /proc, which only Linux has: run it there",
  );
  Deno.exit(FAILED);
} else {
  const options = readOptions();
  Deno.exit(options === undefined ? USAGE_ERROR : await soak(options));
}
