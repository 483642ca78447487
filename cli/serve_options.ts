// `ferry serve`, declared: its options, and what its help page says of it.

import { SHARED_OPTIONS } from "./general_options.ts";
import type { CommandDescription, OptionTable, Parsed } from "./options.ts";
import { CONTENT_OPTIONS } from "./serve_content_options.ts";
import { LISTENING_OPTIONS } from "./serve_listening_options.ts";

/** The options of `ferry serve`. */
export const SERVE_OPTIONS = {
  ...LISTENING_OPTIONS,
  ...CONTENT_OPTIONS,
  qr: {
    kind: "flag",
    contradicts: ["unix"],
    group: "Sharing",
    meaning: "Show a QR code of the URL, for a phone on the same network",
  },
  open: {
    kind: "flag",
    contradicts: ["unix"],
    group: "Sharing",
    meaning: "Open the browser as soon as ferry listens",
  },
  watch: {
    kind: "flag",
    group: "Sharing",
    meaning: "Reload pages in the browser when files change",
  },
  "log-format": {
    kind: "choice",
    choices: ["common", "combined", "json", "none"],
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
  health: {
    kind: "text",
    placeholder: "PATH",
    group: "Operations",
    meaning: "Answer PATH with ok",
  },
  metrics: {
    kind: "text",
    placeholder: "PATH",
    group: "Operations",
    meaning: "Answer PATH with figures for Prometheus",
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
  "limit-rate": {
    kind: "size",
    placeholder: "SIZE",
    group: "Limits",
    meaning: "Octets a second for each connection",
  },
  "cache-size": {
    kind: "size",
    placeholder: "SIZE",
    default: "64m",
    group: "Limits",
    meaning: "Memory for hot files and compressed variants; 0: none",
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
  words: [[
    "PATH",
    "A folder or one file; default: the current folder, or the manual if that is empty",
  ]],
  offers: "file",
  options: SERVE_OPTIONS,
  examples: [
    ["ferry serve", "Share the current folder with all who reach this machine's port 6789"],
    ["ferry serve site --host 127.0.0.1 -p 8080", "Look at the folder site on this machine only"],
    ["ferry serve photos --qr", "Share the folder photos with a phone, which scans the code"],
    ["ferry serve notes.pdf --port 0", "Share a single file, on any free port"],
    ["ferry serve dist --spa --compress", "Serve a single-page app"],
    ["ferry serve --tls-self-signed", "HTTPS now, without a certificate of one's own"],
    ["FERRY_AUTH=me:secret ferry serve", "Ask for a password"],
    ["ferry serve --archive", "Let a folder be downloaded as a whole, zip or tar"],
    ["ferry serve --unix /run/ferry.sock --path-prefix /files", "Live behind a reverse proxy"],
    ["ferry serve --log-format json --health /up --metrics /metrics", "Run it as a service"],
  ],
};
