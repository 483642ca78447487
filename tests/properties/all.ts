// All properties. Each name is there once.

import { BODIES } from "./bodies.ts";
import { CONDITIONS } from "./conditions.ts";
import { FILES } from "./files.ts";
import { HEADS } from "./heads.ts";
import { LISTINGS } from "./listings.ts";
import type { Property } from "./property.ts";
import { RECORDS } from "./records.ts";
import { SEMANTICS } from "./semantics.ts";
import { SHOWN } from "./shown.ts";
import { TARGETS } from "./targets.ts";

/** Every property, in the order in which they are tried. */
export const PROPERTIES: readonly Property[] = [
  ...HEADS,
  ...BODIES,
  ...TARGETS,
  ...SEMANTICS,
  ...CONDITIONS,
  ...LISTINGS,
  ...FILES,
  ...SHOWN,
  ...RECORDS,
];
