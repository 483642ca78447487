// `ferry get`, declared: its options, and what its help page says of it.

import { SHARED_OPTIONS } from "./general_options.ts";
import { CONNECTION_OPTIONS, REQUEST_OPTIONS } from "./get_connection_options.ts";
import { TRANSFER_OPTIONS } from "./get_transfer_options.ts";
import type { CommandDescription, OptionTable, Parsed } from "./options.ts";

/**
 * The options of `ferry get`. Not contradictions: `-i` with `-I` (both ask for the head), and `-q`
 * with `-v` (no progress, but the heads), as curl's users know them from `-sv`.
 */
export const GET_OPTIONS = {
  output: {
    kind: "text",
    short: "o",
    placeholder: "FILE",
    hint: "file",
    absent: "stdout",
    contradicts: ["remote-name"],
    group: "Destination",
    meaning: "Write the content to FILE, replacing it once the content is whole; -: stdout",
  },
  "remote-name": {
    kind: "flag",
    short: "O",
    group: "Destination",
    meaning: "Write to a file with the URL's last name, with -1, -2 and so on when taken",
  },
  "output-dir": {
    kind: "text",
    placeholder: "DIR",
    hint: "folder",
    group: "Destination",
    meaning: "Write into DIR, with names as by -O, or to -o's FILE there",
  },
  clobber: {
    kind: "flag",
    group: "Destination",
    meaning: "With -O: replace a file whose name is taken",
  },
  ...TRANSFER_OPTIONS,
  include: {
    kind: "flag",
    short: "i",
    group: "Display",
    meaning: "Print the response's head on stdout, before the content",
  },
  head: {
    kind: "flag",
    short: "I",
    group: "Display",
    meaning: "Send a HEAD request and print the response's head on stdout",
  },
  verbose: {
    kind: "flag",
    short: "v",
    group: "Display",
    meaning: "Print both heads on stderr",
  },
  quiet: {
    kind: "flag",
    short: "q",
    contradicts: ["progress"],
    group: "Display",
    meaning: "Nothing on stderr but errors, and what -v asks for",
  },
  progress: {
    kind: "flag",
    absent: "when stderr is a terminal",
    group: "Display",
    meaning: "Draw the progress",
  },
  "no-progress": {
    kind: "flag",
    contradicts: ["progress"],
    group: "Display",
    meaning: "Don't draw the progress",
  },
  json: {
    kind: "flag",
    contradicts: ["progress"],
    group: "Display",
    meaning: "One JSON object per URL on stderr, in place of what is for people",
  },
  ...REQUEST_OPTIONS,
  ...CONNECTION_OPTIONS,
  "connect-timeout": {
    kind: "duration",
    placeholder: "TIME",
    default: "10s",
    group: "Limits",
    meaning: "For a connection to be made",
  },
  "idle-timeout": {
    kind: "duration",
    placeholder: "TIME",
    default: "30s",
    group: "Limits",
    meaning: "For a transfer that makes no progress",
  },
  "max-time": {
    kind: "duration",
    placeholder: "TIME",
    absent: "none",
    group: "Limits",
    meaning: "For each URL, from its start to its end",
  },
  ...SHARED_OPTIONS,
} as const satisfies OptionTable;

/** What the options of `ferry get` amount to. */
export type GetArguments = Parsed<typeof GET_OPTIONS>;

/** `ferry get` for its help page. */
export const GET: CommandDescription = {
  name: "get",
  summary: "Bring files back whole",
  usage: ["get URL... [options]", "get HOST PORT FILE [options]"],
  words: [
    ["URL", "An http or https URL"],
    ["HOST PORT FILE", "The same as http://HOST:PORT/FILE"],
  ],
  options: GET_OPTIONS,
  examples: [
    ["ferry get localhost 6789 hello.html", "Print a file"],
    ["ferry get -O https://example.com/a.iso", "Save a file under its own name"],
    ["ferry get -C -n 4 -O https://example.com/a.iso", "Fetch the rest of it, over 4 connections"],
    ["ferry get -r -n 8 https://example.com/docs/", "Mirror a folder, 8 files at a time"],
    ["ferry get --output-dir in https://example.com/a https://example.com/b", "Two files into in"],
    ["ferry get -I https://example.com/", "See only the head of the response"],
    ["ferry get https://example.com/a.tar.gz | tar -xz", "Unpack what comes as it comes"],
    ["ferry get --json -O https://example.com/a.iso 2> facts.json", "Use it in a script"],
    ["ferry get --netrc -O https://example.com/private.zip", "Log in with what ~/.netrc holds"],
  ],
};
