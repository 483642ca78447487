// Real paths: whether one still leads to what was judged.
//
// Contract: no more than looks. Between two of them anything may be exchanged, so whoever opens looks
// before and after it.

/** A path without links. */
export interface RealPath {
  readonly path: string;
  /** Whether it is the path asked for, so that no link leads there. */
  readonly isDirect: boolean;
  /** Whether it goes through folders below the root, which somebody may exchange for links. */
  readonly passesFolders: boolean;
}

/** How often a path through folders is judged after the opening. */
const SECOND_LOOKS = 2;

/**
 * Whether a real path still leads to what was judged. A link at its end is seen by the judging itself,
 * a folder that is exchanged for a link and back between two calls is not: to pass through here it
 * would have to be there and away by turns, in step with every call.
 */
export function isStillThere(
  { path, passesFolders }: RealPath,
  judged: Deno.FileInfo,
): boolean {
  for (let looks = passesFolders ? SECOND_LOOKS : 0; looks > 0; looks--) {
    if (Deno.realPathSync(path) !== path || !isSame(Deno.lstatSync(path), judged)) return false;
  }
  return true;
}

/** Whether both are the same file. */
export function isSame(one: Deno.FileInfo, other: Deno.FileInfo): boolean {
  return one.isFile && one.ino === other.ino && one.dev === other.dev;
}
