// `ferry serve`, declared: its options, and what its help page says of it.

import { SHARED_OPTIONS } from "./general_options.ts";
import type { CommandDescription, OptionTable, Parsed } from "./options.ts";

/** The options of `ferry serve`. */
export const SERVE_OPTIONS = {
  port: {
    kind: "count",
    short: "p",
    placeholder: "N",
    min: 0,
    max: 65_535,
    default: "6789",
    variable: "PORT",
    group: "Listening",
    meaning: "Port to listen on; 0: any free one",
  },
  host: {
    kind: "text",
    alias: "bind",
    placeholder: "ADDR",
    repeatable: true,
    absent: "all interfaces, IPv6 and IPv4",
    group: "Listening",
    meaning: "Address to listen on",
  },
  unix: {
    kind: "text",
    placeholder: "PATH",
    contradicts: ["host", "port"],
    group: "Listening",
    meaning: "Listen on a Unix socket instead",
  },
  index: {
    kind: "text",
    placeholder: "NAME",
    default: "index.html",
    group: "Content",
    meaning: "The page of a folder",
  },
  "no-listing": {
    kind: "flag",
    group: "Content",
    meaning: "Answer 404 for a folder without an index, instead of listing it",
  },
  hidden: {
    kind: "flag",
    group: "Content",
    meaning: "Serve names that begin with a dot; /.well-known/ always is",
  },
  symlinks: {
    kind: "choice",
    choices: ["inside", "none", "follow"],
    default: "inside",
    group: "Content",
    meaning: "Links to serve; inside: only those whose target lies inside PATH",
  },
  "log-format": {
    kind: "choice",
    choices: ["common", "json", "none"],
    default: "common",
    group: "Log",
    meaning: "The access log on stdout, one line for each exchange",
  },
  quiet: {
    kind: "flag",
    short: "q",
    contradicts: ["log-format"],
    group: "Log",
    meaning: "No access log",
  },
  "max-connections": {
    kind: "count",
    placeholder: "N",
    min: 1,
    default: "10000",
    group: "Limits",
    meaning: "Connections at once; beyond it the answer is 503",
  },
  "header-timeout": {
    kind: "duration",
    placeholder: "TIME",
    default: "10s",
    group: "Limits",
    meaning: "For a request's head to arrive; beyond it the answer is 408",
  },
  "idle-timeout": {
    kind: "duration",
    placeholder: "TIME",
    default: "60s",
    group: "Limits",
    meaning: "For the next request on an open connection to begin",
  },
  "stall-timeout": {
    kind: "duration",
    placeholder: "TIME",
    default: "30s",
    group: "Limits",
    meaning: "For a response that makes no progress",
  },
  grace: {
    kind: "duration",
    placeholder: "TIME",
    zero: true,
    default: "10s",
    group: "Limits",
    meaning: "For running exchanges to finish after SIGINT or SIGTERM",
  },
  ...SHARED_OPTIONS,
} as const satisfies OptionTable;

/** What the options of `ferry serve` amount to. */
export type ServeArguments = Parsed<typeof SERVE_OPTIONS>;

/** `ferry serve` for its help page. */
export const SERVE: CommandDescription = {
  name: "serve",
  summary: "Put a folder on HTTP",
  usage: ["serve [PATH] [options]"],
  words: [["PATH", "A folder or one file; default: the current folder"]],
  options: SERVE_OPTIONS,
  examples: [
    ["ferry serve", "the current folder, to everyone who can reach port 6789"],
    ["ferry serve site --host 127.0.0.1 -p 8080", "the folder site, to this machine only"],
    ["ferry serve notes.pdf --port 0", "a single file, on any free port"],
  ],
};
