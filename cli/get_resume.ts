// How an interrupted `ferry get` is continued: the command line to type.
//
// Contract: pure. What is shown can be pasted into a shell, and holds no secret: where the command line
// holds any, it is left to whoever typed it.

import { basename } from "@std/path";
import { nameFromUri, PART_SUFFIX } from "../get/files/naming.ts";
import { GET_OPTIONS } from "./get_options.ts";
import { findOption } from "./options.ts";
import { tokenize } from "./words.ts";

/** Options whose values are nobody else's business. */
const SECRET_OPTIONS = ["user", "header", "proxy"];

/** A word that needs no quotation marks in a shell. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** A URL with user information. */
const CREDENTIALS = /^[a-z][a-z0-9+.\-]*:\/\/[^/\\?#]*@/i;

/**
 * The command that continues what `ferry get` with these words has begun, on one line.
 *
 * @param words the words after `get`
 */
export function resumeCommand(words: readonly string[]): string {
  const tokens = tokenize(GET_OPTIONS, words);
  const continuing = tokens.some((token) =>
    token.kind === "option" && findOption(GET_OPTIONS, token.name)?.[0] === "continue" &&
    token.value !== "false"
  );
  const secret = tokens.some((token) =>
    token.kind === "positional"
      ? CREDENTIALS.test(token.value)
      : token.kind === "option" && SECRET_OPTIONS.includes(token.name)
  );
  if (secret) return continuing ? "the same command" : "the same command and -C";
  return ["ferry", "get", ...(continuing ? [] : ["-C"]), ...words.map(shellWord)].join(" ");
}

/**
 * The same for one URL whose part is kept: where its file has a number, since its name was taken, `-O`
 * would not find it again, and `-o` has to name it.
 *
 * @param resume what `resumeCommand` says
 */
export function resumeNumbered(resume: string, part: string, url: string): string {
  const file = part.slice(0, -PART_SUFFIX.length);
  if (!URL.canParse(url) || basename(file) === nameFromUri(new URL(url))) return resume;
  const named = `-C -o ${shellWord(file)}`;
  return resume.startsWith("ferry")
    ? `ferry get ${named} ${shellWord(url)}`
    : `the same command, ${named} in place of -O`;
}

function shellWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
