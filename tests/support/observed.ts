// What a download client has left: the vocabulary of the comparison.

import type { Tool } from "./rivals.ts";
import { CHANGED, SHORTENED, WHOLE } from "./scripted.ts";

/** What a tool made of a peer: its exit code, and what was there afterwards, for people. */
export interface Observed {
  readonly code: number;
  readonly left: string;
}

/** One kind of peer. */
export interface Row {
  readonly name: string;
  /** What is right; ferry does one of them. */
  readonly right: readonly Observed[];
  run(tool: Tool): Promise<Observed>;
}

/** What is there before a download that is not resumed. */
export const OLDER = "an older file\n";
/** The content of an error. */
export const LOST = "lost\n";
/** How an older file is told of. */
export const OLDER_LEFT = "the older file";

/** What stands at the path. */
export function describe(path: string): string {
  let text: string;
  try {
    const { size } = Deno.statSync(path);
    if (size > 1024 * 1024) return `${size / 1024 / 1024} MiB of zeros`;
    text = Deno.readTextFileSync(path);
  } catch {
    return "no file";
  }
  if (text === WHOLE) return "the whole file";
  if (text === CHANGED || text === SHORTENED) return "the new file";
  if (text === OLDER) return OLDER_LEFT;
  if (text === LOST) return "the error page";
  if (text === "") return "an empty file";
  if (WHOLE.startsWith(text)) return `a part: ${text.length} of ${WHOLE.length} octets`;
  return "a garbled file";
}
