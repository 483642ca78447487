// The name and number that `ferry --version` prints.

import { VERSION } from "../io/version.ts";

export { VERSION };

/** The line that `ferry --version` prints, without its line ending. */
export const VERSION_LINE = `ferry ${VERSION}`;

/**
 * The day of this version, for the man pages: that of its heading in CHANGELOG.md, and set by hand while
 * it has none there, so that the same sources make the same pages.
 */
export const VERSION_DATE = "2026-11-23";
