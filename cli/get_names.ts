// What a URL's content is called where people read of it. Pure.

import { decodePercent } from "../get/percent.ts";

/** The last name of the URL's path, with the slash of a folder; the host where there is none. */
export function shownName(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname } = new URL(url);
  const [, name] = /([^/]+\/?)$/.exec(pathname) ?? [];
  return name === undefined ? `${host}/` : decodePercent(name);
}
