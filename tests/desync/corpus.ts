// The corpus: every case, by its group. No name stands twice in a group.

import { CHUNKS } from "./chunks.ts";
import { CODINGS } from "./codings.ts";
import { LENGTHS } from "./lengths.ts";
import { LINES } from "./lines.ts";
import type { Case } from "./requests.ts";
import { TARGET_CASES } from "./targets.ts";

/** Cases of one kind. */
export interface Group {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** All groups. */
export const CORPUS: readonly Group[] = [
  { name: "Transfer-Encoding", cases: CODINGS },
  { name: "Content-Length", cases: LENGTHS },
  { name: "Chunks", cases: CHUNKS },
  { name: "Lines and versions", cases: LINES },
  { name: "Targets and fields", cases: TARGET_CASES },
];
