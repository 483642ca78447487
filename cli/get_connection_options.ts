// The options of `ferry get` that say what is asked, of whom, and on which way.

import type { OptionTable } from "./options.ts";

/** Fields, credentials, redirects. */
export const REQUEST_OPTIONS = {
  header: {
    kind: "field",
    short: "H",
    placeholder: "'Name: value'",
    repeatable: true,
    group: "Request",
    meaning: "Send this field; not to another origin after a redirect",
  },
  user: {
    kind: "text",
    placeholder: "USER:PASS",
    group: "Request",
    meaning: "Log in with Basic; not to another origin after a redirect",
  },
  netrc: {
    kind: "flag",
    group: "Request",
    meaning: "Log in with what ~/.netrc, or the file that NETRC names, holds for each host",
  },
  "no-follow": {
    kind: "flag",
    contradicts: ["max-redirects"],
    group: "Request",
    meaning: "Take a redirect as the answer",
  },
  "max-redirects": {
    kind: "count",
    placeholder: "N",
    min: 0,
    default: "20",
    group: "Request",
    meaning: "Redirects to follow before giving up",
  },
} as const satisfies OptionTable;

/** The way to the server. */
export const CONNECTION_OPTIONS = {
  proxy: {
    kind: "text",
    placeholder: "URL",
    contradicts: ["unix-socket"],
    absent: "http_proxy, https_proxy, all_proxy and no_proxy of the environment",
    group: "Connection",
    meaning: "Connect through this proxy",
  },
  "unix-socket": {
    kind: "text",
    placeholder: "PATH",
    hint: "file",
    group: "Connection",
    meaning: "Connect to this Unix socket, whatever the URL's host",
  },
  ipv4: {
    kind: "flag",
    short: "4",
    contradicts: ["ipv6"],
    group: "Connection",
    meaning: "Connect to IPv4 addresses only",
  },
  ipv6: {
    kind: "flag",
    short: "6",
    group: "Connection",
    meaning: "Connect to IPv6 addresses only",
  },
  cacert: {
    kind: "text",
    placeholder: "FILE",
    hint: "file",
    contradicts: ["insecure"],
    group: "Connection",
    meaning: "Trust the certificates in FILE (PEM) too",
  },
  insecure: {
    kind: "flag",
    group: "Connection",
    meaning: "Don't check certificates: anybody may then answer in the server's name",
  },
} as const satisfies OptionTable;
