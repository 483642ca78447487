// Navigation: whether a request for what is not there asks for a page of an app that draws its pages
// itself, as `--spa` serves it. Pure.
//
// Contract: Accept names text/html itself, as browsers do for what goes into a window; they ask for
// scripts, images and data with `*/*`, which is no navigation, and neither is a request without the
// field. And the last name is not that of a file: an extension of a known media type (`app.js`) makes
// it one, a dot alone does not (`john.doe`, `v1.2`). A name that begins with a dot is no page.

import { extname } from "@std/path";
import type { ResourcePath } from "../http/semantics/paths.ts";
import { parseTokenList, trimWhitespace } from "../http/wire/fields.ts";
import { mediaTypeOf } from "./forms/media_type.ts";

/** Whether to answer with the app's page. @param accept the value of Accept */
export function isNavigation({ names }: ResourcePath, accept: string | undefined): boolean {
  if (names.some((name) => name.startsWith("."))) return false;
  return !namesFile(names.at(-1) ?? "") && wantsPage(accept);
}

/** Whether Accept names text/html itself: what is asked for goes into a window. */
export function wantsPage(accept: string | undefined): boolean {
  return accept !== undefined && parseTokenList(accept).some(isHtml);
}

/** `text/html` with any weight but none (RFC 9110 §12.4.2). */
function isHtml(member: string): boolean {
  const [type = "", ...parameters] = member.split(";").map(trimWhitespace);
  return type === "text/html" && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
}

/** Programs (`.com`) have a media type too, but so do mail addresses: those are told by the `@`. */
function namesFile(name: string): boolean {
  if (name.includes("@") || extname(name) === "") return false;
  return mediaTypeOf(name) !== mediaTypeOf("");
}
