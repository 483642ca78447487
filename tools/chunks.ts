// The chunks that a bundler makes of the program: what they need beside them, and what they are called in
// the traces of a stack.
//
// Contract: pure. Paths are relative to the folder of the bundle, with `/`.

import { CompileError } from "./command.ts";

/** How a module finds the thread it starts; the one way that survives bundling. */
const RESOLVED = /\bimport\.meta\.resolve\("\.\/([^"/]+)"\)/g;

/**
 * Modules to be put beside the chunks: a chunk is seldom where the module was that it is made of, so what
 * it resolves is not where the bundler put it. Each imports the thread of that name.
 *
 * @param chunks from their paths to their sources
 * @param threads the modules that are threads, relative to the project: `cli/serve_worker.ts`
 * @returns from their paths to their sources
 * @throws {CompileError} when a chunk resolves what is none of the threads
 */
export function stubsOf(
  chunks: ReadonlyMap<string, string>,
  threads: readonly string[],
): Map<string, string> {
  const stubs = new Map<string, string>();
  for (const [path, source] of chunks) {
    const folders = path.split("/").slice(0, -1);
    for (const [, name = ""] of source.matchAll(RESOLVED)) {
      const thread = threads.find((thread) => thread.split("/").at(-1) === name);
      if (thread === undefined) {
        throw new CompileError(`${name} is started as a thread: list it in THREADS`);
      }
      const up = folders.length === 0 ? "./" : "../".repeat(folders.length);
      stubs.set([...folders, name].join("/"), `import "${up}${chunkOf(thread)}";\n`);
    }
  }
  return stubs;
}

/** How the module that reads the manual finds its folder, which lies beside the room it stands in. */
const MANUAL = 'import.meta.resolve("../www/")';

/** `source` with the way to the manual from the chunk that it is of; the manual is beside `main`. */
export function withManual(source: string, path: string): string {
  const up = path.split("/").length - 1;
  return source.replaceAll(MANUAL, MANUAL.replace("../", up === 0 ? "./" : "../".repeat(up)));
}

/** The chunk that a module becomes which is given to the bundler. */
export function chunkOf(module: string): string {
  return module.replace(/\.ts$/, ".js");
}

/** A package of the program. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** Where it is, relative to the project. */
  readonly path: string;
}

/** The packages that a chunk holds modules of: the bundler writes the path of each above it. */
export function packagesOf(source: string, packages: readonly Package[]): Package[] {
  return packages.filter(({ path }) => source.includes(`${path}/`));
}

/** `source` with its packages' names for their paths on this machine: `bcryptjs@3.0.3/index.js`. */
export function withNames(source: string, packages: readonly Package[]): string {
  return packages.reduce(
    (named, { name, version, path }) => named.replaceAll(`${path}/`, `${name}@${version}/`),
    source,
  );
}
