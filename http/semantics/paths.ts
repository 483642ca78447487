// Paths: the path of a request target to the names it is made of (RFC 3986 §3.3, RFC 9110 §17.3).
//
// Contract: decoded once, and judged after that. What could mean two things to two readers, or lead
// out of the folder, is no path: dot segments, encoded slashes, backslashes, NUL, lone or odd percent
// signs, octets that are not UTF-8. What is left is a list of names, no more and no less.

/** The names on the way to a resource, none of them empty; and whether a slash stood at the end. */
export interface ResourcePath {
  readonly names: readonly string[];
  /** Whether the path asks for a folder. */
  readonly folder: boolean;
}

/** Why a path names nothing: it must not be asked for at all, or there can be no such thing. */
export type PathFault = "malformed" | "absent";

/** ASCII without a percent sign, which stands for itself. */
const LITERAL = /^[ -$&-~]*$/;
// deno-lint-ignore no-control-regex
const FORBIDDEN = /[/\\\x00]/;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads an absolute path, one character an octet, percent-encoded.
 *
 * An empty segment amid the path ("absent") is no fault of form, but no file has an empty name.
 */
export function parsePath(path: string): ResourcePath | PathFault {
  if (!path.startsWith("/")) return "malformed";
  const segments = path.slice(1).split("/");
  const folder = segments.at(-1) === "";
  if (folder) segments.pop();
  const names: string[] = [];
  for (const segment of segments) {
    const name = decodeSegment(segment);
    if (name === undefined) return "malformed";
    names.push(name);
  }
  return names.includes("") ? "absent" : { names, folder };
}

/** One segment, decoded; undefined when it must not be. */
function decodeSegment(segment: string): string | undefined {
  const name = LITERAL.test(segment) ? segment : decodeUtf8(segment);
  if (name === undefined || name === "." || name === "..") return undefined;
  return FORBIDDEN.test(name) ? undefined : name;
}

function decodeUtf8(segment: string): string | undefined {
  const octets = percentDecode(segment);
  if (octets === undefined) return undefined;
  try {
    return utf8.decode(octets);
  } catch {
    return undefined; // not UTF-8
  }
}

function percentDecode(segment: string): Uint8Array | undefined {
  const octets = new Uint8Array(segment.length);
  let length = 0;
  for (let at = 0; at < segment.length; at++) {
    let octet = segment.charCodeAt(at);
    if (octet === 0x25) {
      const digits = segment.slice(at + 1, at + 3);
      if (!/^[0-9A-Fa-f]{2}$/.test(digits)) return undefined;
      octet = Number.parseInt(digits, 16);
      at += 2;
    }
    octets[length++] = octet;
  }
  return octets.subarray(0, length);
}
