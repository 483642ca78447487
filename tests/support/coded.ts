// Coded content for tests: requests by name, and what comes of them decoded by node:zlib.

import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { octetsOf, textOf } from "../../http/wire/octets.ts";
import { converse } from "./raw.ts";

/** An answer to one request. */
export interface CodedAnswer {
  readonly status: number;
  readonly head: string;
  /** What was sent, chunks taken away. */
  readonly octets: Uint8Array;
  /** A field's value, or undefined. */
  field(name: string): string | undefined;
  /** The content as text, decoded as Content-Encoding says; fails where it can't be. */
  text(): string;
}

/** Text that is much smaller compressed, of exactly that many octets. */
export function prose(size: number, seed = 1): string {
  const words = ["ferry", "serves", "a", "folder", "whole", "and", "brings", "it", "back"];
  let text = "";
  let state = seed;
  while (text.length < size) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += `${words[state % words.length]} ${state % 97} `;
  }
  return text.slice(0, size);
}

/** Octets that can't be compressed. */
export function noise(size: number): Uint8Array {
  const octets = new Uint8Array(size);
  const most = 65_536; // as much as is given at once
  for (let at = 0; at < size; at += most) crypto.getRandomValues(octets.subarray(at, at + most));
  return octets;
}

/** Asks once, on a connection of its own. @param line as `GET /path` */
export async function askCoded(
  port: number,
  line: string,
  ...fields: string[]
): Promise<CodedAnswer> {
  const lines = [`${line} HTTP/1.1`, "Host: x", "Connection: close", ...fields, "", ""];
  const answer = await converse(port, lines.join("\r\n"));
  const end = answer.indexOf("\r\n\r\n") + 4;
  const head = answer.slice(0, end);
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}: (.*)\r$`, "im").exec(head)?.[1];
  const body = answer.slice(end);
  const chunked = field("Transfer-Encoding") === "chunked" && !line.startsWith("HEAD");
  const octets = octetsOf(chunked ? unchunk(body) : body);
  const text = (): string => {
    const decoded = decode(octets, field("Content-Encoding"));
    return textOf(decoded, 0, decoded.length);
  };
  return { status: Number(head.split(" ")[1]), head, octets, field, text };
}

/** Undoes one content coding. */
export function decode(octets: Uint8Array, coding: string | undefined): Uint8Array {
  switch (coding) {
    case undefined:
      return octets;
    case "br":
      return brotliDecompressSync(octets);
    case "zstd":
      return zstdDecompressSync(octets);
    case "gzip":
      return gunzipSync(octets);
    default:
      throw new Error(`no coding of that name: ${coding}`);
  }
}

/** The content of whole chunks; fails without the last one, which tells that it is all. */
function unchunk(body: string): string {
  let content = "";
  for (let at = 0;;) {
    const end = body.indexOf("\r\n", at);
    if (end < 0) throw new Error("the last chunk is missing");
    const size = parseInt(body.slice(at, end), 16);
    if (size === 0) return content;
    content += body.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
}
