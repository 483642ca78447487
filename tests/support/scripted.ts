// What the peers of the side-by-side rows say.

import { answering, type Script } from "./peer.ts";

/** The content that is asked for. */
export const WHOLE = "the whole content, from its first octet to its last\n";
/** What stands there once it has changed, as long as before. */
export const CHANGED = WHOLE.toUpperCase();
/** A part of either. */
export const HALF_OCTETS = 26;
/** What stands there once it has become less than that. */
export const SHORTENED = "less of it\n";

export const OK = "HTTP/1.1 200 OK\r\n";
export const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

/** A file on a server. */
export interface Served {
  readonly content: string;
  readonly entityTag: string;
  /** What the server does not know. */
  readonly ignores?: "Range" | "If-Range";
}

/** An answer with its length. */
export function whole({ content, entityTag }: Served): string {
  return `${OK}ETag: ${entityTag}\r\nContent-Length: ${content.length}\r\n\r\n${content}`;
}

/** A server that knows ranges, for one file. */
export function serving(served: Served): Script {
  return answering((head) => {
    const answer = answerTo(head, served);
    return head.startsWith("HEAD ") ? answer.slice(0, answer.indexOf("\r\n\r\n") + 4) : answer;
  });
}

function answerTo(head: string, served: Served): string {
  const { entityTag, ignores } = served;
  const from = /\r\nRange: bytes=(\d+)-/i.exec(head)?.[1];
  const condition = /\r\nIf-Range: (.*)\r\n/i.exec(head)?.[1] ?? entityTag;
  if (/\r\nIf-None-Match: (.*)\r\n/i.exec(head)?.[1] === entityTag) {
    return `HTTP/1.1 304 Not Modified\r\nETag: ${entityTag}\r\n\r\n`;
  }
  if (from === undefined || ignores === "Range") return whole(served);
  if (condition !== entityTag && ignores !== "If-Range") return whole(served);
  return rangeAnswer(served, Number(from), Number(from));
}

/** The content from a position on, as the answer tells it and as it is. */
export function rangeAnswer({ content, entityTag }: Served, told: number, from: number): string {
  const length = content.length;
  if (from >= length) {
    return `HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */${length}\r\n` +
      "Content-Length: 0\r\n\r\n";
  }
  return `HTTP/1.1 206 Partial Content\r\nETag: ${entityTag}\r\n` +
    `Content-Range: bytes ${told}-${length - 1}/${length}\r\n` +
    `Content-Length: ${length - from}\r\n\r\n${content.slice(from)}`;
}

/** Sends the head and the first octets of a file, and no more, until the client goes away. */
export function holding({ content, entityTag }: Served, octets: number): Script {
  return async (connection) => {
    await connection.readHead();
    await connection.send(`${OK}ETag: ${entityTag}\r\nContent-Length: ${content.length}\r\n\r\n`);
    await connection.send(content.slice(0, octets));
    await connection.hold();
  };
}
