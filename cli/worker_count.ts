// How many workers `--workers` asks for.

import type { ServeArguments } from "./serve_options.ts";
import { quoted, UsageError } from "./usage_error.ts";

/** More gain nothing on any machine that ferry was tried on. */
const MOST = 64;

/**
 * From 1 to 64; `auto` is one for each processor, and one where a port can't be shared.
 *
 * @param system what machine this is, and how many processors it has
 * @throws {UsageError} for any other text, and for several where they can't share
 */
export function workerCount(
  { workers, unix }: Pick<ServeArguments, "workers" | "unix">,
  system: { readonly os: string; readonly processors: number },
): number {
  const shareable = unix === undefined && system.os !== "windows";
  if (workers === "auto") return shareable ? Math.min(Math.max(system.processors, 1), MOST) : 1;
  const count = /^[0-9]{1,2}$/.test(workers) ? Number(workers) : 0;
  if (count < 1 || count > MOST) {
    throw new UsageError(
      `--workers: ${quoted(workers)} is neither auto nor a number from 1 to 64`,
    );
  }
  if (count === 1 || shareable) return count;
  throw new UsageError(
    unix === undefined
      ? "--workers: this system shares no port; leave it out"
      : "--workers: a Unix socket is not shared; leave out --workers or --unix",
  );
}
