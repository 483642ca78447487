// Writes the parts of the manual (www) that follow from something else: `deno task manual`.
//
// Contract: a part stands between two comments, `<!-- NAME: written by tools/manual.ts -->` and
// `<!-- /NAME -->`; whatever else a page holds is left alone. Pages come out as `deno fmt` has them.

import { join } from "@std/path";
import baseline from "../bench/baseline.json" with { type: "json" };
import { ROWS } from "../bench/rows/all.ts";
import { exitsOf } from "../cli/exit_code.ts";
import { GET_OPTIONS } from "../cli/get_options.ts";
import { SERVE_OPTIONS } from "../cli/serve_options.ts";
import { ROOT } from "./command.ts";
import { exitTable, figureTable, optionTables } from "./manual_tables.ts";

/** A page of the manual: its file, and its name in the navigation. */
export interface Page {
  readonly file: string;
  readonly name: string;
}

/** The pages, in the order in which they are read. */
export const PAGES: readonly Page[] = [
  { file: "index.html", name: "Start" },
  { file: "serve.html", name: "Serve" },
  { file: "get.html", name: "Get" },
  { file: "inside.html", name: "Inside" },
  { file: "lab.html", name: "The lab" },
  { file: "security.html", name: "Security" },
  { file: "words.html", name: "Words" },
];

/** Where the pages are. */
export const FOLDER = join(ROOT, "www");

const PART = /(<!-- ([a-z ]+): written by tools\/manual\.ts -->)[^]*?(<!-- \/\2 -->)/g;
const CHAPTER = /<h2 id="([^"]+)">([^]*?)<\/h2>/g;

/** What each part is, given the page it stands on and that page's text. */
const PARTS: Readonly<Record<string, (page: Page, text: string) => string>> = {
  "pages": (page, text) => navigation(page, contentsOf(text)),
  "contents": (_, text) => {
    return `<details class="contents">\n<summary>On this page</summary>\n${
      contentsOf(text)
    }\n</details>`;
  },
  "neighbours": neighbours,
  "serve options": () => optionTables(SERVE_OPTIONS),
  "get options": () => optionTables(GET_OPTIONS),
  "serve exit codes": () => exitTable(exitsOf("serve")),
  "get exit codes": () => exitTable(exitsOf("get")),
  "figures": () => figureTable(ROWS, baseline),
};

/** The text of a page with each of its parts written anew. @throws {Error} for a part there is none of */
export function withParts(page: Page, text: string): string {
  return text.replace(PART, (_, begin: string, name: string, end: string) => {
    const part = PARTS[name];
    if (part === undefined) throw new Error(`${page.file}: there is no part "${name}"`);
    return `${begin}\n${part(page, text)}\n${end}`;
  });
}

/** The text of a page as `deno fmt` has it; what it can't read as such stays as it is. */
export async function formatted(text: string, kind: "html" | "md" = "html"): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--ext", kind, "-"],
    cwd: ROOT, // for the settings in deno.json
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trimEnd());
  return new TextDecoder().decode(stdout);
}

function navigation(page: Page, contents: string): string {
  const items = PAGES.map(({ file, name }) => {
    const current = file === page.file;
    const link = `<a href="${hrefOf(file)}"${current ? ' aria-current="page"' : ""}>${name}</a>`;
    return `<li>${link}${current && contents !== "" ? `\n${contents}\n` : ""}</li>`;
  });
  return [
    `<a class="brand" href="./"><img src="ferry.svg" width="36" height="36" alt=""> ferry</a>`,
    `<nav aria-label="Manual">\n<ul class="pages">\n${items.join("\n")}\n</ul>\n</nav>`,
  ].join("\n");
}

/** The chapters of a page as a list of links; "" when it has none. */
function contentsOf(text: string): string {
  const items = Array.from(text.matchAll(CHAPTER), ([, id, title = ""]) => {
    return `<li><a href="#${id}">${title.replace(/\s+/g, " ")}</a></li>`;
  });
  return items.length === 0 ? "" : `<ul>\n${items.join("\n")}\n</ul>`;
}

/** Links to the page before this one and the one behind it. */
function neighbours({ file }: Page): string {
  const at = PAGES.findIndex((page) => page.file === file);
  const [before, behind] = [PAGES[at - 1], PAGES[at + 1]];
  const links = [
    before && `<a rel="prev" href="${hrefOf(before.file)}">← ${before.name}</a>`,
    behind && `<a rel="next" href="${hrefOf(behind.file)}">${behind.name} →</a>`,
  ].filter((link) => link !== undefined);
  return `<nav class="pager" aria-label="Before and after">\n${links.join("\n")}\n</nav>`;
}

function hrefOf(file: string): string {
  return file === "index.html" ? "./" : file;
}

if (import.meta.main) {
  for (const page of PAGES) {
    const path = join(FOLDER, page.file);
    const text = await Deno.readTextFile(path);
    const written = await formatted(withParts(page, text));
    if (written !== text) await Deno.writeTextFile(path, written);
  }
}
