// The options of `ferry serve` that say what is served, how, and to whom.

import type { OptionTable } from "./options.ts";

/** Folders, forms, fields, passwords. */
export const CONTENT_OPTIONS = {
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
    hint: "file",
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
  manual: {
    kind: "flag",
    contradicts: ["index", "watch"],
    group: "Content",
    meaning: "Serve ferry's own manual, offline",
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
    suggest: ["no-cache", "immutable"],
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
    hint: "file",
    group: "Headers and access",
    meaning: "Ask for a user of this htpasswd file (bcrypt)",
  },
} as const satisfies OptionTable;
