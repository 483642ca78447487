// Changed files: whether a file is still what was told of it, and the faults that say no.
//
// Contract: growth is no change for who has told of a length and keeps to it. Times count where the
// length is the same.

import { FerryError } from "../http/wire/errors.ts";
import type { OpenFile } from "./gate.ts";

/** A file is no longer what was told of it. */
export class ChangedError extends FerryError {
  override readonly name: string = "ChangedError";
}

/** A file is shorter than it was when its length was told. */
export class ShrunkError extends ChangedError {
  override readonly name = "ShrunkError";
}

/** How files are changed so that nobody is sent half of each version. */
export const CHANGE_BY_RENAME = "put a new version in its place by a rename";

/** Whether a file is longer than it was when its length was told. */
export function hasGrown(file: OpenFile): boolean {
  return file.handle.statSync().size > file.size;
}

/**
 * Makes sure that a file is still what was told of it, before its last octets go out. Growth is let
 * pass: a log that is written to may be read up to where it was.
 *
 * @throws {ChangedError}, system errors
 */
export function checkUnchanged(file: OpenFile): void {
  const { size, mtime } = file.handle.statSync();
  if (size < file.size) throw shrunk(file, file.size - size);
  if (size === file.size && !Object.is(mtime?.getTime(), file.mtimeMs)) {
    throw new ChangedError(`${file.name} was written to while it was sent; ${CHANGE_BY_RENAME}`);
  }
}

/** That so many octets are missing at the end of the file. */
export function shrunk(file: OpenFile, missing: number): ShrunkError {
  return new ShrunkError(
    `${file.name} is ${missing} octets shorter than it was; ${CHANGE_BY_RENAME}`,
  );
}
