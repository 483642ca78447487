// The options of a man page, from their declarations.

import {
  type Option,
  type OptionTable,
  placeholderOf,
  settableBy,
  spellingsOf,
} from "../options.ts";
import { variablesOf } from "../sources.ts";
import * as roff from "./roff.ts";

/** A subsection for each group, in the order of the declaration. */
export function optionSections(table: OptionTable): string[][] {
  const options = Object.entries(table);
  const groups = [...new Set(options.map(([, { group }]) => group))];
  return groups.map((group) =>
    roff.subsection(
      group,
      options.filter(([, option]) => option.group === group)
        .flatMap(([name, option]) =>
          roff.entry(termOf(name, option), meaningOf(table, name, option))
        ),
    )
  );
}

/** The variables with other names than the options have. */
export function variablesEntries(table: OptionTable): string[] {
  return Object.entries(table).flatMap(([name, option]) =>
    option.variable === undefined ? [] : roff.entry(
      roff.bold(option.variable),
      roff.marked(`The same as \`--${name}\`; \`${variablesOf(name, option)[0]}\` wins over it.`),
    )
  );
}

/** `-p, --port N`, the letter first. */
function termOf(name: string, option: Option): string {
  const value = valueOf(option);
  const spellings = spellingsOf(name, option);
  const letters = spellings.filter((spelling) => !spelling.startsWith("--")).map(roff.bold);
  const longs = spellings.filter((spelling) => spelling.startsWith("--"))
    .map((spelling) => roff.bold(spelling) + value);
  return [...letters, ...longs].join(", ");
}

function valueOf(option: Option): string {
  if (option.kind === "flag") return "";
  if (option.kind === "choice") return ` ${option.choices.map(roff.bold).join("|")}`;
  const placeholder = roff.italic(placeholderOf(option));
  return option.kind === "optional text" ? `[=${placeholder}]` : ` ${placeholder}`;
}

function meaningOf(table: OptionTable, name: string, option: Option): string {
  const others = Object.entries(table)
    .filter(([other, { contradicts }]) =>
      option.contradicts?.includes(other) || contradicts?.includes(name)
    )
    .map(([other]) => roff.bold(`--${other}`));
  const variables = settableBy("environment", option) ? variablesOf(name, option) : [];
  const sentences = [
    describe(option.meaning, option),
    ...(option.kind === "optional text" ? [`Without a value: ${roff.bold(option.implied)}`] : []),
    ...(option.repeatable === true ? ["May be repeated"] : []),
    ...(option.default === undefined ? [] : [`Default: ${roff.bold(option.default)}`]),
    ...(option.absent === undefined ? [] : [`Default: ${describe(option.absent, option)}`]),
    ...(others.length === 0 ? [] : [`Not with ${listed(others)}`]),
    ...(variables.length === 0 ? [] : [`Environment: ${variables.map(roff.bold).join(", ")}`]),
  ];
  return sentences.map((sentence) => `${sentence}.`).join(" ");
}

/** A meaning, with the options in it in bold and the option's own placeholder in italics. */
function describe(text: string, option: Option): string {
  const placeholder = option.kind === "choice" ? "" : placeholderOf(option);
  return text.split(/(?<![\w-])(--?[a-zA-Z0-9][\w-]*|[A-Z]{1,}\b)/).map((piece, i) => {
    if (i % 2 === 0) return roff.prose(piece);
    if (piece.startsWith("-")) return /^-\d/.test(piece) ? roff.literal(piece) : roff.bold(piece);
    return piece === placeholder ? roff.italic(piece) : piece;
  }).join("");
}

function listed(items: readonly string[]): string {
  return items.join(", ").replace(/, ([^,]*)$/, " or $1");
}
