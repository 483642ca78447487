// Octets: the classes that the grammar of RFC 9110 and RFC 9112 is built of, and text made of them.
//
// Contract: pure, no allocation but for the text that is asked for. Octets that are no text of ours
// (obs-text, %x80-FF) become the characters U+0080 to U+00FF, one for one, so that nothing is lost.

export const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const DEL = 0x7f;

/** tchar (RFC 9110 §5.6.2). */
const TOKEN = 1;
/** HTAB, SP, VCHAR, obs-text: what a field value may hold (RFC 9110 §5.5). */
const TEXT = 2;
/** Any octet but CR, LF and NUL: what a lenient reader may keep of one (RFC 9110 §5.5). */
const LENIENT = 4;
const DIGIT = 8;

const CLASS = new Uint8Array(256);
for (let octet = 0; octet < 256; octet++) {
  const character = String.fromCharCode(octet);
  const digit = octet >= 0x30 && octet <= 0x39;
  const letter = (octet | 0x20) >= 0x61 && (octet | 0x20) <= 0x7a;
  const token = digit || letter || "!#$%&'*+-.^_`|~".includes(character);
  const text = octet === HTAB || (octet >= SP && octet !== DEL);
  const lenient = octet !== CR && octet !== LF && octet !== 0;
  CLASS[octet] = (token ? TOKEN : 0) | (text ? TEXT : 0) | (lenient ? LENIENT : 0) |
    (digit ? DIGIT : 0);
}

/** Whether the octet may stand in a token, such as a method or a field name (RFC 9110 §5.6.2). */
export function isTokenOctet(octet: number): boolean {
  return (CLASS[octet]! & TOKEN) !== 0;
}

/** Whether the octet is DIGIT, `0` to `9` (RFC 5234 §B.1). */
export function isDigit(octet: number): boolean {
  return (CLASS[octet]! & DIGIT) !== 0;
}

/** Whether the octet is optional white space: SP or HTAB (RFC 9110 §5.6.3). */
export function isWhitespace(octet: number): boolean {
  return octet === SP || octet === HTAB;
}

/**
 * Where the first octet stands that no field value may hold, or `end`.
 *
 * @param lenient lets other control octets than CR, LF and NUL pass (RFC 9110 §5.5)
 */
export function skipText(octets: Uint8Array, from: number, end: number, lenient: boolean): number {
  const mask = lenient ? LENIENT : TEXT;
  let at = from;
  while (at < end && (CLASS[octets[at]!]! & mask) !== 0) at++;
  return at;
}

/** Where the first octet stands that no token may hold, or `end`. */
export function skipToken(octets: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (CLASS[octets[at]!]! & TOKEN) !== 0) at++;
  return at;
}

/** Whether the text is a token: one tchar at least, and nothing else (RFC 9110 §5.6.2). */
export function isToken(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0xff || !isTokenOctet(code)) return false;
  }
  return text.length > 0;
}

const ascii = new TextDecoder();
/** From here on the native decoder is faster than a loop (measured: about 24 octets). */
const SHORT_TEXT_OCTETS = 24;

/** The text of octets `[from, end)`, one character an octet. */
export function textOf(octets: Uint8Array, from: number, end: number): string {
  if (end - from > SHORT_TEXT_OCTETS && isAscii(octets, from, end)) {
    return ascii.decode(octets.subarray(from, end));
  }
  let text = "";
  for (let at = from; at < end; at++) text += String.fromCharCode(octets[at]!);
  return text;
}

function isAscii(octets: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (octets[at]! > 0x7f) return false;
  return true;
}

/**
 * The octets of a text, one an octet for one character.
 *
 * @throws {RangeError} when a character lies above U+00FF
 */
export function octetsOf(text: string): Uint8Array<ArrayBuffer> {
  const octets = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0xff) throw new RangeError("a head is made of octets, not of wide characters");
    octets[at] = code;
  }
  return octets;
}

/** One run of octets after the other; of a single one that is not empty no copy is made. */
export function concat(...runs: readonly Uint8Array[]): Uint8Array {
  const filled = runs.filter(({ length }) => length > 0);
  const [only = new Uint8Array(), ...others] = filled;
  if (others.length === 0) return only;
  const all = new Uint8Array(filled.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const run of filled) {
    all.set(run, at);
    at += run.length;
  }
  return all;
}

/**
 * Whether octets `[from, end)` spell `name`, letters in either case.
 *
 * @param name in lower case
 */
export function spells(octets: Uint8Array, from: number, end: number, name: string): boolean {
  if (end - from !== name.length) return false;
  for (let at = 0; at < name.length; at++) {
    const octet = octets[from + at]!;
    const lower = octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet;
    if (lower !== name.charCodeAt(at)) return false;
  }
  return true;
}

/** Whether octets `[from, end)` are `text`, to the letter. */
export function equals(octets: Uint8Array, from: number, end: number, text: string): boolean {
  if (end - from !== text.length) return false;
  for (let at = 0; at < text.length; at++) {
    if (octets[from + at] !== text.charCodeAt(at)) return false;
  }
  return true;
}

/**
 * The number that a text of digits means, or undefined when it is not digits only, is empty, or lies
 * above `Number.MAX_SAFE_INTEGER`: lengths and positions on the wire (RFC 9110 §8.6, §14.1.1).
 */
export function parseDigits(text: string): number | undefined {
  if (text.length === 0) return undefined;
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return value;
}
