// ferry beside nginx, in one run: requests a second, and the ratio of the two.
//
// Contract: rounds alternate, so that whatever else the machine does meets both; what is printed are
// medians. A figure without its peer's from the same run means nothing. Wants dist/ferry, nginx, wrk.

import { join } from "@std/path";

const ROUNDS = 5;
const SECONDS = 3;
const CONNECTIONS = 64;

interface Work {
  readonly name: string;
  readonly path: string;
  readonly octets: number;
}

const WORKS: readonly Work[] = [
  { name: "1 KiB, 64 keep-alive connections", path: "1k", octets: 1024 },
  { name: "64 KiB, 64 keep-alive connections", path: "64k", octets: 64 * 1024 },
];

/** A server under test, stopped when disposed. */
interface Peer extends AsyncDisposable {
  readonly origin: string;
}

function start(command: string, args: readonly string[], origin: string): Peer {
  const child = new Deno.Command(command, { args: [...args], stdout: "null", stderr: "null" })
    .spawn();
  return {
    origin,
    async [Symbol.asyncDispose](): Promise<void> {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

function startFerry(folder: string): Peer {
  const port = freePort();
  const args = ["serve", folder, "--host", "127.0.0.1", "--port", String(port), "--quiet"];
  return start(join("dist", "ferry"), args, `http://127.0.0.1:${port}`);
}

/** One worker, sendfile, no access log: nginx as it is fastest for files. */
function startNginx(folder: string, state: string): Peer {
  const port = freePort();
  const configuration = join(state, "nginx.conf");
  Deno.writeTextFileSync(
    configuration,
    `worker_processes 1; daemon off; pid ${state}/pid; error_log ${state}/error.log;
    events { worker_connections 4096; }
    http { access_log off; sendfile on; keepalive_requests 1000000;
      server { listen 127.0.0.1:${port}; root ${folder}; } }`,
  );
  return start("nginx", ["-c", configuration], `http://127.0.0.1:${port}`);
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Requests a second. @throws when any of them failed */
async function drive(url: string): Promise<number> {
  const args = ["-t1", `-c${CONNECTIONS}`, `-d${SECONDS}s`, url];
  const { stdout } = await new Deno.Command("wrk", { args }).output();
  const report = new TextDecoder().decode(stdout);
  const rate = /Requests\/sec:\s+([0-9.]+)/.exec(report)?.[1];
  if (rate === undefined || /Socket errors|Non-2xx/.test(report)) throw new Error(report);
  return Number(rate);
}

async function untilReady({ origin }: Peer): Promise<void> {
  for (;;) {
    try {
      return await (await fetch(`${origin}/1k`)).body?.cancel();
    } catch {
      await new Promise((resume) => setTimeout(resume, 50));
    }
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

async function compare({ name, path }: Work, ferry: Peer, nginx: Peer): Promise<string> {
  const rates: { ferry: number[]; nginx: number[] } = { ferry: [], nginx: [] };
  for (let round = 0; round < ROUNDS; round++) {
    rates.ferry.push(await drive(`${ferry.origin}/${path}`));
    rates.nginx.push(await drive(`${nginx.origin}/${path}`));
  }
  const [ours, theirs] = [median(rates.ferry), median(rates.nginx)];
  return `| ${name} | ${ours.toFixed(0)} | ${theirs.toFixed(0)} | ${(ours / theirs).toFixed(2)} |`;
}

const state = Deno.makeTempDirSync({ prefix: "ferry-bench-" });
Deno.chmodSync(state, 0o755); // nginx's worker is another user
try {
  for (const { path, octets } of WORKS) {
    Deno.writeFileSync(join(state, path), new Uint8Array(octets).fill(0x78));
  }
  await using ferry = startFerry(state);
  await using nginx = startNginx(state, state);
  await Promise.all([ferry, nginx].map(untilReady));
  console.log("| work | ferry/s | nginx/s | ratio |\n| --- | --- | --- | --- |");
  for (const work of WORKS) console.log(await compare(work, ferry, nginx));
} finally {
  Deno.removeSync(state, { recursive: true });
}
