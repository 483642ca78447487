// The options of `ferry serve` that say where it listens, and with which certificate.

import type { OptionTable } from "./options.ts";

/** Addresses, threads, TLS. */
export const LISTENING_OPTIONS = {
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
    hint: "file",
    contradicts: ["host", "port"],
    group: "Listening",
    meaning: "Listen on a Unix socket instead",
  },
  workers: {
    kind: "text",
    placeholder: "N|auto",
    suggest: ["auto"],
    default: "1",
    group: "Listening",
    meaning: "Threads that share the port; auto: one for each processor",
  },
  "tls-cert": {
    kind: "text",
    placeholder: "FILE",
    hint: "file",
    contradicts: ["tls-self-signed"],
    group: "Listening",
    meaning: "HTTPS with this certificate chain (PEM); read again at SIGHUP",
  },
  "tls-key": {
    kind: "text",
    placeholder: "FILE",
    hint: "file",
    contradicts: ["tls-self-signed"],
    group: "Listening",
    meaning: "The private key of --tls-cert (PEM)",
  },
  "tls-self-signed": {
    kind: "flag",
    group: "Listening",
    meaning: "HTTPS with a certificate made at start; its SHA-256 fingerprint is printed",
  },
} as const satisfies OptionTable;
