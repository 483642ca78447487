// ferry get beside curl, wget and aria2c, in one run: how long one large file takes, and one small one.
//
// Contract: nginx serves from memory; rounds alternate, so that whatever else the machine does meets all
// of them; what is printed are medians and their ratios to curl's. ferry has to find the digest right, so
// it cannot be faster by leaving that out. Wants dist/ferry, nginx and curl; names what else is missing.

import { createHash, randomBytes } from "node:crypto";
import { join } from "@std/path";

interface Work {
  readonly title: string;
  readonly name: string;
  readonly octets: number;
  readonly rounds: number;
}

const WORKS: readonly Work[] = [
  { title: "1 GiB", name: "large", octets: 1024 ** 3, rounds: 5 },
  { title: "1 KiB, start included", name: "small", octets: 1024, rounds: 15 },
];

/** What all others are compared with. */
const YARDSTICK = "curl";

/** No round begins later than this after the first, in milliseconds, on a machine that is busy. */
const LAST_ROUND_MS = 50_000;

const BLOCK_OCTETS = 1024 * 1024;

/** A file that is fetched. */
interface Source {
  readonly url: string;
  readonly octets: number;
  /** In lower-case hexadecimal. */
  readonly sha256: string;
}

interface Client {
  readonly name: string;
  readonly command: string;
  /** Its arguments to fetch into `name` in the folder. */
  readonly fetch: (source: Source, folder: string, name: string) => readonly string[];
}

const CLIENTS: readonly Client[] = [
  {
    name: "ferry",
    command: join("dist", Deno.build.os === "windows" ? "ferry.exe" : "ferry"),
    fetch: ({ url, sha256 }, folder, name) => {
      return ["get", "--quiet", "--sha256", sha256, "--output", join(folder, name), url];
    },
  },
  {
    name: YARDSTICK,
    command: "curl",
    fetch: ({ url }, folder, name) => ["--silent", "--fail", "--output", join(folder, name), url],
  },
  {
    name: "wget",
    command: "wget",
    fetch: ({ url }, folder, name) => ["--quiet", "--output-document", join(folder, name), url],
  },
  {
    name: "aria2c",
    command: "aria2c",
    // As one connection, and without filling the file with zeros first, as the others do.
    fetch: ({ url }, folder, name) => {
      return [
        "--quiet",
        "--split=1",
        "--file-allocation=none",
        "--dir",
        folder,
        "--out",
        name,
        url,
      ];
    },
  },
];

async function isInstalled({ command }: Client): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args: ["--version"] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Writes a file of chance octets, and reads it once, so that it lies in memory. */
function makeSource({ name, octets }: Work, folder: string, origin: string): Source {
  const block = randomBytes(Math.min(BLOCK_OCTETS, octets));
  const hash = createHash("sha256");
  using file = Deno.openSync(join(folder, name), { write: true, createNew: true });
  for (let written = 0; written < octets;) {
    const count = file.writeSync(block.subarray(0, octets - written));
    hash.update(block.subarray(0, count));
    written += count;
  }
  return { url: `${origin}/${name}`, octets, sha256: hash.digest("hex") };
}

/** nginx, stopped when disposed. */
interface Server extends AsyncDisposable {
  readonly origin: string;
}

/** One worker, sendfile, no access log: nginx as it is fastest for files. */
async function startNginx(folder: string): Promise<Server> {
  const port = freePort();
  const configuration = join(folder, "nginx.conf");
  Deno.writeTextFileSync(
    configuration,
    `worker_processes 1; daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections 64; }
    http { access_log off; sendfile on; tcp_nopush on;
      server { listen 127.0.0.1:${port}; root ${folder}; } }`,
  );
  const args = ["-c", configuration];
  const child = new Deno.Command("nginx", { args, stdout: "null", stderr: "null" }).spawn();
  await untilListening(port);
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose](): Promise<void> {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      return (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    } catch {
      await new Promise((resume) => setTimeout(resume, 50));
    }
  }
  throw new Error(`nothing listens on port ${port}`);
}

/** How long a client takes for a source, in milliseconds. @throws when it fails */
async function measure(client: Client, source: Source, folder: string): Promise<number> {
  const name = "fetched";
  const command = new Deno.Command(client.command, {
    args: [...client.fetch(source, folder, name)],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
  const sinceMs = performance.now();
  const { success, stderr } = await command.output();
  const tookMs = performance.now() - sinceMs;
  if (!success) throw new Error(`${client.name}: ${new TextDecoder().decode(stderr)}`);
  const path = join(folder, name);
  const { size } = Deno.statSync(path);
  Deno.removeSync(path);
  if (size !== source.octets) throw new Error(`${client.name}: ${size} octets`);
  return tookMs;
}

/** Alternating rounds. @returns the median of each client, in milliseconds, in the order given */
async function compare(
  clients: readonly Client[],
  source: Source,
  folder: string,
  rounds: number,
): Promise<number[]> {
  const times: number[][] = clients.map(() => []);
  const sinceMs = performance.now();
  for (let round = 0; round < rounds; round++) {
    if (performance.now() - sinceMs > LAST_ROUND_MS) break;
    for (const [at, client] of clients.entries()) {
      times[at]!.push(await measure(client, source, folder));
    }
  }
  return times.map(median);
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

function report(title: string, clients: readonly Client[], medians: readonly number[]): string {
  const yardstick = medians[clients.findIndex(({ name }) => name === YARDSTICK)] ?? NaN;
  const rows = clients.map(({ name }, at) => {
    const ms = medians[at] ?? NaN;
    return `| ${title} | ${name} | ${ms.toFixed(ms < 1000 ? 1 : 0)} | ${
      (ms / yardstick).toFixed(2)
    } |`;
  });
  return rows.join("\n");
}

const folder = Deno.makeTempDirSync({ prefix: "ferry-bench-" });
Deno.chmodSync(folder, 0o755); // nginx's worker is another user
try {
  const found = await Promise.all(CLIENTS.map(isInstalled));
  const clients = CLIENTS.filter((_, at) => found[at]);
  for (const { name } of CLIENTS.filter((_, at) => !found[at])) console.error(`Missing: ${name}`);
  await using nginx = await startNginx(folder);
  console.log(`| file | client | ms | to ${YARDSTICK} |\n| --- | --- | --- | --- |`);
  for (const work of WORKS) {
    const source = makeSource(work, folder, nginx.origin);
    console.log(report(work.title, clients, await compare(clients, source, folder, work.rounds)));
  }
} finally {
  Deno.removeSync(folder, { recursive: true });
}
