// The banner: what `ferry serve` says when it is ready.

import { escapeControls } from "../io/escape.ts";

/**
 * The lines to print: one for scripts for each URL, and for people where they reach what is served.
 *
 * @param root the absolute path of what is served
 * @param forPeople whether a terminal shows them
 * @param fingerprint the SHA-256 of a certificate that nobody vouches for
 */
export function bannerLines(
  urls: readonly string[],
  root: string,
  forPeople: boolean,
  fingerprint?: string,
): readonly string[] {
  const ready = urls.map((url) => `Ready to serve... ${escapeControls(url)}`);
  if (fingerprint !== undefined) ready.push(`Certificate SHA-256 ${fingerprint}`);
  if (!forPeople) return ready;
  const network = urls.flatMap(networkUrls).map((url) => `  Network  ${url}`);
  return [...ready, `  Serving  ${escapeControls(root)}`, ...network, "  Press Ctrl+C to stop"];
}

/** The URLs by which other machines reach a server that listens on all interfaces. */
function networkUrls(url: string): string[] {
  if (!/^https?:\/\/localhost:/.test(url)) return [];
  const addresses = Deno.networkInterfaces()
    .filter(({ family, address }) => family === "IPv4" && !address.startsWith("127."))
    .map(({ address }) => address);
  return addresses.map((address) => url.replace("localhost", address));
}
