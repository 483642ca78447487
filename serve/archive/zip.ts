// Zip, as APPNOTE.TXT 6.3.10 of PKWARE has it: contents stored as they are, names in UTF-8, lengths of
// 64 bits where they need them. Pure.
//
// Contract: nothing is asked for twice and nothing is kept but one record an entry, which the
// directory at the end is made of. A file that is there whole has its CRC before it, as every reader
// likes it; a longer one is followed by it in a data descriptor (§4.3.9). The time of the last change
// is told twice: as DOS has it, in UTC, and in seconds since the epoch, which most readers prefer.

import { crc32 } from "node:zlib";
import {
  type ArchiveEntry,
  type ArchiveFormat,
  FILE_MODE,
  FOLDER_MODE,
  isFolder,
} from "./archive_format.ts";
import { OctetWriter } from "./octet_writer.ts";

const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;

/** From here on a field of 16 or 32 bits only says that there is one of 64 elsewhere (§4.4.1.4). */
const FULL_16 = 0xffff;
const FULL_32 = 0xffff_ffff;

const HAS_DESCRIPTOR = 1 << 3;
const UTF_8 = 1 << 11;

const VERSION = 20;
const VERSION_64 = 45;
/** What the permissions are to be read as (§4.4.2). */
const UNIX = 3 << 8;
const REGULAR = 0o100_000;
const DIRECTORY = 0o040_000;
/** A folder for those who look at DOS attributes only. */
const DOS_DIRECTORY = 0x10;

const EXTRA_64 = 0x0001;
/** Info-ZIP's "UT": a flag that says which times follow, then seconds of 32 bits. */
const EXTRA_TIME = 0x5455;
const HAS_MTIME = 1;

/** What the local header and the central one both say of an entry. */
interface Header {
  readonly name: Uint8Array;
  readonly folder: boolean;
  readonly flags: number;
  readonly dosTime: number;
  readonly time: Uint8Array;
  readonly size: number;
  readonly offset: number;
}

/** Writes one zip archive. */
export class ZipFormat implements ArchiveFormat {
  readonly mediaType = "application/zip";
  readonly extension = ".zip";
  readonly #directory: Uint8Array[] = [];
  #entry: Header | undefined;
  #crc = 0;
  #offset = 0;

  begin(entry: ArchiveEntry, whole?: Uint8Array): Uint8Array {
    const known = whole !== undefined || entry.size === 0;
    this.#crc = whole === undefined ? 0 : crc32(whole);
    this.#entry = {
      name: new TextEncoder().encode(entry.path),
      folder: isFolder(entry),
      flags: known ? UTF_8 : UTF_8 | HAS_DESCRIPTOR,
      dosTime: dosTime(entry.mtimeMs),
      time: timeExtra(entry.mtimeMs),
      size: entry.size,
      offset: this.#offset,
    };
    const octets = localHeader(this.#entry, this.#crc);
    this.#offset += octets.length + entry.size;
    return octets;
  }

  take(octets: Uint8Array): void {
    this.#crc = crc32(octets, this.#crc);
  }

  finish(): Uint8Array {
    const entry = this.#entry;
    if (entry === undefined) return new Uint8Array();
    this.#entry = undefined;
    this.#directory.push(centralHeader(entry, this.#crc));
    if ((entry.flags & HAS_DESCRIPTOR) === 0) return new Uint8Array();
    const octets = descriptor(entry.size, this.#crc);
    this.#offset += octets.length;
    return octets;
  }

  *end(): Iterable<Uint8Array> {
    let length = 0;
    for (const record of this.#directory) {
      length += record.length;
      yield record;
    }
    yield endRecords(this.#directory.length, length, this.#offset);
  }
}

/** §4.3.7; lengths that only the data descriptor tells are none here (§4.4.4). */
function localHeader(entry: Header, crc: number): Uint8Array {
  const { name, flags, dosTime, time, size } = entry;
  const wide = size >= FULL_32;
  const told = (flags & HAS_DESCRIPTOR) === 0 ? size : 0;
  const extra = wide
    ? new OctetWriter().u16(EXTRA_64).u16(16).u64(0).u64(0).octets(time)
    : undefined;
  const extras = extra?.done() ?? time;
  return new OctetWriter()
    .u32(LOCAL).u16(wide ? VERSION_64 : VERSION).u16(flags).u16(0).u32(dosTime).u32(crc)
    .u32(wide ? FULL_32 : told).u32(wide ? FULL_32 : told)
    .u16(name.length).u16(extras.length).octets(name).octets(extras)
    .done();
}

/** §4.3.9 */
function descriptor(size: number, crc: number): Uint8Array {
  const octets = new OctetWriter().u32(DESCRIPTOR).u32(crc);
  return (size >= FULL_32 ? octets.u64(size).u64(size) : octets.u32(size).u32(size)).done();
}

/** §4.3.12 */
function centralHeader(entry: Header, crc: number): Uint8Array {
  const { name, folder, flags, dosTime, time, size, offset } = entry;
  const [wide, far] = [size >= FULL_32, offset >= FULL_32];
  const extra = new OctetWriter();
  if (wide || far) extra.u16(EXTRA_64).u16((wide ? 16 : 0) + (far ? 8 : 0));
  if (wide) extra.u64(size).u64(size);
  if (far) extra.u64(offset);
  const extras = extra.octets(time).done();
  const version = wide || far ? VERSION_64 : VERSION;
  const mode = folder ? DIRECTORY | FOLDER_MODE : REGULAR | FILE_MODE;
  return new OctetWriter()
    .u32(CENTRAL).u16(UNIX | version).u16(version).u16(flags).u16(0).u32(dosTime).u32(crc)
    .u32(Math.min(size, FULL_32)).u32(Math.min(size, FULL_32))
    .u16(name.length).u16(extras.length).u16(0).u16(0).u16(0)
    .u16(folder ? DOS_DIRECTORY : 0).u16(mode).u32(Math.min(offset, FULL_32))
    .octets(name).octets(extras)
    .done();
}

/** §4.3.14 to §4.3.16 */
function endRecords(count: number, length: number, offset: number): Uint8Array {
  const octets = new OctetWriter();
  if (count >= FULL_16 || length >= FULL_32 || offset >= FULL_32) {
    octets.u32(END_64).u64(44).u16(UNIX | VERSION_64).u16(VERSION_64).u32(0).u32(0)
      .u64(count).u64(count).u64(length).u64(offset)
      .u32(LOCATOR_64).u32(0).u64(offset + length).u32(1);
  }
  const shown = Math.min(count, FULL_16);
  return octets
    .u32(END).u16(0).u16(0).u16(shown).u16(shown)
    .u32(Math.min(length, FULL_32)).u32(Math.min(offset, FULL_32)).u16(0)
    .done();
}

/** The date above the time, in steps of two seconds; its years are those from 1980 to 2107. */
function dosTime(mtimeMs: number | undefined): number {
  const earliest = Date.UTC(1980, 0, 1);
  const latest = Date.UTC(2108, 0, 1) - 1;
  const time = new Date(Math.min(Math.max(mtimeMs ?? earliest, earliest), latest));
  const date = (time.getUTCFullYear() - 1980) << 9 | (time.getUTCMonth() + 1) << 5 |
    time.getUTCDate();
  const clock = time.getUTCHours() << 11 | time.getUTCMinutes() << 5 | time.getUTCSeconds() >> 1;
  return (date << 16 | clock) >>> 0;
}

/** Left out where it is not known, or beyond 32 bits. */
function timeExtra(mtimeMs: number | undefined): Uint8Array {
  const seconds = Math.floor((mtimeMs ?? NaN) / 1000);
  if (seconds !== (seconds | 0)) return new Uint8Array();
  return new OctetWriter().u16(EXTRA_TIME).u16(5).u8(HAS_MTIME).u32(seconds >>> 0).done();
}
