// The site: a path to what is found there.
//
// Contract: reads, and decides nothing about the answer. Whatever it opens comes through the gate;
// who takes what was found closes its file.

import { basename } from "@std/path";
import { encodeSegment } from "../http/semantics/segment.ts";
import type { ResourcePath } from "../http/semantics/paths.ts";
import { Gate, type OpenFile, type OpenFolder, type Policy, type Refusal } from "./gate.ts";

/** How the site is laid out. */
export interface SiteOptions extends Policy {
  /** A folder, or one file: an absolute path. */
  readonly root: string;
  /** The name of a folder's page. */
  readonly index: string;
  /** Whether a folder without that page shows what it holds. */
  readonly listing: boolean;
}

/** What a path leads to. */
export type Found =
  | OpenFile
  | OpenFolder
  | { readonly kind: "redirect"; readonly path: string }
  | { readonly kind: Refusal };

/** The name of the page for what is absent. */
const ABSENT_PAGE = "404.html";

/** Looks up paths below one root. */
export class Site {
  readonly gate: Gate;
  readonly #fileName: string | undefined;

  /** @throws system errors when there is nothing at the root */
  constructor(private readonly options: SiteOptions) {
    this.gate = new Gate(options.root, options);
    this.#fileName = Deno.statSync(options.root).isFile ? basename(options.root) : undefined;
  }

  /** Finds what is at the path. @throws system errors such as EMFILE */
  find(path: ResourcePath): Found {
    if (this.#fileName !== undefined) return this.#findOnly(this.#fileName, path);
    const found = this.gate.open(path.names);
    if (typeof found === "string") return { kind: found };
    if (found.kind === "folder") return this.#findInFolder(found, path);
    if (!path.folder) return found;
    found[Symbol.dispose](); // a file is no folder
    return { kind: "absent" };
  }

  /** The page for what is absent, when the site has one. */
  absentPage(): OpenFile | undefined {
    if (this.#fileName !== undefined) return undefined;
    const page = this.gate.open([ABSENT_PAGE]);
    return typeof page !== "string" && page.kind === "file" ? page : undefined;
  }

  #findInFolder(folder: OpenFolder, path: ResourcePath): Found {
    // The names are not empty: the root's path always ends in a slash.
    if (!path.folder) return { kind: "redirect", path: encodePath(path.names) };
    const index = this.gate.open([...path.names, this.options.index]);
    if (typeof index !== "string" && index.kind === "file") return index;
    if (index === "forbidden") return { kind: index };
    return this.options.listing ? folder : { kind: "absent" };
  }

  /** A site of one file has it at `/` and at its own name. */
  #findOnly(fileName: string, { names, folder }: ResourcePath): Found {
    const asked = names.length === 0 || (names.length === 1 && names[0] === fileName && !folder);
    const found = asked ? this.gate.open([]) : "absent";
    if (typeof found === "string") return { kind: found };
    return found.kind === "file" ? { ...found, name: fileName } : { kind: "absent" };
  }
}

/** The path of a folder: never `//` or `/\` at its start, for no name is empty or holds either. */
function encodePath(names: readonly string[]): string {
  return `/${names.map(encodeSegment).join("/")}/`;
}
