// What zip and tar have in common: an archive is entries, each of them octets before its content,
// the content as it is, and octets behind it; and at the end of all what closes it.
//
// Contract: pure. A format is told of everything in the order in which it is sent.

/** A file or folder in an archive. */
export interface ArchiveEntry {
  /** The way to it in the archive, segments with a slash between; a folder's ends in one. */
  readonly path: string;
  /** Octets of content; 0 for a folder. */
  readonly size: number;
  /** Milliseconds since the epoch; undefined where it is not known. */
  readonly mtimeMs: number | undefined;
}

/** Writes one archive. */
export interface ArchiveFormat {
  readonly mediaType: string;
  /** With its dot. */
  readonly extension: string;
  /**
   * What precedes the content of an entry.
   *
   * @param whole the content, where it is already there
   */
  begin(entry: ArchiveEntry, whole?: Uint8Array): Uint8Array;
  /** Told of each part of the entry's content that was not given to `begin`. */
  take(octets: Uint8Array): void;
  /** What follows the content of the entry; as many octets as its size must have been taken. */
  finish(): Uint8Array;
  /** What follows the last entry. */
  end(): Iterable<Uint8Array>;
}

/** Permissions of what is unpacked: those that a server knows nothing of are the usual ones. */
export const FILE_MODE = 0o644;
export const FOLDER_MODE = 0o755;

/** Whether an entry is a folder. */
export function isFolder(entry: ArchiveEntry): boolean {
  return entry.path.endsWith("/");
}
