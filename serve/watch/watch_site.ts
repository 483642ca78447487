// Watching a site: its changes, and the pages that show them.

import type { SiteSettings } from "../site.ts";
import { Changes } from "./changes.ts";
import { LivePages } from "./live_pages.ts";
import { Watcher } from "./watcher.ts";

/** What is watched. */
export interface Watched {
  readonly site: SiteSettings;
  /** Told, in one sentence, what can't be done. */
  readonly diagnose: (fault: string) => void;
}

/**
 * Tells of a site's changes until it is disposed of. Of a folder in memory there is nothing to tell.
 *
 * @throws system errors when there is nothing at the site's root
 */
export async function watchSite(
  { site, diagnose }: Watched,
  changes: Changes,
): Promise<Disposable> {
  if (typeof site.root !== "string") return { [Symbol.dispose]: () => {} };
  const { root, hidden, symlinks } = site;
  return await Watcher.start({ root, policy: { hidden, symlinks } }, {
    changed: (change) => changes.announce(change),
    diagnose,
  });
}

/**
 * The live pages of a site.
 *
 * @param told the changes, where another thread tells of them; else the site is watched here
 * @throws system errors when there is nothing at the site's root
 */
export async function livePages(watched: Watched, told?: Changes): Promise<LivePages> {
  const changes = told ?? new Changes();
  const watcher = told === undefined ? await watchSite(watched, changes) : undefined;
  const { site: { prefix = [] }, diagnose } = watched;
  return new LivePages({ prefix, changes, watcher, diagnose });
}
