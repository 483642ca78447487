// Leftovers: what a run that was killed at the wrong moment has left beside its files.
//
// Contract: nothing that holds content is removed, and nothing that another run is at work on.

import { existsSync } from "node:fs";
import { OutputError } from "../errors.ts";
import type { Place } from "../files/place.ts";
import { RECORD_SUFFIX } from "../files/record.ts";

/**
 * Removes the record of a file that got its name just before the run was killed, and what else was once
 * begun of a file that is whole.
 */
export function clearFinished(place: Place, partPath: string): void {
  if (!existsSync(partPath + RECORD_SUFFIX)) return;
  try {
    place.resume()?.remove();
  } catch (error) {
    if (!(error instanceof OutputError)) throw error; // it is another's
  }
}
