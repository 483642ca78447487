// An origin that holds one representation and serves it, whole and by ranges, as well or as badly as a
// test asks for.

import { octetsOf, textOf } from "../../http/wire/octets.ts";
import { type Peer, type PeerConnection, startPeer } from "./peer.ts";
import { seeded } from "./random.ts";

/** A request as an origin sees it. */
export interface Asked {
  readonly method: string;
  readonly head: string;
  /** The range asked for, `[from, to)`, if its condition holds. */
  readonly range: readonly [from: number, to: number] | undefined;
  /** How many requests came before it. */
  readonly index: number;
  /** How many answers are being sent. */
  readonly busy: number;
}

/** What an origin does with one request instead of answering it well. */
export interface Fault {
  /** Sends only so many octets of the body, and closes. */
  readonly cutAfter?: number;
  /** Sends so many octets of the body, and then nothing. */
  readonly holdAfter?: number;
  /** Sends this instead of an answer, and closes. */
  readonly raw?: string;
  /** Acts as if no range had been asked for. */
  readonly whole?: boolean;
}

/** What an origin holds, and how it behaves. */
export interface OriginOptions {
  content: Uint8Array;
  entityTag?: string | undefined;
  lastModified?: string;
  /** Field lines besides, each with its CRLF. */
  fields?: string;
  /** Decides on the fault of each request. */
  fault?: (asked: Asked) => Fault | undefined;
}

/** An origin on a free port; its options may be changed while it runs. */
export class Origin implements AsyncDisposable {
  readonly asked: Asked[] = [];
  #busy = 0;
  readonly peer: Peer;

  constructor(readonly options: OriginOptions) {
    this.peer = startPeer((connection) => this.#serve(connection));
  }

  get url(): string {
    return this.peer.url("/a.bin");
  }

  /** The Range field of each GET in their order; "" where there was none. */
  get ranges(): string[] {
    return this.asked.filter(({ method }) => method === "GET").map(({ head }) =>
      /^Range: (.*)\r$/m.exec(head)?.[1] ?? ""
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.peer[Symbol.asyncDispose]();
  }

  async #serve(connection: PeerConnection): Promise<void> {
    for (let head; (head = await connection.readHead()) !== undefined;) {
      const method = head.slice(0, head.indexOf(" "));
      const asked = {
        method,
        head,
        range: this.#range(head),
        index: this.asked.length,
        busy: this.#busy,
      };
      this.asked.push(asked);
      const fault = this.options.fault?.(asked);
      if (fault?.raw !== undefined) return void await connection.send(fault.raw);
      this.#busy++;
      const persists = await this.#answer(connection, asked, fault).finally(() => this.#busy--);
      if (!persists) return;
    }
  }

  /** @returns whether the connection persists */
  async #answer(connection: PeerConnection, asked: Asked, fault?: Fault): Promise<boolean> {
    const { content } = this.options;
    const range = fault?.whole ? undefined : asked.range;
    const [from, to] = range ?? [0, content.length];
    if (from >= content.length && range !== undefined) {
      const line = `Content-Range: bytes */${content.length}\r\n`;
      await connection.send(this.#head("416 Range Not Satisfiable", 0, line));
      return true;
    }
    const line = range === undefined
      ? ""
      : `Content-Range: bytes ${from}-${to - 1}/${content.length}\r\n`;
    const status = range === undefined ? "200 OK" : "206 Partial Content";
    await connection.send(this.#head(status, to - from, line));
    if (asked.method === "HEAD") return true;
    const end = from + (fault?.cutAfter ?? fault?.holdAfter ?? to - from);
    await connection.send(content.subarray(from, Math.min(to, end)));
    if (fault?.holdAfter !== undefined) await connection.hold();
    return fault?.cutAfter === undefined;
  }

  #head(status: string, length: number, more: string): string {
    const { entityTag, lastModified, fields = "" } = this.options;
    const tag = entityTag === undefined ? "" : `ETag: ${entityTag}\r\n`;
    const date = lastModified === undefined ? "" : `Last-Modified: ${lastModified}\r\n`;
    return `HTTP/1.1 ${status}\r\nDate: Mon, 23 Nov 2026 12:00:00 GMT\r\n${tag}${date}${fields}${more}` +
      `Content-Length: ${length}\r\n\r\n`;
  }

  #range(head: string): readonly [number, number] | undefined {
    const { content, entityTag, lastModified } = this.options;
    const found = /^Range: bytes=(\d+)-(\d*)\r$/m.exec(head);
    if (found === null) return undefined;
    const condition = /^If-Range: (.*)\r$/m.exec(head)?.[1];
    if (condition !== undefined && condition !== entityTag && condition !== lastModified) {
      return undefined;
    }
    const last = found[2] === "" ? content.length - 1 : Number(found[2]);
    return [Number(found[1]), Math.min(last + 1, content.length)];
  }
}

/** Octets that look like nothing, always the same. */
export function noise(octets: number, seed = 1): Uint8Array<ArrayBuffer> {
  const random = seeded(seed);
  return Uint8Array.from({ length: octets }, () => random(256));
}

/** The SHA-256 in lower-case hexadecimal. */
export async function sha256(octets: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const data = typeof octets === "string" ? octetsOf(octets) : octets;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return Array.from(digest, (octet) => octet.toString(16).padStart(2, "0")).join("");
}

/** The value of Repr-Digest for these octets. */
export async function digestField(octets: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", octets));
  return `sha-256=:${btoa(textOf(digest, 0, digest.length))}:`;
}
