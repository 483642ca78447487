// The table of outcomes (outcomes.md): what each front made of each case, as Markdown and back.

import { fromFileUrl } from "@std/path";
import { type Item, ITEMS, titleOf } from "./runs.ts";

/** Where the table stands. */
export const OUTCOMES_PATH = fromFileUrl(new URL("./outcomes.md", import.meta.url));

/** The outcome of a case that is not always the same: two answers race. */
export const VARIES = "varies";

/** The column of ferry itself. */
export const FERRY = "ferry";

/** A column: a front, its version, and its outcomes by the titles of the cases. */
export interface Column {
  readonly name: string;
  /** Empty for ferry itself. */
  readonly version: string;
  readonly outcomes: ReadonlyMap<string, string>;
}

const OPENING = `# Outcomes

What came of each case of the corpus, sent straight to ferry and through each front, with an ordinary
request behind it on the same connection. The numbers are the statuses that the client got, in order; a
star marks those that ferry gave: as many requests did ferry see. \`closed\` is no answer at all,
\`headless\` an answer to HTTP/0.9, \`varies\` an outcome that is not always the same: where ferry answers
before all of a request has come, its answer and the front's own race.

"Lax" is a front that was told to let pass what it can be told to let pass. Written by
\`deno task desync\`; \`desync_test.ts\` holds ferry to it, and fronts of these versions but for the races.
`;

/** The table as Markdown. */
export function formatOutcomes(columns: readonly Column[]): string {
  const versions = columns.filter(({ version }) => version !== "")
    .map(({ name, version }) => `| ${name} | ${version} |\n`);
  const groups = [...new Set(ITEMS.map(({ group }) => group))];
  const row = (item: Item): string => {
    const cells = columns.map(({ outcomes }) => `\`${outcomes.get(titleOf(item)) ?? ""}\``);
    return `| ${item.name} | ${cells.join(" | ")} |\n`;
  };
  const tables = groups.map((group) => {
    const rows = ITEMS.filter((item) => item.group === group).map(row);
    const head = `| case | ${columns.map(({ name }) => name).join(" | ")} |\n`;
    return `\n## ${group}\n\n${head}|${" - |".repeat(columns.length + 1)}\n${rows.join("")}`;
  });
  return `${OPENING}\n| front | version |\n| - | - |\n${versions.join("")}${tables.join("")}`;
}

/** Reads the table. */
export function parseOutcomes(text: string): Column[] {
  const versions = new Map<string, string>();
  const outcomes = new Map<string, Map<string, string>>();
  let group = "";
  let names: readonly string[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("## ")) group = line.slice("## ".length);
    if (!line.startsWith("|")) continue;
    const [first = "", ...cells] = line.split("|").slice(1, -1).map((cell) => cell.trim());
    if (first.startsWith("-")) continue;
    if (group === "") versions.set(first, cells[0] ?? "");
    else if (first === "case") names = cells;
    else {
      for (const [at, name] of names.entries()) {
        const column = outcomes.get(name) ?? new Map<string, string>();
        outcomes.set(name, column.set(`${group}: ${first}`, cells[at]?.replaceAll("`", "") ?? ""));
      }
    }
  }
  return Array.from(outcomes, ([name, own]) => {
    return { name, version: versions.get(name) ?? "", outcomes: own };
  });
}
