// The name and number that `ferry --version` prints, from the one place that holds it.

import manifest from "../deno.json" with { type: "json" };

/** The version alone, such as `0.1.0`. */
export const VERSION: string = manifest.version;

/** The line that `ferry --version` prints, without its line ending. */
export const VERSION_LINE = `ferry ${VERSION}`;
