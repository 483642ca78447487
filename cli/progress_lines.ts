// The lines in which people see the progress of downloads.
//
// Contract: pure; the time and the size of the screen are told. No line is wider than the screen, counted
// in columns as terminals count them, and there are no more lines than fit. Names are escaped, and
// shortened in the middle, where they differ least.

import textWidth from "fast-string-width";
import { formatSize, formatTime, type Progress } from "../get/progress.ts";
import { escapeControls } from "../io/escape.ts";

/** One file on its way. */
export interface ProgressRow {
  /** As somebody else wrote it. */
  readonly name: string;
  readonly progress: Progress;
}

/** All of the files together. */
export interface ProgressTotal {
  /** How many are through. */
  readonly finished: number;
  readonly progress: Progress;
}

/** The size of a terminal, in characters. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

/** Widest bar, in columns; where there is no room for the narrowest, there is none. */
const MAX_BAR_COLUMNS = 30;
const MIN_BAR_COLUMNS = 10;

/** The part of a line that a name may take, and how many columns it has in any case. */
const NAME_SHARE = 1 / 3;
const MIN_NAME_COLUMNS = 8;

const GAP = "  ";
const ELLIPSIS = "...";

/** A row and the texts that it is made of, the most important first. */
interface Draft {
  readonly name: string;
  readonly share: number | undefined;
  readonly parts: readonly string[];
}

/**
 * A line for each file, as many as there is room for, and one for all of them where there are several.
 *
 * @param total undefined where nobody asks for it
 */
export function progressLines(
  rows: readonly ProgressRow[],
  total: ProgressTotal | undefined,
  screen: Screen,
  nowMs: number,
): string[] {
  const columns = Math.max(1, screen.columns - 1); // in the last one some terminals break the line
  const room = Math.max(1, screen.rows - 1);
  const last = total === undefined || room < 3 ? [] : [totalDraft(total, rows.length, nowMs)];
  const most = room - last.length;
  const shown = rows.length <= most ? rows : rows.slice(0, Math.max(1, most - 1));
  const drafts = [...shown.map((row) => rowDraft(row, nowMs)), ...last];
  const lines = layOut(drafts, columns);
  const more = rows.length - shown.length;
  if (more > 0 && room > 1) lines.splice(shown.length, 0, cut(`+ ${more} more`, columns));
  return lines;
}

function rowDraft({ name, progress }: ProgressRow, nowMs: number): Draft {
  const { octets, completeOctets, share } = progress;
  const rate = `${formatSize(progress.rate(nowMs))}/s`;
  const leftMs = progress.leftMs(nowMs);
  const done = completeOctets === undefined
    ? [formatSize(octets), rate, formatTime(nowMs - progress.startMs)]
    : [`${formatSize(octets)} of ${formatSize(completeOctets)}`, rate];
  const left = leftMs === undefined ? [] : [`${formatTime(leftMs)} left`];
  return { name: escapeControls(name), share, parts: [...done, ...left] };
}

function totalDraft({ finished, progress }: ProgressTotal, running: number, nowMs: number): Draft {
  const files = finished === 0 ? `${running} running` : `${finished} done, ${running} running`;
  const elapsed = formatTime(nowMs - progress.startMs);
  const rate = `${formatSize(progress.rate(nowMs))}/s`;
  const parts = [files, formatSize(progress.received), rate, elapsed];
  return { name: "Total", share: undefined, parts };
}

/** The drafts one below the other, names and bars of one width. */
function layOut(drafts: readonly Draft[], columns: number): string[] {
  const most = Math.max(MIN_NAME_COLUMNS, Math.floor(columns * NAME_SHARE));
  const nameColumns = Math.min(most, Math.max(...drafts.map(({ name }) => textWidth(name))));
  const rest = columns - nameColumns - GAP.length;
  const bars = drafts.flatMap(({ share, parts }) =>
    share === undefined ? [] : [rest - fit([percent(share), ...parts], rest).length - " []".length]
  );
  const barColumns = Math.min(MAX_BAR_COLUMNS, ...bars);
  return drafts.map(({ name, share, parts }) => {
    const shown = pad(shortenMiddle(name, nameColumns), nameColumns) + GAP;
    if (share === undefined) return cut(shown + fit(parts, rest), columns);
    const head = barColumns < MIN_BAR_COLUMNS
      ? percent(share)
      : `${percent(share)} [${"#".repeat(Math.floor(share * barColumns)).padEnd(barColumns)}]`;
    return cut(shown + fit([head, ...parts], rest), columns);
  });
}

function percent(share: number): string {
  return `${Math.floor(share * 100)}%`.padStart(4);
}

/** As many of the parts, the first ones, as there is room for. */
function fit(parts: readonly string[], columns: number): string {
  const shown = [...parts];
  while (shown.length > 1 && shown.join(GAP).length > columns) shown.pop();
  return shown.join(GAP);
}

/** The text without its middle, where it is wider than that. */
export function shortenMiddle(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  const room = columns - ELLIPSIS.length;
  if (room < 2) return cut(text, columns);
  const front = cut(text, Math.ceil(room / 2));
  return front + ELLIPSIS + cutFront(text, room - textWidth(front));
}

/** What of the text has room, from its front. */
function cut(text: string, columns: number): string {
  return take(graphemes(text), columns).join("");
}

/** What of the text has room, from its end. */
function cutFront(text: string, columns: number): string {
  return take(graphemes(text).reverse(), columns).reverse().join("");
}

function take(pieces: readonly string[], columns: number): string[] {
  let left = columns;
  const end = pieces.findIndex((piece) => (left -= textWidth(piece)) < 0);
  return pieces.slice(0, end < 0 ? pieces.length : end);
}

/** What a reader takes for one character each: accents and joined emoji stay whole. */
function graphemes(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - textWidth(text)));
}
