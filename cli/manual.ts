// ferry's own manual: the files of www, and when they are what is served.
//
// Contract: they are read from where ferry's modules are, the executable itself or the sources, and from
// no folder that a user is in. They are read once, at the start, and only where they are shown.

import { resolve } from "@std/path";
import { FerryError } from "../http/wire/errors.ts";
import { DiskGate } from "../serve/gates/disk_gate.ts";
import type { Tree } from "../serve/gates/memory_gate.ts";
import type { SiteOptions } from "../serve/settings.ts";
import type { ServeCommand } from "./command.ts";

/** Written out, so that the bundler's chunks can be told where it is from there (tools/chunks.ts). */
const FOLDER = import.meta.resolve("../www/");

/** Its pages have this name, whatever those of other folders have. */
const INDEX = "index.html";

/** What a banner calls it. */
const NAME = "ferry's own manual";

/** What a site is made from. */
export type Source = Required<Pick<SiteOptions, "root" | "standIn">>;

/**
 * What the command is to serve: PATH, the manual, or the manual until something is in the current folder.
 * A folder with pages of another name was prepared by somebody, and is served as it is.
 *
 * @throws {FerryError} when the manual was asked for and is not there
 */
export function sourceOf({ path, subject, options }: ServeCommand): Source {
  if (subject === "manual") return { root: readManual(), standIn: undefined };
  const root = resolve(path);
  const isStandInWanted = subject === "path or manual" && options.index === INDEX;
  return { root, standIn: isStandInWanted && isEmpty(root, options) ? standIn() : undefined };
}

/** What is served, for a person. */
export function describeSource({ root, standIn }: Pick<SiteOptions, "root" | "standIn">): string {
  if (typeof root !== "string" && !(root instanceof URL)) return NAME;
  return standIn === undefined
    ? String(root)
    : `${NAME} while this folder is empty; or: ferry serve .`;
}

/** What a person should know who sees no banner; undefined for nothing. */
export function noticeOf({ standIn }: Pick<SiteOptions, "standIn">): string | undefined {
  if (standIn === undefined) return undefined;
  return `the current folder is empty, so ${NAME} is shown until something is in it; ` +
    "to serve it as it is, write ferry serve .";
}

/** @throws {FerryError} when it is not there */
function readManual(): Tree {
  try {
    return readTree(new URL(FOLDER));
  } catch (cause) {
    const reason = "the manual is not there; put its folder www beside main.ts";
    throw new FerryError(reason, { cause });
  }
}

/** Nobody has asked for it: where there is none, the folder is served. */
function standIn(): Tree | undefined {
  try {
    return readManual();
  } catch {
    return undefined;
  }
}

/** Whether nothing in the folder would be served; not where that can't be said. */
function isEmpty(root: string, { hidden, symlinks }: ServeCommand["options"]): boolean {
  try {
    return new DiskGate(root, { hidden, symlinks }).isEmpty();
  } catch {
    return false;
  }
}

/** What a folder holds, read into memory. @throws system errors */
function readTree(folder: URL): Tree {
  const entries = new Map<string, Uint8Array | Tree>();
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const end = isDirectory ? "/" : "";
    const url = new URL(`./${encodeURIComponent(name)}${end}`, folder);
    entries.set(name, isDirectory ? readTree(url) : Deno.readFileSync(url));
  }
  return { entries };
}
