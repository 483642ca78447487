// A reader of multipart/byteranges, as strict as RFC 2046 §5.1.1: boundary lines exactly where they
// have to be, nothing before the first one and nothing behind the last.

import { assert, assertEquals } from "@std/assert";

/** One part: the value of its Content-Type, its Content-Range, and its octets. */
export interface Part {
  readonly type: string;
  readonly range: string;
  readonly content: string;
}

/** Reads a whole body, one character an octet. @param type the value of the message's Content-Type */
export function parseByteranges(type: string, body: string): Part[] {
  const boundary = /^multipart\/byteranges; boundary=([\w'()+,./:=?-]{1,70})$/.exec(type)?.[1];
  assert(boundary !== undefined, type);
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`);
  assertEquals(pieces.shift(), "", "before the first part");
  assertEquals(pieces.pop(), "--\r\n", "behind the last part");
  return pieces.map((piece) => {
    const end = piece.indexOf("\r\n\r\n");
    const fields = /^\r\nContent-Type: (.*)\r\nContent-Range: (.*)$/.exec(piece.slice(0, end));
    assert(fields !== null, JSON.stringify(piece.slice(0, 200)));
    return { type: fields[1]!, range: fields[2]!, content: piece.slice(end + 4) };
  });
}
