// Netrc: credentials by host, as users keep them in ~/.netrc.
//
//     *( "machine" name / "default" / "login" value / "password" value / "account" value / "macdef" name )
//
// Contract: pure. Read as curl does: the first entry of a name holds, quoted values have escapes, words
// that nobody knows are passed over. Unlike there, a value may begin with "#", which begins a comment
// only where a word is due, and a found entry without login and password means: none.

import { FerryError } from "../http/wire/errors.ts";
import { basicAuthorization } from "./credentials.ts";

/** The text is no netrc file. */
export class NetrcError extends FerryError {
  /** Its kind. */
  override readonly name = "NetrcError";
}

/** A netrc file. */
export interface Netrc {
  /** The value of Authorization for each host in lower case; undefined where it has none. */
  readonly machines: ReadonlyMap<string, string | undefined>;
  /** The one for every other host. */
  readonly otherwise: string | undefined;
}

/** Far more than anybody has written by hand, in characters. */
const MAX_LENGTH = 1024 * 1024;
/** What a backslash means in a quoted value; before anything else it means that. */
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** An entry in the making. */
interface Entry {
  /** Undefined for `default`. */
  readonly machine: string | undefined;
  readonly line: number;
  login?: string;
  password?: string;
}

/**
 * Reads a netrc file.
 *
 * @throws {NetrcError} that names the line: a quote without an end, a word without its value,
 *   credentials that Basic can't carry
 */
export function parseNetrc(text: string): Netrc {
  if (text.length > MAX_LENGTH) throw new NetrcError(`netrc: longer than ${MAX_LENGTH} characters`);
  const machines = new Map<string, string | undefined>();
  let otherwise: Entry | undefined;
  for (const entry of readEntries(new Scanner(text))) {
    const name = entry.machine?.toLowerCase();
    if (name === undefined) otherwise ??= entry;
    else if (!machines.has(name)) machines.set(name, authorizationOf(entry));
  }
  return { machines, otherwise: otherwise === undefined ? undefined : authorizationOf(otherwise) };
}

/**
 * The value of Authorization for a host, or undefined when the file has none.
 *
 * @param host as in a URL, an IPv6 address with or without its brackets
 * @param named whether the user has named this host: `default` is for no other
 */
export function findAuthorization(netrc: Netrc, host: string, named: boolean): string | undefined {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, "");
  for (const name of [bare, `[${bare}]`]) {
    if (netrc.machines.has(name)) return netrc.machines.get(name);
  }
  return named ? netrc.otherwise : undefined;
}

function readEntries(scanner: Scanner): readonly Entry[] {
  const entries: Entry[] = [];
  for (let word; (word = scanner.word()) !== undefined;) {
    const { line } = scanner;
    const entry = entries.at(-1);
    switch (word.toLowerCase()) {
      case "machine":
        entries.push({ machine: scanner.value(word), line });
        break;
      case "default":
        entries.push({ machine: undefined, line });
        break;
      case "login": {
        const login = scanner.value(word);
        if (entry !== undefined) entry.login ??= login;
        break;
      }
      case "password": {
        const password = scanner.value(word);
        if (entry !== undefined) entry.password ??= password;
        break;
      }
      case "account":
        scanner.value(word);
        break;
      case "macdef":
        scanner.skipMacro();
    }
  }
  return entries;
}

function authorizationOf({ login, password, line }: Entry): string | undefined {
  if (login === undefined && password === undefined) return undefined;
  const authorization = basicAuthorization(login ?? "", password ?? "");
  if (authorization !== undefined) return authorization;
  const fault = "a control character, or a colon in the login";
  throw new NetrcError(`netrc, entry of line ${line}: ${fault}, which cannot be sent`);
}

/** Cuts the text into words. */
class Scanner {
  /** The line of the last word; the first is 1. */
  line = 1;
  #at = 0;

  constructor(private readonly text: string) {}

  /** The next word where one is due that means something, comments passed over. */
  word(): string | undefined {
    this.#skipSpace();
    while (this.text[this.#at] === "#") {
      this.#skipLine();
      this.#skipSpace();
    }
    return this.#token();
  }

  /** The value of a word. @throws {NetrcError} when the text ends before it */
  value(word: string): string {
    this.#skipSpace();
    const token = this.#token();
    if (token !== undefined) return token;
    throw new NetrcError(`netrc, line ${this.line}: ${word.toLowerCase()} without its value`);
  }

  /** A macro ends with an empty line. */
  skipMacro(): void {
    this.#skipLine();
    while (this.#at < this.text.length && !this.#isEmptyLine()) this.#skipLine();
  }

  #token(): string | undefined {
    if (this.#at >= this.text.length) return undefined;
    if (this.text[this.#at] === '"') return this.#quoted();
    const from = this.#at;
    while (this.#at < this.text.length && !isSpace(this.text[this.#at]!)) this.#at++;
    return this.text.slice(from, this.#at);
  }

  #quoted(): string {
    let value = "";
    for (this.#at++; this.#at < this.text.length; this.#at++) {
      const character = this.text[this.#at]!;
      if (character === "\n") break;
      if (character === '"') {
        this.#at++;
        return value;
      }
      if (character !== "\\") value += character;
      else {
        const escaped = this.text[++this.#at] ?? "";
        value += ESCAPES[escaped] ?? escaped;
      }
    }
    throw new NetrcError(`netrc, line ${this.line}: a quote without its end`);
  }

  #skipSpace(): void {
    while (this.#at < this.text.length && isSpace(this.text[this.#at]!)) {
      if (this.text[this.#at] === "\n") this.line++;
      this.#at++;
    }
  }

  #skipLine(): void {
    const end = this.text.indexOf("\n", this.#at);
    if (end >= 0) this.line++;
    this.#at = end < 0 ? this.text.length : end + 1;
  }

  #isEmptyLine(): boolean {
    return this.text[this.#at] === "\n" || this.text.startsWith("\r\n", this.#at);
  }
}

function isSpace(character: string): boolean {
  return character === " " || character === "\t" || character === "\n" || character === "\r";
}
