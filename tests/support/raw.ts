// A raw client: octets to a port, octets back, and nothing in between.

import { octetsOf, textOf } from "../../http/wire/octets.ts";

/** A raw connection to a server under test. Text is one character an octet. */
export class RawClient implements Disposable {
  #received = "";
  #ended = false;

  private constructor(readonly conn: Deno.Conn) {}

  /** Connects to a port of 127.0.0.1. */
  static async connect(port: number): Promise<RawClient> {
    return new RawClient(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Talks on a connection that is open already, and closes it at the end. */
  static of(conn: Deno.Conn): RawClient {
    return new RawClient(conn);
  }

  /** Sends all of the text. */
  async send(text: string): Promise<void> {
    const octets = octetsOf(text);
    for (let at = 0; at < octets.length;) at += await this.conn.write(octets.subarray(at));
  }

  /** Reads until the text is there, and gives all up to its end; fails at the end of the stream. */
  async until(text: string): Promise<string> {
    for (;;) {
      const at = this.#received.indexOf(text);
      if (at >= 0) return this.#take(at + text.length);
      if (!await this.#more()) {
        throw new Error(`no ${JSON.stringify(text)} in ${JSON.stringify(this.#received)}`);
      }
    }
  }

  /** Reads so many octets. */
  async take(count: number): Promise<string> {
    while (this.#received.length < count) if (!await this.#more()) throw new Error("it ended");
    return this.#take(count);
  }

  /** Reads one response with a Content-Length, or none where `bodiless`: its head and its content. */
  async response(bodiless = false): Promise<{ head: string; content: string }> {
    const head = await this.until("\r\n\r\n");
    const length = /^content-length: (\d+)\r$/im.exec(head)?.[1] ?? "0";
    return { head, content: bodiless ? "" : await this.take(Number(length)) };
  }

  /** Reads to the end of the stream, and gives what was not taken yet. */
  async rest(): Promise<string> {
    while (await this.#more());
    return this.#take(this.#received.length);
  }

  /** Ends the sending side. */
  closeWrite(): Promise<void> {
    return this.conn.closeWrite();
  }

  [Symbol.dispose](): void {
    try {
      this.conn.close();
    } catch {
      // closed by the test
    }
  }

  #take(count: number): string {
    const taken = this.#received.slice(0, count);
    this.#received = this.#received.slice(count);
    return taken;
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    const octets = new Uint8Array(64 * 1024);
    const count = await this.conn.read(octets);
    this.#ended = count === null;
    this.#received += textOf(octets, 0, count ?? 0);
    return count !== null;
  }
}

/** Sends the octets on a new connection and reads to the end of the answer. */
export async function converse(port: number, text: string): Promise<string> {
  using client = await RawClient.connect(port);
  await client.send(text);
  return await client.rest();
}
