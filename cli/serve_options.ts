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
  workers: {
    kind: "text",
    placeholder: "N|auto",
    default: "1",
    group: "Listening",
    meaning: "Threads that share the port; auto: one for each processor",
  },
  "tls-cert": {
    kind: "text",
    placeholder: "FILE",
    contradicts: ["tls-self-signed"],
    group: "Listening",
    meaning: "HTTPS with this certificate chain (PEM); read again at SIGHUP",
  },
  "tls-key": {
    kind: "text",
    placeholder: "FILE",
    contradicts: ["tls-self-signed"],
    group: "Listening",
    meaning: "The private key of --tls-cert (PEM)",
  },
  "tls-self-signed": {
    kind: "flag",
    group: "Listening",
    meaning: "HTTPS with a certificate made at start; its SHA-256 fingerprint is printed",
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
  "path-prefix": {
    kind: "text",
    placeholder: "/x",
    default: "/",
    group: "Content",
    meaning: "Let the site live below /x",
  },
  spa: {
    kind: "optional text",
    placeholder: "FILE",
    implied: "index.html",
    group: "Content",
    meaning: "Answer what accepts HTML and names no file with FILE and 200",
  },
  "clean-urls": {
    kind: "flag",
    group: "Content",
    meaning: "Serve about.html at /about",
  },
  archive: {
    kind: "flag",
    group: "Content",
    meaning: "Stream a folder at /folder/?archive=zip or tar",
  },
  "no-precompressed": {
    kind: "flag",
    group: "Content",
    meaning: "Leave x.br, x.zst and x.gz beside x alone",
  },
  compress: {
    kind: "flag",
    group: "Content",
    meaning: "Compress on the fly what is worth it, from 1 KiB",
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
  cors: {
    kind: "optional text",
    placeholder: "ORIGIN",
    implied: "*",
    group: "Headers and access",
    meaning: "Let pages of ORIGIN, or of any, read what is served",
  },
  cache: {
    kind: "text",
    placeholder: "VALUE",
    default: "no-cache",
    group: "Headers and access",
    meaning: "How long files may be kept: no-cache, seconds, or immutable",
  },
  header: {
    kind: "field",
    short: "H",
    placeholder: "'Name: value'",
    repeatable: true,
    group: "Headers and access",
    meaning: "Send this field with every response, instead of any other of its name",
  },
  auth: {
    kind: "text",
    placeholder: "USER:PASS",
    group: "Headers and access",
    meaning: "Ask for this user and password; better in FERRY_AUTH, where ps can't see it",
  },
  "auth-file": {
    kind: "text",
    placeholder: "FILE",
    group: "Headers and access",
    meaning: "Ask for a user of this htpasswd file (bcrypt)",
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
  words: [["PATH", "A folder or one file; default: the current folder"]],
  options: SERVE_OPTIONS,
  examples: [
    ["ferry serve", "the current folder, to everyone who can reach port 6789"],
    ["ferry serve site --host 127.0.0.1 -p 8080", "the folder site, to this machine only"],
    ["ferry serve notes.pdf --port 0", "a single file, on any free port"],
  ],
};
