// The gate: the one way from names to a file or folder, for whatever the server opens.
//
// Contract: nothing is opened, listed or told of but through here. Hidden names are absent, links are
// followed only as far as the policy goes, and what is handed out is the very thing that was judged.
// Whoever asks needs not know what stands behind it: a disk, or memory (gates/).

import type { FileState } from "./file_states.ts";

export type { Policy } from "./policy.ts";

/** Judges and opens what lies at or below one root. */
export interface Gate {
  /** What is known of files that were opened. */
  readonly states: States;

  /**
   * Opens what the names lead to; the caller closes it. No name at all is the root itself.
   *
   * @throws system errors other than those of absence and permission, such as EMFILE
   */
  open(names: readonly string[]): OpenFile | OpenFolder | Refusal;

  /**
   * The size, in octets, of the file that may lie there: a cheap look, so that only what is there is
   * opened. It judges nothing: `open` does.
   */
  glance(names: readonly string[]): number | undefined;

  /**
   * What a folder holds of what may be served, in no order.
   *
   * @throws system errors as `open` does
   */
  list(folder: OpenFolder): Promise<Entry[] | Refusal>;

  /** What a folder is known again by, and its time; undefined when it is gone. */
  identify(folder: OpenFolder): FolderIdentity | undefined;
}

/** Tells whether files have changed. */
export interface States {
  /** Whether the file is what it was. Never fails: what can't be told has changed. */
  isUnchanged(state: FileState, nowMs: number): boolean;

  /**
   * The names in the file's folder that have one of these endings; undefined where that can't be said
   * for long.
   */
  namesBeside(state: FileState, endings: RegExp, nowMs: number): ReadonlySet<string> | undefined;
}

/** An open file and what its handle said of it. */
export interface OpenFile extends Disposable {
  readonly kind: "file";
  readonly handle: FileHandle;
  /** Whether the handle stands somewhere else than at the start; whoever reads from it says so. */
  wasRead: boolean;
  /** The name it was asked for by, for its media type. */
  readonly name: string;
  /** The way to it from the root; none for the root itself. */
  readonly names: readonly string[];
  /** In octets. */
  readonly size: number;
  /** Milliseconds since the epoch; undefined where the system can't tell. */
  readonly mtimeMs: number | undefined;
  /** What it is known again by; undefined where links lead to it, or the system can't tell. */
  readonly state: FileState | undefined;
  /** An entity-tag made of its content, where that never changes; then no time is needed. */
  readonly contentTag?: string;
}

/** What an open file is read by: of a `Deno.FsFile` what is used here. */
export interface FileHandle {
  read(into: Uint8Array): Promise<number | null>;
  readSync(into: Uint8Array): number | null;
  seek(offset: number, whence: Deno.SeekMode.Start): Promise<number>;
  seekSync(offset: number, whence: Deno.SeekMode.Start): number;
  statSync(): { readonly size: number; readonly mtime: Date | null };
}

/** A folder that may be shown. */
export interface OpenFolder {
  readonly kind: "folder";
  readonly names: readonly string[];
}

/** A folder apart from the links that lead to it. */
export interface FolderIdentity {
  /** Its path without links. */
  readonly realPath: string;
  /** Milliseconds since the epoch; undefined where the system can't tell. */
  readonly mtimeMs: number | undefined;
}

/** Nothing there that may be served; or there is, but the system won't let this user read it. */
export type Refusal = "absent" | "forbidden";

/** A name in a folder. */
export interface Entry {
  readonly name: string;
  readonly type: "file" | "directory";
  /** In octets; of files only. */
  readonly size?: number;
  readonly mtime?: Date;
}
