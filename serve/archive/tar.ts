// Tar, in the pax interchange format of POSIX.1-2008: ustar headers, and before those that can't say
// it all (a name that is long or not ASCII, 8 GiB and more) an extended header. Pure.
//
// Contract: a header is one block of 512 octets, contents are filled up to whole blocks with zeros,
// two blocks of zeros are the end.

import { concat } from "../../http/wire/octets.ts";
import {
  type ArchiveEntry,
  type ArchiveFormat,
  FILE_MODE,
  FOLDER_MODE,
  isFolder,
} from "./archive_format.ts";

const BLOCK = 512;
const NAME_OCTETS = 100;
/** Eleven octal digits. */
const MOST = 8 ** 11 - 1;
/** The sum of a header is made with spaces in the place of the sum. */
const SUM_AT = 148;
const SUM_OCTETS = 8;

const REGULAR = "0";
const DIRECTORY = "5";
const EXTENDED = "x";

const utf8 = new TextEncoder();
// deno-lint-ignore no-control-regex
const ASCII = /^[\x00-\x7f]*$/;

/** Writes one tar archive. */
export class TarFormat implements ArchiveFormat {
  readonly mediaType = "application/x-tar";
  readonly extension = ".tar";
  #size = 0;

  begin(entry: ArchiveEntry): Uint8Array {
    const { path, size } = entry;
    this.#size = size;
    const seconds = Math.floor((entry.mtimeMs ?? 0) / 1000);
    const type = isFolder(entry) ? DIRECTORY : REGULAR;
    const records: [key: string, value: string][] = [];
    if (path.length > NAME_OCTETS || !ASCII.test(path)) records.push(["path", path]);
    if (size > MOST) records.push(["size", String(size)]);
    if (seconds < 0 || seconds > MOST) records.push(["mtime", String(seconds)]);
    const header = ustar(path, type, size, seconds);
    return records.length === 0 ? header : concat(...extended(records), header);
  }

  take(): void {}

  finish(): Uint8Array {
    return padding(this.#size);
  }

  *end(): Iterable<Uint8Array> {
    yield new Uint8Array(2 * BLOCK);
  }
}

/** What a header can't say is cut here and told in the extended header before it. */
function ustar(path: string, type: string, size: number, seconds: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string, octets: number): void => {
    utf8.encodeInto(text, block.subarray(at, at + octets));
  };
  const octal = (at: number, value: number, octets: number): void => {
    const fitting = value >= 0 && value <= MOST ? value : 0;
    put(at, fitting.toString(8).padStart(octets - 1, "0"), octets);
  };
  put(0, path, NAME_OCTETS);
  octal(100, type === DIRECTORY ? FOLDER_MODE : FILE_MODE, 8);
  octal(108, 0, 8); // the owner's numbers; unpacked as the user's own
  octal(116, 0, 8);
  octal(124, size, 12);
  octal(136, seconds, 12);
  block.fill(0x20, SUM_AT, SUM_AT + SUM_OCTETS);
  put(156, type, 1);
  put(257, "ustar\x0000", 8);
  const sum = block.reduce((total, octet) => total + octet, 0);
  put(SUM_AT, `${sum.toString(8).padStart(6, "0")}\0 `, SUM_OCTETS);
  return block;
}

/** A header of its own, and records each of which begins with its own length in octets. */
function extended(records: readonly (readonly [string, string])[]): Uint8Array[] {
  const content = utf8.encode(records.map(([key, value]) => record(key, value)).join(""));
  return [ustar("pax", EXTENDED, content.length, 0), content, padding(content.length)];
}

function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const octets = utf8.encode(rest).length;
  let length = octets + String(octets).length;
  if (String(length).length > String(octets).length) length = octets + String(length).length;
  return `${length}${rest}`;
}

function padding(octets: number): Uint8Array {
  return new Uint8Array((BLOCK - octets % BLOCK) % BLOCK);
}
