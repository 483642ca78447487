// Destinations: where the content of an answer goes.
//
// Contract: a destination knows its target before anything is asked for; nothing is created by asking
// it. A stream is written to and never replaced; a file has a place.

import { dirname, join } from "@std/path";
import { OutputError } from "../errors.ts";
import { nameFromUri } from "./naming.ts";
import { outputError } from "./output.ts";
import { FilePlace, NumberedPlace, type Place, type PlaceOptions } from "./place.ts";

/** Takes the content of one answer, octet after octet. */
export interface Sink {
  /** What it is called in the file system, if it is. */
  readonly path: string | undefined;
  /** Writes all of the octets, which are the caller's again afterwards. @throws {OutputError} */
  write(octets: Uint8Array): Promise<void>;
  /** No more will come, since the content is whole or never will be. @throws {OutputError} */
  end(): Promise<void>;
}

/** Where one content goes. */
export type Target =
  | { readonly kind: "stream"; readonly open: () => Promise<Sink> }
  | { readonly kind: "file"; readonly place: Place };

/** Knows the target of each content. */
export interface Destination {
  /** Whether the content of an answer that is a failure (status 400 and up) goes there too. */
  readonly takesFailures: boolean;
  /** @param asked the URL that the user asked for @throws {OutputError} */
  target(asked: URL): Promise<Target>;
}

/** One file with a given path. */
export class FileDestination implements Destination {
  readonly takesFailures = false;

  constructor(private readonly path: string, private readonly options: PlaceOptions) {}

  async target(): Promise<Target> {
    const { path } = this;
    if (await isStream(path)) return { kind: "stream", open: () => StreamFile.open(path) };
    return { kind: "file", place: new FilePlace(path, this.options) };
  }
}

/** A file for each URL, in one folder, named by the URL; a name that is taken is numbered. */
export class NamedDestination implements Destination {
  readonly takesFailures = false;

  /** @param clobber replaces the file whose name is taken instead */
  constructor(
    private readonly folder: string,
    private readonly clobber: boolean,
    private readonly options: PlaceOptions,
  ) {}

  async target(asked: URL): Promise<Target> {
    const name = nameFromUri(asked);
    if (this.clobber) {
      return await new FileDestination(join(this.folder, name), this.options).target();
    }
    return { kind: "file", place: new NumberedPlace(this.folder, name, this.options) };
  }
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
