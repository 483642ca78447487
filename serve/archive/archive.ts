// An archive: a folder with all that lies below it, as zip or tar, made while it is sent.
//
// Contract: everything comes through the gate, entry by entry, so an archive holds what the site would
// give by name and nothing else; a link that leads back to a folder on the way to it is left out. What
// has vanished since it was listed is left out too. A file that shrinks or is written to while it is
// sent ends the archive, and with it the exchange, before it could be taken for whole. At any time one
// file is open, and one part of it in memory.

import { attachment } from "../../http/semantics/disposition.ts";
import { Turns } from "../../io/turns.ts";
import type { ArchiveFormat } from "./archive_format.ts";
import type { Entry, Gate, OpenFile, OpenFolder, Refusal } from "../gate.ts";
import type { Response } from "../response.ts";
import { CHANGE_BY_RENAME, ChangedError } from "../changed.ts";
import { dropBuffer, giveBuffer, refitBuffer, takeBuffer } from "../piece_buffers.ts";
import { readRange } from "../send_pieces.ts";

/** The formats there are. */
export type ArchiveType = "zip" | "tar";

/** Content up to this size is read at once, and small parts are gathered up to it. */
const PART_OCTETS = 64 * 1024;

/** What an archive of the root is named after when there is no prefix: nothing of the machine. */
const ROOT_NAME = "files";

/** What a query asks for: `archive=zip` or `archive=tar`; anything else is the page's own affair. */
export function archiveType(query: string): ArchiveType | undefined {
  const [, type] = /[?&]archive=(zip|tar)(?:&|$)/.exec(query) ?? [];
  return type as ArchiveType | undefined;
}

/**
 * A folder as an archive, or why it can't be read.
 *
 * @param name of the folder, and of what is unpacked; "" for the root
 */
export async function planArchive(
  gate: Gate,
  folder: OpenFolder,
  name: string,
  type: ArchiveType,
): Promise<Response | Refusal> {
  const entries = await gate.list(folder);
  if (typeof entries === "string") return entries;
  const format = await formatOf(type);
  const top = name === "" ? ROOT_NAME : name;
  return {
    status: 200,
    fields: [
      ["Content-Type", format.mediaType],
      ["Content-Disposition", attachment(top + format.extension)],
      ["Cache-Control", "no-cache"],
      ["Accept-Ranges", "none"],
    ],
    content: {
      kind: "stream",
      octets: () =>
        gathered(archive(walk(gate, folder, entries, []), top, folder.names.length, format)),
      release: () => {}, // what is open is closed where it was opened, when the stream ends or is left
    },
  };
}

async function formatOf(type: ArchiveType): Promise<ArchiveFormat> {
  if (type === "zip") return new (await import("./zip.ts")).ZipFormat();
  return new (await import("./tar.ts")).TarFormat();
}

/** @param depth how many of the names on the way to a thing `top` takes the place of */
async function* archive(
  walked: AsyncIterable<Walked>,
  top: string,
  depth: number,
  format: ArchiveFormat,
): AsyncGenerator<Uint8Array> {
  const pathOf = (names: readonly string[]): string => [top, ...names.slice(depth)].join("/");
  for await (const { found, mtimeMs } of walked) {
    if (found.kind === "folder") {
      yield format.begin({ path: `${pathOf(found.names)}/`, size: 0, mtimeMs });
      yield format.finish();
    } else {
      using file = found;
      yield* fileParts(file, pathOf(file.names), format);
    }
  }
  yield* format.end();
}

/** Something to be archived; who takes a file closes it. */
interface Walked {
  readonly found: OpenFile | OpenFolder;
  readonly mtimeMs: number | undefined;
}

/** A folder, then what it holds by name. @param above the real paths of the folders on the way */
async function* walk(
  gate: Gate,
  folder: OpenFolder,
  entries: Entry[],
  above: readonly string[],
): AsyncGenerator<Walked> {
  const identity = gate.identify(folder);
  if (identity === undefined || above.includes(identity.realPath)) return;
  yield { found: folder, mtimeMs: identity.mtimeMs };
  const way = [...above, identity.realPath];
  const turns = new Turns();
  for (const { name } of entries.sort(byName)) {
    if (turns.over) await turns.pause();
    const found = gate.open([...folder.names, name]);
    if (typeof found === "string") continue;
    if (found.kind === "file") yield { found, mtimeMs: found.mtimeMs };
    else {
      const inner = await gate.list(found);
      if (typeof inner !== "string") yield* walk(gate, found, inner, way);
    }
  }
}

function byName({ name: one }: Entry, { name: other }: Entry): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

async function* fileParts(
  file: OpenFile,
  path: string,
  format: ArchiveFormat,
): AsyncGenerator<Uint8Array> {
  const { size, mtimeMs } = file;
  if (size <= PART_OCTETS) {
    const whole = new Uint8Array(size);
    if (size > 0) readRange(file, { firstPos: 0, lastPos: size - 1 }, whole);
    yield format.begin({ path, size, mtimeMs }, whole);
    yield whole;
  } else {
    yield format.begin({ path, size, mtimeMs });
    yield* largeParts(file, format);
  }
  yield format.finish();
}

async function* largeParts(file: OpenFile, format: ArchiveFormat): AsyncGenerator<Uint8Array> {
  let buffer = takeBuffer();
  let letGo = dropBuffer; // whoever does not come back may still be writing it
  try {
    for (let missing = file.size; missing > 0;) {
      buffer = refitBuffer(buffer);
      const count = await file.handle.read(buffer.subarray(0, missing));
      if (count === null) {
        throw new ChangedError(
          `${file.name} is ${missing} octets shorter than it was; ${CHANGE_BY_RENAME}`,
        );
      }
      missing -= count;
      const part = buffer.subarray(0, count);
      format.take(part);
      yield part;
    }
    letGo = giveBuffer;
  } finally {
    letGo(buffer);
  }
  if (file.handle.statSync().mtime?.getTime() !== file.mtimeMs) {
    throw new ChangedError(`${file.name} was written to while it was sent; ${CHANGE_BY_RENAME}`);
  }
}

/** Small parts go together, so that a thousand small files are not three thousand writes. */
async function* gathered(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const room = new Uint8Array(PART_OCTETS);
  let length = 0;
  for await (const part of parts) {
    if (length > 0 && length + part.length > PART_OCTETS) {
      yield room.subarray(0, length);
      length = 0;
    }
    if (part.length >= PART_OCTETS) yield part;
    else {
      room.set(part, length);
      length += part.length;
    }
  }
  if (length > 0) yield room.subarray(0, length);
}
