// A probe: one request octet for octet on a connection of its own, and the whole answer.

import { converse } from "./raw.ts";

/** What came back, one character an octet. */
export interface Probed {
  readonly status: number;
  /** From the status line to the last field. */
  readonly head: string;
  /** As framed, where it came in chunks. */
  readonly content: string;
}

/** Sends a request. @param fields lines that end in CRLF */
export async function probe(
  port: number,
  target: string,
  method = "GET",
  fields = "",
): Promise<Probed> {
  const request = `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${fields}\r\n`;
  const answer = await converse(port, request);
  const end = answer.indexOf("\r\n\r\n");
  const head = answer.slice(0, end + 2);
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
  return { status, head, content: answer.slice(end + 4) };
}

/** The value of a field in a head; undefined when it is not there. */
export function fieldIn(head: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)\r$`, "mi").exec(head)?.[1];
}
