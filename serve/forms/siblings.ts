// Siblings: x.br, x.zst and x.gz beside x, compressed beforehand.
//
// Contract: a look says which there may be, and is trusted for a moment, so that a file without any
// costs nothing. What is served is opened through the gate, as anything is, and judged by its handle:
// a sibling that is empty, or older than the file beside it, tells of another state and is not used.

import type { Coding } from "./compress.ts";
import type { Gate, OpenFile } from "../gate.ts";

/** A sibling that was there at the last look. */
export interface Sibling {
  readonly coding: Coding;
  /** The way to it from the root. */
  readonly names: readonly string[];
  /** In octets, when it was looked at. */
  readonly octets: number;
}

interface Look {
  readonly atMs: number;
  readonly siblings: readonly Sibling[];
}

/** Endings, as the tools write them: br and brotli, zstd, gzip. */
const ENDINGS: readonly (readonly [ending: string, coding: Coding])[] = [
  [".br", "br"],
  [".zst", "zstd"],
  [".gz", "gzip"],
];
const CODED_NAME = /\.(?:br|zst|gz)$/;

/** How long a look is trusted, in milliseconds. */
const TRUSTED_MS = 100;
/** Looks kept: beyond it all are taken anew. */
const MAX_LOOKS = 4096;
/** Tools and archives that copy a time do so in whole seconds, or in every second one (FAT, zip). */
const OLDER_MS = 2_000;

/** Finds the siblings of files. */
export class Siblings {
  readonly #looks = new Map<string, Look>();

  constructor(private readonly gate: Gate) {}

  /**
   * The siblings that a file seems to have. What is compressed itself has none, nor has the root.
   *
   * @param nowMs the present, milliseconds since the epoch
   */
  of(file: OpenFile, nowMs: number): readonly Sibling[] {
    if (file.names.length === 0 || CODED_NAME.test(file.name)) return [];
    if (this.#hasNone(file, nowMs)) return [];
    const key = file.names.join("/");
    const known = this.#looks.get(key);
    const ageMs = known === undefined ? -1 : nowMs - known.atMs;
    if (known !== undefined && ageMs >= 0 && ageMs < TRUSTED_MS) return known.siblings;
    if (this.#looks.size >= MAX_LOOKS) this.#looks.clear();
    const siblings = this.#look(file.names);
    this.#looks.set(key, { atMs: nowMs, siblings });
    return siblings;
  }

  /** Opens a sibling, unless policy or its state forbid its use; the caller closes it. */
  open(sibling: Sibling, file: OpenFile): OpenFile | undefined {
    const found = this.gate.open(sibling.names);
    if (typeof found === "string" || found.kind !== "file") return undefined;
    if (found.size > 0 && !isOlder(found, file)) return found;
    found[Symbol.dispose]();
    return undefined;
  }

  /** Whether its folder, which has not changed for long, has no name that could be a sibling's. */
  #hasNone({ name, state }: OpenFile, nowMs: number): boolean {
    if (state === undefined) return false;
    const names = this.gate.states.namesBeside(state, CODED_NAME, nowMs);
    return names !== undefined && !ENDINGS.some(([ending]) => names.has(name + ending));
  }

  #look(names: readonly string[]): Sibling[] {
    const siblings: Sibling[] = [];
    const last = names.at(-1) ?? "";
    for (const [ending, coding] of ENDINGS) {
      const way = [...names.slice(0, -1), last + ending];
      const octets = this.gate.glance(way);
      if (octets !== undefined && octets > 0) siblings.push({ coding, names: way, octets });
    }
    return siblings;
  }
}

/** A file without a time can't be compared with: its siblings pass for older. */
function isOlder(sibling: OpenFile, file: OpenFile): boolean {
  if (sibling.mtimeMs === undefined || file.mtimeMs === undefined) return true;
  return !(sibling.mtimeMs >= file.mtimeMs - OLDER_MS);
}
