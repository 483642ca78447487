// A scripted peer: a server that does with each connection exactly what a test tells it to.
//
// Contract: listens on a free port of 127.0.0.1 until disposed of, which also closes every connection
// and waits for the scripts. What it was asked is kept. A client that goes away ends a script silently.

import { createServer } from "node:net";
import { octetsOf, textOf } from "../../http/wire/octets.ts";

/** What to do with one connection, which is closed when the script is through. */
export type Script = (connection: PeerConnection, index: number) => Promise<void>;

/** One accepted connection. */
export class PeerConnection {
  #text = "";

  constructor(
    private readonly conn: Deno.Conn,
    private readonly heads: string[],
  ) {}

  /** Reads one request head, or undefined at the end of the stream. */
  async readHead(): Promise<string | undefined> {
    while (!this.#text.includes("\r\n\r\n")) {
      const piece = await this.#read(4096);
      if (piece === undefined) return undefined;
      this.#text += piece;
    }
    const end = this.#text.indexOf("\r\n\r\n") + 4;
    const head = this.#text.slice(0, end);
    this.#text = this.#text.slice(end);
    this.heads.push(head);
    return head;
  }

  /** Sends text, one octet a character, or octets. */
  async send(data: string | Uint8Array): Promise<void> {
    const octets = typeof data === "string" ? octetsOf(data) : data;
    for (let at = 0; at < octets.length;) at += await this.conn.write(octets.subarray(at));
  }

  /** Sends each octet in a segment of its own. */
  async sendOctets(text: string): Promise<void> {
    for (const octet of text) {
      await this.send(octet);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** Does nothing until the client goes away. */
  async hold(): Promise<void> {
    while (await this.#read(4096) !== undefined);
  }

  close(): void {
    try {
      this.conn.close();
    } catch {
      // closed already
    }
  }

  async #read(limit: number): Promise<string | undefined> {
    const octets = new Uint8Array(limit);
    const count = await this.conn.read(octets);
    return count === null ? undefined : textOf(octets, 0, count);
  }
}

/** A running peer. */
export class Peer implements AsyncDisposable {
  /** The request heads, in the order in which they were read. */
  readonly heads: string[] = [];
  /** How many connections were accepted. */
  connections = 0;
  readonly #open = new Set<PeerConnection>();
  readonly #scripts = new Set<Promise<void>>();
  readonly #accepting: Promise<void>;

  constructor(private readonly listener: Deno.Listener, private readonly script: Script) {
    this.#accepting = this.#accept();
  }

  get port(): number {
    return (this.listener.addr as Deno.NetAddr).port;
  }

  /** The URL of a path, which begins with a slash. */
  url(path = "/", scheme = "http", host = "127.0.0.1"): string {
    return `${scheme}://${host}:${this.port}${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.listener.close();
    for (const connection of this.#open) connection.close();
    await this.#accepting;
    await Promise.all(this.#scripts);
  }

  async #accept(): Promise<void> {
    for (;;) {
      let conn: Deno.Conn;
      try {
        conn = await this.listener.accept();
      } catch (error) {
        if (error instanceof Deno.errors.BadResource) return;
        if (error instanceof Deno.errors.Interrupted) return;
        continue; // a handshake that failed
      }
      if ("setNoDelay" in conn) (conn as Deno.TcpConn).setNoDelay();
      const running = this.#run(new PeerConnection(conn, this.heads), this.connections++);
      this.#scripts.add(running);
    }
  }

  async #run(connection: PeerConnection, index: number): Promise<void> {
    this.#open.add(connection);
    try {
      await this.script(connection, index);
    } catch {
      // the client has gone, or the test is over
    } finally {
      connection.close();
      this.#open.delete(connection);
    }
  }
}

/** A peer that runs the script on each connection. */
export function startPeer(script: Script): Peer {
  return new Peer(Deno.listen({ hostname: "127.0.0.1", port: 0 }), script);
}

/** The same behind TLS. @param cert and key in PEM */
export function startTlsPeer(cert: string, key: string, script: Script): Peer {
  return new Peer(Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key }), script);
}

/** Answers every request on a connection with what `answer` makes of its head, and persists. */
export function answering(answer: (head: string, index: number) => string): Script {
  return async (connection, index) => {
    for (let head; (head = await connection.readHead()) !== undefined;) {
      await connection.send(answer(head, index));
    }
  };
}

/** A peer that sends these octets when it is asked, and then resets, which Deno's own sockets can't. */
export async function startResettingPeer(
  sent: string,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((socket) => {
    socket.once("data", () => {
      if (sent === "") socket.resetAndDestroy();
      else socket.write(sent, "latin1", () => socket.resetAndDestroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** Answers one request with these octets, then closes. */
export function answeringOnce(answer: string): Script {
  return async (connection) => {
    await connection.readHead();
    await connection.send(answer);
  };
}
