// Content-Disposition (RFC 6266): a name to save content under. Pure.
//
//     attachment; filename="plain.zip"; filename*=UTF-8''pl%C3%A4in.zip
//
// Contract: nothing of the name can end the field, the parameter or the quotation marks around it, or
// be a path to whoever saves it.

import { encodeSegment } from "./segment.ts";

/** Controls, separators of paths, and what turns the direction of writing. */
const ACTING = /[\p{Cc}\p{Cs}/\\\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
/** What every reader takes for itself inside quotation marks; `%` some decode there. */
const PLAIN = /[^ !#-$&-)+-.0-9;=@-Z^-z{}~[\]]/g;

/** The value that asks for content to be saved under the name, once for old readers (§4.3). */
export function attachment(name: string): string {
  const safe = name.replace(ACTING, "_");
  const value = `attachment; filename="${safe.replace(PLAIN, "_")}"`;
  return safe.replace(PLAIN, "_") === safe
    ? value
    : `${value}; filename*=UTF-8''${encodeSegment(safe)}`;
}
