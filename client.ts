// The client: an outcome for each URL.
//
// Contract: what is fetched is handed to a destination as it comes and never held whole. Whatever goes
// wrong with one URL is a value of its outcome; only defects are thrown. The URLs are fetched one after
// the other, over one connection where it persists. Nothing is printed: observers see what people want
// to see.

import { FerryError } from "./http/wire/errors.ts";
import { downloadFile } from "./get/download/file_download.ts";
import { downloadStream } from "./get/download/stream_download.ts";
import type { Sink } from "./get/files/destination.ts";
import { type Findings, noFindings, type Outcome } from "./get/outcome.ts";
import { Requester } from "./get/requester.ts";
import type { GetOptions, Subject } from "./get/settings.ts";
import { Stop } from "./get/stop.ts";
import { parseTargetUri, showUri } from "./get/target_uri.ts";

export type { MirrorSummary, Outcome } from "./get/outcome.ts";
export type {
  GetOptions,
  GetTimeouts,
  Observer,
  RetryOptions,
  StatusLine,
  Subject,
} from "./get/settings.ts";

/** Fetches the URLs one after the other and yields the outcome of each, and of each file of a folder. */
export async function* get(
  urls: Iterable<string>,
  options: GetOptions,
): AsyncGenerator<Outcome, void> {
  using requester = new Requester(options);
  for (const url of urls) {
    if (options.recursive) yield* fetchFolder(url, requester);
    else yield await fetchOne(url, requester);
    if (options.signal?.aborted) return;
  }
}

async function fetchOne(url: string, requester: Requester): Promise<Outcome> {
  const findings = noFindings(showUri(url));
  return await settle(findings, requester, async (signal, subject) => {
    await deliver(parseTargetUri(url), requester, { subject, findings, signal });
  });
}

/** Loaded only when a folder is asked for. The total time is that of the folder. */
async function* fetchFolder(url: string, requester: Requester): AsyncGenerator<Outcome, void> {
  const { folder, signal, timeouts } = requester.options;
  const findings = noFindings(showUri(url));
  const { mirror } = await import("./get/mirror/mirror.ts");
  const { mirrorTarget } = await import("./get/mirror/local_folder.ts");
  using stop = new Stop(signal, timeouts.totalMs);
  try {
    const asked = parseTargetUri(url);
    yield* mirror(asked, mirrorTarget(asked, folder), requester, stop.signal);
  } catch (error) {
    if (!(error instanceof FerryError)) throw error;
    yield { ...findings, error };
  }
}

/** Runs what fills the findings, within the total time, and makes an outcome of how it ends. */
async function settle(
  findings: Findings,
  { options: { signal, timeouts, observer } }: Requester,
  run: (signal: AbortSignal, subject: Subject) => Promise<void>,
): Promise<Outcome> {
  const sinceMs = performance.now();
  const subject: Subject = { url: findings.url };
  using stop = new Stop(signal, timeouts.totalMs);
  try {
    await run(stop.signal, subject);
  } catch (error) {
    findings.error = stop.signal.aborted ? stop.signal.reason : error;
    if (!(findings.error instanceof FerryError)) throw error;
  }
  findings.timings = { ...findings.timings, totalMs: performance.now() - sinceMs };
  observer?.end?.(subject);
  return findings;
}

interface Context {
  readonly subject: Subject;
  readonly findings: Findings;
  readonly signal: AbortSignal;
}

async function deliver(
  asked: URL,
  requester: Requester,
  { subject, findings, signal }: Context,
): Promise<void> {
  const { method, destination, connections } = requester.options;
  const start = requester.start(asked);
  const target = method === "HEAD" ? NOWHERE : await destination.target(asked);
  if (target.kind === "file") {
    const order = { start, subject, place: target.place, connections };
    return await downloadFile(order, requester, findings, signal);
  }
  const { takesFailures } = destination;
  const order = { start, subject, method, takesFailures, open: target.open };
  await downloadStream(order, requester, findings, signal);
}

/** Where the content of an answer to HEAD goes: there is none. */
const NOWHERE = {
  kind: "stream",
  open: (): Promise<Sink> => Promise.reject(new Error("HEAD has no content")),
} as const;
