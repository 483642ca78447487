// The tables of the manual, as HTML: options and exit codes from their declarations, figures from the
// bench's baseline. Pure.
//
// Contract: each option has an anchor of its own, its name with the hyphens (`serve.html#--port`).

import { escape } from "@std/html";
import type { Option, OptionTable } from "../cli/options.ts";
import { placeholderOf } from "../cli/options.ts";
import type { Row, Unit } from "../bench/row.ts";

/** Nearer to the other than this is level: the rounds of one run lie as far apart. */
const LEVEL = 0.05;

/** A heading and a table for each group of options, in the order of the declaration. */
export function optionTables(table: OptionTable): string {
  const options = Object.entries(table);
  const groups = [...new Set(options.map(([, { group }]) => group))];
  return groups.map((group) => {
    const rows = options.filter(([, option]) => option.group === group);
    const head = headOf(["Option", "What it does", "Default"]);
    const body = rows.map(([name, option]) => optionRow(name, option)).join("\n");
    return `<h3>${escape(group)}</h3>\n${tableOf("stacked options", head, body)}`;
  }).join("\n");
}

/** The exit codes, a row each. */
export function exitTable(exits: readonly (readonly [code: number, when: string])[]): string {
  const rows = exits.map(([code, when]) => {
    return `<tr>\n<th scope="row">${code}</th>\n<td>${escape(capital(when))}</td>\n</tr>`;
  });
  return tableOf("codes", headOf(["Exit code", "When"]), rows.join("\n"));
}

/**
 * What the bench's baseline says of each goal.
 *
 * @throws {Error} when there is no figure for one of them
 */
export function figureTable(
  rows: readonly Row[],
  baseline: Readonly<Record<string, number>>,
): string {
  const body = rows.flatMap(({ name, title, unit, goals }) =>
    goals.map(({ of, to }) => {
      const key = `${name}: ${to === undefined ? of : `${of} / ${to}`}`;
      const figure = baseline[key];
      if (figure === undefined) throw new Error(`bench/baseline.json has no "${key}": measure it`);
      const cells = to === undefined
        ? [`<td>${figure.toFixed(figure < 20 ? 1 : 0)} ${unit}</td>`, "<td></td>"]
        : [
          `<td>${ratio(figure)} × ${PEERS[to] ?? to}</td>`,
          `<td>${to in PEERS ? "" : verdict(figure, unit)}</td>`,
        ];
      return `<tr>\n<th scope="row">${escape(title)}</th>\n${cells.join("\n")}\n</tr>`;
    })
  );
  return tableOf("figures", headOf(["Work", "Figure", "So ferry is"]), body.join("\n"));
}

/** What is no rival: with it there is no being ahead. */
export const PEERS: Readonly<Record<string, string>> = {
  ceiling: "a bare socket loop",
  ferry: "ferry without a log",
};

/** A ratio for people. */
export function ratio(figure: number): string {
  return figure.toFixed(figure < 10 ? 2 : 0);
}

/** How ferry stands, given its ratio to a rival: of rates more is better, of all else less. */
export function standing(figure: number, unit: Unit): "ahead" | "level" | "behind" {
  const gain = unit.endsWith("/s") ? figure : 1 / figure;
  if (gain > 1 + LEVEL) return "ahead";
  return gain < 1 - LEVEL ? "behind" : "level";
}

function verdict(figure: number, unit: Unit): string {
  const word = standing(figure, unit);
  return word === "level" ? word : `<span class="${word}">${word}</span>`;
}

function optionRow(name: string, option: Option): string {
  const standing = option.default ?? option.absent ?? "";
  const asCode = option.default !== undefined;
  const notes = [
    option.alias === undefined ? [] : [`Also <code>--${option.alias}</code>.`],
    option.repeatable ? ["May be repeated."] : [],
    option.variable === undefined ? [] : [`Environment: <code>${option.variable}</code> too.`],
    option.kind === "optional text"
      ? [`Alone it means <code>=${escape(option.implied)}</code>.`]
      : [],
  ].flat().join(" ");
  return [
    `<tr id="--${name}">`,
    `<th scope="row"><code>${escape(label(name, option))}</code></th>`,
    `<td>${escape(option.meaning)}${notes === "" ? "" : `. ${notes}`}</td>`,
    `<td>${asCode ? `<code>${escape(standing)}</code>` : escape(standing)}</td>`,
    "</tr>",
  ].join("\n");
}

/** `-p, --port N`. */
export function label(name: string, option: Option): string {
  const letter = option.short === undefined ? "" : `-${option.short}, `;
  const placeholder = placeholderOf(option);
  if (option.kind === "flag") return `${letter}--${name}`;
  if (option.kind === "optional text") return `${letter}--${name}[=${placeholder}]`;
  return `${letter}--${name} ${placeholder}`;
}

function headOf(names: readonly string[]): string {
  return names.map((name) => `<th scope="col">${name}</th>`).join("\n");
}

function tableOf(kind: string, head: string, body: string): string {
  return `<table class="${kind}">\n<thead>\n<tr>\n${head}\n</tr>\n</thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
