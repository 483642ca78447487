// Writes dist/ferry.cdx.json, the list of what is embedded in dist/ferry: npm packages with version,
// licence and integrity, and the version of Deno's runtime base. Compile first: the list names the
// executable by its SHA-256.

import { createHash } from "node:crypto";
import { join } from "@std/path";
import { CompileError, ROOT } from "./command.ts";
import { denoIn, documentOf, type Inventory, type Listed, reached } from "./inventory.ts";
import { readGraph } from "./graph.ts";
import type { Graph } from "./lock.ts";

const EXECUTABLE = join(ROOT, "dist", Deno.build.os === "windows" ? "ferry.exe" : "ferry");
const LIST = join(ROOT, "dist", "ferry.cdx.json");

/** What deno.lock and the package itself say. Throws {@link CompileError} where they are silent. */
async function readListed(key: string, graph: Graph, lock: Locked): Promise<Listed> {
  const found = graph.npmPackages[key];
  const integrity = lock.npm[key]?.integrity;
  if (found === undefined || integrity?.startsWith("sha512-") !== true) {
    throw new CompileError(`deno.lock has no SHA-512 of ${key}: fetch the packages anew`);
  }
  const { name, version, localPath, dependencies = [] } = found;
  const { license } = JSON.parse(await Deno.readTextFile(join(localPath, "package.json")));
  if (typeof license !== "string") throw new CompileError(`${key} names no licence`);
  return { name, version, licence: license, integrity, dependencies };
}

/** What is read of deno.lock. */
interface Locked {
  readonly npm: Readonly<Record<string, { readonly integrity?: string }>>;
}

async function readExecutable(): Promise<{ sha256: string; deno: string }> {
  let octets: Uint8Array;
  try {
    octets = await Deno.readFile(EXECUTABLE);
  } catch (cause) {
    throw new CompileError(`${EXECUTABLE} is not there: run deno task compile`, { cause });
  }
  const deno = denoIn(octets);
  if (deno === undefined) throw new CompileError(`${EXECUTABLE} names no version of Deno`);
  return { sha256: createHash("sha256").update(octets).digest("hex"), deno };
}

/** Reads all that is to be listed. */
export async function readInventory(): Promise<Inventory> {
  const graph = await readGraph();
  const lock: Locked = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.lock")));
  const { version, license } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  const { direct, all } = reached(graph);
  const packages = await Promise.all(all.map((key) => readListed(key, graph, lock)));
  return { ferry: { version, licence: license }, ...await readExecutable(), packages, direct };
}

if (import.meta.main) {
  try {
    const document = documentOf(await readInventory());
    await Deno.writeTextFile(LIST, `${JSON.stringify(document, undefined, 2)}\n`);
    console.log(`${document.components.length} components: ${LIST}`);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    console.error(error.message);
    Deno.exitCode = 1;
  }
}
