// The site that is served, and what each answer from it has to hold.
//
// Contract: what does not change is read into memory once by each client, so that every octet of an
// answer can be compared. What does change tells in itself what it has to be: `pageOf` and `isLog`.

import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { join } from "@std/path";
import { KIB, MIB } from "../site.ts";

/** What an answer has to hold, by its path below the root, from a slash. */
export type Contents = ReadonlyMap<string, Buffer>;

const HOT_FILES = 32;
const TREE_FOLDERS = ["a", "b", "c/d"];
const TREE_FILES = 40;
const TEXT_FILES = 12;
/** Octets of the large files. */
const LARGE = [32 * MIB, 8 * MIB];

/** The folder of what changes, and what is in it. */
export const CHANGING = "changing";
export const PAGE = `${CHANGING}/page.html`;
export const LOG = `${CHANGING}/log.txt`;
/** Files that come and go. */
export const VISITORS = Array.from({ length: 8 }, (_, at) => `${CHANGING}/visitor-${at}.txt`);

const LOG_LINE_OCTETS = 64;

/** Writes what does not change into an empty folder, and makes the folder of what does. */
export function makeSite(folder: string): void {
  const names = [...TREE_FOLDERS.map((name) => `tree/${name}`), "hot", "text", "large", CHANGING];
  for (const name of names) Deno.mkdirSync(join(folder, name), { recursive: true });
  const write = (name: string, octets: Uint8Array): void => {
    Deno.writeFileSync(join(folder, name), octets);
  };
  for (let at = 0; at < HOT_FILES; at++) {
    write(`hot/${at}.html`, Buffer.from(textOf(200 + at * 200, `hot ${at}`)));
  }
  for (const name of TREE_FOLDERS) {
    for (let at = 0; at < TREE_FILES; at++) {
      write(`tree/${name}/${at} of ü.bin`, randomBytes(1 + at * 700));
    }
  }
  for (let at = 0; at < TEXT_FILES; at++) {
    const text = Buffer.from(textOf((8 + at * 16) * KIB, `text ${at}`));
    write(`text/${at}.css`, text);
    if (at === 0) write(`text/${at}.css.gz`, gzipSync(text));
  }
  LARGE.forEach((octets, at) => write(`large/${at}.bin`, randomBytes(octets)));
}

/** Text of about so many octets that shrinks to a third or so. */
function textOf(octets: number, topic: string): string {
  let text = `/* ${topic} */\n`;
  while (text.length < octets) text += `.${topic} { width: ${Math.random()}px; }\n`;
  return text;
}

/** Reads all that does not change. */
export function readContents(folder: string): Contents {
  const contents = new Map<string, Buffer>();
  const walk = (below: string): void => {
    for (const { name, isDirectory } of Deno.readDirSync(join(folder, below))) {
      const path = `${below}/${name}`;
      if (isDirectory) walk(path);
      else contents.set(path, Buffer.from(Deno.readFileSync(join(folder, path))));
    }
  };
  for (const { name } of Deno.readDirSync(folder)) if (name !== CHANGING) walk(`/${name}`);
  return contents;
}

/** The page in that version, from 0. */
export function pageOf(version: number): string {
  return `${version}\n${`<p>version ${version}</p>\n`.repeat(500 + version % 500)}`;
}

/** The version of a page. @throws when it is none, or not the whole of it */
export function versionOf(page: string): number {
  const version = Number(/^([0-9]+)\n/.exec(page)?.[1] ?? NaN);
  if (Number.isNaN(version) || page !== pageOf(version)) throw new Error("the page is torn");
  return version;
}

/** Lines of the log, from one up to another that is not among them. */
export function logLines(from: number, to: number): string {
  const lines = Array.from({ length: to - from }, (_, at) => `${from + at} is done`);
  return lines.map((line) => `${line.padEnd(LOG_LINE_OCTETS - 1)}\n`).join("");
}

/** Whether this was the log at any time: all of its lines up to one of them. */
export function isLog(text: string): boolean {
  return text.length % LOG_LINE_OCTETS === 0 && text === logLines(0, text.length / LOG_LINE_OCTETS);
}
