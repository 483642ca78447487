// The text of one value -> the value: numbers, durations, sizes, switches, words, fields.
//
// Contract: the whole text or nothing; digits only, bounded; a refusal is a UsageError that names
// the remedy but not the option, which its caller knows.

import { isToken, textOf } from "../http/wire/octets.ts";
import type { HeaderField, Option, ValueOf } from "./options.ts";
import { quoted, UsageError } from "./usage_error.ts";

/** A timer of more than 2^31 - 1 ms fires at once, in Deno as in browsers. */
const LONGEST_MS = 2 ** 31 - 1;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const UNIT_OCTETS: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

const ON = ["1", "true", "yes", "on"];
const OFF = ["0", "false", "no", "off"];

/** The value of an option from its text. Throws UsageError when the text does not fit. */
export function parseValue(option: Option, text: string): ValueOf<Option> {
  switch (option.kind) {
    case "flag":
      return parseFlag(text);
    case "text":
    case "optional text":
      return parseText(text);
    case "count":
      return parseCount(text, option.min, option.max);
    case "duration":
      return parseDuration(text, option.zero);
    case "size":
      return parseSize(text);
    case "choice":
      return parseChoice(text, option.choices);
    case "field":
      return parseHeaderOption(text);
  }
}

/** On or off, in the words that environments use; `undefined` for any other text. */
export function switchOf(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return ON.includes(word) ? true : OFF.includes(word) ? false : undefined;
}

/** A switch. Throws UsageError for any word but `1 true yes on 0 false no off`. */
export function parseFlag(text: string): boolean {
  const on = switchOf(text);
  if (on === undefined) throw new UsageError(`${quoted(text)} is neither true nor false`);
  return on;
}

function parseText(text: string): string {
  if (text === "") throw new UsageError("the value is empty; write one, or leave the option out");
  if (text.includes("\0")) throw new UsageError("the value holds a NUL; leave it out");
  return text;
}

/** A whole number from `min` to `max`, digits only. Throws UsageError for any other text. */
export function parseCount(text: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
  const value = /^[0-9]+$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `, ${min} or more` : ` from ${min} to ${max}`;
  throw new UsageError(`${quoted(text)} is not a whole number${range}`);
}

/**
 * Milliseconds, from `500ms`, `10s`, `2m` or `1h`. Throws UsageError without a unit, for any other
 * text, beyond the longest time a timer can wait (24 days), and for nothing unless `zero` allows
 * it.
 */
export function parseDuration(text: string, zero = false): number {
  const [, digits, unit = ""] = /^([0-9]+)(ms|s|m|h)?$/.exec(text) ?? [];
  if (digits === undefined) {
    throw new UsageError(
      `${quoted(text)} is not a duration; write it like 500ms, 10s, 2m or 1h`,
    );
  }
  const factor = UNIT_MS[unit];
  if (factor === undefined) {
    throw new UsageError(`${quoted(text)} has no unit; for seconds write ${text}s`);
  }
  const valueMs = Number(digits) * factor;
  if (valueMs > LONGEST_MS) {
    throw new UsageError(`${quoted(text)} is longer than 24 days; write 576h or less`);
  }
  if (valueMs === 0 && !zero) {
    throw new UsageError(`${quoted(text)} leaves no time; write 1ms or more`);
  }
  return valueMs;
}

/**
 * Octets, from `64k`, `10m`, `1g` (powers of 1024, either case) or plain digits. Throws UsageError
 * for any other text and beyond `Number.MAX_SAFE_INTEGER`.
 */
export function parseSize(text: string): number {
  const [, digits, unit = ""] = /^([0-9]+)([kmg])?$/.exec(text.toLowerCase()) ?? [];
  if (digits === undefined) {
    throw new UsageError(`${quoted(text)} is not a size; write it like 64k, 10m or 1g`);
  }
  const octets = Number(digits) * (UNIT_OCTETS[unit] ?? 1);
  if (!Number.isSafeInteger(octets)) {
    throw new UsageError(`${quoted(text)} is too large; write 8388607g or less`);
  }
  return octets;
}

function parseChoice(text: string, choices: readonly string[]): string {
  if (choices.includes(text)) return text;
  throw new UsageError(`${quoted(text)} is none of ${choices.join(", ")}`);
}

/**
 * A field line from `Name: value` (RFC 9110 §5.1, §5.5): the name a token, the value trimmed,
 * possibly empty. Throws UsageError for any other name, for a control character in the value (with
 * CR and LF one field would become two), and for a field by which ferry itself frames the message.
 * The value, which may be a secret, is never repeated in the message.
 */
export function parseHeaderOption(text: string): HeaderField {
  const colon = text.indexOf(":");
  if (colon < 0) throw new UsageError('there is no colon; a field is written "Name: value"');
  const name = text.slice(0, colon);
  const value = text.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "");
  if (!isToken(name)) {
    throw new UsageError(`${quoted(name)} is not a field name; a field is written "Name: value"`);
  }
  if (/[^\P{Cc}\t]/u.test(value)) {
    throw new UsageError(
      `the value of ${name} holds a control character such as CR, LF or NUL; leave it out`,
    );
  }
  if (/^(content-length|transfer-encoding)$/i.test(name)) {
    throw new UsageError(`${name} follows from the content and cannot be set; leave it out`);
  }
  const octets = new TextEncoder().encode(value);
  return { name, value: textOf(octets, 0, octets.length) };
}
