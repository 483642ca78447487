// The banner as people see it: what is served, where others find it, and how to end it.
//
// Contract: pure; the size of the screen is told. The lines for scripts come first, as scripts have them. No
// other line but those of URLs, which are for copying, is wider than a screen of 60 columns and up; a path
// loses its middle. URLs that would push the first line off the screen are counted.

import { escapeControls } from "../../io/escape.ts";
import { type Screen, shortenMiddle } from "../progress_lines.ts";
import type { Paint } from "./paint.ts";

/** What there is to be told. */
export interface Sharing {
  /** The lines for scripts. */
  readonly ready: readonly string[];
  /** What is served: a path, or what it is called. */
  readonly source: string;
  /** For this machine's browser, where the lines for scripts don't tell it. */
  readonly local: string | undefined;
  /** For other machines, where the lines for scripts don't tell them, the best first. */
  readonly network: readonly string[];
  /** The SHA-256 of a certificate that nobody vouches for. */
  readonly fingerprint: string | undefined;
  /** The lines of a QR code; none for none. */
  readonly code: readonly string[];
  /** Whether other machines may read it without a password. */
  readonly isOpen: boolean;
}

/** What is shown of the URLs for other machines in any case, and at most. */
const MIN_URLS = 1;
const MAX_URLS = 8;

/** What the lines for people begin with. */
export const INDENT = "  ";
/** The width of `Serving` and its like, with the gap behind it. */
const LABEL_COLUMNS = 9;

/** The lines of the banner. */
export function peopleLines(sharing: Sharing, screen: Screen, paint: Paint): string[] {
  const { ready, source, local, network, fingerprint, code, isOpen } = sharing;
  const entry = (label: string, values: readonly string[]): string[] =>
    values.map((value, index) => {
      const gap = " ".repeat(LABEL_COLUMNS - (index === 0 ? label.length : 0));
      return `${INDENT}${index === 0 ? paint("label", label) : ""}${gap}${value}`;
    });
  const room = screen.columns - 1 - INDENT.length - LABEL_COLUMNS;
  const before = [
    ...ready,
    ...entry("Serving", [shortenMiddle(escapeControls(source), Math.max(1, room))]),
    ...entry("Local", local === undefined ? [] : [paint("url", escapeControls(local))]),
  ];
  const after = [
    ...entry("SHA-256", halvesOf(fingerprint)),
    ...code.map((line) => INDENT + line),
    ...(isOpen ? [`${INDENT}Open to the whole network; --auth asks for a password`] : []),
    `${INDENT}${paint("aside", "Press Ctrl+C to stop")}`,
  ];
  const rows = screen.rows - 1 - before.length - after.length; // one for the cursor
  return [...before, ...entry("Network", shownOf(network, rows, paint)), ...after];
}

/** As many of the URLs as there are rows for, and how many more there are. */
function shownOf(urls: readonly string[], rows: number, paint: Paint): string[] {
  const shown = urls.map((url) => paint("url", escapeControls(url)));
  const most = Math.min(MAX_URLS, Math.max(MIN_URLS, rows));
  if (shown.length <= most) return shown;
  const kept = shown.slice(0, Math.max(MIN_URLS, most - 1));
  return [...kept, `+ ${shown.length - kept.length} more`];
}

/** Two lines of 47 columns, of which people compare one and then the other. */
function halvesOf(fingerprint: string | undefined): string[] {
  if (fingerprint === undefined) return [];
  const middle = Math.ceil(fingerprint.length / 2);
  return [fingerprint.slice(0, middle).replace(/:$/, ""), fingerprint.slice(middle)];
}
