// The folder that a mirror fills: nothing is written but in it.
//
// Contract: every folder on the way to a file was made here, or is a real one and no symbolic link. What
// the system says becomes an OutputError.

import { OutputError } from "../errors.ts";
import { nameFromUri } from "../files/naming.ts";
import { outputError } from "../files/output.ts";

/** Where a mirror goes. */
export interface MirrorTarget {
  readonly path: string;
  /** Whether the user named it: then it may be a link to a folder. */
  readonly named: boolean;
}

/**
 * Where the folder of a URL goes: into the folder that the user named, else into one named like the last
 * segment of the URL's path, or like its host.
 *
 * @param outputDir what the user named
 */
export function mirrorTarget(asked: URL, outputDir: string | undefined): MirrorTarget {
  if (outputDir !== undefined) return { path: outputDir, named: true };
  const path = asked.pathname.replace(/\/+$/, "");
  if (path === "") return { path: hostName(asked), named: false };
  const uri = new URL(asked);
  uri.pathname = path;
  return { path: nameFromUri(uri), named: false };
}

/** Colons, which IPv6 has, are allowed in no name on Windows. */
function hostName({ hostname }: URL): string {
  return hostname.replace(/[[\]]/g, "").replaceAll(":", "-");
}

/**
 * Sees to it that there is a folder.
 *
 * @returns whether it was made now, and so is empty
 * @throws {OutputError} when something else is there, or it cannot be made
 */
export function enterFolder({ path, named }: MirrorTarget): boolean {
  const found = folderInfo(path, named);
  if (found?.isDirectory) return false;
  if (found !== undefined) {
    const kind = found.isSymlink ? "a symbolic link" : "no folder";
    throw new OutputError(`In the way: ${path}, which is ${kind}; remove it, or mirror elsewhere`);
  }
  try {
    Deno.mkdirSync(path);
    return true;
  } catch (cause) {
    throw outputError(path, cause);
  }
}

function folderInfo(path: string, follow: boolean): Deno.FileInfo | undefined {
  try {
    return follow ? Deno.statSync(path) : Deno.lstatSync(path);
  } catch {
    return undefined; // making it will tell what else is wrong with it
  }
}

/**
 * The regular file of that path; undefined when there is none, or a symbolic link, which the new file
 * replaces.
 *
 * @throws {OutputError} when a folder is in its place
 */
export function localFile(path: string): Deno.FileInfo | undefined {
  const found = folderInfo(path, false);
  if (found?.isDirectory) {
    throw new OutputError(
      `In the way: ${path}, which is a folder here and a file there; remove it`,
    );
  }
  return found?.isFile ? found : undefined;
}

/** System errors that the next file would meet too: disk full, quota used up, read-only. */
const LASTING = new Set(["ENOSPC", "EDQUOT", "EROFS"]);

/** Whether no other file could be written either. */
export function isLasting(error: unknown): boolean {
  const cause = error instanceof OutputError ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && LASTING.has(String(cause.code));
}
