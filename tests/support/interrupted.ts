// `ferry get` that a signal ends amid a file.

import { startFerry } from "./program.ts";

/** What such a run has left on stderr, and its exit code; 128 and the number for a signal itself. */
export interface Interrupted {
  readonly code: number;
  readonly stderr: string;
}

/**
 * Starts `ferry get`, and sends the signal once that many octets are in the file.
 *
 * @throws {Error} when it ends before
 */
export async function interruptGet(
  args: readonly string[],
  part: string,
  octets: number,
  signal: Deno.Signal = "SIGINT",
): Promise<Interrupted> {
  const child = startFerry(["get", ...args]);
  const output = child.output();
  let ended = false;
  const end = (): void => void (ended = true);
  output.then(end, end);
  while (!ended && sizeOf(part) < octets) await new Promise((resume) => setTimeout(resume, 5));
  if (!ended) child.kill(signal);
  const { code, stderr, signal: killed } = await output;
  const text = new TextDecoder().decode(stderr);
  if (killed === null && code < 128) throw new Error(`ferry has ended with ${code}: ${text}`);
  return { code, stderr: text };
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0; // it is not there yet
  }
}
