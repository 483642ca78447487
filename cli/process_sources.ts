// The sources of a real run: this process's environment, and files.

import type { Sources } from "./sources.ts";

/** Reads the environment as far as it may; a variable that may not be read counts as not set. */
export const processSources: Sources = {
  env(name: string): string | undefined {
    try {
      return Deno.env.get(name);
    } catch (fault) {
      if (fault instanceof Deno.errors.NotCapable) return undefined;
      throw fault;
    }
  },
  readTextFile: (path: string): string => Deno.readTextFileSync(path),
};
