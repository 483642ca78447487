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
import { helpText } from "./help.ts";
import { earlyOption, foreignOption, unknownCommand } from "./mistakes.ts";
import {
  generalAnswer,
  parseCompletions,
  parseHelp,
  parseMan,
  type PrintCommand,
} from "./print_command.ts";
import { resolveOptions } from "./resolve.ts";
import { SERVE_OPTIONS, type ServeArguments } from "./serve_options.ts";
import type { Sources } from "./sources.ts";
import { parseTargets } from "./targets.ts";
import { quoted, UsageError } from "./usage_error.ts";
import { parseWords, tokenize } from "./words.ts";

/** What the command line asks for. */
export type Command = ServeCommand | GetCommand | PrintCommand;

/** Serve PATH, a folder or one file, or ferry's own manual. */
export interface ServeCommand {
  readonly kind: "serve";
  readonly path: string;
  readonly subject: ServeSubject;
  readonly options: ServeArguments;
}

/** Whether PATH is meant, the manual, or the current folder and the manual while that is empty. */
export type ServeSubject = "path" | "manual" | "path or manual";

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
    case "completions":
      return parseCompletions(rest);
    case "man":
      return parseMan(rest);
    default:
      return parseGeneral(argv);
  }
}

function parseServe(argv: readonly string[], sources: Sources): Command {
  const tokens = tokenize(SERVE_OPTIONS, argv);
  const answer = generalAnswer(SERVE_OPTIONS, tokens, "serve");
  if (answer !== undefined) return answer;
  const { given, positionals } = parseWords(
    SERVE_OPTIONS,
    tokens,
    "ferry serve",
    (rawName) => foreignOption("serve", rawName),
  );
  const [path, surplus] = positionals;
  if (path === "") {
    throw new UsageError("PATH is empty; for the current folder write ferry serve .");
  }
  if (surplus !== undefined) {
    const remedy = /^[0-9]+$/.test(surplus)
      ? `for a port write -p ${surplus}`
      : "ferry serve takes one PATH";
    throw new UsageError(`too many words: ${quoted(surplus)}; ${remedy}`);
  }
  const options = resolveOptions(SERVE_OPTIONS, given, sources).values;
  if (path === undefined) {
    const subject = options.manual ? "manual" : "path or manual";
    return { kind: "serve", path: ".", subject, options };
  }
  if (options.manual && given.has("manual")) {
    throw new UsageError("--manual and PATH contradict each other; give one of them");
  }
  return { kind: "serve", path, subject: "path", options };
}

function parseGet(argv: readonly string[], sources: Sources): Command {
  const tokens = tokenize(GET_OPTIONS, argv);
  const answer = generalAnswer(GET_OPTIONS, tokens, "get");
  if (answer !== undefined) return answer;
  const { given, positionals } = parseWords(
    GET_OPTIONS,
    tokens,
    "ferry get",
    (rawName) => foreignOption("get", rawName),
  );
  const { targets, labForm } = parseTargets(positionals);
  const { values, origin } = resolveOptions(GET_OPTIONS, given, sources);
  const options = checkGet(values, { targets: targets.length, given, origin });
  return { kind: "get", targets, labForm, options, resume: resumeCommand(argv) };
}

/** A command line that does not begin with a command: `--help`, `--version`, or a mistake. */
function parseGeneral(argv: readonly string[]): Command {
  const tokens = tokenize(GENERAL_OPTIONS, argv);
  const answer = generalAnswer(GENERAL_OPTIONS, tokens, undefined);
  if (answer !== undefined) return answer;
  const { positionals } = parseWords(
    GENERAL_OPTIONS,
    tokens,
    "ferry",
    (rawName) => earlyOption(argv, rawName),
  );
  const [word = "", next] = positionals;
  throw unknownCommand(word, next);
}
