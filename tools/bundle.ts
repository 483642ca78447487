// Bundles the program for its compilation: a hundred modules become a few chunks, which an executable
// loads in half the time. What is imported when it is needed stays a chunk of its own. The names stay as
// they are written, and each module's path stands above it: the trace of a defect can be read.

import { cp, readdir } from "node:fs/promises";
import { join, relative } from "@std/path";
import { chunkOf, type Package, packagesOf, stubsOf, withManual, withNames } from "./chunks.ts";
import { ROOT, run } from "./command.ts";
import type { Graph } from "./lock.ts";

/** Modules that no other imports, since they are started as threads of their own. */
export const THREADS: readonly string[] = [
  "cli/serve_worker.ts",
  "serve/access/bcrypt_worker.ts",
  "get/download/hasher_worker.ts",
];

/** What the licences of the bundled packages are kept in. */
const LICENCES = "licences.txt";

/** What is given to `deno compile`. */
export interface Program {
  /** The folder to compile in. */
  readonly folder: string;
  readonly main: string;
  /** What is embedded besides the modules that `main` imports. */
  readonly included: readonly string[];
}

/** The program as it is written. */
export const MODULES: Program = { folder: ROOT, main: "main.ts", included: ["www", ...THREADS] };

/**
 * Bundles the program.
 *
 * @param graph of the program
 * @param lock the lock file's path
 * @param folder that it is written into; made when it is not there
 * @returns `undefined` when that is impossible, as where the bundler cannot be had; the reason is on stderr
 * @throws {CompileError} when a thread is not listed in {@link THREADS}
 */
export async function bundle(
  graph: Graph,
  lock: string,
  folder: string,
): Promise<Program | undefined> {
  // deno-fmt-ignore
  const args = [
    "bundle", "--quiet", "--check", "--code-splitting", `--lock=${lock}`, "--outdir", folder,
    "main.ts", ...THREADS,
  ];
  const { success, stderr } = await run(Deno.execPath(), args, { env: { NO_COLOR: "1" } });
  if (!success) {
    console.error(`Cannot bundle, so the executable starts slower: ${reasonOf(stderr)}`);
    return undefined;
  }
  const stubs = await complete(folder, packagesIn(graph));
  await cp(join(ROOT, "www"), join(folder, "www"), { recursive: true });
  await forgetTimes(folder);
  return { folder, main: chunkOf("main.ts"), included: ["www", LICENCES, ...stubs] };
}

/** The line of `stderr` that says what is wrong. */
function reasonOf(stderr: string): string {
  const lines = stderr.trim().split("\n");
  return lines.find((line) => line.startsWith("error: "))?.slice("error: ".length) ?? lines[0] ??
    "";
}

function packagesIn(graph: Graph): Package[] {
  return Object.values(graph.npmPackages).map(({ name, version, localPath }) => ({
    name,
    version,
    path: relative(ROOT, localPath).replaceAll("\\", "/"),
  }));
}

/** Puts beside the chunks what they need. Returns the paths of the modules among it. */
async function complete(folder: string, packages: readonly Package[]): Promise<string[]> {
  const chunks = await readChunks(folder);
  const bundled = packagesOf([...chunks.values()].join("\n"), packages);
  for (const [path, source] of chunks) {
    const placed = withManual(withNames(source, bundled), path);
    await Deno.writeTextFile(join(folder, path), placed);
  }
  const stubs = stubsOf(chunks, THREADS);
  for (const [path, source] of stubs) await Deno.writeTextFile(join(folder, path), source);
  await Deno.writeTextFile(join(folder, LICENCES), await licencesOf(bundled));
  return [...stubs.keys()];
}

async function readChunks(folder: string): Promise<Map<string, string>> {
  const chunks = new Map<string, string>();
  for (const path of (await readdir(folder, { recursive: true })).sort()) {
    if (!path.endsWith(".js")) continue;
    chunks.set(path.replaceAll("\\", "/"), await Deno.readTextFile(join(folder, path)));
  }
  return chunks;
}

/** Gives all in `folder` one time, since an executable holds the times: so the same modules give the same. */
async function forgetTimes(folder: string): Promise<void> {
  const time = new Date(0);
  for (const path of await readdir(folder, { recursive: true })) {
    await Deno.utime(join(folder, path), time, time);
  }
}

/** The licences, which want to go wherever the packages go. */
async function licencesOf(packages: readonly Package[]): Promise<string> {
  const texts = await Promise.all(packages.map(async ({ name, version, path }) => {
    return `${name} ${version}\n\n${await licenceOf(join(ROOT, path))}\n`;
  }));
  return texts.join("\n\n");
}

/** The licence of the package in `folder`: its text, or its name where the package has but that. */
async function licenceOf(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter((file) => /^licen[cs]e/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => Deno.readTextFile(join(folder, file))));
  if (texts.length > 0) return texts.map((text) => text.trim()).join("\n\n");
  const { license } = JSON.parse(await Deno.readTextFile(join(folder, "package.json")));
  return `License: ${license}`;
}
