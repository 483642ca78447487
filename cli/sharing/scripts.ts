// The lines that scripts read when a server is ready. Pure.

import { escapeControls } from "../../io/escape.ts";
import type { ServeSettings } from "../../serve/settings.ts";
import type { Running } from "../running.ts";

/** Gives the lines for stdout, and does what `--open` and `--qr` ask for. */
export type SayReady = (
  running: Pick<Running, "urls" | "fingerprint">,
  site: ServeSettings["site"],
) => readonly string[];

/**
 * A line for each URL, and one for the certificate.
 *
 * @param fingerprint the SHA-256 of a certificate that nobody vouches for
 */
export function scriptLines(urls: readonly string[], fingerprint?: string): string[] {
  const ready = [...new Set(urls)].map((url) => `Ready to serve... ${escapeControls(url)}`);
  return fingerprint === undefined ? ready : [...ready, `Certificate SHA-256 ${fingerprint}`];
}
