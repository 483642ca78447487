// What an option is: the vocabulary in which each subcommand declares its options, once.
//
// Contract: an option table is data, keyed by long name. Help, parsing, environment and config file
// are all read from it, and `Parsed` gives the type of what parsing it yields. A declaration is
// written `{...} as const satisfies OptionTable`, so that its words and its defaults are known to
// the compiler.

/** Where a value may come from, the strongest first; below all of them stands the default. */
export type Source = "command line" | "environment" | "config";

interface Declaration {
  /** What it does, for the help text: no final period. */
  readonly meaning: string;
  /** The heading under which the help shows it; headings appear in the order of the table. */
  readonly group: string;
  /** One letter, written after a single hyphen. */
  readonly short?: string;
  /** A second long name for the same thing. */
  readonly alias?: string;
  /** It may be given more than once, and its value is a list. */
  readonly repeatable?: true;
  /** The value when no source gives one, as a user would write it. */
  readonly default?: string;
  /**
   * What holds when no source gives a value and there is no default to say so; for the help text.
   */
  readonly absent?: string;
  /** Long names that make no sense beside this one; in a lower source, this one wins over them. */
  readonly contradicts?: readonly string[];
  /** A further environment variable, weaker than `FERRY_...`. */
  readonly variable?: string;
  /** The sources that may set it, where not all of them may. */
  readonly sources?: readonly Source[];
  /** What on this machine the value names; a shell then offers names when asked to complete it. */
  readonly hint?: "file" | "folder";
  /** Words among the possible values, for a shell to offer. */
  readonly suggest?: readonly string[];
}

/** On or off: given or not given. */
export interface FlagOption extends Declaration {
  readonly kind: "flag";
}

/** Text that is not empty. */
export interface TextOption extends Declaration {
  readonly kind: "text";
  readonly placeholder: string;
}

/** Text that may be left out: `--name` alone means `--name=IMPLIED`, and a value needs the `=`. */
export interface OptionalTextOption extends Declaration {
  readonly kind: "optional text";
  readonly placeholder: string;
  readonly implied: string;
}

/** A whole number from `min` to `max`, both included. */
export interface CountOption extends Declaration {
  readonly kind: "count";
  readonly placeholder: string;
  readonly min: number;
  readonly max?: number;
}

/** A time in milliseconds, written `500ms 10s 2m 1h`. */
export interface DurationOption extends Declaration {
  readonly kind: "duration";
  readonly placeholder: string;
  /** `0s` makes sense. */
  readonly zero?: true;
}

/** A number of octets, written `64k 10m 1g` in powers of 1024, or without a unit. */
export interface SizeOption extends Declaration {
  readonly kind: "size";
  readonly placeholder: string;
}

/** One of a few words. */
export interface ChoiceOption extends Declaration {
  readonly kind: "choice";
  readonly choices: readonly string[];
}

/** A field line for a message, written `Name: value`. */
export interface FieldOption extends Declaration {
  readonly kind: "field";
  readonly placeholder: string;
}

export type Option =
  | FlagOption
  | TextOption
  | OptionalTextOption
  | CountOption
  | DurationOption
  | SizeOption
  | ChoiceOption
  | FieldOption;

/** The options of one subcommand by long name, in the order in which the help shows them. */
export type OptionTable = Readonly<Record<string, Option>>;

/** A field line of a message, as `-H` gives it. */
export interface HeaderField {
  readonly name: string;
  /** One character an octet, as the wire has it; what is not ASCII has become UTF-8. */
  readonly value: string;
}

interface Values {
  readonly "flag": boolean;
  readonly "text": string;
  readonly "optional text": string;
  readonly "count": number;
  readonly "duration": number;
  readonly "size": number;
  readonly "choice": string;
  readonly "field": HeaderField;
}

/** What one value of an option is, once parsed. */
export type ValueOf<O extends Option> = O extends { readonly choices: readonly (infer Word)[] }
  ? Word
  : Values[O["kind"]];

/**
 * What parsing a table yields: every long name, with `undefined` where no source gave a value and
 * the declaration has no default; a flag is always a boolean, a repeatable option a list.
 */
export type Parsed<T extends OptionTable> = {
  readonly [Name in keyof T]: T[Name] extends { readonly repeatable: true }
    ? readonly ValueOf<T[Name]>[] | undefined
    : T[Name] extends { readonly kind: "flag" } | { readonly default: string } ? ValueOf<T[Name]>
    : ValueOf<T[Name]> | undefined;
};

/** A subcommand, as its help page and the overview tell of it. */
export interface CommandDescription {
  readonly name: string;
  readonly summary: string;
  /** The forms in which it is written, without `ferry`. */
  readonly usage: readonly string[];
  /** The words besides options, each with its meaning. */
  readonly words: readonly (readonly [word: string, meaning: string])[];
  /** What a shell offers for them: names of files, or these words. */
  readonly offers?: "file" | readonly string[];
  readonly options: OptionTable;
  /** Command lines to copy, each with what it does. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
}

/** Each way to write an option: `--host`, `--bind`, `-p`. */
export function spellingsOf(name: string, { alias, short }: Option): readonly string[] {
  return [
    `--${name}`,
    ...(alias === undefined ? [] : [`--${alias}`]),
    ...(short === undefined ? [] : [`-${short}`]),
  ];
}

/** The option with this long name or alias, under its long name; `undefined` when there is none. */
export function findOption(
  table: OptionTable,
  name: string,
): [name: string, option: Option] | undefined {
  return Object.entries(table).find(([long, option]) => long === name || option.alias === name);
}

/** Whether a word must follow: neither a flag nor a text that may be left out. */
export function needsValue(option: Option): boolean {
  return option.kind !== "flag" && option.kind !== "optional text";
}

/** Whether this source may set the option. */
export function settableBy(source: Source, option: Option): boolean {
  return option.sources === undefined || option.sources.includes(source);
}

/**
 * What stands for the value in help and messages: `N`, or the words to choose from; empty for a
 * flag.
 */
export function placeholderOf(option: Option): string {
  if (option.kind === "flag") return "";
  return option.kind === "choice" ? option.choices.join("|") : option.placeholder;
}
