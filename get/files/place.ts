// Places: where a file is going to be, and how its part comes to be there.
//
// Contract: nothing is created before the content is about to come. A file gets its name when it is
// whole and not before; what was there under that name stays as it was until then.

import { join } from "@std/path";
import { OutputError } from "../errors.ts";
import { numberedName, PART_SUFFIX } from "./naming.ts";
import { type Naming, PartFile } from "./part_file.ts";
import type { Facts } from "./record.ts";
import { claim, replace } from "./rename.ts";

/** Where one file is going to be. */
export interface Place {
  /** Its path, as far as is known yet. */
  readonly path: string;
  /** The file that is there under that name and may be whole already, where that matters. */
  finished(): Deno.FileInfo | undefined;
  /** The part that an earlier run has left, if it is to be continued. @throws {OutputError} */
  resume(): PartFile | undefined;
  /** A new part. @throws {OutputError} */
  create(facts: Facts): PartFile;
  /** A new part for content that is at hand as a whole. @throws {OutputError} */
  createWhole(): PartFile;
}

/** How a place is used. */
export interface PlaceOptions {
  /** What an earlier run has left is taken up, and a file that is whole is left alone. */
  readonly continuing: boolean;
  /** Where the part is; by default beside the file. */
  readonly partPath?: string;
}

/** How often a name is numbered before that is given up. */
const MAX_NUMBER = 9999;

/** A given path. An older file there is replaced at the end, a symbolic link too. */
export class FilePlace implements Place {
  readonly #partPath: string;

  constructor(readonly path: string, private readonly options: PlaceOptions) {
    this.#partPath = options.partPath ?? path + PART_SUFFIX;
  }

  finished(): Deno.FileInfo | undefined {
    return this.options.continuing ? regularFile(this.path) : undefined;
  }

  resume(): PartFile | undefined {
    return this.options.continuing ? PartFile.resume(this.#partPath, this.#name) : undefined;
  }

  create(facts: Facts): PartFile {
    return PartFile.create(this.#partPath, facts, this.#name) ?? this.#supplant(facts);
  }

  createWhole(): PartFile {
    const part = PartFile.createWhole(this.#partPath, this.#name);
    if (part !== undefined) return part;
    this.#supplant({ url: "" }).remove();
    return this.createWhole();
  }

  /** What an earlier run has left is of no use where it cannot be continued. */
  #supplant(facts: Facts): PartFile {
    const left = PartFile.resume(this.#partPath, this.#name);
    if (left !== undefined && left.facts?.ifRange === undefined) {
      left.restart(facts);
      return left;
    }
    left?.leave();
    throw new OutputError(
      `In the way: ${this.#partPath}, which an earlier download has left; ` +
        "continue it with -C, or remove it",
    );
  }

  readonly #name = (part: PartFile): Promise<string> => replace(part.path, this.path);
}

/** A name in a folder, or that name with the first number that is free. */
export class NumberedPlace implements Place {
  constructor(
    private readonly folder: string,
    private readonly fileName: string,
    private readonly options: PlaceOptions,
  ) {}

  get path(): string {
    return join(this.folder, this.fileName);
  }

  finished(): Deno.FileInfo | undefined {
    return this.options.continuing ? regularFile(this.path) : undefined;
  }

  resume(): PartFile | undefined {
    if (!this.options.continuing) return undefined;
    return PartFile.resume(this.path + PART_SUFFIX, (part) => this.#claim(part, 0));
  }

  create(facts: Facts): PartFile {
    return this.#create((path, naming) => PartFile.create(path, facts, naming));
  }

  createWhole(): PartFile {
    return this.#create((path, naming) => PartFile.createWhole(path, naming));
  }

  #create(make: (path: string, naming: Naming) => PartFile | undefined): PartFile {
    for (let number = 0; number <= MAX_NUMBER; number++) {
      const path = this.#numbered(number);
      if (exists(path)) continue;
      const naming = (part: PartFile): Promise<string> => this.#claim(part, number);
      const part = make(path + PART_SUFFIX, naming);
      if (part !== undefined) return part;
    }
    throw this.#taken();
  }

  /** Gives the file its name, or the next one that is free by now. */
  async #claim(part: PartFile, from: number): Promise<string> {
    for (let number = from; number <= MAX_NUMBER; number++) {
      const path = this.#numbered(number);
      if (await claim(part.path, path)) return path;
    }
    throw this.#taken();
  }

  #numbered(number: number): string {
    return join(this.folder, numberedName(this.fileName, number));
  }

  #taken(): OutputError {
    return new OutputError(
      `Taken: ${this.path} and ${MAX_NUMBER} numbers of it; use --clobber or -o`,
    );
  }
}

function regularFile(path: string): Deno.FileInfo | undefined {
  try {
    const found = Deno.lstatSync(path);
    return found.isFile ? found : undefined;
  } catch {
    return undefined; // there is none
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false; // whatever else is wrong with it, creating the file will tell
  }
}
