// The head encoder: start-line and fields to octets (RFC 9112 §3, §4, §5).
//
// Contract: what would not be read back as it was meant is refused before it is sent. A value that
// came from outside can therefore never add a line of its own.

import { isToken, octetsOf } from "./octets.ts";

/** A field line to be sent: name and value. */
export type FieldLine = readonly [name: string, value: string];

/** Octets of a request head. @throws {RangeError} when a part is not what the grammar allows */
export function encodeRequestHead(
  method: string,
  target: string,
  fields: readonly FieldLine[],
): Uint8Array<ArrayBuffer> {
  if (!isToken(method)) throw new RangeError("a method must be a token");
  if (!/^[!-~\x80-\xff]+$/.test(target)) {
    throw new RangeError("a target must be visible characters");
  }
  return octetsOf(`${method} ${target} HTTP/1.1\r\n${encodeFields(fields)}\r\n`);
}

/** Octets of a response head. @throws {RangeError} when a part is not what the grammar allows */
export function encodeResponseHead(
  status: number,
  reason: string,
  fields: readonly FieldLine[],
): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(status) || status < 100 || status > 599) {
    throw new RangeError("a status code must be 100 to 599");
  }
  if (!isFieldValue(reason)) throw new RangeError("a reason holds a control character");
  return octetsOf(`HTTP/1.1 ${status} ${reason}\r\n${encodeFields(fields)}\r\n`);
}

/** Field lines as text, each with its CRLF. @throws {RangeError} for a bad name or value */
export function encodeFields(fields: readonly FieldLine[]): string {
  let text = "";
  for (const [name, value] of fields) {
    if (!isToken(name)) throw new RangeError("a field name must be a token");
    if (!isFieldValue(value)) {
      throw new RangeError(`the value of ${name} holds a control character`);
    }
    text += `${name}: ${value}\r\n`;
  }
  return text;
}

/**
 * Judges fields that a user sets, before the first of them is sent.
 *
 * @param derived the names of those that follow from the message
 * @throws {RangeError} for a bad name or value, and for one of those
 */
export function checkFields(fields: readonly FieldLine[], derived: RegExp): void {
  encodeFields(fields);
  const [name] = fields.find(([name]) => derived.test(name)) ?? [];
  if (name !== undefined) {
    throw new RangeError(`${name} follows from the message, and can't be set`);
  }
}

/** Whether the text may stand in a field line: HTAB, SP and visible octets (RFC 9110 §5.5). */
export function isFieldValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
