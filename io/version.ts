// The version of ferry, from the one place that holds it.

import manifest from "../deno.json" with { type: "json" };

/** The version alone, such as `0.1.0`. */
export const VERSION: string = manifest.version;
