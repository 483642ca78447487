// The options of `ferry serve` that lay the site out, to what the site is told.
//
// Contract: what a user writes as a path is read as one that a request would have, so that both are
// compared as the same names; what no request could ask for is a usage error.

import { parsePath } from "../http/semantics/paths.ts";
import { textOf } from "../http/wire/octets.ts";
import type { SiteOptions } from "../serve/settings.ts";
import type { ServeCommand } from "./command.ts";
import { sourceOf } from "./manual.ts";
import { quoted, UsageError } from "./usage_error.ts";

/** @throws {UsageError} when --path-prefix or --spa is no path */
export function siteOptions(command: ServeCommand): SiteOptions {
  const { options } = command;
  const spa = options.spa === undefined ? {} : { spa: parseSpa(options.spa) };
  return {
    ...sourceOf(command),
    index: options.index,
    listing: !options["no-listing"],
    hidden: options.hidden,
    symlinks: options.symlinks,
    prefix: parsePrefix(options["path-prefix"]),
    ...spa,
    cleanUrls: options["clean-urls"],
    archive: options.archive,
  };
}

/**
 * The names of `/x/y`, which may be written `x/y/` too, and percent-encoded or not; none for `/`.
 *
 * @throws {UsageError}
 */
export function parsePrefix(text: string): readonly string[] {
  const names = namesOf(text);
  if (names !== undefined) return names;
  throw new UsageError(
    `--path-prefix ${quoted(text)} is no path to serve below; write it like /x or /x/y`,
  );
}

function parseSpa(text: string): readonly string[] {
  const names = text.endsWith("/") ? undefined : namesOf(text);
  if (names !== undefined && names.length > 0) return names;
  throw new UsageError(
    `--spa ${
      quoted(text)
    } is no file below PATH; write it like --spa=app.html or --spa=app/index.html`,
  );
}

/** Undefined for a query or fragment, empty segments, dot segments and all that `parsePath` refuses. */
function namesOf(text: string): readonly string[] | undefined {
  if (/[?#]/.test(text)) return undefined;
  const octets = new TextEncoder().encode(text.startsWith("/") ? text : `/${text}`);
  const path = parsePath(textOf(octets, 0, octets.length));
  return typeof path === "string" ? undefined : path.names;
}
