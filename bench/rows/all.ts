// The rows of the bench, in the order of the tables.

import type { Row } from "../row.ts";
import { CONNECTION_ROWS } from "./connections.ts";
import { GET_ROWS } from "./get.ts";
import { LARGE_ROWS } from "./large.ts";
import { SMALL_ROWS } from "./small.ts";
import { START_ROWS } from "./start.ts";

export const ROWS: readonly Row[] = [
  ...SMALL_ROWS,
  ...CONNECTION_ROWS,
  ...LARGE_ROWS,
  ...START_ROWS,
  ...GET_ROWS,
];
