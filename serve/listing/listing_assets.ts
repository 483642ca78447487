// The listing page's style and script, and the policy that lets these two run and nothing else.
//
// Contract: constants, so that the page needs no nonce: the policy names them by their digest. A
// file's name that became markup in spite of everything would still be neither script nor style,
// could load nothing and send nothing.

import { createHash } from "node:crypto";

/**
 * Rows come in groups (tbody) of this many: the browser lays out only those in sight, which makes
 * ten thousand entries as quick as two hundred.
 */
export const ROWS_A_GROUP = 200;

/** Colours keep WCAG AA contrast in both schemes; shapes are clip-paths, since no image may load. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #14232d; --dim: #566871; --line: #e1e8eb; --hover: #f0f5f7;
  --link: #075985; --folder: #d08a1d; --file: #a9b9c2; --field: #7b8e98;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10181d; --ink: #e4ecf0; --dim: #9fb1ba; --line: #24323a; --hover: #1a262d;
    --link: #7cc7f2; --folder: #e5ab4c; --file: #566a75; --field: #6c808b;
  }
}
* { box-sizing: border-box; }
body {
  max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
h1 { margin: 0; font-size: 1.5rem; line-height: 1.3; font-weight: 400; overflow-wrap: anywhere; }
h1 [aria-current] { font-weight: 650; }
.slash { margin: 0 .35em; color: var(--dim); }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; text-underline-offset: .2em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
header {
  display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; margin-bottom: 1.25rem;
}
nav { flex-basis: 100%; }
.save { margin: 0; color: var(--dim); font-size: .875rem; }
.save a { text-decoration: underline; text-underline-offset: .2em; }
#summary { flex: 1; min-width: 12rem; margin: 0; color: var(--dim); font-size: .875rem; }
input {
  display: none; flex: 0 1 20rem; padding: .375rem .75rem;
  border: 1px solid var(--field); border-radius: .5rem;
  background: var(--paper); color: inherit; font: inherit;
}
.js input { display: block; }
::placeholder { color: var(--dim); opacity: 1; }
table, thead, tbody { display: block; }
tr {
  display: grid; grid-template-columns: minmax(0, 1fr) 6rem 9.5rem;
  border-bottom: 1px solid var(--line);
}
tbody { content-visibility: auto; contain-intrinsic-height: auto calc(${ROWS_A_GROUP} * 2.5625rem); }
tbody tr:hover, .up:hover { background: var(--hover); }
tr[hidden] { display: none; }
th, td { padding: .5rem; text-align: right; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; }
td { color: var(--dim); white-space: nowrap; }
td:first-child { padding: 0; white-space: normal; }
td a, .up a {
  display: block; position: relative; padding: .5rem .5rem .5rem 2.25rem;
  overflow: clip; overflow-wrap: anywhere; white-space: break-spaces;
}
td a:focus-visible, .up a:focus-visible { outline-offset: -2px; }
td a::before, .up a::before {
  content: ""; position: absolute; left: .5rem; top: .8rem; width: 1.1rem; height: .95rem;
  background: var(--file);
  clip-path: polygon(14% 0, 60% 0, 86% 28%, 86% 100%, 14% 100%);
}
.d a::before {
  background: var(--folder);
  clip-path: polygon(0 6%, 38% 6%, 50% 22%, 100% 22%, 100% 98%, 0 98%);
}
.up { margin: 0; border-bottom: 1px solid var(--line); }
.up a::before {
  background: var(--dim);
  clip-path: polygon(50% 4%, 90% 48%, 60% 48%, 60% 98%, 40% 98%, 40% 48%, 10% 48%);
}
i {
  margin: 0 .15em; padding: 0 .3em; border: 1px solid var(--field); border-radius: .25em;
  color: var(--dim); font: .75em ui-monospace, monospace;
}
thead tr { position: sticky; top: 0; z-index: 1; background: var(--paper); }
thead { position: sticky; top: 0; z-index: 1; }
th { color: var(--dim); font-size: .875rem; font-weight: 500; }
.js th { padding: 0; }
button {
  display: flex; flex-direction: row-reverse; align-items: center; gap: .4em; width: 100%;
  padding: .5rem; border: 0; background: none; color: inherit; font: inherit; cursor: pointer;
}
th:first-child button { flex-direction: row; }
button:hover, [aria-sort] button { color: var(--ink); }
button::after {
  content: ""; width: .6em; height: .45em; visibility: hidden;
  background: currentColor; clip-path: polygon(50% 0, 100% 100%, 0 100%);
}
[aria-sort] button::after { visibility: visible; }
[aria-sort="descending"] button::after { clip-path: polygon(0 0, 100% 0, 50% 100%); }
@media (max-width: 36rem) {
  body { padding: 1.25rem 1rem 3rem; }
  input { flex: 1 0 100%; }
  tr { grid-template-columns: minmax(0, 1fr) auto; }
  tbody { contain-intrinsic-height: auto calc(${ROWS_A_GROUP} * 4.0625rem); }
  td:first-child { grid-column: 1 / -1; }
  td a { padding-bottom: .125rem; }
  td + td { grid-area: 2 / 2; padding: 0 .5rem .5rem; font-size: .875rem; }
  td + td + td { grid-area: 2 / 1; padding-left: 2.25rem; text-align: left; }
  thead tr { grid-template-columns: minmax(0, 1fr) auto auto; }
}
@media (forced-colors: active) {
  a::before, button::after { background: CanvasText !important; }
}
@media print {
  .js input, .up, button::after { display: none; }
  thead, thead tr { position: static; }
  tbody { content-visibility: visible; }
  tr { break-inside: avoid; }
}
`;

/**
 * Runs in the head, so that what needs it has its place before the first paint. Rows are in name
 * order as they come: sorting by name is going back to that.
 */
export const SCRIPT = `
document.documentElement.className = "js";
addEventListener("DOMContentLoaded", () => {
  const table = document.querySelector("table");
  if (table) enliven(table, Array.from(table.querySelectorAll("tbody tr"), read));
});

function enliven(table, rows) {
  const search = document.querySelector("input");
  const status = document.querySelector("#summary");
  const summary = status.textContent;
  const heads = Array.from(table.querySelectorAll("th"));
  const show = () => {
    const words = folded(search.value).split(/\\s+/);
    const found = rows.filter(({ text }) => words.every((word) => text.includes(word)));
    fill(table, found);
    status.textContent = found.length < rows.length
      ? found.length.toLocaleString("en") + " of " + rows.length.toLocaleString("en") + " shown"
      : summary;
  };
  heads[2].textContent = "Modified";
  heads[0].ariaSort = "ascending";
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const direction = nextDirection(head, column);
      heads.forEach((each) => each.ariaSort = each === head ? direction : null);
      sort(rows, column, direction === "ascending" ? 1 : -1);
      show();
    });
  });
  search.addEventListener("input", show);
}

function read(row, index) {
  const [name, size, time] = Array.from(row.cells, (cell) => cell.firstChild);
  const date = time && new Date(time.dateTime);
  if (date) time.textContent = local(date);
  const keys = [index, size ? +size.value : -1, +date];
  return { row, folder: row.className === "d", keys, text: folded(name.textContent) };
}

function local(date) {
  const shifted = new Date(date - date.getTimezoneOffset() * 60000);
  return shifted.toISOString().slice(0, 16).replace("T", " ");
}

function folded(text) {
  return text.normalize("NFKD").replace(/\\p{M}/gu, "").toLowerCase();
}

function nextDirection(head, column) {
  const [first, second] = column === 0 ? ["ascending", "descending"] : ["descending", "ascending"];
  return head.ariaSort === first ? second : first;
}

function sort(rows, column, sign) {
  rows.sort((a, b) =>
    b.folder - a.folder || sign * (a.keys[column] - b.keys[column]) || a.keys[0] - b.keys[0]
  );
}

function fill(table, rows) {
  while (table.tBodies.length > 0) table.tBodies[0].remove();
  for (let at = 0; at < rows.length; at += ${ROWS_A_GROUP}) {
    table.createTBody().append(...rows.slice(at, at + ${ROWS_A_GROUP}).map(({ row }) => row));
  }
}
`;

/** Sent with every listing (CSP Level 3 §8.4: an inline element whose digest is named may run). */
export const LISTING_POLICY = [
  "default-src 'none'",
  `style-src ${source(STYLE)}`,
  `script-src ${source(SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

function source(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
