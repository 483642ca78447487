// The lock file a compilation is given. `deno compile` embeds every package that the lock file's
// specifiers lead to, those of the tests too; without a specifier a package's entry is ignored.

/** What is read of a deno.lock; the other sections pass through untouched. */
export interface Lock {
  /** From what deno.json asks for (`npm:deno-std@1.4.0`) to the version it was given. */
  readonly specifiers?: Readonly<Record<string, string>>;
  readonly [section: string]: unknown;
}

/** A package among {@link Graph}. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** The folder it is unpacked in. */
  readonly localPath: string;
  /** As `name@version`, what it imports. */
  readonly dependencies?: readonly string[];
}

/** What is read of the answer of `deno info --json`. */
export interface Graph {
  readonly modules: readonly { readonly npmPackage?: string }[];
  readonly npmPackages: Readonly<Record<string, NpmPackage>>;
}

/** `lock` with only those specifiers whose package a module of `graph` belongs to. */
export function lockOf(graph: Pick<Graph, "modules">, lock: Lock): Lock {
  const packages = new Set(graph.modules.map((module) => module.npmPackage));
  const reached = Object.entries(lock.specifiers ?? {}).filter(([specifier, version]) => {
    const name = specifier.slice("npm:".length, specifier.lastIndexOf("@"));
    return packages.has(`${name}@${version}`);
  });
  return { ...lock, specifiers: Object.fromEntries(reached) };
}
