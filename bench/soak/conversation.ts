// A client that shares no line with ferry: octets to a server, responses back, each octet counted.
//
// Contract: what is given to a taker is good until the next read. A conversation in which nothing comes
// for longer than any server should take is closed, so that what is awaited of it fails.

import { Buffer } from "node:buffer";
import type { Tally } from "./tally.ts";

/** Where a server listens on 127.0.0.1. */
export interface Address {
  readonly port: number;
  /** Whether it speaks TLS; nobody looks at its certificate. */
  readonly secure: boolean;
}

/** The head of a response; the names of its fields in lower case. */
export interface Head {
  readonly status: number;
  readonly fields: ReadonlyMap<string, string>;
}

/** Takes content, piece by piece. */
export type Taker = (octets: Buffer) => void | Promise<void>;

const BUFFER_OCTETS = 64 * 1024;
/** Nothing may come for so long, and is not waited for twice as long. */
const PATIENCE_MS = 90_000;

/** A connection, and the responses on it. */
export class Conversation implements Disposable {
  readonly #buffer = Buffer.alloc(BUFFER_OCTETS);
  readonly #timer: ReturnType<typeof setInterval>;
  #hasComeOn = true;
  #from = 0;
  #to = 0;

  private constructor(private readonly conn: Deno.Conn, private readonly tally: Tally) {
    this.#timer = setInterval(() => {
      if (!this.#hasComeOn) this.#close();
      this.#hasComeOn = false;
    }, PATIENCE_MS);
  }

  static async begin({ port, secure }: Address, tally: Tally): Promise<Conversation> {
    const options = { hostname: "127.0.0.1", port };
    const conn = secure ? await Deno.connectTls(options) : await Deno.connect(options);
    return new Conversation(conn, tally);
  }

  async send(text: string): Promise<void> {
    const octets = Buffer.from(text, "latin1");
    for (let at = 0; at < octets.length;) at += await this.conn.write(octets.subarray(at));
  }

  /** Sends a request with these field lines, and reads the head of its response. */
  async ask(target: string, { method = "GET", fields = "" } = {}): Promise<Head> {
    await this.send(`${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`);
    return await this.head();
  }

  /** Reads the head of a response. @throws when the stream ends before, or it is none */
  async head(): Promise<Head> {
    const [statusLine = "", ...lines] = (await this.#through("\r\n\r\n")).split("\r\n");
    const status = Number(/^HTTP\/1\.1 ([0-9]{3}) /.exec(statusLine)?.[1] ?? NaN);
    if (Number.isNaN(status)) throw new Error(`no status line: ${JSON.stringify(statusLine)}`);
    this.tally.requests++;
    const fields = lines.map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
    return { status, fields: new Map(fields) };
  }

  /** Reads content to its end. @throws when the stream ends before */
  async content({ fields }: Head, take: Taker): Promise<void> {
    if (fields.get("transfer-encoding") === "chunked") return await this.#chunks(take);
    const length = fields.get("content-length") ?? "";
    if (!/^[0-9]+$/.test(length)) throw new Error("no length was told");
    await this.#octets(Number(length), take);
  }

  /** Throws away what still comes. Returns at the end of the stream, or when it was cut. */
  async end(): Promise<void> {
    try {
      do this.#from = this.#to; while (await this.#more());
    } catch { // cut
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#close();
  }

  #close(): void {
    try {
      this.conn.close();
    } catch { // for the second time
    }
  }

  async #chunks(take: Taker): Promise<void> {
    for (;;) {
      const size = await this.#through("\r\n");
      if (!/^[0-9a-f]+$/i.test(size)) throw new Error(`no chunk: ${JSON.stringify(size)}`);
      await this.#octets(parseInt(size, 16), take);
      const rest = await this.#through("\r\n");
      if (rest !== "") throw new Error(`behind a chunk: ${JSON.stringify(rest)}`);
      if (/^0+$/.test(size)) return;
    }
  }

  async #octets(count: number, take: Taker): Promise<void> {
    for (let left = count; left > 0;) {
      if (this.#from === this.#to && !await this.#more()) throw new Error(`${left} octets missing`);
      const piece = this.#buffer.subarray(this.#from, Math.min(this.#to, this.#from + left));
      await take(piece);
      this.#from += piece.length;
      left -= piece.length;
    }
  }

  /** What comes before the mark, which is taken too. */
  async #through(mark: string): Promise<string> {
    for (;;) {
      const at = this.#buffer.subarray(0, this.#to).indexOf(mark, this.#from, "latin1");
      if (at >= 0) {
        const text = this.#buffer.toString("latin1", this.#from, at);
        this.#from = at + mark.length;
        return text;
      }
      if (!await this.#more()) throw new Error("closed without the answer that was due");
    }
  }

  async #more(): Promise<boolean> {
    if (this.#from > 0) this.#buffer.copy(this.#buffer, 0, this.#from, this.#to);
    this.#to -= this.#from;
    this.#from = 0;
    const count = await this.conn.read(this.#buffer.subarray(this.#to));
    if (count === 0) throw new Error("a head longer than the buffer");
    this.#to += count ?? 0;
    this.tally.octets += count ?? 0;
    this.#hasComeOn = true;
    return count !== null;
  }
}
