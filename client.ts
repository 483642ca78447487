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
import { type GetOptions, type GetSettings, getSettings, type Subject } from "./get/settings.ts";
import { Stop } from "./get/stop.ts";
import { parseTargetUri, showUri } from "./get/target_uri.ts";

export { isWhole, type MirrorSummary, type Outcome } from "./get/outcome.ts";
export type {
  GetOptions,
  GetTimeouts,
  Observer,
  RetryOptions,
  StatusLine,
  Subject,
} from "./get/settings.ts";

/**
 * Fetches the URLs one after the other and yields the outcome of each, and of each file of a folder.
 * Nothing is asked for before the first outcome is, nor after the last one that is.
 *
 * @throws {RangeError} for options that can't be meant
 * @throws {TypeError} when content is to come and there is no destination for it
 */
export function get(
  urls: string | URL | Iterable<string | URL>,
  options: GetOptions,
): AsyncGenerator<Outcome, void> {
  const settings = getSettings(options);
  const { method, destination, recursive } = settings;
  if (method === "GET" && destination === undefined && !recursive) {
    throw new TypeError("get wants a destination for the content, such as a FileDestination");
  }
  return fetchAll(typeof urls === "string" || urls instanceof URL ? [urls] : urls, settings);
}

async function* fetchAll(
  urls: Iterable<string | URL>,
  settings: GetSettings,
): AsyncGenerator<Outcome, void> {
  using requester = new Requester(settings);
  for (const each of urls) {
    const url = String(each);
    if (settings.recursive) yield* fetchFolder(url, requester);
    else yield await fetchOne(url, requester);
    if (settings.signal?.aborted) return;
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
  const target = method === "HEAD" ? undefined : await destination?.target(asked);
  if (target?.kind === "file") {
    const order = { start, subject, place: target.place, connections };
    return await downloadFile(order, requester, findings, signal);
  }
  const { takesFailures = false } = destination ?? {};
  const order = { start, subject, method, takesFailures, open: target?.open ?? openNowhere };
  await downloadStream(order, requester, findings, signal);
}

/** Where the content of an answer to HEAD goes: there is none. */
function openNowhere(): Promise<Sink> {
  return Promise.reject(new Error("HEAD has no content"));
}
