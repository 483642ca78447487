// Media types: a file's name to the value of Content-Type (RFC 9110 §8.3).

import { contentType } from "@std/media-types";
import { extname } from "@std/path";

/** What a file of an unknown kind is: octets (RFC 2046 §4.5.1). */
const UNKNOWN = "application/octet-stream";

const known = new Map<string, string>();

/** The Content-Type of a file of that name, with `charset=UTF-8` where it is text. */
export function mediaTypeOf(name: string): string {
  const extension = extname(name).toLowerCase();
  let type = known.get(extension);
  if (type === undefined) {
    type = contentType(extension) ?? UNKNOWN;
    if (type !== UNKNOWN) known.set(extension, type);
  }
  return type;
}
