// The subcommands of ferry, in the order in which people are shown them.

import { GENERAL_OPTIONS } from "./general_options.ts";
import { GET } from "./get_options.ts";
import type { CommandDescription } from "./options.ts";
import { SERVE } from "./serve_options.ts";

/** The shells that `ferry completions` writes for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A shell that `ferry completions` writes for. */
export type Shell = (typeof SHELLS)[number];

/** The subcommands with a man page of their own; ferry(1) has the rest. */
export const MAN_TOPICS = ["serve", "get"] as const;

/** A subcommand with a man page of its own. */
export type ManTopic = (typeof MAN_TOPICS)[number];

/** The subcommands with a help page: all but `help`. */
export const HELP_TOPICS = ["serve", "get", "completions", "man"] as const;

/** A subcommand with a help page. */
export type HelpTopic = (typeof HELP_TOPICS)[number];

const HELP = {
  name: "help",
  summary: "Print this help, or a command's",
  usage: ["help [COMMAND]"],
  words: [["COMMAND", HELP_TOPICS.join(", ")]],
  offers: HELP_TOPICS,
  options: GENERAL_OPTIONS,
  examples: [["ferry help serve", "Every option of ferry serve"]],
} satisfies CommandDescription;

const COMPLETIONS = {
  name: "completions",
  summary: "Print what lets a shell complete ferry's options",
  usage: [`completions ${SHELLS.join("|")}`],
  words: [[SHELLS.join("|"), "The shell that the script on stdout is for"]],
  offers: SHELLS,
  options: GENERAL_OPTIONS,
  examples: [
    [`echo 'eval "$(ferry completions bash)"' >> ~/.bashrc`, "In bash, from the next shell on"],
    [`ferry completions zsh > "\${fpath[1]}/_ferry"`, "In zsh; the folder must be writable"],
    ["ferry completions fish > ~/.config/fish/completions/ferry.fish", "In fish"],
  ],
} satisfies CommandDescription;

const MAN = {
  name: "man",
  summary: "Print a man page, in roff",
  usage: [`man [${MAN_TOPICS.join("|")}]`],
  words: [[MAN_TOPICS.join("|"), "The command that the page is of; without it, ferry's own"]],
  offers: MAN_TOPICS,
  options: GENERAL_OPTIONS,
  examples: [
    ["ferry man serve | man -l -", "Read the page of ferry serve"],
    ["ferry man get > ~/.local/share/man/man1/ferry-get.1", "Keep it where man looks"],
  ],
} satisfies CommandDescription;

/** Every subcommand by its name. */
export const COMMANDS = {
  serve: SERVE,
  get: GET,
  help: HELP,
  completions: COMPLETIONS,
  man: MAN,
} as const satisfies Readonly<Record<string, CommandDescription>>;

/** The name of a subcommand. */
export type CommandName = keyof typeof COMMANDS;

/** A subcommand that prints something and takes one word. */
export type PlainCommand = "help" | "completions" | "man";

/** What ferry is, in a line. */
export const TAGLINE = "files over HTTP/1.1, both ends in one program";
