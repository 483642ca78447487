// The comparison as a table in Markdown: made of rows that were observed, and found again in a text.

import type { Observed, Row } from "./observed.ts";
import type { Tool } from "./rivals.ts";

/** What stands before the table in a text, and behind it. */
const BEGIN = "<!-- side by side: written by tools/side_by_side.ts -->";
const END = "<!-- /side by side -->";

/** What the table needs to be read. */
const CAPTION = "The number is the exit code; what follows it stands under the file's name " +
  "afterwards. An older file was there before or, to be resumed, a part of one. Asked with " +
  "`ferry get --retry 0 -o F`, `curl -sS -o F`, `wget -q -t1 -O F`, and `-C`, `-C -`, `-c` to resume.";

/** A cell: the exit code, and what was left. */
export function cellOf({ code, left }: Observed): string {
  return `${code}: ${left}`;
}

/** Runs each tool once for each row. @returns the table, a line each */
export async function compare(rows: readonly Row[], tools: readonly Tool[]): Promise<string> {
  const versions = await Promise.all(tools.map((tool) => tool.version()));
  const heads = tools.map(({ name }, index) => name === "ferry" ? name : versions[index] ?? name);
  const lines = [
    lineOf(["what the server does", ...heads]),
    lineOf(["-", ...tools.map(() => "-")]),
  ];
  for (const row of rows) {
    const cells: string[] = [];
    for (const tool of tools) cells.push(cellOf(await row.run(tool)));
    lines.push(lineOf([row.name, ...cells]));
  }
  return `${lines.join("\n")}\n`;
}

/** The text with this table in the place of the one that is there. @throws {Error} without a place */
export function withTable(text: string, table: string): string {
  const [from, end] = placeIn(text);
  return `${text.slice(0, from)}\n\n${table}\n${CAPTION}\n\n${text.slice(end)}`;
}

/** The cells of ferry's column in the table of a text, by the names of their rows. */
export function ferryColumn(text: string): Map<string, string> {
  const [from, end] = placeIn(text);
  const lines = text.slice(from, end).split("\n").filter((line) => line.startsWith("|"));
  const [head = [], , ...rows] = lines.map((line) => line.split("|").map((cell) => cell.trim()));
  const column = head.indexOf("ferry");
  return new Map(rows.map((cells) => [cells[1] ?? "", cells[column] ?? ""]));
}

function placeIn(text: string): [from: number, end: number] {
  const from = text.indexOf(BEGIN) + BEGIN.length;
  const end = text.indexOf(END);
  if (from >= BEGIN.length && end >= from) return [from, end];
  throw new Error(
    `the table has no place; write two lines where it is to stand:\n${BEGIN}\n${END}`,
  );
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
