// The browser: a URL handed to the program that opens it with what the user has chosen for URLs.
//
// Contract: nobody waits for it, and it outlives ferry. What goes wrong is told in one sentence, and is no
// reason not to serve.

import { messageOf } from "../../io/errors.ts";

/** What opens a URL on each system: the program, and the words before the URL. */
const OPENERS: Readonly<Record<string, readonly [program: string, ...words: string[]]>> = {
  darwin: ["open"],
  windows: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** What opens a URL on this system, as freedesktop.org has it where nothing else is known. */
export const OPENER = OPENERS[Deno.build.os] ?? ["xdg-open"];

/** After this time, in milliseconds, the end of the program says nothing: a browser was closed. */
const SOON_MS = 10_000;

/**
 * Deno starts no program with these but where all may be started: what they load could do anything. Empty
 * ones count as not set (ld.so(8)).
 */
const NOTHING_LOADED = {
  LD_LIBRARY_PATH: "",
  LD_PRELOAD: "",
  DYLD_LIBRARY_PATH: "",
  DYLD_INSERT_LIBRARIES: "",
};

/** Opens the URL. @param say told, in one sentence, why that failed */
export function openBrowser(url: string, say: (sentence: string) => void): void {
  const [program, ...words] = OPENER;
  const startMs = performance.now();
  try {
    const child = new Deno.Command(program, {
      args: [...words, url],
      env: NOTHING_LOADED,
      stdin: "null",
      stdout: "null",
      stderr: "null",
      detached: true, // Ctrl+C ends ferry, and not the browser
    }).spawn();
    child.unref();
    child.status.then(({ success, code }) => {
      const isSoon = performance.now() - startMs < SOON_MS;
      if (!success && isSoon) say(sentence(url, `${program} ended with ${code}`));
    });
  } catch (fault) {
    say(sentence(url, reasonOf(fault, program)));
  }
}

function sentence(url: string, reason: string): string {
  return `no browser was opened: ${reason}; open ${url} yourself`;
}

function reasonOf(fault: unknown, program: string): string {
  if (fault instanceof Deno.errors.NotFound) return `there is no ${program} on the PATH`;
  if (fault instanceof Deno.errors.NotCapable) return `${program} may not be started`;
  return `${program} cannot be started: ${messageOf(fault)}`;
}
