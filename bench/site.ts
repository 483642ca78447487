// The files that are served: written when first asked for, so that each lies in memory.

import { createHash, randomBytes } from "node:crypto";
import { join } from "@std/path";

export const KIB = 1024;
export const MIB = 1024 * KIB;
export const GIB = 1024 * MIB;

/** How many files the folder of many has. */
export const MANY = 10_000;
const MANY_OCTETS = 4 * KIB;
const BLOCK_OCTETS = MIB;

/** A folder of files, named by what is in them. */
export class Files {
  readonly #digests = new Map<string, string>();

  constructor(readonly folder: string) {}

  /** A file of chance octets. @returns its path below the folder */
  file(octets: number): string {
    const name = `${octets}.bin`;
    if (!this.#digests.has(name)) this.#digests.set(name, this.#write(name, octets));
    return name;
  }

  /** Its SHA-256, in lower-case hexadecimal. */
  sha256(octets: number): string {
    return this.#digests.get(this.file(octets))!;
  }

  /** Many small files. @returns the path of their folder; their names are the counts from 0 */
  many(): string {
    const name = "many";
    if (!this.#digests.has(name)) {
      Deno.mkdirSync(join(this.folder, name));
      const block = randomBytes(MANY_OCTETS);
      for (let at = 0; at < MANY; at++) {
        block.writeUInt32BE(at);
        Deno.writeFileSync(join(this.folder, name, String(at)), block);
      }
      this.#digests.set(name, "");
    }
    return name;
  }

  #write(name: string, octets: number): string {
    const block = randomBytes(Math.min(BLOCK_OCTETS, octets));
    const hash = createHash("sha256");
    using file = Deno.openSync(join(this.folder, name), { write: true, createNew: true });
    for (let written = 0; written < octets;) {
      const count = file.writeSync(block.subarray(0, octets - written));
      hash.update(block.subarray(0, count));
      written += count;
    }
    return hash.digest("hex");
  }
}
