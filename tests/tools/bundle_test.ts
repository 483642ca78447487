// The bundle of the program as it is: what it holds, and what is loaded before it is needed.
//
// Skipped where the bundler cannot be had; there the modules are compiled.

import { assert, assertEquals } from "@std/assert";
import { bundle, THREADS } from "../../tools/bundle.ts";
import { chunkOf } from "../../tools/chunks.ts";
import { mustRun, ROOT } from "../../tools/command.ts";
import { TempFolder } from "../support/program.ts";

await using temporary = await TempFolder.create();
const chunks = await bundledChunks(temporary.file("program"));

/** From the paths of the chunks to their sources; `undefined` when there is no bundler. */
async function bundledChunks(folder: string): Promise<Map<string, string> | undefined> {
  const graph = JSON.parse(await mustRun(Deno.execPath(), ["info", "--json", "main.ts"]));
  const lock = temporary.file("deno.lock");
  await Deno.copyFile(`${ROOT}deno.lock`, lock);
  const program = await bundle(graph, lock, folder);
  return program && new Map([...sourcesIn(folder)]);
}

/** The modules in `folder`, each with its path in it. */
function* sourcesIn(folder: string, within = ""): Generator<[path: string, source: string]> {
  for (const { name, isDirectory } of Deno.readDirSync(`${folder}/${within}`)) {
    const path = `${within}${name}`;
    if (isDirectory) yield* sourcesIn(folder, `${path}/`);
    else if (/\.[jt]s$/.test(name)) yield [path, Deno.readTextFileSync(`${folder}/${path}`)];
  }
}

/** What is loaded with the chunk at `path`, itself included: what it imports, and so on. */
function loadedWith(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  const imports = chunks!.get(path)!.matchAll(/^(?:import|\} from|import .* from) "(\.[^"]*)";$/gm);
  for (const [, name = ""] of imports) {
    loadedWith(new URL(name, `file:///${path}`).pathname.slice(1), found);
  }
  return found;
}

/** The modules that chunks are made of: the bundler writes each one's path above it. */
function modulesOf(paths: Iterable<string>): string[] {
  return [...paths].flatMap((path) =>
    [...chunks!.get(path)!.matchAll(/^ *\/\/ (\S+\.[jt]s)$/gm)].map(([, module = ""]) => module)
  );
}

/** The chunk that holds a module. */
function chunkWith(module: string): string {
  return [...chunks!.keys()].find((path) => modulesOf([path]).includes(module))!;
}

function testBundle(name: string, test: () => void): void {
  Deno.test({ name, ignore: chunks === undefined, fn: test });
}

/** What chunks find by its place: threads, and the folder of the manual. */
function resolved(): string[] {
  return [...chunks!].flatMap(([path, source]) =>
    [...source.matchAll(/import\.meta\.resolve\("([^"]+)"\)/g)].map(([, name = ""]) =>
      new URL(name, `file:///bundle/${path}`).pathname.slice("/bundle/".length)
    )
  );
}

testBundle("the manual is found from where it is read", () => {
  assertEquals(resolved().filter((path) => path.endsWith("/")), ["www/"]);
});

testBundle("every thread is found from where it is started", () => {
  const started = resolved().filter((path) => !path.endsWith("/"));
  for (const stub of started) assert(chunks!.has(stub), stub);
  const threads = started.flatMap((stub) => [...loadedWith(stub)]);
  for (const thread of THREADS) assert(threads.includes(chunkOf(thread)), thread);
});

testBundle("a command is loaded with its name, not before", () => {
  const modules = modulesOf(loadedWith("main.js"));
  assert(modules.includes("cli/command.ts"));
  for (const late of ["cli/serve.ts", "server.ts", "cli/get.ts", "client.ts"]) {
    assert(!modules.includes(late), late);
  }
});

testBundle("get loads no package with it but @std/path", () => {
  const modules = modulesOf(loadedWith(chunkWith("cli/get.ts")));
  assert(modules.includes("get/requester.ts"));
  const packaged = modules.filter((module) => module.includes("@"));
  const other = packaged.filter((module) => !/^deno-std@[^/]+\/(?:path|internal)\//.test(module));
  assertEquals(other, []);
});

testBundle("it imports nothing from outside but what is Deno's", () => {
  for (const [path, source] of chunks!) {
    const names = source.matchAll(/^\s*(?:import|\} from|import .* from) "([^"]*)";$/gm);
    for (const [, name = ""] of names) {
      assert(/^(?:\.{1,2}\/|node:)/.test(name), `${path}: ${name}`);
    }
  }
});

testBundle("it does not tell where it was made", () => {
  const folders = [ROOT, ROOT.slice(1), temporary.path, "registry.npmjs.org", "node_modules/"];
  for (const [path, source] of chunks!) {
    for (const folder of folders) assert(!source.includes(folder), `${path} names ${folder}`);
  }
});
