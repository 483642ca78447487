// What there is to complete, as the scripts of all shells need it.

import { COMMANDS } from "../commands.ts";
import { GENERAL_OPTIONS } from "../general_options.ts";
import {
  needsValue,
  type Option,
  type OptionTable,
  placeholderOf,
  spellingsOf,
} from "../options.ts";

/** What a shell offers at some place: names of files, of folders, words, or nothing. */
export type Offer = "file" | "folder" | readonly string[];

/** An option as a shell knows it. */
export interface CompletableOption {
  /** `--port`, and its alias. */
  readonly long: readonly string[];
  /** `-p`. */
  readonly letter: string | undefined;
  readonly meaning: string;
  /** Whether a value follows: never, only after `=`, or always. */
  readonly value: "none" | "optional" | "needed";
  readonly placeholder: string;
  readonly offer: Offer;
  readonly repeatable: boolean;
  /** It is answered whatever stands beside it. */
  readonly alone: boolean;
  /** What makes no sense beside it, as it is written. */
  readonly excludes: readonly string[];
}

/** A subcommand as a shell knows it. */
export interface CompletableCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletableOption[];
  /** What it is given besides options: its name in messages, and what a shell offers. */
  readonly word: string;
  readonly offer: Offer;
  /** How many such words it takes. */
  readonly words: "one" | "many";
}

/** The subcommands. */
export const COMPLETABLE: readonly CompletableCommand[] = Object.values(COMMANDS).map((
  command,
) => ({
  name: command.name,
  summary: command.summary,
  options: completableOptions(command.options),
  word: command.words[0]?.[0] ?? "",
  offer: "offers" in command ? command.offers ?? [] : [],
  words: command.name === "get" ? "many" : "one",
}));

/** The options in front of any subcommand. */
export const GENERAL: readonly CompletableOption[] = completableOptions(GENERAL_OPTIONS);

/** Each way to write the option. */
export function allSpellings({ long, letter }: CompletableOption): readonly string[] {
  return letter === undefined ? long : [letter, ...long];
}

function completableOptions(table: OptionTable): CompletableOption[] {
  return Object.entries(table).map(([name, option]) => {
    const spellings = spellingsOf(name, option);
    return {
      long: spellings.filter((spelling) => spelling.startsWith("--")),
      letter: spellings.find((spelling) => !spelling.startsWith("--")),
      meaning: option.meaning,
      value: needsValue(option) ? "needed" : option.kind === "flag" ? "none" : "optional",
      placeholder: placeholderOf(option),
      offer: offerOf(option),
      repeatable: option.repeatable === true,
      alone: Object.hasOwn(GENERAL_OPTIONS, name),
      excludes: excludedBy(table, name, option),
    };
  });
}

function offerOf(option: Option): Offer {
  if (option.kind === "choice") return option.choices;
  return option.hint ?? option.suggest ?? [];
}

/** A contradiction is declared at one of the two options, and holds for both. */
function excludedBy(table: OptionTable, name: string, option: Option): string[] {
  return Object.entries(table)
    .filter(([other, { contradicts }]) =>
      option.contradicts?.includes(other) || contradicts?.includes(name)
    )
    .flatMap(([other, declared]) => spellingsOf(other, declared));
}
