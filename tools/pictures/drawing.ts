// A drawing of terminals, one below the other, as they changed: SVG that moves without a script. Pure.
//
// Contract: complete in itself, with no font, script or address of anybody's, so that it shows where
// pictures are kept apart from their page. Whatever the fonts, characters stand in columns. Where a
// reader wants no motion the last state stands still.

import { escape } from "@std/html";
import type { Run } from "./screen.ts";
import type { Shot, Size } from "./terminal.ts";

/** A terminal, what it is called, and what was to be seen on it. */
export interface Recorded {
  readonly title: string;
  readonly size: Size;
  /** In the order of their times. */
  readonly shots: readonly Shot[];
}

/** In pixels of the drawing. */
const CELL_WIDTH = 8.4;
const LINE_HEIGHT = 20;
const FONT_SIZE = 14;
const PADDING = 16;
const TITLE_HEIGHT = 34;
const GAP = 14;

/** Nobody sees more pictures a second move; what is more would only weigh. */
const FRAME_MS = 150;
/** How long the end stands before it begins anew. */
const REST_MS = 5_000;

const STYLE =
  `text{font:${FONT_SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",` +
  `monospace;fill:#d7e0e5;white-space:pre}` +
  `.t{fill:#93a4ad;text-anchor:middle}.b{font-weight:700}.d{fill:#93a4ad}.u{text-decoration:underline}` +
  `.c0{fill:#5c6b73}.c1{fill:#ff8e85}.c2{fill:#8fd694}.c3{fill:#f0c674}.c4{fill:#82b8f0}` +
  `.c5{fill:#d3a4ec}.c6{fill:#6cc9cf}.c7{fill:#fff}`;

/** A line that stands in one place from one moment to another. */
interface Stay {
  readonly row: number;
  readonly runs: readonly Run[];
  readonly fromMs: number;
  toMs: number;
}

/** The drawing; all of `recorded` begin at `startMs`. */
export function draw(recorded: readonly Recorded[], startMs: number, label: string): string {
  const lastMs = Math.max(...recorded.flatMap(({ shots }) => shots.map(({ atMs }) => atMs)));
  const totalMs = lastMs - startMs + REST_MS;
  const motions = new Motions(totalMs);
  let top = 0;
  const windows = recorded.map((each) => {
    const stays = staysOf(each.shots, startMs, totalMs);
    const window = drawWindow(each, top, stays, motions);
    top += heightOf(each.size) + GAP;
    return window;
  });
  const width = Math.max(...recorded.map(({ size }) => widthOf(size)));
  const height = top - GAP;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ` +
    `height="${height}" role="img" aria-label="${escape(label)}">`,
    `<title>${escape(label)}</title>`,
    `<style>${STYLE}${motions.css()}</style>`,
    ...windows,
    "</svg>",
    "",
  ].join("\n");
}

/** Which lines stand where, and for how long; the last ones to the very end. */
export function staysOf(shots: readonly Shot[], startMs: number, totalMs: number): Stay[] {
  const stays: Stay[] = [];
  const standing = new Map<number, { key: string; stay: Stay }>();
  for (const { atMs, lines } of thinned(shots)) {
    const nowMs = Math.max(0, atMs - startMs);
    const rows = Math.max(lines.length, ...standing.keys().map((row) => row + 1));
    for (let row = 0; row < rows; row++) {
      const runs = lines[row] ?? [];
      const key = JSON.stringify(runs);
      const before = standing.get(row);
      if (before?.key === key) continue;
      if (before !== undefined) before.stay.toMs = nowMs;
      standing.delete(row);
      if (runs.length === 0) continue;
      const stay = { row, runs, fromMs: nowMs, toMs: totalMs };
      standing.set(row, { key, stay });
      stays.push(stay);
    }
  }
  return stays.filter(({ fromMs, toMs }) => toMs > fromMs);
}

/** Of shots that follow each other closely only the last, and the very last in any case. */
function thinned(shots: readonly Shot[]): Shot[] {
  return shots.filter(({ atMs }, index) => {
    const next = shots[index + 1];
    return next === undefined ||
      Math.floor(next.atMs / FRAME_MS) !== Math.floor(atMs / FRAME_MS);
  });
}

/** The motions of a drawing: who stands for the same time shares one. */
class Motions {
  readonly #names = new Map<string, string>();

  constructor(private readonly totalMs: number) {}

  /** The class of what stands for that time; "" for what always does. */
  classOf({ fromMs, toMs }: Stay): string {
    if (fromMs === 0 && toMs >= this.totalMs) return "";
    const isLast = toMs >= this.totalMs;
    const [from, to] = [this.#percent(fromMs), this.#percent(toMs)];
    const frames = (fromMs === 0 ? "" : `0%{visibility:hidden}`) + `${from}{visibility:visible}` +
      (isLast ? "" : `${to}{visibility:hidden}`);
    const name = this.#names.get(frames) ?? `${isLast ? "e" : "m"}${this.#names.size}`;
    this.#names.set(frames, name);
    return name;
  }

  /** What has gone at the end is hidden without its motion. */
  css(): string {
    const seconds = (this.totalMs / 1_000).toFixed(2);
    const rules = Array.from(this.#names, ([frames, name]) => {
      const hidden = name.startsWith("m") ? ";visibility:hidden" : "";
      return `@keyframes ${name}{${frames}}` +
        `.${name}{animation:${name} ${seconds}s step-end infinite${hidden}}`;
    });
    return `${rules.join("")}@media(prefers-reduced-motion:reduce){*{animation:none!important}}`;
  }

  #percent(ms: number): string {
    return `${(ms / this.totalMs * 100).toFixed(2)}%`;
  }
}

function drawWindow(
  { title, size }: Recorded,
  top: number,
  stays: readonly Stay[],
  motions: Motions,
): string {
  const [width, height] = [widthOf(size), heightOf(size)];
  const lines = stays.map((stay) => {
    const y = TITLE_HEIGHT + PADDING + stay.row * LINE_HEIGHT + FONT_SIZE - 2;
    const name = motions.classOf(stay);
    return `<g${name === "" ? "" : ` class="${name}"`}>${drawRuns(stay.runs, y)}</g>`;
  });
  const dots = [20, 40, 60].map((x) => `<circle cx="${x}" cy="17" r="6" fill="#3a4a52"/>`);
  return [
    `<g transform="translate(0 ${top})">`,
    `<rect width="${width}" height="${height}" rx="10" fill="#10191e"/>`,
    `<path d="M0 ${TITLE_HEIGHT}V10A10 10 0 0 1 10 0H${width - 10}A10 10 0 0 1 ${width} 10` +
    `V${TITLE_HEIGHT}z" fill="#1c282f"/>`,
    ...dots,
    `<text class="t" x="${width / 2}" y="22">${escape(title)}</text>`,
    ...lines,
    "</g>",
  ].join("\n");
}

function drawRuns(runs: readonly Run[], y: number): string {
  return runs.map(({ column, text, style }) => {
    const x = round(PADDING + column * CELL_WIDTH);
    const length = round([...text].length * CELL_WIDTH);
    const look = style === "" ? "" : ` class="${style}"`;
    return `<text x="${x}" y="${y}" textLength="${length}"${look}>${escape(text)}</text>`;
  }).join("");
}

function widthOf({ columns }: Size): number {
  return Math.ceil(columns * CELL_WIDTH + 2 * PADDING);
}

function heightOf({ rows }: Size): number {
  return TITLE_HEIGHT + rows * LINE_HEIGHT + 2 * PADDING;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
