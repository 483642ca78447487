// What only prints something: `ferry help`, `completions`, `man`, and `--help` and `--version` anywhere.
//
// Contract: pure; throws UsageError or nothing.

import {
  COMMANDS,
  HELP_TOPICS,
  type HelpTopic,
  MAN_TOPICS,
  type ManTopic,
  type PlainCommand,
  type Shell,
  SHELLS,
} from "./commands.ts";
import { ExitCode } from "./exit_code.ts";
import { GENERAL_OPTIONS } from "./general_options.ts";
import { helpText } from "./help.ts";
import { alternatives, chosen, wordAsOption } from "./mistakes.ts";
import { findOption, type OptionTable } from "./options.ts";
import { quoted, UsageError } from "./usage_error.ts";
import { VERSION_LINE } from "./version.ts";
import { parseWords, type Token, tokenize } from "./words.ts";

/** What is to be printed. */
export type PrintCommand = HelpCommand | VersionCommand | CompletionsCommand | ManCommand;

/** Print `text`: on stdout when it was asked for (exit 0), on stderr when nothing was (exit 2). */
export interface HelpCommand {
  readonly kind: "help";
  /** Ends with a line ending. */
  readonly text: string;
  readonly exitCode: typeof ExitCode.Ok | typeof ExitCode.Usage;
}

/** Print `text`, which is one line, on stdout. */
export interface VersionCommand {
  readonly kind: "version";
  /** Ends with a line ending. */
  readonly text: string;
}

/** Print the completion script of a shell. */
export interface CompletionsCommand {
  readonly kind: "completions";
  readonly shell: Shell;
}

/** Print a man page: of a subcommand, or ferry's own. */
export interface ManCommand {
  readonly kind: "man";
  readonly topic: ManTopic | undefined;
}

/** `ferry help`, and the words after it. Throws UsageError. */
export function parseHelp(argv: readonly string[]): PrintCommand {
  const words = argv.filter((word) => word !== "--help" && word !== "-h");
  const word = oneWord("help", words);
  if (typeof word === "object") return word;
  return help(word === "help" ? undefined : chosen("help", word, HELP_TOPICS));
}

/** `ferry completions`, and the words after it. Throws UsageError. */
export function parseCompletions(argv: readonly string[]): PrintCommand {
  const word = oneWord("completions", argv);
  if (typeof word === "object") return word;
  const shell = chosen("completions", word, SHELLS);
  if (shell !== undefined) return { kind: "completions", shell };
  throw new UsageError(`no shell is named; write ferry completions ${alternatives(SHELLS)}`);
}

/** `ferry man`, and the words after it. Throws UsageError. */
export function parseMan(argv: readonly string[]): PrintCommand {
  const word = oneWord("man", argv);
  return typeof word === "object" ? word : { kind: "man", topic: chosen("man", word, MAN_TOPICS) };
}

/** The word of a command that takes one and no options of its own, or what is asked instead of it. */
function oneWord(
  command: PlainCommand,
  argv: readonly string[],
): string | undefined | HelpCommand | VersionCommand {
  const tokens = tokenize(GENERAL_OPTIONS, argv);
  const answer = generalAnswer(GENERAL_OPTIONS, tokens, command === "help" ? undefined : command);
  if (answer !== undefined) return answer;
  const { positionals } = parseWords(
    GENERAL_OPTIONS,
    tokens,
    `ferry ${command}`,
    (rawName) => wordAsOption(command, rawName),
  );
  const [word, surplus] = positionals;
  if (surplus === undefined) return word;
  const remedy = `ferry ${command} ${alternatives(COMMANDS[command].offers)}`;
  throw new UsageError(`too many words: ${quoted(surplus)}; write ${remedy}`);
}

/** The answer to `--help` or `--version`, whichever comes first. */
export function generalAnswer(
  table: OptionTable,
  tokens: readonly Token[],
  topic: HelpTopic | undefined,
): HelpCommand | VersionCommand | undefined {
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const name = findOption(table, token.name)?.[0];
    if (name === "help") return help(topic);
    if (name === "version") return { kind: "version", text: `${VERSION_LINE}\n` };
  }
  return undefined;
}

function help(topic: HelpTopic | undefined): HelpCommand {
  return { kind: "help", text: helpText(topic), exitCode: ExitCode.Ok };
}
