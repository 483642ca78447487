// Writes the parts of README.md that follow from something else: `deno task manual`.
//
// Contract: a part stands between two comments, `<!-- NAME: written by tools/readme.ts -->` and
// `<!-- /NAME -->`; whatever else README.md holds is left alone. It comes out as `deno fmt` has it.

import { join } from "@std/path";
import baseline from "../bench/baseline.json" with { type: "json" };
import type { Row } from "../bench/row.ts";
import { ROWS } from "../bench/rows/all.ts";
import { exitsOf } from "../cli/exit_code.ts";
import { GET_OPTIONS } from "../cli/get_options.ts";
import type { Option, OptionTable } from "../cli/options.ts";
import { SERVE_OPTIONS } from "../cli/serve_options.ts";
import { ROOT } from "./command.ts";
import { formatted } from "./manual.ts";
import { label, PEERS, ratio, standing } from "./manual_tables.ts";

/** Where it is. */
export const README = join(ROOT, "README.md");

const PART = /(<!-- ([a-z ]+): written by tools\/readme\.ts -->)[^]*?(<!-- \/\2 -->)/g;

const PARTS: Readonly<Record<string, () => string>> = {
  "serve options": () => optionsAsMarkdown(SERVE_OPTIONS),
  "get options": () => optionsAsMarkdown(GET_OPTIONS),
  "exit codes": () =>
    tableOf(["Exit", "When"], exitsOf("get").map(([code, when]) => [`${code}`, when])),
  "figures": () => figuresAsMarkdown(ROWS, baseline),
};

/** The text with each of its parts written anew, but not formatted. @throws {Error} for an unknown part */
export function withParts(text: string): string {
  return text.replace(PART, (_, begin: string, name: string, end: string) => {
    const part = PARTS[name];
    if (part === undefined) throw new Error(`README.md: there is no part "${name}"`);
    return `${begin}\n\n${part()}\n\n${end}`;
  });
}

/** A row for each option, below one for its group. */
export function optionsAsMarkdown(table: OptionTable): string {
  const options = Object.entries(table);
  const groups = [...new Set(options.map(([, { group }]) => group))];
  const rows = groups.flatMap((group) => [
    [`**${group}**`, ""],
    ...options.filter(([, option]) => option.group === group).map(([name, option]) => {
      return [code(label(name, option)), option.meaning + notes(option)];
    }),
  ]);
  return tableOf(["Option", "What it does"], rows);
}

/** What the bench's baseline says of ferry beside others. */
export function figuresAsMarkdown(
  rows: readonly Row[],
  figures: Readonly<Record<string, number>>,
): string {
  const cells = rows.flatMap(({ name, title, unit, goals }) =>
    goals.flatMap(({ of, to }) => {
      const figure = figures[`${name}: ${of} / ${to}`];
      if (figure === undefined || to === undefined || to in PEERS) return [];
      return [[title, unit, `${ratio(figure)} × ${to}`, standing(figure, unit)]];
    })
  );
  return tableOf(["Work", "Counted in", "ferry", "So it is"], cells);
}

/** What holds without it, and its other names. */
function notes(option: Option): string {
  const standing = option.default === undefined ? option.absent : code(option.default);
  const parts = [
    standing === undefined ? [] : [`default: ${standing}`],
    option.alias === undefined ? [] : [`also ${code(`--${option.alias}`)}`],
    option.repeatable ? ["repeatable"] : [],
    option.variable === undefined ? [] : [`environment: ${code(option.variable)} too`],
    option.kind === "optional text" ? [`alone: ${code(`=${option.implied}`)}`] : [],
  ].flat();
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "-")), ...rows.map(line)].join("\n");
}

if (import.meta.main) {
  const text = await Deno.readTextFile(README);
  const written = await formatted(withParts(text), "md");
  if (written !== text) await Deno.writeTextFile(README, written);
}
