// `ferry get`, as a user runs it: whole, in segments, interrupted and continued, folders, coded content.
//
// Contract: a round fails unless the exit code is the one expected, and every octet that was fetched is
// compared.

import { Buffer } from "node:buffer";
import { join } from "@std/path";
import { anyOf, contentOf, type Load, pathsIn, pause, type Target } from "../target.ts";

const [OK, NOT_FOUND] = [0, 22];
const LARGEST = "/large/0.bin";
const LARGE = "/large/1.bin";
const PART_POLL_MS = 5;
/** So slow that it can be interrupted. */
const SLOW_RATE = "16m";
const ENDINGS = ["SIGINT", "SIGKILL"] as const;

const running = new Set<Deno.ChildProcess>();

/** Ends those that run. */
export function endGets(): void {
  for (const child of running) child.kill("SIGKILL");
}

function start(target: Target, args: readonly string[]): Deno.ChildProcess {
  const trust = target.secure ? ["--insecure"] : [];
  const options = { stdin: "null", stdout: "piped", stderr: "piped" } as const;
  const words = ["get", "-q", ...trust, ...args];
  const child = new Deno.Command(target.ferry, { args: words, ...options }).spawn();
  running.add(child);
  child.status.finally(() => running.delete(child));
  return child;
}

/** Runs it to its end. @returns its stdout @throws at another exit code than the one wanted */
async function run(target: Target, args: readonly string[], wanted = OK): Promise<Buffer> {
  const { code, stdout, stderr } = await start(target, args).output();
  if (code === wanted) return Buffer.from(stdout);
  const told = new TextDecoder().decode(stderr);
  throw new Error(`${args.join(" ")}: exit ${code} instead of ${wanted}: ${told}`);
}

function url({ port, secure }: Target, path: string): string {
  return `${secure ? "https" : "http"}://127.0.0.1:${port}${encodeURI(path)}`;
}

/** Calls `use` with a new folder, and removes it. */
async function withFolder(
  { scratch }: Target,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync({ dir: scratch });
  try {
    await use(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** @throws unless the file holds what the path does */
function expectFile(target: Target, file: string, path: string): void {
  const octets = Deno.readFileSync(file);
  target.tally.octets += octets.length;
  if (!contentOf(target, path).equals(octets)) throw new Error(`other content in ${file}`);
}

/** Fetches the path into a file with these words besides, and compares. */
function fetched(target: Target, path: string, ...args: readonly string[]): Promise<void> {
  return withFolder(target, async (folder) => {
    const file = join(folder, "fetched");
    await run(target, [url(target, path), "-o", file, ...args]);
    expectFile(target, file, path);
  });
}

async function toStdout(target: Target): Promise<void> {
  const path = anyOf(pathsIn(target, "hot"));
  const octets = await run(target, [url(target, path)]);
  if (!contentOf(target, path).equals(octets)) throw new Error("other content on stdout");
}

async function missing(target: Target): Promise<void> {
  await run(target, [url(target, "/missing"), "-o", join(target.scratch, "missing")], NOT_FOUND);
}

function continued(target: Target): Promise<void> {
  return withFolder(target, async (folder) => {
    const file = join(folder, "continued");
    const first = start(target, [url(target, LARGE), "-o", file, "--limit-rate", SLOW_RATE]);
    const output = first.output();
    let hasEnded = false;
    output.then(() => hasEnded = true);
    while (!hasEnded && !hasBegun(`${file}.part`)) await pause(PART_POLL_MS);
    if (!hasEnded) first.kill(anyOf(ENDINGS));
    await output;
    await run(target, [url(target, LARGE), "-o", file, "-C"]);
    expectFile(target, file, LARGE);
  });
}

function hasBegun(part: string): boolean {
  try {
    return Deno.statSync(part).size > 0;
  } catch {
    return false;
  }
}

function mirrored(target: Target): Promise<void> {
  return withFolder(target, async (folder) => {
    for (const connections of ["1", "4"]) { // for the second time it is there
      const args = [url(target, "/tree/"), "-r", "--output-dir", folder, "-n", connections];
      await run(target, args);
      for (const path of pathsIn(target, "tree")) {
        expectFile(target, join(folder, path.slice("/tree/".length)), path);
      }
    }
  });
}

function load(name: string, round: (target: Target) => Promise<void>): Load {
  return { name: `get ${name}`, parallel: 1, pauseMs: 6000, round };
}

export const GET_LOADS: readonly Load[] = [
  load("plain", (target) => fetched(target, LARGE)),
  load("-n 4", (target) => fetched(target, LARGEST, "-n", "4")),
  load("-C", continued),
  load("-r", mirrored),
  load("--compressed", (target) => fetched(target, "/text/7.css", "--compressed")),
  load("to stdout", toStdout),
  load("of what is missing", missing),
];
