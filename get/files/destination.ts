// Destinations: where the content of an answer goes.
//
// Contract: a sink is opened for one answer and is either committed, once its content has come whole,
// or abandoned. A file gets its name at the commit and not before; what was there under that name
// stays as it was until then.

import { dirname, join } from "@std/path";
import { OutputError } from "../errors.ts";
import { nameFromUri, numberedName, PART_SUFFIX } from "./naming.ts";
import { outputError, PartFile } from "./part_file.ts";

/** Takes the content of one answer. */
export interface Sink {
  /** The file that it is going to be, as far as is known yet; undefined for a stream. */
  readonly path: string | undefined;
  /** Writes all of the octets, which are the caller's again afterwards. @throws {OutputError} */
  write(octets: Uint8Array): Promise<void>;
  /**
   * The content is whole.
   *
   * @param modifiedMs when the server says it was last modified, in milliseconds since the epoch
   * @returns the file that it has become; undefined for a stream
   * @throws {OutputError}
   */
  commit(modifiedMs: number | undefined): Promise<string | undefined>;
  /** It never will be whole. Leaves no trace in the file system. */
  abandon(): Promise<void>;
}

/** Gives each answer its sink. */
export interface Destination {
  /** Whether the content of an answer that is a failure (status 400 and up) goes there too. */
  readonly takesFailures: boolean;
  /** @param asked the URL that the user asked for @throws {OutputError} */
  open(asked: URL): Promise<Sink>;
}

/** How often a name is numbered before that is given up. */
const MAX_NUMBER = 9999;

/** One file with a given path. An older file there is replaced at the commit, a symbolic link too. */
export class FileDestination implements Destination {
  readonly takesFailures = false;

  constructor(private readonly path: string) {}

  async open(): Promise<Sink> {
    if (await isStream(this.path)) return await StreamFile.open(this.path);
    const { path } = this;
    const part = await PartFile.create(path + PART_SUFFIX);
    if (part === undefined) {
      const shown = path + PART_SUFFIX;
      throw new OutputError(
        `In the way: ${shown}, which another download writes or has left; wait for it or remove the file`,
      );
    }
    return new FileSink(part, path, () => part.replace(path));
  }
}

/** A file for each URL, in one folder, named by the URL; a name that is taken is numbered. */
export class NamedDestination implements Destination {
  readonly takesFailures = false;

  /** @param clobber replaces the file whose name is taken instead */
  constructor(private readonly folder: string, private readonly clobber: boolean) {}

  async open(asked: URL): Promise<Sink> {
    const name = nameFromUri(asked);
    if (this.clobber) return await new FileDestination(join(this.folder, name)).open();
    for (let number = 0; number <= MAX_NUMBER; number++) {
      const path = join(this.folder, numberedName(name, number));
      if (await exists(path)) continue;
      const part = await PartFile.create(path + PART_SUFFIX);
      if (part !== undefined) {
        return new FileSink(part, path, () => this.#claim(part, name, number));
      }
    }
    throw namesTaken(join(this.folder, name));
  }

  /** Gives the file its name, or the next one that is free by now. */
  async #claim(part: PartFile, name: string, from: number): Promise<string> {
    for (let number = from; number <= MAX_NUMBER; number++) {
      const path = join(this.folder, numberedName(name, number));
      if (await part.claim(path)) return path;
    }
    throw namesTaken(join(this.folder, name));
  }
}

/** A regular file in the making. */
class FileSink implements Sink {
  constructor(
    private readonly part: PartFile,
    readonly path: string,
    private readonly name: () => Promise<string>,
  ) {}

  // deno-lint-ignore require-await -- a promise by contract, so that a failure is a rejection
  async write(octets: Uint8Array): Promise<void> {
    this.part.write(octets);
  }

  async commit(modifiedMs: number | undefined): Promise<string> {
    await this.part.finish(modifiedMs);
    return await this.name();
  }

  abandon(): Promise<void> {
    return this.part.remove();
  }
}

/** A device or a pipe that has a name, such as /dev/null: written to, never replaced. */
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

  commit(): Promise<string> {
    this.file.close();
    return Promise.resolve(this.path);
  }

  abandon(): Promise<void> {
    this.file.close();
    return Promise.resolve();
  }
}

function namesTaken(path: string): OutputError {
  return new OutputError(`Taken: ${path} and ${MAX_NUMBER} numbers of it; use --clobber or -o`);
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
  return found !== undefined && !found.isFile;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch {
    return false; // whatever else is wrong with it, creating the file will tell
  }
}
