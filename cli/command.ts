// argv -> the one thing to do, as data.
//
// Contract: `parseCommand` looks at nothing but its arguments and the sources it is given, and
// throws UsageError or nothing. A plea for help is answered before any mistake beside it is
// complained of.

import { ExitCode } from "./exit_code.ts";
import { GENERAL_OPTIONS } from "./general_options.ts";
import { checkGet } from "./get_checks.ts";
import { GET_OPTIONS, type GetArguments } from "./get_options.ts";
import { resumeCommand } from "./get_resume.ts";
import { helpText, type HelpTopic } from "./help.ts";
import { nearestName } from "./nearest.ts";
import { findOption, type OptionTable } from "./options.ts";
import { resolveOptions } from "./resolve.ts";
import { SERVE_OPTIONS, type ServeArguments } from "./serve_options.ts";
import type { Sources } from "./sources.ts";
import { parseTargets } from "./targets.ts";
import { quoted, UsageError } from "./usage_error.ts";
import { VERSION_LINE } from "./version.ts";
import { parseWords, type Token, tokenize } from "./words.ts";

/** What the command line asks for. */
export type Command = ServeCommand | GetCommand | HelpCommand | VersionCommand;

/** Serve PATH, a folder or one file. */
export interface ServeCommand {
  readonly kind: "serve";
  readonly path: string;
  readonly options: ServeArguments;
}

/** Fetch the targets: URL texts that nobody has judged yet, at least one. */
export interface GetCommand {
  readonly kind: "get";
  readonly targets: readonly string[];
  /** The target was given as HOST PORT FILE. */
  readonly labForm: boolean;
  /** As `checkGet` leaves them. */
  readonly options: GetArguments;
  /** The command that continues what this one has begun. */
  readonly resume: string;
}

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

const COMMANDS = ["serve", "get", "help"] as const;

/**
 * Reads the command line, and what the environment and a config file add to it.
 *
 * @param argv the words after the program's name
 * @throws {UsageError} with the mistake and its remedy
 */
export function parseCommand(argv: readonly string[], sources: Sources): Command {
  const [word, ...rest] = argv;
  switch (word) {
    case undefined:
      return { kind: "help", text: helpText(), exitCode: ExitCode.Usage };
    case "serve":
      return parseServe(rest, sources);
    case "get":
      return parseGet(rest, sources);
    case "help":
      return parseHelp(rest);
    default:
      return parseGeneral(argv);
  }
}

function parseServe(argv: readonly string[], sources: Sources): Command {
  const tokens = tokenize(SERVE_OPTIONS, argv);
  const answer = generalAnswer(SERVE_OPTIONS, tokens, "serve");
  if (answer !== undefined) return answer;
  const { given, positionals } = parseWords(SERVE_OPTIONS, tokens, "ferry serve");
  const [path = ".", surplus] = positionals;
  if (path === "") {
    throw new UsageError("PATH is empty; for the current folder write ferry serve .");
  }
  if (surplus !== undefined) {
    throw new UsageError(`too many words: ${quoted(surplus)}; ferry serve takes one PATH`);
  }
  return { kind: "serve", path, options: resolveOptions(SERVE_OPTIONS, given, sources).values };
}

function parseGet(argv: readonly string[], sources: Sources): Command {
  const tokens = tokenize(GET_OPTIONS, argv);
  const answer = generalAnswer(GET_OPTIONS, tokens, "get");
  if (answer !== undefined) return answer;
  const { given, positionals } = parseWords(GET_OPTIONS, tokens, "ferry get");
  const { targets, labForm } = parseTargets(positionals);
  const { values, origin } = resolveOptions(GET_OPTIONS, given, sources);
  const options = checkGet(values, { targets: targets.length, given, origin });
  return { kind: "get", targets, labForm, options, resume: resumeCommand(argv) };
}

function parseHelp(words: readonly string[]): HelpCommand {
  const [word, surplus] = words.filter((each) => each !== "--help" && each !== "-h");
  if (surplus !== undefined) {
    throw new UsageError(
      `too many words: ${quoted(surplus)}; write ferry help serve or ferry help get`,
    );
  }
  if (word === undefined || word === "serve" || word === "get") return help(word);
  throw new UsageError(`no help on ${quoted(word)}; write ferry help serve or ferry help get`);
}

/** A command line that does not begin with a command: `--help`, `--version`, or a mistake. */
function parseGeneral(argv: readonly string[]): Command {
  const tokens = tokenize(GENERAL_OPTIONS, argv);
  const answer = generalAnswer(GENERAL_OPTIONS, tokens, undefined);
  if (answer !== undefined) return answer;
  const { positionals } = parseWords(GENERAL_OPTIONS, tokens, "ferry");
  const [word = ""] = positionals;
  const nearest = nearestName(word, COMMANDS);
  const remedy = word.includes("://")
    ? "write ferry get URL"
    : nearest === undefined
    ? `the commands are ${COMMANDS.join(", ")}`
    : `did you mean ferry ${nearest}?`;
  throw new UsageError(`unknown command ${quoted(word)}; ${remedy}`);
}

/** The answer to `--help` or `--version`, whichever comes first. */
function generalAnswer(
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
