// Listings in HTML: nginx autoindex, Apache mod_autoindex, Caddy browse, Python's http.server,
// ferry's own, and what looks like them.
//
// Contract: pure. A page is a listing when it says so in the way one of these does, and is not crawled
// otherwise: a site's own page in a folder is no list of what is in it. Entries are the links that lead
// one level down, whatever their texts say. Sizes and times are not read: they are rounded, or local.

import { isSameOrigin } from "../../http/semantics/redirect.ts";
import type { RawEntry } from "./listing.ts";

/** What the title of a listing begins with: nginx, Apache, lighttpd, ferry; Python. */
const TITLES = ["Index of /", "Directory listing for /"];

/** What of a page matters. */
interface Page {
  readonly hrefs: readonly string[];
  readonly isListing: boolean;
}

/**
 * The entries of a listing, or undefined when the page is none.
 *
 * @param folder its URI, whose path ends in a slash
 */
export async function parseHtmlListing(
  text: string,
  folder: URL,
): Promise<RawEntry[] | undefined> {
  const { hrefs, isListing } = await readPage(text);
  if (!isListing) return undefined;
  return hrefs.map((href) => entryOf(href, folder)).filter((entry) => entry !== undefined);
}

/** Caddy's page has no title of its own, but is made like no other. */
async function readPage(text: string): Promise<Page> {
  const { Parser } = await import("htmlparser2"); // only for servers that have no JSON
  const hrefs: string[] = [];
  let [title, inTitle, inListing, hasTable] = ["", false, false, false];
  const parser = new Parser({
    onopentag(name, attributes): void {
      const { href, class: classes } = attributes;
      if (name === "a" && href !== undefined) hrefs.push(href);
      if (name === "title") inTitle = title === "";
      if (name === "div") inListing ||= classes?.split(/\s/).includes("listing") === true;
      if (name === "table") hasTable ||= inListing && attributes["aria-describedby"] === "summary";
    },
    ontext(data): void {
      if (inTitle) title += data;
    },
    onclosetag(name): void {
      if (name === "title") inTitle = false;
    },
  });
  parser.end(text);
  const named = TITLES.some((beginning) => title.trimStart().startsWith(beginning));
  return { hrefs, isListing: named || hasTable };
}

/** What a link leads to, if that lies directly below the folder. */
function entryOf(href: string, folder: URL): RawEntry | undefined {
  const uri = URL.parse(href, folder);
  if (uri === null || !isSameOrigin(uri, folder) || uri.username + uri.password !== "") {
    return undefined;
  }
  if (uri.search !== "" || uri.hash !== "" || !uri.pathname.startsWith(folder.pathname)) {
    return undefined;
  }
  const below = uri.pathname.slice(folder.pathname.length);
  const kind = below.endsWith("/") ? "folder" : "file";
  const segment = kind === "folder" ? below.slice(0, -1) : below;
  return segment === "" || segment.includes("/") ? undefined : { segment, kind };
}
