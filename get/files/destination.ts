// Destinations: where the content of an answer goes.
//
// Contract: a destination knows its target before anything is asked for; nothing is created by asking
// it. A stream is written to and never replaced; a file has a place.

import { dirname, fromFileUrl, join } from "@std/path";
import { OutputError } from "../errors.ts";
import { nameFromUri } from "./naming.ts";
import { outputError } from "./output.ts";
import { FilePlace, NumberedPlace, type Place } from "./place.ts";

/** Takes the content of one answer, octet after octet. */
export interface Sink {
  /** What it is called in the file system, if it is. */
  readonly path: string | undefined;
  /** Writes all of the octets, which are the caller's again afterwards. @throws {OutputError} */
  write(octets: Uint8Array): Promise<void>;
  /**
   * No more will come.
   *
   * @param failure why the content will never be whole; left out when it is, and verified
   * @throws {OutputError}
   */
  end(failure?: unknown): Promise<void>;
}

/** Content goes into a sink, which is opened once it is about to come. */
export interface StreamTarget {
  /** What tells it from a file. */
  readonly kind: "stream";
  /** Opens it. @throws {OutputError} */
  readonly open: () => Promise<Sink>;
}

/** Content goes into a file, which gets its name when it is whole. `FileDestination` makes these. */
export interface FileTarget {
  /** What tells it from a stream. */
  readonly kind: "file";
  /** @internal */
  readonly place: Place;
}

/** Where one content goes. */
export type Target = StreamTarget | FileTarget;

/** How files are written. */
export interface FileOptions {
  /**
   * Whether what an earlier run has left is taken up, and a file that is whole left alone; default no.
   */
  readonly continuing?: boolean | undefined;
}

/** How files are written and named. */
export interface NamedOptions extends FileOptions {
  /** Whether a file whose name is taken is replaced; default no: the new one gets a number. */
  readonly clobber?: boolean | undefined;
}

/** Knows the target of each content. */
export interface Destination {
  /** Whether the content of an answer that is a failure (status 400 and up) goes there too. */
  readonly takesFailures: boolean;
  /** Where the content of a URL goes. @param asked as the user gave it @throws {OutputError} */
  target(asked: URL): Promise<Target>;
}

/**
 * One file with a given path. It is written to PATH.part and renamed when it is whole and verified: an
 * older file survives every failure.
 */
export class FileDestination implements Destination {
  /** A failure is no file. */
  readonly takesFailures = false;
  readonly #path: string;
  readonly #continuing: boolean;

  /** A destination for one content. @param path of the file; its folder is there already */
  constructor(path: string | URL, { continuing = false }: FileOptions = {}) {
    this.#path = pathOf(path);
    this.#continuing = continuing;
  }

  /** The file, whatever is asked for. @throws {OutputError} when it is a folder, or there is none for it */
  async target(): Promise<Target> {
    const path = this.#path;
    if (await isStream(path)) return { kind: "stream", open: () => StreamFile.open(path) };
    return { kind: "file", place: new FilePlace(path, { continuing: this.#continuing }) };
  }
}

/** A file for each URL, in one folder, named by the URL; a name that is taken is numbered. */
export class NamedDestination implements Destination {
  /** A failure is no file. */
  readonly takesFailures = false;
  readonly #folder: string;
  readonly #options: NamedOptions;

  /** A destination for any number of them. @param folder that is there; default the current one */
  constructor(folder: string | URL = "", options: NamedOptions = {}) {
    this.#folder = pathOf(folder);
    this.#options = options;
  }

  /** The file for a URL: its last segment, made safe. @throws {OutputError} */
  async target(asked: URL): Promise<Target> {
    const name = nameFromUri(asked);
    const { clobber = false, continuing = false } = this.#options;
    if (clobber) {
      return await new FileDestination(join(this.#folder, name), { continuing }).target();
    }
    return { kind: "file", place: new NumberedPlace(this.#folder, name, { continuing }) };
  }
}

function pathOf(path: string | URL): string {
  return path instanceof URL ? fromFileUrl(path) : path;
}

/** A device or a pipe that has a name, such as /dev/null. */
class StreamFile implements Sink {
  private constructor(readonly path: string, private readonly file: Deno.FsFile) {}

  static async open(path: string): Promise<StreamFile> {
    try {
      return new StreamFile(path, await Deno.open(path, { write: true }));
    } catch (cause) {
      throw outputError(path, cause);
    }
  }

  async write(octets: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < octets.length;) at += await this.file.write(octets.subarray(at));
    } catch (cause) {
      throw outputError(this.path, cause);
    }
  }

  end(): Promise<void> {
    this.file.close();
    return Promise.resolve();
  }
}

/** Whether the path names something that is there and is no regular file. @throws {OutputError} */
async function isStream(path: string): Promise<boolean> {
  // Whatever lies in /dev stands for something else, if only for a redirected stdout.
  const folder = await Deno.realPath(dirname(path)).catch((cause) => {
    throw outputError(path, cause);
  });
  if (/^\/(?:dev$|proc(?:\/|$))/.test(folder)) return true;
  const found = await Deno.stat(path).catch(() => undefined);
  if (found?.isDirectory || path.endsWith("/")) {
    throw new OutputError(
      `Cannot write ${path}: it is a folder; to write into it use --output-dir`,
    );
  }
  // A link is replaced like a file, wherever it leads.
  return found !== undefined && !found.isFile && !(await Deno.lstat(path)).isSymlink;
}
