// A thread of its own for hashing, which would hold up receiving and writing for most of a second per
// GiB.
//
// Contract: is told again and again how far a file is written, and reads it up to there. Answers once:
// with the digest when what it was told is all, or with nothing as soon as something goes wrong, since
// whatever is thrown here would be printed.

import { createHash } from "node:crypto";
import type { HashingAnswer, HashingOrder } from "./hashing_thread.ts";

/** Large enough that the calls cost nothing beside the hashing; a fraction of a processor's cache. */
const BUFFER_OCTETS = 256 * 1024;

const scope = self as unknown as {
  onmessage: (event: MessageEvent<HashingOrder>) => void;
  postMessage(answer: HashingAnswer): void;
};

const buffer = new Uint8Array(BUFFER_OCTETS);
const hash = createHash("sha256");
let file: Deno.FsFile | undefined;
let hashedOctets = 0;

scope.onmessage = ({ data: order }): void => {
  try {
    follow(order);
  } catch {
    scope.postMessage(undefined);
  }
};

function follow({ path, frontierOctets, isLast }: HashingOrder): void {
  file ??= Deno.openSync(path);
  while (hashedOctets < frontierOctets) {
    const count = file.readSync(buffer.subarray(0, frontierOctets - hashedOctets));
    if (count === null) throw new Error("the file is shorter than what was written");
    hash.update(buffer.subarray(0, count));
    hashedOctets += count;
  }
  if (!isLast) return;
  file.close(); // a file that is open cannot be renamed everywhere
  scope.postMessage(hashedOctets === frontierOctets ? hash.digest("hex") : undefined);
}
