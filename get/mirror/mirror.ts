// Mirrors: a whole folder, as its server lists it.
//
// Contract: each file has an outcome of its own, each folder or name that failed too; the last outcome is
// that of the folder asked for, with the sums. Nothing is written but below the target, nothing is removed,
// and what is there unchanged is left alone. Whatever ends a run, the next one goes on from there.

import { FerryError } from "../../http/wire/errors.ts";
import { noteStep } from "../../io/timings.ts";
import { StatusFailure } from "../download/retry.ts";
import { type Findings, noFindings, type Outcome } from "../outcome.ts";
import type { Requester } from "../requester.ts";
import { showUri } from "../target_uri.ts";
import type { MirrorTarget } from "./local_folder.ts";
import { Outlet } from "./outlet.ts";
import { Walk } from "./walk.ts";

/**
 * Fetches a folder with all that is in it, `connections` files at a time.
 *
 * @param asked the folder's URL as the user gave it
 * @param target where it goes: `mirrorTarget`
 * @param signal ends it with its reason, a FerryError
 * @returns the outcomes; that of the folder itself has `mirror`, and `file` names the target
 */
export async function* mirror(
  asked: URL,
  target: MirrorTarget,
  requester: Requester,
  signal: AbortSignal,
): AsyncGenerator<Outcome, void> {
  const sinceMs = performance.now();
  const findings = noFindings(showUri(asked));
  const outlet = new Outlet<Outcome>();
  const walk = new Walk(requester, outlet, signal);
  const first = { start: requester.start(asked), target, parent: undefined, depth: 0 };
  const walked = walk.run(first, findings).catch((failure) => note(failure, findings)).finally(() =>
    outlet.end()
  );
  try {
    yield* outlet.read();
  } finally {
    walk.stop(new FerryError("nobody reads the outcomes any more"));
    outlet.end();
    await walked;
  }
  findings.mirror = walk.summary;
  findings.octets = walk.summary.octets;
  noteStep(findings.timings, "totalMs", sinceMs);
  yield findings;
}

/** What has ended the walk becomes part of the folder's outcome. */
function note(failure: unknown, findings: Findings): void {
  if (failure instanceof StatusFailure) {
    findings.status = failure.status;
    findings.reason = failure.reason;
  } else if (failure instanceof FerryError) findings.error = failure;
  else throw failure;
}
