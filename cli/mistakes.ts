// What is told to whoever writes an option or a command that is none: the mistake and its remedy.
//
// Contract: pure. One sentence without a period; a value that was typed, which may be a secret, is never
// repeated.

import { escapeControls } from "../io/escape.ts";
import { COMMANDS, type PlainCommand } from "./commands.ts";
import { GENERAL_OPTIONS } from "./general_options.ts";
import { COMMAND_HABITS, habitOf, OPTION_HABITS } from "./habits.ts";
import { nearestName } from "./nearest.ts";
import { type Option, type OptionTable, placeholderOf, spellingsOf } from "./options.ts";
import { quoted, UsageError } from "./usage_error.ts";

/** What each of them prints, and of what. */
const PRINTED: Readonly<Record<PlainCommand, string>> = {
  help: "help on",
  completions: "completions for",
  man: "man page of",
};

/** The ends: the commands with options of their own. */
const ENDS = ["serve", "get"] as const;

/** A command with options of its own. */
export type End = (typeof ENDS)[number];

/**
 * What to say of an option that `ferry serve` or `ferry get` has not: what it is called there, or whose
 * it is; `undefined` when that is not known.
 *
 * @param rawName as it was typed, with its hyphens
 */
export function foreignOption(end: End, rawName: string): string | undefined {
  const habit = habitOf(OPTION_HABITS[end], rawName);
  if (habit !== undefined) {
    return `unknown option ${rawName}; ${habit.startsWith("-") ? "here it is " : ""}${habit}`;
  }
  const [other] = ownersOf(rawName);
  if (other === undefined) return undefined;
  return `${rawName} is an option of ferry ${other}, not of ferry ${end}; see ferry ${end} --help`;
}

/**
 * What to say of an option that stands where the command belongs; `undefined` when nothing is known of
 * it.
 *
 * @param argv the words after `ferry`
 */
export function earlyOption(argv: readonly string[], rawName: string): string | undefined {
  const meant = ENDS.find((end) => argv.includes(end));
  const owners = ownersOf(rawName);
  if (meant !== undefined) {
    if (!owners.includes(meant)) return foreignOption(meant, rawName);
    return `${rawName} stands before ${meant}; write ${usageOf(meant, rawName)}`;
  }
  const [first, second] = owners;
  if (first !== undefined) {
    return second === undefined
      ? `${rawName} is an option of ferry ${first}; write ${usageOf(first, rawName)}`
      : `${rawName} wants a command before it; write ${
        owners.map((end) => usageOf(end, rawName)).join(" or ")
      }`;
  }
  const nearest = nearestUse(rawName);
  return nearest && `unknown option ${escapeControls(rawName)}; did you mean ferry ${nearest}?`;
}

/** The error for a word that is no command. `next` is the word after it. */
export function unknownCommand(word: string, next: string | undefined): UsageError {
  return new UsageError(`unknown command ${quoted(word)}; ${commandRemedy(word, next)}`);
}

/**
 * The word that was chosen, if any.
 *
 * @throws {UsageError} for another word than `choices`, with the nearest of them
 */
export function chosen<Word extends string>(
  command: PlainCommand,
  word: string | undefined,
  choices: readonly Word[],
): Word | undefined {
  const found = choices.find((choice) => choice === word);
  if (found !== undefined || word === undefined) return found;
  const meant = [habitOf(COMMAND_HABITS, word.toLowerCase()), nearestName(word, choices)]
    .find((name) => choices.some((choice) => choice === name));
  const remedy = meant === undefined
    ? `write ferry ${command} ${alternatives(choices)}`
    : `did you mean ferry ${command} ${meant}?`;
  throw new UsageError(`no ${PRINTED[command]} ${quoted(word)}; ${remedy}`);
}

/** What to say of an option that is a word here: `ferry completions --zsh`. */
export function wordAsOption(command: PlainCommand, rawName: string): string | undefined {
  const word = bareName(rawName);
  if (!COMMANDS[command].offers.some((offer) => offer === word)) return undefined;
  return `unknown option ${rawName}; write ferry ${command} ${word}`;
}

/** `bash, zsh or fish`. */
export function alternatives(words: readonly string[]): string {
  return words.join(", ").replace(/, ([^,]*)$/, " or $1");
}

function commandRemedy(word: string, next: string | undefined): string {
  if (word.includes("://")) return "write ferry get URL";
  if (next !== undefined && /^[0-9]+$/.test(next)) return "write ferry get HOST PORT FILE";
  const meant = habitOf(COMMAND_HABITS, word.toLowerCase()) ??
    nearestName(word, Object.keys(COMMANDS));
  if (meant !== undefined) return `did you mean ferry ${meant}?`;
  if (/^[.~/]|\/$/.test(word)) return "for a folder or a file write ferry serve PATH";
  return `the commands are ${Object.keys(COMMANDS).join(", ")}`;
}

/** The ends that have this option. */
function ownersOf(rawName: string): End[] {
  return ENDS.filter((end) => optionSpelled(COMMANDS[end].options, rawName) !== undefined);
}

function optionSpelled(table: OptionTable, rawName: string): Option | undefined {
  return Object.entries(table)
    .find(([name, option]) => spellingsOf(name, option).includes(rawName))?.[1];
}

/** How the option is written: `ferry serve --port N`. */
function usageOf(end: End, rawName: string): string {
  const option = optionSpelled(COMMANDS[end].options, rawName);
  const value = option === undefined || option.kind === "optional text"
    ? ""
    : placeholderOf(option);
  return `ferry ${end} ${rawName} ${value}`.trimEnd();
}

/**
 * What comes nearest to an option in front of no command: `serve`, or `serve --port`; `undefined` also
 * when that is an option of `ferry` itself.
 */
function nearestUse(rawName: string): string | undefined {
  const bare = bareName(rawName);
  if (Object.hasOwn(COMMANDS, bare)) return bare;
  if (!rawName.startsWith("--")) return undefined;
  const spellings = ENDS.flatMap((end) =>
    Object.entries(COMMANDS[end].options).flatMap(([name, option]) => spellingsOf(name, option))
  );
  const nearest = nearestName(rawName, spellings);
  if (nearest === undefined || optionSpelled(GENERAL_OPTIONS, nearest)) return undefined;
  return `${ownersOf(nearest)[0]} ${nearest}`;
}

function bareName(rawName: string): string {
  return rawName.replace(/^-+/, "");
}
