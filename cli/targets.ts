// The words of `ferry get` -> the URLs to fetch.
//
// Contract: `HOST PORT FILE` becomes one http URL; any other words are URLs as they stand, which
// the client judges one by one. It is the lab's form when the second word is all digits, which no
// URL is, and the first has no scheme.

import { quoted, UsageError } from "./usage_error.ts";

/** What to fetch. */
export interface Targets {
  /** URL texts, in the order given; at least one. */
  readonly targets: readonly string[];
  /** They were given as `HOST PORT FILE`. */
  readonly labForm: boolean;
}

const REMEDY = "write ferry get HOST PORT FILE or ferry get URL";

/** Reads the words. Throws UsageError when there are none, or when HOST PORT FILE has a fault. */
export function parseTargets(words: readonly string[]): Targets {
  const [host, port] = words;
  if (host === undefined) throw new UsageError(`no URL is given; ${REMEDY}`);
  if (port === undefined || !/^[0-9]+$/.test(port) || host.includes("://")) {
    return { targets: words, labForm: false };
  }
  const [, , file] = words;
  if (file === undefined) throw new UsageError(`FILE is missing; ${REMEDY}`);
  if (words.length > 3) throw new UsageError(`too many words after HOST PORT FILE; ${REMEDY}`);
  return { targets: [labTarget(host, port, file)], labForm: true };
}

function labTarget(host: string, port: string, file: string): string {
  const portNumber = Number(port);
  if (portNumber < 1 || portNumber > 65_535) {
    throw new UsageError(`PORT ${port} is none; ports are 1 to 65535`);
  }
  const path = file.startsWith("/") ? file : `/${file}`;
  return `http://${uriHost(host)}:${portNumber}${asTyped(path)}`;
}

/** HOST as it stands in a URL: an IPv6 address in brackets (RFC 3986 §3.2.2). */
function uriHost(host: string): string {
  const bare = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  if (/^[0-9a-fA-F.]*:[0-9a-fA-F.]*:[0-9a-fA-F:.]*$/.test(bare)) return `[${bare}]`;
  if (host === "" || /[\s\p{Cc}/@?#\\:[\]]/u.test(host)) {
    throw new UsageError(`HOST ${quoted(host)} is neither a name nor an address; ${REMEDY}`);
  }
  return host;
}

/**
 * FILE so that it reaches the request target as it was typed: what a URL would cut off (`#`), turn
 * round (`\`) or drop (spaces at the end, control characters) is percent-encoded.
 */
function asTyped(path: string): string {
  return path.replace(/[#\\\s\p{Cc}]/gu, encodeURIComponent);
}
