// wrk, ab and curl: what drives a server, and the one figure it tells.
//
// Contract: a figure comes of answers that were all as they should be; otherwise it throws.

import { join } from "@std/path";
import { run } from "./processes.ts";
import { MIB } from "./site.ts";

/** How wrk drives. */
export interface WrkTerms {
  readonly seconds: number;
  /** Default 64. */
  readonly connections?: number;
  /** A script in Lua that makes the requests. */
  readonly script?: string;
  readonly fields?: readonly string[];
}

/** What wrk tells. */
export interface WrkReport {
  /** Requests a second. */
  readonly rate: number;
  /** What 99 of 100 answers took at most, in milliseconds. */
  readonly p99: number;
}

const CONNECTIONS = 64;

/** Drives with one thread. @throws when an answer was none, or no success */
export async function wrk(url: string, terms: WrkTerms): Promise<WrkReport> {
  const { seconds, connections = CONNECTIONS, script, fields = [] } = terms;
  const scripted = script === undefined ? [] : ["--script", script];
  const headers = fields.flatMap((field) => ["--header", field]);
  const load = ["--threads=1", `--connections=${connections}`, `--duration=${seconds}s`];
  return parseWrk(await run("wrk", [...load, "--latency", ...scripted, ...headers, url]));
}

/** Milliseconds, by the unit that wrk writes. */
const UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

/** Reads what wrk printed. @throws when an answer was none, or no success */
export function parseWrk(report: string): WrkReport {
  const rate = Number(/Requests\/sec:\s+([0-9.]+)/.exec(report)?.[1]);
  const [, p99, unit = ""] = /99%\s+([0-9.]+)(us|ms|s)/.exec(report) ?? [];
  if (!(rate > 0) || /Non-2xx|Socket errors/.test(report)) throw new Error(report);
  return { rate, p99: Number(p99) * (UNITS[unit] ?? NaN) };
}

/** Writes a script for wrk that sends 16 requests at once. @returns its path */
export function pipelining(depth: number, state: string): string {
  return writeScript(
    join(state, "pipelining.lua"),
    `local requests
    init = function()
      requests = string.rep(wrk.format(), ${depth})
    end
    request = function() return requests end`,
  );
}

/** Writes a script that asks for files by chance, the same in each round. @returns its path */
export function atRandom(folder: string, many: number, state: string): string {
  return writeScript(
    join(state, "random.lua"),
    `local requests = {}
    init = function()
      math.randomseed(5)
      for at = 1, ${many} do requests[at] = wrk.format("GET", "/${folder}/" .. (at - 1)) end
    end
    request = function() return requests[math.random(${many})] end`,
  );
}

function writeScript(path: string, source: string): string {
  Deno.writeTextFileSync(path, source);
  return path;
}

/** Requests a second, each on a connection of its own, 16 at once. @throws when one failed */
export async function ab(url: string, seconds: number): Promise<number> {
  return parseAb(await run("ab", ["-q", "-t", String(seconds), "-n", "1000000", "-c", "16", url]));
}

/** Reads what ab printed. @throws when a request failed */
export function parseAb(report: string): number {
  const rate = Number(/Requests per second:\s+([0-9.]+)/.exec(report)?.[1]);
  const sound = /Failed requests:\s+0\n/.test(report) && !report.includes("Non-2xx");
  if (!(rate > 0) || !sound) throw new Error(report);
  return rate;
}

/** What curl is to fetch over and over. */
export interface CurlTerms {
  /** How often, on one connection. */
  readonly times: number;
  /** The octets that come each time. */
  readonly octets: number;
  /** First and last position, as in the field Range without its unit. */
  readonly range?: string;
}

/** MiB a second of each fetch. @throws when less came, or more */
export async function curl(url: string, terms: CurlTerms): Promise<number[]> {
  const { times, octets, range } = terms;
  const ranged = range === undefined ? [] : ["--range", range];
  const fetches = Array.from({ length: times }, () => ["--output", "/dev/null", url]).flat();
  const told = "%{size_download} %{time_total}\\n";
  const report = await run("curl", ["-sS", "--fail", ...ranged, "--write-out", told, ...fetches]);
  return parseCurl(report, octets);
}

/** Reads what curl wrote of each fetch: its octets, and its seconds. @throws when it is not so much */
export function parseCurl(report: string, octets: number): number[] {
  return report.trim().split("\n").map((line) => {
    const [size, seconds = NaN] = line.split(" ").map(Number);
    if (size !== octets) throw new Error(`${size} octets in the place of ${octets}`);
    return size / MIB / seconds;
  });
}
