// The place of a file in a mirror.
//
// Contract: what an earlier run has left of it is always taken up. Whether the file that is there is good
// has been decided before, so it is replaced.

import type { PartFile } from "../files/part_file.ts";
import { FilePlace } from "../files/place.ts";

/** A given path, with its part at another. */
export class MirrorPlace extends FilePlace {
  /** @param isFolderNew whether nothing can be there, and need not be looked for */
  constructor(path: string, partPath: string, private readonly isFolderNew: boolean) {
    super(path, { continuing: true, partPath });
  }

  override finished(): undefined {
    return undefined;
  }

  override resume(): PartFile | undefined {
    return this.isFolderNew ? undefined : super.resume();
  }
}
