// All sources together -> the value of every option.
//
// Contract: command line > environment > config file > default. Two options of the command line
// that contradict each other are a UsageError. Elsewhere nobody chose both at once: the stronger
// source wins silently, and within one source the option whose declaration names the other.

import type { Option, OptionTable, Parsed, ValueOf } from "./options.ts";
import { givenByConfig, givenByEnvironment, type Sources } from "./sources.ts";
import { UsageError } from "./usage_error.ts";
import { parseFlag, parseValue } from "./values.ts";
import type { Given, GivenOptions } from "./words.ts";

/** Every option's value, and where it comes from. */
export interface Resolved<T extends OptionTable> {
  readonly values: Parsed<T>;
  /** The source as messages name it; `undefined` for a default. */
  origin(name: keyof T & string): string | undefined;
}

/**
 * Reads the weaker sources and settles what holds. Throws UsageError for a contradiction on the
 * command line and for a value that does not fit, with its source in the message; values that a
 * stronger source overrides are not looked into.
 */
export function resolveOptions<T extends OptionTable>(
  table: T,
  commandLine: GivenOptions,
  sources: Sources,
): Resolved<T> {
  refuseContradictions(table, commandLine);
  const environment = givenByEnvironment(table, sources);
  const [path] = (commandLine.get("config") ?? environment.get("config"))?.texts ?? [];
  const config: GivenOptions = path === undefined ? new Map() : givenByConfig(table, path, sources);
  const settled = settle(table, [commandLine, environment, config]);
  const values = Object.entries(table).map(([name, option]) => [
    name,
    valueOf(option, settled.get(name)),
  ]);
  return {
    values: Object.fromEntries(values) as Parsed<T>,
    origin: (name) => settled.get(name)?.origin,
  };
}

function refuseContradictions(table: OptionTable, given: GivenOptions): void {
  for (const [name, other] of contradictions(table)) {
    const one = given.get(name);
    const two = given.get(other);
    if (one && two && isOn(table[name], one) && isOn(table[other], two)) {
      throw new UsageError(
        `${one.origin} and ${two.origin} contradict each other; give one of them`,
      );
    }
  }
}

/** Of each option what its strongest source says, less what contradicts something stronger. */
function settle(table: OptionTable, layers: readonly GivenOptions[]): Map<string, Given> {
  const settled = new Map<string, Given>();
  for (const layer of layers) {
    const accepted = new Map([...layer].filter(([name]) => !settled.has(name)));
    for (const [winner, loser] of contradictions(table)) {
      if (standsIn(table, winner, settled)) accepted.delete(loser);
      if (standsIn(table, loser, settled)) accepted.delete(winner);
    }
    for (const [winner, loser] of contradictions(table)) {
      if (standsIn(table, winner, accepted)) accepted.delete(loser);
    }
    for (const [name, given] of accepted) settled.set(name, given);
  }
  return settled;
}

function contradictions(table: OptionTable): [winner: string, loser: string][] {
  return Object.entries(table).flatMap(([name, option]) =>
    (option.contradicts ?? []).map((other): [string, string] => [name, other])
  );
}

function standsIn(table: OptionTable, name: string, layer: GivenOptions): boolean {
  const given = layer.get(name);
  return given !== undefined && isOn(table[name], given);
}

/** Whether it asks for anything: `--quiet=false` contradicts nothing. */
function isOn(option: Option | undefined, given: Given): boolean {
  return option?.kind !== "flag" || valueOf(option, given) === true;
}

type Value = ValueOf<Option> | readonly ValueOf<Option>[] | undefined;

function valueOf(option: Option, given: Given | undefined): Value {
  if (given === undefined) return absentValue(option);
  try {
    if (option.kind === "optional text" && given.texts.length === 0) return option.implied;
    const values = given.texts.map((text) => parseValue(option, text));
    return option.repeatable ? values : values[0];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${given.origin}: ${error.message}`, { cause: error });
  }
}

function absentValue(option: Option): Value {
  if (option.kind === "flag") return parseFlag(option.default ?? "false");
  if (option.default === undefined) return undefined;
  const value = parseValue(option, option.default);
  return option.repeatable ? [value] : value;
}
