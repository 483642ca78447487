// The site: a path to what is found there.
//
// Contract: reads, and decides nothing about the answer. Whatever it opens comes through the gate;
// who takes what was found closes its file. Paths are compared as names, decoded once.

import { basename } from "@std/path";
import { encodeSegment } from "../http/semantics/segment.ts";
import { FerryError } from "../http/wire/errors.ts";
import type { ResourcePath } from "../http/semantics/paths.ts";
import { type ArchiveType, archiveType } from "./archive/archive.ts";
import type { Gate, OpenFile, OpenFolder, Policy, Refusal } from "./gate.ts";
import { DiskGate } from "./gates/disk_gate.ts";
import { MemoryGate, type Tree } from "./gates/memory_gate.ts";
import { StandInGate } from "./gates/stand_in_gate.ts";
import { isNavigation } from "./navigation.ts";

/** How the site is laid out; `SiteOptions` says how it may be asked for. */
export interface SiteSettings extends Policy {
  /** A folder, or one file: an absolute path; or a folder in memory. */
  readonly root: string | Tree;
  /** What is shown in the place of the folder as long as that is empty; default nothing. */
  readonly standIn?: Tree | undefined;
  /** The name of a folder's page. */
  readonly index: string;
  /** Whether a folder without that page shows what it holds. */
  readonly listing: boolean;
  /** The names that the path of everything begins with; default none. */
  readonly prefix?: readonly string[] | undefined;
  /** The way to the page that answers what is not there, when a page is asked for; default none. */
  readonly spa?: readonly string[] | undefined;
  /** Whether `about.html` is found at `/about` too; default no. */
  readonly cleanUrls?: boolean | undefined;
  /** Whether a folder is given as an archive when that is asked for; default no. */
  readonly archive?: boolean | undefined;
}

/** What of a request besides its path says what is looked for. */
export interface Wish {
  /** With its question mark; empty when there is none. */
  readonly query: string;
  /** The value of Accept. */
  readonly accept: string | undefined;
}

/** What a path leads to. */
export type Found =
  | OpenFile
  | OpenFolder
  | FoundArchive
  | FoundApp
  | { readonly kind: "redirect"; readonly path: string }
  | { readonly kind: Refusal };

/** A folder that is wanted as an archive. */
export interface FoundArchive {
  readonly kind: "archive";
  readonly folder: OpenFolder;
  readonly type: ArchiveType;
  /** The folder's name; "" for the root of a site without a prefix. */
  readonly name: string;
}

/** The page of an app, by its own path or in the place of what is not there. */
export interface FoundApp {
  readonly kind: "app";
  readonly file: OpenFile;
  readonly fallback: boolean;
}

/** The name of the page for what is absent. */
const ABSENT_PAGE = "404.html";

/** What clean URLs leave out. */
const PAGE_EXTENSION = ".html";

/** Looks up paths below one root. */
export class Site {
  readonly gate: Gate;
  readonly #fileName: string | undefined;
  readonly #prefix: readonly string[];

  /** @throws {FerryError} for a root that is neither folder nor file, system errors where there is none */
  constructor(private readonly options: SiteSettings) {
    this.gate = gateOf(options);
    this.#fileName = fileNameOf(options.root);
    this.#prefix = options.prefix ?? [];
  }

  /** The path that everything lives below, as text: `/x`; "" when there is none. */
  get prefix(): string {
    return this.#prefix.map((name) => `/${name}`).join("");
  }

  /** Whether listings offer archives. */
  get archives(): boolean {
    return this.options.archive === true;
  }

  /** Finds what is at the path. @throws system errors such as EMFILE */
  find(path: ResourcePath, wish: Wish): Found {
    const within = this.#prefix.length === 0 ? path : this.#within(path);
    if (within === undefined) return { kind: "absent" };
    if (!within.folder && within.names.length === 0) return this.#redirect([], "/");
    const found = this.#fileName === undefined
      ? this.#findBelow(within, wish)
      : this.#findOnly(this.#fileName, within);
    const { spa } = this.options;
    if (spa === undefined) return found;
    if (found.kind === "absent") return this.#findApp(spa, within, wish) ?? found;
    const isApp = found.kind === "file" &&
      (this.#fileName !== undefined || isSamePath(found.names, spa));
    return isApp ? { kind: "app", file: found, fallback: false } : found;
  }

  /** The page for what is absent, when the site has one. */
  absentPage(): OpenFile | undefined {
    if (this.#fileName !== undefined) return undefined;
    const page = this.gate.open([ABSENT_PAGE]);
    return typeof page !== "string" && page.kind === "file" ? page : undefined;
  }

  /** The path below the prefix; undefined when it is not below it. */
  #within({ names, folder }: ResourcePath): ResourcePath | undefined {
    const length = this.#prefix.length;
    if (!isSamePath(names.slice(0, length), this.#prefix)) return undefined;
    return { names: names.slice(length), folder };
  }

  #findBelow(path: ResourcePath, wish: Wish): Found {
    const found = this.gate.open(path.names);
    const page = this.options.cleanUrls === true &&
        (typeof found === "string" ? found === "absent" : found.kind === "folder" && !path.folder)
      ? this.#findPage(path)
      : undefined;
    if (page !== undefined) return page;
    if (typeof found === "string") return { kind: found };
    if (found.kind === "folder") return this.#findInFolder(found, path, wish);
    if (!path.folder) return found;
    found[Symbol.dispose](); // a file is no folder
    return { kind: "absent" };
  }

  /** `about.html` for `/about`, before a folder of that name; from `/about/` a redirect to it. */
  #findPage({ names, folder }: ResourcePath): Found | undefined {
    const last = names.at(-1);
    if (last === undefined) return undefined;
    const page = this.gate.open([...names.slice(0, -1), last + PAGE_EXTENSION]);
    if (typeof page === "string" || page.kind === "folder") return undefined;
    if (!folder) return page;
    page[Symbol.dispose]();
    return this.#redirect(names, "");
  }

  #findInFolder(folder: OpenFolder, path: ResourcePath, { query }: Wish): Found {
    if (!path.folder) return this.#redirect(path.names, "/");
    const type = this.archives ? archiveType(query) : undefined;
    if (type !== undefined) {
      const name = path.names.at(-1) ?? this.#prefix.at(-1) ?? "";
      return { kind: "archive", folder, type, name };
    }
    const index = this.gate.open([...path.names, this.options.index]);
    if (typeof index !== "string" && index.kind === "file") return index;
    if (index === "forbidden") return { kind: index };
    return this.options.listing ? folder : { kind: "absent" };
  }

  #findApp(spa: readonly string[], path: ResourcePath, { accept }: Wish): Found | undefined {
    if (!isNavigation(path, accept)) return undefined;
    const page = this.#fileName === undefined ? this.gate.open(spa) : this.#openOnly();
    if (typeof page === "string" || page.kind === "folder") return undefined;
    return { kind: "app", file: page, fallback: true };
  }

  /** A site of one file has it at `/` and at its own name. */
  #findOnly(fileName: string, { names, folder }: ResourcePath): Found {
    const asked = names.length === 0 || (names.length === 1 && names[0] === fileName && !folder);
    const found = asked ? this.#openOnly() : "absent";
    return typeof found === "string" ? { kind: found } : found;
  }

  #openOnly(): OpenFile | Refusal {
    const found = this.gate.open([]);
    if (typeof found === "string") return found;
    return found.kind === "file" ? { ...found, name: this.#fileName ?? "" } : "absent";
  }

  /** To a path below the prefix: never `//` or `/\` at its start, for no name is empty or holds either. */
  #redirect(names: readonly string[], end: "/" | ""): Found {
    const path = [...this.#prefix, ...names].map((name) => `/${encodeSegment(name)}`).join("");
    return { kind: "redirect", path: path + end };
  }
}

function gateOf({ root, standIn, ...policy }: SiteSettings): Gate {
  if (typeof root !== "string") return new MemoryGate(root, policy);
  const gate = new DiskGate(root, policy);
  return standIn === undefined ? gate : new StandInGate(gate, new MemoryGate(standIn, policy));
}

/** The name of the one file that is served; undefined for a folder. */
function fileNameOf(root: string | Tree): string | undefined {
  if (typeof root !== "string") return undefined;
  const { isFile, isDirectory } = Deno.statSync(root);
  if (isFile || isDirectory) return isFile ? basename(root) : undefined;
  throw new FerryError(`${root} is a device, a pipe or a socket; name a folder or a file`);
}

function isSamePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at]);
}
