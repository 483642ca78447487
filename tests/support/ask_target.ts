// One request for a target as it stands, which `fetch` would tidy up first, and what is looked for in
// its answer where paths are concerned.

import { converse } from "./raw.ts";

/** An answer. */
export interface Answer {
  readonly status: number;
  /** Empty when there is none. */
  readonly location: string;
  readonly head: string;
  /** One character an octet; as framed, where it came in chunks. */
  readonly content: string;
}

/** Asks for a target on a new connection. @param fields lines that end in CRLF */
export async function askTarget(
  port: number,
  target: string,
  method = "GET",
  fields = "",
): Promise<Answer> {
  const request = `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${fields}\r\n`;
  const [head = "", ...content] = (await converse(port, request)).split("\r\n\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
  const location = /^Location: (.*)$/m.exec(head)?.[1]?.trimEnd() ?? "";
  return { status, location, head, content: content.join("\r\n\r\n") };
}
