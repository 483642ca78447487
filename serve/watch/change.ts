// A change: what happened to the files of a site, as far as an open page has to know. Pure.
//
// Contract: when in doubt it is everything, for a page that is loaded anew is always right. Only where
// stylesheets alone have changed can a page keep its state.

/** What has changed. */
export interface Change {
  /** The ways from the root to the stylesheets; undefined when anything else has changed, too. */
  readonly styles: readonly string[] | undefined;
}

/** Whatever a page was made from may have changed. */
export const EVERYTHING: Change = { styles: undefined };

/** A stylesheet, its source map, and what is served in the place of either. */
const STYLE = /^(.*\.css)(?:\.map)?(?:\.(?:br|gz|zst))?$/i;

/** What editors put beside a file for a moment: backups (`x~`), probes (vim's `4913`), Emacs's, JetBrains'. */
const SCRATCH = /~$|^4913$|^#.*#$|\.sw[opx]$|___jb_(?:old|tmp)___$/;

/** Whether a name is nobody's page, only a trace of an editor at work. */
export function isScratch(name: string): boolean {
  return SCRATCH.test(name);
}

/** @param ways from the root to what has changed: names joined by `/`; "" for the root itself */
export function changeOf(ways: Iterable<string>): Change {
  const styles = new Set<string>();
  for (const way of ways) {
    const style = STYLE.exec(way)?.[1];
    if (style === undefined) return EVERYTHING;
    styles.add(style);
  }
  return { styles: [...styles] };
}

/** Both changes as one. */
export function merge(one: Change, other: Change): Change {
  if (one.styles === undefined || other.styles === undefined) return EVERYTHING;
  return { styles: [...new Set([...one.styles, ...other.styles])] };
}
