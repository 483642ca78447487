// stderr of `ferry get`, and the screen that may be behind it.

import type { Screen } from "./progress_lines.ts";

/** Where a terminal doesn't tell its size. */
const DEFAULT_SCREEN: Screen = { columns: 80, rows: 24 };

const utf8 = new TextEncoder();

/** Writes it all. What nobody can read any more is not worth an error. */
export function writeStderr(text: string): void {
  try {
    const octets = utf8.encode(text);
    for (let at = 0; at < octets.length;) at += Deno.stderr.writeSync(octets.subarray(at));
  } catch {
    // stderr is closed
  }
}

/** The size of the terminal, now. */
export function screen(): Screen {
  try {
    const { columns, rows } = Deno.consoleSize();
    return { columns: columns || DEFAULT_SCREEN.columns, rows: rows || DEFAULT_SCREEN.rows };
  } catch {
    return DEFAULT_SCREEN; // no terminal at all
  }
}
