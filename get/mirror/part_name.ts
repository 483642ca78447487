// The names of the parts of a folder's files.
//
// Contract: pure, and the same in every run, so that a part is found again. No part, and no record
// beside one, has the name of another entry: a file `a.part` may lie beside `a`.

import { createHash } from "node:crypto";
import { PART_SUFFIX } from "../files/naming.ts";
import { RECORD_SUFFIX } from "../files/record.ts";
import { nameKey } from "./entry_name.ts";

/** What file systems allow for one name, in octets. */
const MAX_OCTETS = 255;

const utf8 = new TextEncoder();

/**
 * The name of the part of a file: its own and `.part`, else one made from its hash.
 *
 * @param taken by the entries of its folder, as keys (`nameKey`)
 */
export function partName(name: string, taken: ReadonlySet<string>): string {
  let part = name + PART_SUFFIX;
  for (let round = 0; !isFree(part, taken); round++) {
    const hash = createHash("sha256").update(`${round} ${name}`).digest("hex");
    part = `.${hash}${PART_SUFFIX}`;
  }
  return part;
}

function isFree(part: string, taken: ReadonlySet<string>): boolean {
  const record = part + RECORD_SUFFIX;
  const fits = utf8.encode(record).length <= MAX_OCTETS;
  return fits && !taken.has(nameKey(part)) && !taken.has(nameKey(record));
}
