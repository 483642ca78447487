// FILE.part: a file on its way to its name.
//
// Contract: created exclusively, so nothing that was there before is written to, symbolic links
// included; or taken up where an earlier run has left it, by the record beside it. Renamed when it is
// whole. What the system says becomes an OutputError here.

import { existsSync } from "node:fs";
import { OutputError } from "../errors.ts";
import { outputError } from "./output.ts";
import { type Facts, PartRecord, RECORD_SUFFIX } from "./record.ts";
import { Spans } from "./spans.ts";

/** How a finished part gets its name. @returns the path that it has then */
export type Naming = (part: PartFile) => Promise<string>;

/** A file that only this process writes to. */
export class PartFile {
  /** What of the content is there. */
  #spans: Spans;
  /** Where the next octets go if nobody says otherwise: saves a seek. */
  #position = 0;
  /** Whether the record tells what is there; else it is all that the file has. */
  #listed: boolean;
  #open = true;

  private constructor(
    readonly path: string,
    private readonly file: Deno.FsFile,
    private record: PartRecord | undefined,
    private readonly naming: Naming,
    spans: Spans,
  ) {
    this.#spans = spans;
    this.#listed = record?.spans !== undefined;
  }

  /**
   * Creates it, its record first: so a part never lacks one. Undefined when there is something of that
   * name.
   *
   * @throws {OutputError}
   */
  static create(path: string, facts: Facts, naming: Naming): PartFile | undefined {
    const recordPath = path + RECORD_SUFFIX;
    if (existsSync(path) || !PartRecord.clear(recordPath)) return undefined;
    const record = PartRecord.create(recordPath, facts);
    try {
      const file = Deno.openSync(path, { write: true, createNew: true });
      return new PartFile(path, file, record, naming, new Spans());
    } catch (cause) {
      record.remove();
      if (cause instanceof Deno.errors.AlreadyExists) return undefined;
      throw outputError(path, cause);
    }
  }

  /**
   * Creates one for content that is at hand as a whole: it needs no record, and has its name, so that
   * whatever is left there is known to be of no use.
   *
   * @throws {OutputError}
   */
  static createWhole(path: string, naming: Naming): PartFile | undefined {
    const wholePath = path + RECORD_SUFFIX;
    if (existsSync(path) || !PartRecord.clear(wholePath)) return undefined;
    try {
      const file = Deno.openSync(wholePath, { write: true, createNew: true });
      return new PartFile(wholePath, file, undefined, naming, new Spans());
    } catch (cause) {
      throw outputError(wholePath, cause);
    }
  }

  /**
   * Takes up what an earlier run has left; undefined when there is nothing of that name.
   *
   * @throws {OutputError} when what is there is not ferry's, or another download writes it
   */
  static resume(path: string, naming: Naming): PartFile | undefined {
    const found = lstat(path);
    if (found === undefined) {
      PartRecord.clear(path + RECORD_SUFFIX); // of a file that got its name just before a kill
      return undefined;
    }
    const record = found.isFile ? PartRecord.open(path + RECORD_SUFFIX) : undefined;
    if (record === "locked") {
      throw new OutputError(`In the way: ${path}, which another download writes; wait for it`);
    }
    if (record === undefined) {
      throw new OutputError(`In the way: ${path}, which is no download of ferry's; remove it`);
    }
    let file: Deno.FsFile | undefined;
    try {
      file = Deno.openSync(path, { write: true });
      const { dev, ino, size } = file.statSync();
      if (dev !== found.dev || ino !== found.ino) throw new Error("it is being replaced");
      const spans = new Spans(record.spans ?? [{ from: 0, to: size }]);
      return new PartFile(path, file, record, naming, spans);
    } catch (cause) {
      file?.close();
      record.close();
      throw outputError(path, cause);
    }
  }

  /** What is known of the representation that this is a part of. */
  get facts(): Facts | undefined {
    return this.record?.facts;
  }

  get spans(): Spans {
    return this.#spans;
  }

  /** Begins anew, with another representation. @throws {OutputError} */
  restart(facts: Facts): void {
    try {
      this.file.truncateSync(0);
    } catch (cause) {
      throw outputError(this.path, cause);
    }
    this.record?.remove();
    this.record = PartRecord.create(this.path + RECORD_SUFFIX, facts);
    this.#spans = new Spans();
    this.#listed = false;
  }

  /** From now on octets may be written in any order; what is there is told to the record by `note`. */
  allowAnyOrder(): void {
    if (!this.#listed) {
      this.record?.beginRanges();
      for (const span of this.#spans) this.record?.note(span);
    }
    this.#listed = true;
  }

  /**
   * Writes all of the octets, at once: they go to memory of the system's, and to hand each piece to a
   * thread took a third more time for a large file.
   *
   * @param at where in the file, in octets from its start
   * @throws {OutputError}
   */
  write(octets: Uint8Array, at: number): void {
    try {
      if (at !== this.#position) this.file.seekSync(at, Deno.SeekMode.Start);
      this.#position = NaN; // unknown, should this fail
      for (let done = 0; done < octets.length;) done += this.file.writeSync(octets.subarray(done));
    } catch (cause) {
      throw outputError(this.path, cause);
    }
    this.#position = at + octets.length;
    this.#spans.add(at, at + octets.length);
  }

  /** Tells the record that octets `[from, to)` are there, where it has to be told. @throws {OutputError} */
  note(from: number, to: number): void {
    if (this.#listed) this.record?.note({ from, to });
  }

  /**
   * Ends the writing and gives the file its name.
   *
   * @param modifiedMs the time it is to have, in milliseconds since the epoch
   * @returns the path that it has got
   * @throws {OutputError}
   */
  async commit(modifiedMs: number | undefined): Promise<string> {
    if (modifiedMs !== undefined) this.#setTime(modifiedMs);
    this.#closeFile();
    const path = await this.naming(this);
    this.record?.remove();
    return path;
  }

  /** Leaves it for another run. */
  leave(): void {
    this.#closeFile();
    this.record?.close();
  }

  /** Removes it. */
  remove(): void {
    this.#closeFile();
    try {
      Deno.removeSync(this.path);
    } catch {
      // gone already, or named already
    }
    this.record?.remove();
  }

  /** A file system without times, or one that cannot hold this one, still holds the content. */
  #setTime(modifiedMs: number): void {
    try {
      this.file.utimeSync(Date.now() / 1000, modifiedMs / 1000);
    } catch {
      // then it has the time of now
    }
  }

  #closeFile(): void {
    if (this.#open) this.file.close();
    this.#open = false;
  }
}

/** A link that leads nowhere is not found, and is in the way when something is created. */
function lstat(path: string): Deno.FileInfo | undefined {
  try {
    return existsSync(path) ? Deno.lstatSync(path) : undefined; // Deno throws for it, which takes long
  } catch {
    return undefined; // creating it will tell what is wrong with it
  }
}
