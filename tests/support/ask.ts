// One request on a connection of its own, and its answer in parts.

import { converse } from "./raw.ts";

/** An answer; names of its fields in lower case, lines of one name joined. */
export interface Answer {
  readonly status: number;
  readonly fields: ReadonlyMap<string, string>;
  /** One character an octet. */
  readonly content: string;
}

/** Sends a request line (`GET /`) and field lines, and reads the answer to its end. */
export async function ask(port: number, line: string, ...fields: string[]): Promise<Answer> {
  const lines = [`${line} HTTP/1.1`, "Host: x", "Connection: close", ...fields, "", ""];
  return parseAnswer(await converse(port, lines.join("\r\n")));
}

/** The parts of an answer. */
export function parseAnswer(text: string): Answer {
  const end = text.indexOf("\r\n\r\n");
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    fields.set(name, fields.has(name) ? `${fields.get(name)}, ${value}` : value);
  }
  return { status: Number(first.split(" ")[1]), fields, content: text.slice(end + 4) };
}
