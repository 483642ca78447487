// The options of `ferry get` that say how content is fetched and judged.

import type { OptionTable } from "./options.ts";

/** Servers refuse more from one client, and gain nothing by it. */
const MOST_CONNECTIONS = 256;

/** Resume, retry, segments, folders, and what is checked. */
export const TRANSFER_OPTIONS = {
  continue: {
    kind: "flag",
    short: "C",
    contradicts: ["compressed", "head"],
    group: "Transfer",
    meaning: "Continue FILE.part of an earlier run; a file that is whole stays as it is",
  },
  retry: {
    kind: "count",
    placeholder: "N",
    min: 0,
    absent: "3 into files, 0 to stdout",
    group: "Transfer",
    meaning: "Try so often again what fails for the moment, keeping what has come",
  },
  connections: {
    kind: "count",
    short: "n",
    placeholder: "N",
    min: 1,
    max: MOST_CONNECTIONS,
    default: "1",
    contradicts: ["compressed"],
    group: "Transfer",
    meaning: "Fetch a file in segments over N connections; with -r N files at a time",
  },
  recursive: {
    kind: "flag",
    short: "r",
    contradicts: ["output", "remote-name", "clobber", "head", "include", "sha256"],
    group: "Transfer",
    meaning: "Fetch a whole folder, but what is unchanged, into one of its name or --output-dir",
  },
  sha256: {
    kind: "text",
    placeholder: "HEX",
    contradicts: ["head"],
    group: "Transfer",
    meaning: "Check the content's SHA-256 before the file gets its name",
  },
  compressed: {
    kind: "flag",
    group: "Transfer",
    meaning: "Ask for br, zstd or gzip, and decode it",
  },
  "limit-rate": {
    kind: "size",
    placeholder: "SIZE",
    absent: "none",
    group: "Limits",
    meaning: "Octets a second, all connections together",
  },
  "max-filesize": {
    kind: "size",
    placeholder: "SIZE",
    absent: "none",
    group: "Limits",
    meaning: "Refuse content that is larger",
  },
} as const satisfies OptionTable;
