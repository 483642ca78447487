// What the environment and the config file say of the options.
//
// Contract: both give texts, as if they had been typed; a variable that is empty counts as not set.
// A repeatable option's variable holds one value a line, or, unless they are field lines, several
// in a line between commas. A config file is a JSON object with long names as keys, whose values
// have the option's own JSON type: an unknown key, another type, or a file that is none is a
// UsageError.

import { escapeControls } from "../io/escape.ts";
import { nearestName } from "./nearest.ts";
import { findOption, type Option, type OptionTable, settableBy } from "./options.ts";
import { quoted, UsageError } from "./usage_error.ts";
import { switchOf } from "./values.ts";
import type { Given, GivenOptions } from "./words.ts";

/** How the sources besides the command line are read. */
export interface Sources {
  /** An environment variable, `undefined` when it is not set. */
  env(name: string): string | undefined;
  /** A file's content; throws when it cannot be read. */
  readTextFile(path: string): string;
}

/** The variables that set an option, the strongest first: `FERRY_LOG_FORMAT` for `log-format`. */
export function variablesOf(name: string, option: Option): readonly string[] {
  const long = option.alias === undefined ? [name] : [name, option.alias];
  const own = long.map((word) => `FERRY_${word.toUpperCase().replaceAll("-", "_")}`);
  return option.variable === undefined ? own : [...own, option.variable];
}

/** What the environment says. */
export function givenByEnvironment(table: OptionTable, sources: Sources): GivenOptions {
  const given = new Map<string, Given>();
  for (const [name, option] of Object.entries(table)) {
    if (!settableBy("environment", option)) continue;
    for (const origin of variablesOf(name, option)) {
      const texts = textsOfVariable(option, sources.env(origin) ?? "");
      if (texts === undefined) continue;
      given.set(name, { origin, texts });
      break;
    }
  }
  return given;
}

function textsOfVariable(option: Option, content: string): readonly string[] | undefined {
  if (content === "") return undefined;
  if (option.kind === "optional text") {
    const on = switchOf(content);
    return on === undefined ? [content] : on ? [] : undefined;
  }
  if (!option.repeatable) return [content];
  const texts = content.split(option.kind === "field" ? /[\r\n]+/ : /[\r\n,]+/);
  const filled = texts.map((text) => text.trim()).filter((text) => text !== "");
  return filled.length === 0 ? undefined : filled;
}

/**
 * What the config file at `path` says. Throws UsageError, with the file and the key in its message.
 */
export function givenByConfig(table: OptionTable, path: string, sources: Sources): GivenOptions {
  const file = escapeControls(path);
  const given = new Map<string, Given>();
  for (const [key, value] of Object.entries(readObject(path, sources))) {
    const [name, option] = findOption(table, key) ?? [];
    if (name === undefined || option === undefined || !settableBy("config", option)) {
      throw unknownKey(table, key, file);
    }
    if (given.has(name)) {
      throw new UsageError(`${file} gives ${name} twice, as ${key} too; leave one out`);
    }
    if (!hasJsonType(option, value)) {
      throw new UsageError(`${key} in ${file} must be ${jsonTypeOf(option)}`);
    }
    const texts = textsOfJson(option, value);
    if (texts !== undefined) given.set(name, { origin: `${key} in ${file}`, texts });
  }
  return given;
}

function readObject(path: string, sources: Sources): Readonly<Record<string, unknown>> {
  const file = escapeControls(path);
  let text: string;
  try {
    text = sources.readTextFile(path);
  } catch (cause) {
    throw new UsageError(
      `config file ${file} cannot be read: ${reasonOf(cause)}; name another with --config`,
      { cause },
    );
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`config file ${file} is not JSON: ${reasonOf(cause)}; correct it there`, {
      cause,
    });
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new UsageError(`config file ${file} must hold a JSON object, such as {"port": 8080}`);
  }
  return { ...content };
}

function reasonOf(cause: unknown): string {
  if (cause instanceof Deno.errors.NotFound) return "there is none";
  const message = cause instanceof Error ? cause.message : String(cause);
  return escapeControls(message.replace(/ \(os error \d+\).*$/s, ""));
}

function hasJsonType(option: Option, value: unknown): boolean {
  const type = typeof value;
  switch (option.kind) {
    case "flag":
      return type === "boolean";
    case "optional text":
      return type === "boolean" || type === "string";
    case "count":
      return type === "number";
    case "size":
      return type === "number" || type === "string";
    default:
      return type === "string" || (option.repeatable === true && isListOfStrings(value));
  }
}

function isListOfStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** The texts of a JSON value of the right type; `undefined` when it asks for nothing. */
function textsOfJson(option: Option, value: unknown): readonly string[] | undefined {
  if (option.kind === "optional text" && typeof value === "boolean") return value ? [] : undefined;
  const texts = Array.isArray(value) ? value.map(String) : [String(value)];
  return texts.length === 0 ? undefined : texts;
}

function jsonTypeOf(option: Option): string {
  switch (option.kind) {
    case "flag":
      return "true or false";
    case "count":
      return "a number";
    case "optional text":
      return "a string, true or false";
    case "duration":
      return 'a string such as "10s"';
    case "size":
      return 'a number of octets or a string such as "64k"';
    default:
      return option.repeatable ? "a string or a list of strings" : "a string";
  }
}

function unknownKey(table: OptionTable, key: string, file: string): UsageError {
  const names = Object.keys(table).filter((name) => {
    const option = table[name];
    return option !== undefined && settableBy("config", option);
  });
  const nearest = nearestName(key, names);
  const remedy = nearest === undefined
    ? "the keys are the long option names"
    : `did you mean ${nearest}?`;
  return new UsageError(`unknown key ${quoted(key)} in ${file}; ${remedy}`);
}
