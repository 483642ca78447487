// Digest fields (RFC 9530), which are dictionaries of structured fields (RFC 9651).
//
//     Want-Repr-Digest: sha-256=10, sha-512=3       Repr-Digest: sha-256=:4REjxQ4y...=:
//
// Contract: pure. A value that is no dictionary counts as not sent (RFC 9651 §4.2), a member of another
// algorithm or with a preference that is none is passed over.

import { textOf } from "../wire/octets.ts";

const KEY = /[a-z*][a-z0-9_.*-]*/y;
const ITEM =
  /-?\d{1,15}(?:\.\d{1,3})?|"(?:[ !#-[\]-~]|\\["\\])*"|[A-Za-z*][\w!#$%&'*+.^`|~:/-]*|:[A-Za-z0-9+/=]*:|\?[01]/y;
const SEPARATOR = /[ \t]*,[ \t]*/y;
const SPACES = / */y;
/** 0 to 10, where 0 means: not at all (RFC 9530 §4). */
const PREFERENCE = /^(?:[0-9]|10)$/;
const SHA_256 = "sha-256";

/**
 * Whether a Want-Repr-Digest asks for SHA-256 (RFC 9530 §4). A member without a value is read as asking
 * for it, since people write it so.
 */
export function wantsSha256(value: string): boolean {
  const preference = parseDictionary(value)?.get(SHA_256);
  if (preference === undefined) return false;
  return preference === "" || (PREFERENCE.test(preference) && preference !== "0");
}

/** The value of Repr-Digest for a SHA-256 digest (RFC 9530 §3). */
export function sha256Field(digest: Uint8Array): string {
  return `${SHA_256}=:${btoa(textOf(digest, 0, digest.length))}:`;
}

/**
 * The SHA-256 digest in a value of Repr-Digest, in lower-case hexadecimal; undefined when it holds none
 * of 32 octets.
 */
export function parseSha256Field(value: string): string | undefined {
  const item = parseDictionary(value)?.get(SHA_256);
  if (item === undefined || !item.startsWith(":")) return undefined;
  const base64 = item.slice(1, -1);
  if (!/^[A-Za-z0-9+/]{43}=?$/.test(base64)) return undefined;
  const octets = Array.from(atob(base64), (character) => character.charCodeAt(0));
  return octets.map((octet) => octet.toString(16).padStart(2, "0")).join("");
}

/**
 * The members of a dictionary by key, each as the text of its item, empty where it has none; an inner
 * list is "()". Parameters are left out; of a key that comes twice, the last one holds. Undefined when
 * the text is no dictionary (RFC 9651 §4.2.2).
 */
function parseDictionary(value: string): ReadonlyMap<string, string> | undefined {
  const reader = new Reader(value.replace(/^ +| +$/g, ""));
  const members = new Map<string, string>();
  if (reader.ended) return members;
  for (;;) {
    const key = reader.take(KEY);
    const item = key === undefined ? undefined : readMember(reader);
    if (key === undefined || item === undefined) return undefined;
    members.set(key, item);
    if (reader.ended) return members;
    if (reader.take(SEPARATOR) === undefined || reader.ended) return undefined;
  }
}

function readMember(reader: Reader): string | undefined {
  const valued = reader.takeText("=");
  const item = !valued ? "" : reader.takeText("(") ? readInnerList(reader) : reader.take(ITEM);
  return item !== undefined && skipParameters(reader) ? item : undefined;
}

function readInnerList(reader: Reader): "()" | undefined {
  for (;;) {
    const spaces = reader.take(SPACES);
    if (reader.takeText(")")) return "()";
    if (spaces === "" && reader.behind !== "(") return undefined;
    if (reader.take(ITEM) === undefined || !skipParameters(reader)) return undefined;
  }
}

function skipParameters(reader: Reader): boolean {
  while (reader.takeText(";")) {
    reader.take(SPACES);
    if (reader.take(KEY) === undefined) return false;
    if (reader.takeText("=") && reader.take(ITEM) === undefined) return false;
  }
  return true;
}

/** A place in a text that only goes forward. */
class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  get ended(): boolean {
    return this.#at === this.text.length;
  }

  /** The character before this place. */
  get behind(): string {
    return this.text.charAt(this.#at - 1);
  }

  /** What the sticky expression matches here, or undefined. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  /** Whether exactly this text stood here. */
  takeText(text: string): boolean {
    if (!this.text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
}
