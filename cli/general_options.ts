// The options that every subcommand has.

import type { OptionTable } from "./options.ts";

/** Answered before anything else is looked at, wherever they stand on the command line. */
export const GENERAL_OPTIONS = {
  help: {
    kind: "flag",
    short: "h",
    group: "General",
    meaning: "Print this help",
    sources: ["command line"],
  },
  version: {
    kind: "flag",
    short: "V",
    group: "General",
    meaning: "Print the version",
    sources: ["command line"],
  },
} as const satisfies OptionTable;

/** For the subcommands that do something. */
export const SHARED_OPTIONS = {
  config: {
    kind: "text",
    placeholder: "FILE",
    hint: "file",
    group: "General",
    meaning: "Read options from FILE: a JSON object with the long names as keys",
    sources: ["command line", "environment"],
  },
  ...GENERAL_OPTIONS,
} as const satisfies OptionTable;
