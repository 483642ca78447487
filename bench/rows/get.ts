// The client's table: ferry get beside curl, wget and aria2c, all fetching from nginx.

import { type Bench, SMALL } from "../bench.ts";
import { installedClients, timeFetch } from "../clients.ts";
import type { Row } from "../row.ts";
import { alternate } from "../rounds.ts";
import { GIB, KIB } from "../site.ts";
import type { Measured } from "../statistics.ts";

/** Those whose ratio is wanted. */
const MAIN_CLIENTS = ["ferry", "curl"];
/** After so long no second round begins in a quick run, in milliseconds. */
const QUICK_MS = 15_000;
/** What starts fast is measured so much oftener. */
const SMALL_TIMES = 3;

async function fetchInTurn(bench: Bench, octets: number, times: number): Promise<Measured> {
  const { files, folder, options: { peers, quick } } = bench;
  const rounds = bench.options.rounds * times;
  const others = quick ? 1 : rounds;
  const part = (name: string): boolean => peers.length === 0 || peers.includes(name);
  const clients = (await installedClients()).filter(({ name }) =>
    MAIN_CLIENTS.includes(name) || part(name)
  );
  const path = files.file(octets);
  await using nginx = await bench.start("nginx", SMALL);
  const source = { url: `${nginx.origin}/${path}`, octets, sha256: files.sha256(octets) };
  const untilMs = performance.now() + (quick ? QUICK_MS : Infinity);
  const samples = await alternate(
    bench,
    clients,
    ({ name }) => performance.now() < untilMs && MAIN_CLIENTS.includes(name) ? rounds : others,
    (client) => timeFetch(client, source, folder),
  );
  return { samples };
}

export const GET_ROWS: readonly Row[] = [
  {
    name: "get",
    title: "1 GiB to a file, digest computed",
    unit: "ms",
    table: "client",
    goals: [{ of: "ferry", to: "curl", atMost: 1.1 }],
    run: (bench) => fetchInTurn(bench, GIB, 1),
  },
  {
    name: "get-small",
    title: "1 KiB to a file, start included",
    unit: "ms",
    table: "client",
    goals: [],
    run: (bench) => fetchInTurn(bench, KIB, SMALL_TIMES),
  },
];
