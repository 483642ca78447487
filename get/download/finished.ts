// Finished files: whether a file that is there is already what the server has.
//
// Contract: asks with HEAD, and fetches nothing. By digest where there is one, else by length and time, as
// wget -N does. Where that cannot be told, it is not.

import { hasherOf } from "./hasher.ts";
import { askHead, type HeadFacts } from "./head_request.ts";
import type { Job } from "./job.ts";
import type { Retries } from "./retry.ts";

/** A regular file that is there. */
export interface FoundFile {
  readonly path: string;
  readonly info: Deno.FileInfo;
}

/** Whether the file is whole. Notes in the findings what came to light. @throws what a request throws */
export async function isFinished(file: FoundFile, job: Job, retries: Retries): Promise<boolean> {
  const { findings, requester: { options: { sha256 } } } = job;
  if (sha256 !== undefined) {
    const actual = await digestOf(file);
    if (actual === sha256) findings.sha256 = actual;
    return actual === sha256;
  }
  const head = await askPatiently(job, retries);
  findings.status = head.status;
  if (head.status !== 200 || head.octets !== file.info.size) return false;
  if (head.digests.isEmpty) return isAsNew(file.info, head.modifiedMs);
  const actual = findings.sha256 = await digestOf(file);
  return head.digests.has(actual);
}

async function askPatiently(job: Job, retries: Retries): Promise<HeadFacts> {
  for (;;) {
    try {
      return await askHead(job, job.start);
    } catch (failure) {
      await retries.pause(failure, 0);
    }
  }
}

/** Files keep whole seconds of Last-Modified, so these are compared. */
function isAsNew({ mtime }: Deno.FileInfo, modifiedMs: number | undefined): boolean {
  if (modifiedMs === undefined || mtime === null) return true;
  return Math.floor(mtime.getTime() / 1000) >= Math.floor(modifiedMs / 1000);
}

async function digestOf({ path, info: { size } }: FoundFile): Promise<string> {
  using hasher = hasherOf(path, size);
  hasher.advance(size);
  return await hasher.finish(size);
}
