// argv -> which options were given, with which texts, and the words that are no options.
//
// Contract: `node:util` cuts argv into tokens (`-iv`, `-ofile`, `--port=80`, `--`); what they mean
// is judged here, by the option table: an unknown option, a missing value, a value where none
// belongs and an option given twice are UsageErrors, each with its remedy. Values are not yet
// looked into.

import { parseArgs, type ParseArgsConfig } from "node:util";
import { escapeControls } from "../io/escape.ts";
import { nearestName } from "./nearest.ts";
import {
  findOption,
  needsValue,
  type Option,
  type OptionTable,
  placeholderOf,
  spellingsOf,
} from "./options.ts";
import { quoted, UsageError } from "./usage_error.ts";

/** What one source says of an option. */
export interface Given {
  /** How messages name the source: `--port`, `-p`, `FERRY_PORT`, `port in ferry.json`. */
  readonly origin: string;
  /** The values in their order; none for an optional text without one. */
  readonly texts: readonly string[];
}

/** What one source says, by long name. */
export type GivenOptions = ReadonlyMap<string, Given>;

/** A command line, taken apart. */
export interface Words {
  readonly given: GivenOptions;
  readonly positionals: readonly string[];
}

/** A piece of argv; `rawName` is the option as it was typed. */
export type Token =
  | { kind: "option"; name: string; rawName: string; value?: string; inlineValue?: boolean }
  | { kind: "positional"; value: string }
  | { kind: "option-terminator" };

/** Cuts argv into tokens, unjudged; options bear their long name, or the alias that was typed. */
export function tokenize(table: OptionTable, argv: readonly string[]): readonly Token[] {
  const options: NonNullable<ParseArgsConfig["options"]> = {};
  for (const [name, option] of Object.entries(table)) {
    const type = needsValue(option) ? "string" : "boolean";
    options[name] = option.short === undefined ? { type } : { type, short: option.short };
    if (option.alias !== undefined) options[option.alias] = { type };
  }
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true });
  return tokens as readonly Token[];
}

/** What there is to say of an option that the table has not; `undefined` when nothing is known of it. */
export type Foreign = (rawName: string) => string | undefined;

/** Judges the tokens of `ferry COMMAND`. Throws UsageError. */
export function parseWords(
  table: OptionTable,
  tokens: readonly Token[],
  command: string,
  foreign: Foreign = () => undefined,
): Words {
  const given = new Map<string, Given>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const found = findOption(table, token.name);
    if (found === undefined) {
      const known = foreign(token.rawName);
      throw known === undefined
        ? unknownOption(table, token.rawName, command)
        : new UsageError(known);
    }
    const [name, option] = found;
    const earlier = given.get(name);
    if (earlier !== undefined && !option.repeatable) {
      throw new UsageError(`${token.rawName} is given twice; give it once`);
    }
    given.set(name, {
      origin: token.rawName,
      texts: [...earlier?.texts ?? [], ...textsOf(option, token)],
    });
  }
  return { given, positionals };
}

/**
 * The texts one token gives its option. Throws UsageError when there is one too few or too many.
 */
function textsOf(option: Option, token: Token & { kind: "option" }): readonly string[] {
  const { rawName, value, inlineValue } = token;
  if (option.kind === "flag") {
    if (value === undefined || value === "true" || value === "false") return [value ?? "true"];
    throw new UsageError(`${rawName} takes no value; write ${rawName} or ${rawName}=false`);
  }
  if (option.kind === "optional text") return value === undefined ? [] : [value];
  if (value === undefined) {
    throw new UsageError(`${rawName} needs a value: ${rawName} ${placeholderOf(option)}`);
  }
  if (!inlineValue && value.startsWith("-") && value !== "-") {
    const remedy = escapeControls(
      rawName.startsWith("--") ? `${rawName}=${value}` : rawName + value,
    );
    throw new UsageError(`${rawName} needs a value; if ${quoted(value)} is meant, write ${remedy}`);
  }
  return [value];
}

function unknownOption(table: OptionTable, rawName: string, command: string): UsageError {
  const names = Object.entries(table)
    .flatMap(([name, option]) => spellingsOf(name, option))
    .filter((spelling) => spelling.startsWith("--") === rawName.startsWith("--"));
  const nearest = nearestName(rawName, names);
  const remedy = nearest === undefined ? `see ${command} --help` : `did you mean ${nearest}?`;
  return new UsageError(`unknown option ${escapeControls(rawName)}; ${remedy}`);
}
