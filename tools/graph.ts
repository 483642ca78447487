// The graph of the program: what it is made of, as Deno tells it.

import { THREADS } from "./bundle.ts";
import { mustRun } from "./command.ts";
import type { Graph } from "./lock.ts";

/** What `main.ts` and the threads it starts are made of. */
export async function readGraph(): Promise<Graph> {
  const graphs: Graph[] = [];
  for (const root of ["main.ts", ...THREADS]) {
    graphs.push(JSON.parse(await mustRun(Deno.execPath(), ["info", "--json", root])));
  }
  return {
    modules: graphs.flatMap(({ modules }) => modules),
    npmPackages: Object.assign({}, ...graphs.map(({ npmPackages }) => npmPackages)),
  };
}
