// The digest of a file that is there.
//
// Contract: the file is read piece by piece, and other work has its turn between them. What the system
// says becomes an OutputError: the file is ferry's own, and was written a moment ago.

import { FerryError } from "../../http/wire/errors.ts";
import { OutputError } from "../errors.ts";

/** A piece, in octets; it is hashed in less than a millisecond. */
const BUFFER_OCTETS = 1024 * 1024;

/**
 * Up to here a file is hashed by WebCrypto, which is there already: to load node:crypto takes Deno 2.9
 * 20 to 30 ms, as long as half a start. Each call is dearer (75 µs against 4), so that is for a few only.
 */
const SMALL_OCTETS = 64 * 1024;
const FEW = 16;

/** How many small files there were so far. */
let smallFiles = 0;

/**
 * The SHA-256 of the first octets of a file, in lower-case hexadecimal.
 *
 * @param octets how many; 0 and up
 * @param signal ends it; its reason is thrown, a FerryError
 * @throws {OutputError} when they cannot be read, or there are fewer
 */
export async function digestOfFile(
  path: string,
  octets: number,
  signal: AbortSignal,
): Promise<string> {
  try {
    using file = await Deno.open(path);
    return octets <= SMALL_OCTETS && ++smallFiles <= FEW
      ? await digestAtOnce(file, octets, signal)
      : await digestInPieces(file, octets, signal);
  } catch (cause) {
    if (cause instanceof FerryError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OutputError(`Cannot read ${path} again to check it: ${reason}; fetch it again`, {
      cause,
    });
  }
}

/** The SHA-256 of octets that are at hand, in lower-case hexadecimal. */
export async function digestOf(octets: Uint8Array<ArrayBuffer>): Promise<string> {
  if (++smallFiles <= FEW) {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", octets)).toHex();
  }
  const { createHash } = await import("node:crypto");
  return createHash("sha256").update(octets).digest("hex");
}

async function digestAtOnce(
  file: Deno.FsFile,
  octets: number,
  signal: AbortSignal,
): Promise<string> {
  const content = new Uint8Array(octets);
  for (let at = 0; at < octets;) at += await readSome(file, content.subarray(at), signal);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content)).toHex();
}

async function digestInPieces(
  file: Deno.FsFile,
  octets: number,
  signal: AbortSignal,
): Promise<string> {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  const buffer = new Uint8Array(Math.min(BUFFER_OCTETS, octets));
  for (let left = octets; left > 0;) {
    const count = await readSome(file, buffer.subarray(0, left), signal);
    hash.update(buffer.subarray(0, count));
    left -= count;
  }
  return hash.digest("hex");
}

async function readSome(
  file: Deno.FsFile,
  octets: Uint8Array,
  signal: AbortSignal,
): Promise<number> {
  signal.throwIfAborted();
  const count = await file.read(octets);
  signal.throwIfAborted();
  if (count === null) throw new Error("it is shorter than what was written");
  return count;
}
