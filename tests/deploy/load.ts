// Users: connections that persist, each of which asks for file after file and looks at every octet.
//
// Contract: a request has failed when its connection could not be made, when its answer did not come
// whole, or when it is not 200 with the file's content. Whoever failed connects anew and goes on.

import { Buffer } from "node:buffer";
import { patiently } from "./fleet.ts";

/** A request that failed. */
export interface Failure {
  /** The replica whose answer had begun; undefined when none had. */
  readonly replica: string | undefined;
  readonly problem: string;
}

/** What has come of an answer. */
interface Answer {
  replica: string | undefined;
}

/** Users at work, until stopped. */
export class Load implements AsyncDisposable {
  /** How many requests were answered as they should be. */
  answered = 0;
  readonly failures: Failure[] = [];
  /** The replicas that have answered. */
  readonly seen = new Set<string>();
  readonly #users: Promise<void>[];
  #stopping = false;

  /**
   * @param port of 127.0.0.1
   * @param files what is asked for, by names
   * @param users how many there are
   */
  constructor(
    private readonly port: number,
    private readonly files: Readonly<Record<string, Uint8Array>>,
    users: number,
  ) {
    this.#users = Array.from({ length: users }, () => this.#use());
  }

  /** Waits until a replica has answered. */
  until(replica: string): Promise<void> {
    return patiently(() => this.seen.has(replica));
  }

  /** Lets every user finish the request it has begun. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#users);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #use(): Promise<void> {
    while (!this.#stopping) {
      const answer: Answer = { replica: undefined };
      try {
        using connection = await Deno.connect({ hostname: "127.0.0.1", port: this.port });
        await this.#askOn(connection, answer);
      } catch (fault) {
        this.failures.push({ replica: answer.replica, problem: (fault as Error).message });
      }
    }
  }

  async #askOn(connection: Deno.Conn, answer: Answer): Promise<void> {
    const reader = new Reader(connection);
    while (!this.#stopping) {
      for (const [name, content] of Object.entries(this.files)) {
        answer.replica = undefined;
        const request = `GET /${name} HTTP/1.1\r\nHost: ferry\r\n\r\n`;
        await connection.write(new TextEncoder().encode(request));
        const head = await reader.head();
        answer.replica = /^x-replica: (\w+)\r$/im.exec(head)?.[1];
        const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1]);
        if (!head.startsWith("HTTP/1.1 200 ")) throw new Error(head.slice(0, head.indexOf("\r")));
        if (length !== content.length) throw new Error(`${length} octets of ${content.length}`);
        if (!Buffer.from(content).equals(await reader.take(length))) {
          throw new Error("another content");
        }
        this.answered += 1;
        if (answer.replica !== undefined) this.seen.add(answer.replica);
      }
    }
  }
}

/** Heads and contents of a stream. */
class Reader {
  #buffer = new Uint8Array();

  constructor(private readonly connection: Deno.Conn) {}

  /** The next head, to its empty line; fails when the stream ends before. */
  async head(): Promise<string> {
    for (;;) {
      const text = new TextDecoder("latin1").decode(this.#buffer.subarray(0, 8192));
      const end = text.indexOf("\r\n\r\n");
      if (end >= 0) {
        this.#buffer = this.#buffer.subarray(end + 4);
        return text.slice(0, end + 2);
      }
      await this.#more("a head");
    }
  }

  /** So many octets; fails when the stream ends before. */
  async take(count: number): Promise<Uint8Array> {
    while (this.#buffer.length < count) await this.#more(`${count} octets`);
    const taken = this.#buffer.subarray(0, count);
    this.#buffer = this.#buffer.subarray(count);
    return taken;
  }

  async #more(wanted: string): Promise<void> {
    const piece = new Uint8Array(64 * 1024);
    const read = await this.connection.read(piece);
    if (read === null) throw new Error(`it ended amid ${wanted}`);
    const joined = new Uint8Array(this.#buffer.length + read);
    joined.set(this.#buffer);
    joined.set(piece.subarray(0, read), this.#buffer.length);
    this.#buffer = joined;
  }
}
