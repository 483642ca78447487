// FILE.part: a file on its way to its name.
//
// Contract: created exclusively, so nothing that was there before is written to, symbolic links
// included; renamed when it is whole; removed by whoever made it when it will not be. What the system
// says becomes an OutputError here.

import { OutputError } from "../errors.ts";

/** A file that this process has created and nobody else has a name for. */
export class PartFile {
  #open = true;

  private constructor(readonly path: string, private readonly file: Deno.FsFile) {}

  /** Creates it; undefined when there is something of that name. @throws {OutputError} */
  static async create(path: string): Promise<PartFile | undefined> {
    try {
      return new PartFile(path, await Deno.open(path, { write: true, createNew: true }));
    } catch (cause) {
      if (cause instanceof Deno.errors.AlreadyExists) return undefined;
      throw outputError(path, cause);
    }
  }

  /**
   * Writes all of the octets, at once: they go to memory of the system's, and to hand each piece to a
   * thread took a third more time for a large file.
   *
   * @throws {OutputError}
   */
  write(octets: Uint8Array): void {
    try {
      for (let at = 0; at < octets.length;) at += this.file.writeSync(octets.subarray(at));
    } catch (cause) {
      throw outputError(this.path, cause);
    }
  }

  /** Ends the writing. @param modifiedMs the time it is to have, in milliseconds since the epoch */
  async finish(modifiedMs: number | undefined): Promise<void> {
    // A file system without times, or one that cannot hold this one, still holds the content.
    if (modifiedMs !== undefined) {
      await this.file.utime(Date.now() / 1000, modifiedMs / 1000).catch(() => {});
    }
    this.#close();
  }

  /** Gives it this name, instead of what had it before. @throws {OutputError} */
  async replace(path: string): Promise<string> {
    try {
      await Deno.rename(this.path, path);
      return path;
    } catch (cause) {
      throw outputError(path, cause);
    }
  }

  /** Gives it this name unless it is taken. @returns whether it was free @throws {OutputError} */
  async claim(path: string): Promise<boolean> {
    try {
      await this.#claim(path);
      return true;
    } catch (cause) {
      if (cause instanceof Deno.errors.AlreadyExists) return false;
      throw outputError(path, cause);
    }
  }

  /** Removes it. */
  async remove(): Promise<void> {
    this.#close();
    await Deno.remove(this.path).catch(() => {}); // gone already, or named already
  }

  /** A link is made of one name only if that is free, which a rename does not ask. */
  async #claim(path: string): Promise<void> {
    try {
      await Deno.link(this.path, path);
    } catch (cause) {
      if (cause instanceof Deno.errors.AlreadyExists) throw cause;
      return await this.#claimByRename(path); // no links on this file system
    }
    await Deno.remove(this.path);
  }

  /** An empty file holds the name for the moment of the rename. */
  async #claimByRename(path: string): Promise<void> {
    (await Deno.open(path, { write: true, createNew: true })).close();
    try {
      await Deno.rename(this.path, path);
    } catch (cause) {
      await Deno.remove(path);
      throw cause;
    }
  }

  #close(): void {
    if (this.#open) this.file.close();
    this.#open = false;
  }
}

/** What the system said about writing to a path, as one sentence with its remedy. */
export function outputError(path: string, cause: unknown): OutputError {
  return new OutputError(`Cannot write ${path}: ${reasonOf(cause)}`, { cause });
}

function reasonOf(cause: unknown): string {
  if (cause instanceof Deno.errors.NotFound) return "there is no such folder; create it first";
  if (cause instanceof Deno.errors.NotCapable) {
    return "ferry has no permission to write there, below /dev, /proc and /sys for instance";
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(/ \(os error \d+\).*$/s, "");
}
