// Names from a listing: which of them a file or folder may have.
//
// Contract: pure. A name is taken as it is, or not at all: a mirror is a copy, so nothing is made
// safe by changing it. What could lead out of its folder, or act on who sees it, has no place in it.

import { DEVICE, RESERVED } from "../files/naming.ts";

/** What file systems allow for one name, in octets. */
const MAX_OCTETS = 255;

const utf8 = new TextEncoder();

/**
 * Why a decoded name cannot be that of a file, as a clause (`it is empty`); undefined when it can.
 *
 * @param windows whether the rules of Windows hold besides
 */
export function nameFault(
  name: string,
  windows = Deno.build.os === "windows",
): string | undefined {
  if (name === "") return "it is empty";
  if (name === "." || name === "..") return "it is a dot segment";
  if (/[/\\]/.test(name)) return "it holds a slash or a backslash";
  if (/\p{Cc}/u.test(name)) return "it holds a control character";
  if (!name.isWellFormed()) return "it is not Unicode";
  if (utf8.encode(name).length > MAX_OCTETS) return `it is longer than ${MAX_OCTETS} octets`;
  return windows ? windowsFault(name) : undefined;
}

function windowsFault(name: string): string | undefined {
  if (DEVICE.test(name)) return "it is a device on Windows";
  if (name.search(RESERVED) >= 0) return "it holds a character that Windows reserves";
  return /[. ]$/.test(name) ? "it ends in a dot or a space, which Windows cuts off" : undefined;
}

/** The name behind one percent-encoded segment; undefined when it is not percent-encoded UTF-8. */
export function decodeName(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // a lone percent sign, or octets that are not UTF-8
  }
}

/**
 * The same for two names that a file system may take for one.
 *
 * @param folding whether it does not tell upper case from lower
 */
export function nameKey(name: string, folding = FOLDING): string {
  return folding ? name.normalize("NFC").toLowerCase() : name;
}

const FOLDING = Deno.build.os === "windows" || Deno.build.os === "darwin";
