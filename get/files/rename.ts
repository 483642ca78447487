// Giving a finished part its name: instead of what has it, or only if it is free.

import { outputError } from "./output.ts";

/** Gives the file at `from` this name, instead of what had it before. @throws {OutputError} */
export async function replace(from: string, path: string): Promise<string> {
  try {
    await Deno.rename(from, path);
    return path;
  } catch (cause) {
    throw outputError(path, cause);
  }
}

/** Gives the file this name unless it is taken. @returns whether it was free @throws {OutputError} */
export async function claim(from: string, path: string): Promise<boolean> {
  try {
    await claimByLink(from, path);
    return true;
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists) return false;
    throw outputError(path, cause);
  }
}

/** A link is made of one name only if that is free, which a rename does not ask. */
async function claimByLink(from: string, path: string): Promise<void> {
  try {
    await Deno.link(from, path);
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists) throw cause;
    return await claimByRename(from, path); // no links on this file system
  }
  await Deno.remove(from);
}

/** An empty file holds the name for the moment of the rename. */
async function claimByRename(from: string, path: string): Promise<void> {
  (await Deno.open(path, { write: true, createNew: true })).close();
  try {
    await Deno.rename(from, path);
  } catch (cause) {
    await Deno.remove(path);
    throw cause;
  }
}
