// Writes the executable, dist/ferry (dist/ferry.exe on Windows), with the least permissions ferry
// needs and nothing embedded but ferry's own modules, the packages they import, and www. The program
// is bundled first, which halves the start; where that is impossible, its modules are compiled.
//
// `deno compile` puts the program behind Deno's runtime base (denort), which it downloads unless
// DENORT_BIN names one. Where only the npm registry can be reached that fails, and on Linux x86_64
// an older Deno takes its place whose base is found inside an npm package: compiler and base must
// be of one version. Whatever it does instead of the plain compilation, it says on stderr.

import { createHash } from "node:crypto";
import { join } from "@std/path";
import { OPENER } from "../cli/sharing/browser.ts";
import { PROXY_VARIABLES } from "../get/route/proxies.ts";
import { bundle, MODULES, type Program } from "./bundle.ts";
import { CompileError, type Finished, mustRun, REMEDY, ROOT, run } from "./command.ts";
import { readGraph } from "./graph.ts";
import { type Graph, type Lock, lockOf } from "./lock.ts";

const EXECUTABLE = join(ROOT, "dist", Deno.build.os === "windows" ? "ferry.exe" : "ferry");

/**
 * What any command needs; each drops the rest when it is known (cli/privileges.ts). Writing is for
 * downloads and Unix sockets, the interfaces for the URLs that `serve` shows, the program for `--open`.
 */
export const PERMISSIONS: readonly string[] = [
  "--no-prompt",
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-sys=networkInterfaces",
  `--allow-run=${OPENER[0]}`,
  `--allow-env=${environment().join(",")}`,
];

/**
 * What the executable has where the environment has no PATH: a program that may be started is looked for
 * on it at the start, which fails without one. On Windows there always is one.
 */
const DEFAULT_PATH = "PATH=/usr/local/bin:/usr/bin:/bin\n";

/** Deno 2.7.11 and its base: the first `octets` of `file`, to which that package adds a program. */
const FALLBACK = {
  target: "x86_64-unknown-linux-gnu",
  deno: "2.7.11",
  package: "@stdy/cli-linux-x64@0.22.2",
  file: "package/bin/steady",
  octets: 97_076_048,
  sha256: "f12d5d3886d5ea138304fb8d67d7396cfbedf53656676132152cb89f3fa4d8e6",
};

/**
 * V8 enlarges the room for what is new in each thread's heap under load, by tens of MiB over minutes; here
 * nothing gets faster by it. It has two halves: this is what one of them may have, in MiB.
 */
const YOUNG_MIB = 4;

/** The variables that ferry reads; the homes are for .netrc. */
function environment(): string[] {
  return [
    "FERRY_*",
    "PORT",
    "NO_COLOR",
    "TERM",
    "NETRC",
    "HOME",
    "USERPROFILE",
    ...PROXY_VARIABLES,
  ];
}

/** Writes the lock file of this compilation into `folder`; deno.lock itself stays as it is. */
async function writeLock(graph: Graph, folder: string): Promise<string> {
  const lock: Lock = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.lock")));
  const path = join(folder, "deno.lock");
  await Deno.writeTextFile(path, JSON.stringify(lockOf(graph, lock)));
  return path;
}

/** Writes what the environment is completed with into `folder`; the argument for it. */
async function writeEnvironment(folder: string): Promise<string[]> {
  if (Deno.build.os === "windows") return [];
  const path = join(folder, "environment");
  await Deno.writeTextFile(path, DEFAULT_PATH);
  return [`--env-file=${path}`];
}

/** Where the base is kept between compilations: outside the tree, or in `temporary` without a home. */
function cacheFolder(temporary: string): string {
  const home = Deno.env.get("HOME");
  const cache = Deno.env.get("XDG_CACHE_HOME") || (home ? join(home, ".cache") : temporary);
  return join(cache, "ferry");
}

function isBase(octets: Uint8Array): boolean {
  return createHash("sha256").update(octets).digest("hex") === FALLBACK.sha256;
}

/** The fallback's base out of its npm package, which is unpacked in `temporary`. */
async function readBase(temporary: string): Promise<Uint8Array> {
  console.error(`Fetching the runtime base of Deno ${FALLBACK.deno} from npm, once`);
  const listed = await mustRun("npm", ["pack", "--loglevel=error", FALLBACK.package], temporary);
  const tarball = listed.trim().split("\n").at(-1) ?? "";
  await mustRun("tar", ["-xzf", tarball, FALLBACK.file], temporary);
  const octets = (await Deno.readFile(join(temporary, FALLBACK.file))).subarray(0, FALLBACK.octets);
  if (isBase(octets)) return octets;
  throw new CompileError(
    `${FALLBACK.file} of ${FALLBACK.package} has not the expected SHA-256: ${REMEDY}`,
  );
}

/** The path of the fallback's base. A kept one is checked, and replaced when it is not whole. */
async function findBase(temporary: string): Promise<string> {
  const folder = cacheFolder(temporary);
  const path = join(folder, `denort-${FALLBACK.deno}`);
  const kept = await Deno.readFile(path).catch(() => new Uint8Array());
  if (isBase(kept)) return path;
  const base = await readBase(temporary);
  const unfinished = `${path}.${Deno.pid}`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(unfinished, base);
  await Deno.rename(unfinished, path);
  return path;
}

/** Compiles with Deno 2.7.11 and its base. */
async function compileFromNpm(
  args: readonly string[],
  cwd: string,
  temporary: string,
): Promise<Finished> {
  console.error(`Deno's runtime base cannot be downloaded: compiling with Deno ${FALLBACK.deno}`);
  const env = {
    DENORT_BIN: await findBase(temporary),
    // A registry may be reached through a proxy whose certificate only this machine trusts.
    DENO_TLS_CA_STORE: Deno.env.get("DENO_TLS_CA_STORE") ?? "mozilla,system",
  };
  return await run("npx", ["--yes", `deno@${FALLBACK.deno}`, ...args], { cwd, env });
}

/**
 * The arguments of `deno`. What deno.json says is said again for a bundle, which has none beside it.
 * There is no code cache: Deno keeps it in the folder for temporary files under a name that any user of
 * the machine can take first, and runs what it finds there.
 */
function argumentsOf(
  { main, included }: Program,
  lock: string,
  completing: readonly string[],
): string[] {
  // deno-fmt-ignore
  return [
    "compile", "--quiet", "--no-code-cache", `--v8-flags=--max-semi-space-size=${YOUNG_MIB}`,
    ...PERMISSIONS, ...completing,
    ...(main === MODULES.main ? [`--lock=${lock}`] : ["--no-config", "--no-lock", "--unstable-net"]),
    ...included.flatMap((path) => ["--include", path]), "--output", EXECUTABLE, main,
  ];
}

async function compile(temporary: string): Promise<void> {
  const graph = await readGraph();
  const lock = await writeLock(graph, temporary);
  const program = await bundle(graph, lock, join(temporary, "program")) ?? MODULES;
  const args = argumentsOf(program, lock, await writeEnvironment(temporary));
  const cwd = program.folder;
  let finished = await run(Deno.execPath(), args, { cwd });
  const lacksBase = !Deno.env.has("DENORT_BIN") &&
    !finished.success && finished.stderr.includes("Setting up base binary");
  if (lacksBase && Deno.build.target === FALLBACK.target) {
    finished = await compileFromNpm(args, cwd, temporary);
  }
  if (finished.success) return;
  console.error(finished.stderr.trimEnd());
  throw new CompileError(`${EXECUTABLE} was not written${lacksBase ? `: ${REMEDY}` : ""}`);
}

if (import.meta.main) {
  const temporary = await Deno.makeTempDir({ prefix: "ferry-compile-" });
  try {
    await compile(temporary);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    console.error(error.message);
    Deno.exitCode = 1;
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}
