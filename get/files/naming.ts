// Names for files, made from URLs that somebody else wrote.
//
// Contract: pure. What comes out is one name, in any folder and on any system: no separator, no control
// or bidirectional character, no leading dot, no trailing dot or space, no name of a device, and short
// enough to be lengthened by `.part`. A URL that gives no such name gives `index.html`, wget's habit.

import { decodePercent } from "../percent.ts";

/** The name of a file while it is being written ends so. */
export const PART_SUFFIX = ".part";

const FALLBACK = "index.html";

/** What file systems allow (255), less what `.part` and the record beside it take. */
const MAX_OCTETS = 255 - PART_SUFFIX.length - ".ferry".length;

/** Control and bidirectional characters, line separators, lone surrogates: see io/escape.ts. */
const ACTING = /[\p{Cc}\p{Cs}\u{61c}\u{200e}\u{200f}\u{2028}-\u{202e}\u{2066}-\u{2069}\u{feff}]/gu;

/** Names that Windows takes for devices, with any extension or none. */
export const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])[ ]*(?:\.|$)/i;

/** What Windows allows in no name; elsewhere these are names like any other. */
export const RESERVED = /[<>:"|?*]/g;

/** `.tar.gz` is one extension; what is longer than this is no extension but part of the name. */
const EXTENSION = /(?:\.tar)?\.[^. ]{1,16}$/i;

const utf8 = new TextEncoder();

/** The name that the last segment of a URL's path gives: decoded once, then made safe. */
export function nameFromUri(uri: URL, windows = Deno.build.os === "windows"): string {
  const segment = uri.pathname.slice(uri.pathname.lastIndexOf("/") + 1);
  return safeName(decodePercent(segment), windows);
}

function safeName(text: string, windows: boolean): string {
  const visible = text.replace(ACTING, "");
  const last = visible.slice(Math.max(visible.lastIndexOf("/"), visible.lastIndexOf("\\")) + 1);
  const allowed = windows ? last.replace(RESERVED, "_") : last;
  const trimmed = allowed.replace(/^[. ]+|[. ]+$/g, "");
  const name = DEVICE.test(trimmed) ? `_${trimmed}` : trimmed;
  return shorten(name, "") || FALLBACK;
}

/** The name with `-N` before its extension; the name itself for 0. */
export function numberedName(name: string, number: number): string {
  return number === 0 ? name : shorten(name, `-${number}`);
}

/** The name with something before its extension, cut there between characters to fit. */
function shorten(name: string, insert: string): string {
  const at = name.search(EXTENSION);
  const extension = at > 0 ? name.slice(at) : "";
  const stem = at > 0 ? name.slice(0, at) : name;
  const room = MAX_OCTETS - utf8.encode(insert + extension).length;
  const { read } = utf8.encodeInto(stem, new Uint8Array(room));
  const cut = read < stem.length ? stem.slice(0, read).replace(/[. ]+$/, "") : stem;
  return cut + insert + extension;
}
