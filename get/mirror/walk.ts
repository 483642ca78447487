// The walk: folder after folder, while the files of those before are fetched.
//
// Contract: depth first, and only as far ahead as keeps all hands busy, so what is held is bounded by the
// listings that are open. A folder's URI is strictly longer than its parent's, so there are no circles, and
// trees without end are cut off by their depth. What fails is told by an outcome of its own and stops
// nothing else, unless nothing else could succeed.

import { join } from "@std/path";
import { FerryError } from "../../http/wire/errors.ts";
import { TransportError } from "../../io/errors.ts";
import { downloadFile } from "../download/file_download.ts";
import { StatusFailure } from "../download/retry.ts";
import { ListingError } from "../errors.ts";
import type { Hop } from "../hops.ts";
import { type Findings, type MirrorSummary, noFindings, type Outcome } from "../outcome.ts";
import type { Requester } from "../requester.ts";
import type { Subject } from "../settings.ts";
import { showUri } from "../target_uri.ts";
import { Crew, type Work } from "./crew.ts";
import { nameKey } from "./entry_name.ts";
import { entryUri, type ListedEntry } from "./listing.ts";
import { clearFinished } from "./leftovers.ts";
import { fetchPatiently } from "./listing_request.ts";
import { enterFolder, isLasting, localFile, type MirrorTarget } from "./local_folder.ts";
import { MirrorPlace } from "./mirror_place.ts";
import type { Outlet } from "./outlet.ts";
import { partName } from "./part_name.ts";
import { isUnchanged, localVersion } from "./unchanged.ts";

/** Folders within folders. */
const MAX_DEPTH = 256;
/** Files and folders in all. */
const MAX_ENTRIES = 1_000_000;
/** So many failures in a row to connect, each with its retries, and the server counts as gone. */
const MAX_UNREACHED = 8;

/** A folder to be read. */
export interface Folder {
  readonly start: Hop;
  readonly target: MirrorTarget;
  /** Undefined for the first one. */
  readonly parent: URL | undefined;
  /** How many folders lie above it. */
  readonly depth: number;
}

/** A folder that has been read. */
interface OpenFolder {
  readonly hop: Hop;
  readonly path: string;
  /** Whether it was made in this run, and held nothing. */
  readonly isNew: boolean;
  /** The names in it, as keys. */
  readonly names: ReadonlySet<string>;
}

/** A file to be fetched. */
interface File {
  readonly entry: ListedEntry;
  readonly folder: OpenFolder;
}

/** Walks through one tree. */
export class Walk {
  readonly summary: { -readonly [Name in keyof MirrorSummary]: number } = {
    fetched: 0,
    unchanged: 0,
    failed: 0,
    octets: 0,
  };
  /** Stacks: what was found last comes first. */
  readonly #folders: Folder[] = [];
  readonly #files: File[] = [];
  readonly #abort = new AbortController();
  readonly #signal: AbortSignal;
  #entries = 0;
  #unreached = 0;

  constructor(
    private readonly requester: Requester,
    private readonly outlet: Outlet<Outcome>,
    signal: AbortSignal,
  ) {
    this.#signal = AbortSignal.any([signal, this.#abort.signal]);
  }

  /**
   * Walks through all that is below a folder.
   *
   * @param findings of that folder itself, filled in
   * @throws {StatusFailure} when it cannot be had, {FerryError} what has ended the walk
   */
  async run(first: Folder, findings: Findings): Promise<void> {
    await this.#enter(first, findings);
    const crew = new Crew(this.requester.options.connections, this.#next);
    try {
      await crew.run();
    } finally {
      findings.connections = crew.peak;
    }
    this.#signal.throwIfAborted();
  }

  /** Ends it; what runs fails with this. */
  stop(reason: unknown): void {
    this.#abort.abort(reason);
  }

  readonly #next = (): Work | undefined => {
    if (this.#signal.aborted) return undefined;
    const { connections } = this.requester.options;
    const folder = this.#files.length < connections ? this.#folders.pop() : undefined;
    if (folder !== undefined) return () => this.#enterBelow(folder);
    const file = this.#files.pop();
    return file === undefined ? undefined : () => this.#fetch(file);
  };

  /** Reads a folder and notes what is to be done in it. */
  async #enter(folder: Folder, findings: Findings): Promise<void> {
    if (folder.depth > MAX_DEPTH) {
      throw new ListingError(`lies deeper than ${MAX_DEPTH} folders; mirror it by itself`);
    }
    const attempt = { signal: this.#signal, timings: findings.timings };
    const subject = { url: findings.url };
    const { start, parent } = folder;
    const listing = await fetchPatiently(start, parent, this.requester, { ...attempt, subject });
    const { entries, refused, hop } = listing;
    findings.status = listing.status;
    findings.reason = listing.reason;
    this.#entries += entries.length + refused.length;
    if (this.#entries > MAX_ENTRIES) {
      this.#end(
        new ListingError(`has more than ${MAX_ENTRIES} entries; mirror its folders singly`),
      );
    }
    const { path } = folder.target;
    const isNew = enterFolder(folder.target);
    findings.file = path;
    const names = new Set(entries.map(({ name }) => nameKey(name)));
    const open: OpenFolder = { hop, path, isNew, names };
    for (const entry of entries.toReversed()) {
      if (entry.kind === "file") this.#files.push({ entry, folder: open });
      else this.#folders.push(this.#below(open, entry, folder.depth + 1));
    }
    for (const { uri, reason } of refused) {
      const error = new ListingError(
        `has a name that cannot be a file's here: ${reason}; name one with -o`,
      );
      await this.#tell({ ...noFindings(showUri(uri)), error });
    }
  }

  #below({ hop, path }: OpenFolder, entry: ListedEntry, depth: number): Folder {
    const uri = new URL(entryUri(hop.uri, entry));
    return {
      start: { ...hop, uri },
      target: { path: join(path, entry.name), named: false },
      parent: hop.uri,
      depth,
    };
  }

  /** A folder that is well needs no outcome: its files have theirs. */
  async #enterBelow(folder: Folder): Promise<void> {
    const findings = noFindings(showUri(folder.start.uri));
    if (!await this.#try(findings, () => this.#enter(folder, findings))) await this.#tell(findings);
  }

  async #fetch(file: File): Promise<void> {
    const uri = new URL(entryUri(file.folder.hop.uri, file.entry));
    const findings = noFindings(showUri(uri));
    const start = { ...file.folder.hop, uri };
    const subject = { url: findings.url };
    await this.#try(findings, () => this.#bring(file, start, subject, findings));
    this.requester.options.observer?.end?.(subject);
    await this.#tell(findings);
  }

  async #bring(
    { entry, folder }: File,
    start: Hop,
    subject: Subject,
    findings: Findings,
  ): Promise<void> {
    const signal = this.#signal;
    const path = join(folder.path, entry.name);
    const partPath = join(folder.path, partName(entry.name, folder.names));
    const place = new MirrorPlace(path, partPath, folder.isNew);
    const local = folder.isNew ? undefined : localFile(path);
    if (local !== undefined) {
      const attempt = { signal, timings: findings.timings };
      const version = localVersion(local);
      findings.unchanged = await isUnchanged(entry, version, start, this.requester, attempt);
      findings.file = findings.unchanged ? path : undefined;
      if (findings.unchanged) return clearFinished(place, partPath);
    }
    await downloadFile({ start, place, subject, connections: 1 }, this.requester, findings, signal);
  }

  /** @returns whether it went well @throws what ends the walk */
  async #try(findings: Findings, work: Work): Promise<boolean> {
    try {
      await work();
      this.#unreached = 0;
      return true;
    } catch (failure) {
      this.#signal.throwIfAborted();
      if (failure instanceof StatusFailure) {
        findings.status = failure.status;
        findings.reason = failure.reason;
        return false;
      }
      if (!(failure instanceof FerryError) || isLasting(failure)) this.#end(failure);
      this.#unreached = isUnreached(failure) ? this.#unreached + 1 : 0;
      if (this.#unreached >= MAX_UNREACHED) this.#end(failure);
      findings.error = failure as FerryError;
      return false;
    }
  }

  /** Ends the walk, and what runs beside. */
  #end(failure: unknown): never {
    this.stop(failure);
    throw failure;
  }

  /** Counts an outcome and hands it out. */
  async #tell(outcome: Outcome): Promise<void> {
    const { error, status = 0, file, octets, unchanged } = outcome;
    if (error !== undefined || status >= 400) this.summary.failed++;
    else if (unchanged || file === undefined) this.summary.unchanged++;
    else this.summary.fetched++;
    this.summary.octets += octets;
    await this.outlet.put(outcome);
  }
}

function isUnreached(failure: unknown): boolean {
  return failure instanceof TransportError && failure.phase !== "read" && failure.phase !== "write";
}
