// A relay in front of an origin that flips one bit of the content that it carries, or goes silent
// amid it; in all else transparent, connections kept alive.
//
// Contract: carries HTTP/1.1 without request content, which is what a download client sends. A fault
// strikes a position of the representation, whichever range carries it and however often; heads and the
// framing of chunks do not count. Listens on a free port of 127.0.0.1 until disposed of.

import { octetsOf, textOf } from "../../http/wire/octets.ts";

/** What happens to the content. */
export interface Fault {
  /** The octet of which one bit is another, from 0. */
  readonly flipAt?: number;
  /** The octet that does not come, nor anything after it, until the next fault is armed. */
  readonly holdAt?: number;
  /** Only content of requests whose target begins so counts. */
  readonly path?: string;
}

/** The bit that is flipped, of the octet. */
const BIT = 0x08;
const BUFFER_OCTETS = 64 * 1024;

/** A running relay. */
export class FlipProxy implements AsyncDisposable {
  /** How many octets were flipped since the fault was armed. */
  struck = 0;
  /** The request heads, in the order in which they came. */
  readonly heads: string[] = [];
  #fault: Fault | undefined;
  #release = Promise.withResolvers<void>();
  readonly #open = new Set<Deno.Conn>();
  readonly #carrying = new Set<Promise<void>>();
  readonly #accepting: Promise<void>;

  constructor(private readonly listener: Deno.TcpListener, private readonly origin: number) {
    this.#accepting = this.#accept();
  }

  get port(): number {
    return this.listener.addr.port;
  }

  /** The URL of a path, which begins with a slash. */
  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** Sets the fault to come; what was held is let go. */
  arm(fault: Fault | undefined): void {
    this.#release.resolve();
    this.#release = Promise.withResolvers();
    this.#fault = fault;
    this.struck = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.listener.close();
    this.arm(undefined);
    for (const conn of this.#open) close(conn);
    await this.#accepting;
    await Promise.all(this.#carrying);
  }

  /** Lets the fault strike these content octets, in place. @param from the position of the first */
  async #strike(target: string, octets: Uint8Array, from: number): Promise<void> {
    const fault = this.#fault;
    if (fault === undefined || !target.startsWith(fault.path ?? "/")) return;
    const end = from + octets.length;
    const { flipAt = -1, holdAt = -1 } = fault;
    if (flipAt >= from && flipAt < end) {
      octets[flipAt - from]! ^= BIT;
      this.struck++;
    }
    if (holdAt >= from && holdAt < end) await this.#release.promise;
  }

  async #accept(): Promise<void> {
    for (;;) {
      let client: Deno.TcpConn;
      try {
        client = await this.listener.accept();
      } catch {
        return; // disposed of
      }
      this.#carrying.add(this.#carry(client));
    }
  }

  async #carry(client: Deno.TcpConn): Promise<void> {
    const conns: Deno.TcpConn[] = [client];
    this.#open.add(client);
    try {
      const server = await Deno.connect({ hostname: "127.0.0.1", port: this.origin });
      conns.push(server);
      this.#open.add(server);
      const [asking, answering] = [new Half(client), new Half(server)];
      for (let head; (head = await asking.readHead()) !== undefined;) {
        this.heads.push(head);
        await answering.send(octetsOf(head));
        if (!await this.#carryAnswer(head, answering, asking)) break;
      }
    } catch {
      // one of them has gone, and so does the other
    } finally {
      for (const conn of conns) {
        close(conn);
        this.#open.delete(conn);
      }
    }
  }

  /** @returns whether another exchange may follow */
  async #carryAnswer(request: string, from: Half, to: Half): Promise<boolean> {
    const [method, target = ""] = request.split(" ");
    let head: string | undefined;
    let status: number;
    do {
      head = await from.readHead();
      if (head === undefined) return false;
      status = Number(head.slice(9, 12));
      await to.send(octetsOf(head));
    } while (status < 200);
    if (method === "HEAD" || status === 204 || status === 304) return true;
    let at = Number(/ bytes (\d+)-/i.exec(` ${fieldOf(head, "content-range")}`)?.[1] ?? 0);
    const carry = async (octets: number): Promise<boolean> => {
      const end = at + octets;
      while (at < end) {
        const piece = await from.read(end - at);
        if (piece === undefined) return false;
        await this.#strike(target, piece, at);
        await to.send(piece);
        at += piece.length;
      }
      return true;
    };
    const length = fieldOf(head, "content-length");
    if (fieldOf(head, "transfer-encoding") !== undefined) return await carryChunks(from, to, carry);
    return await carry(length === undefined ? Infinity : Number(length));
  }
}

/** Puts a relay before the origin at that port of 127.0.0.1. */
export function startFlipProxy(originPort: number): FlipProxy {
  return new FlipProxy(Deno.listen({ hostname: "127.0.0.1", port: 0 }), originPort);
}

/** One side of a carried connection. */
class Half {
  #buffered = new Uint8Array();

  constructor(private readonly conn: Deno.Conn) {}

  /** A head with its empty line; undefined at the end of the stream. */
  readHead(): Promise<string | undefined> {
    return this.#readTo("\r\n\r\n");
  }

  /** A line with its ending. */
  readLine(): Promise<string | undefined> {
    return this.#readTo("\r\n");
  }

  /** The next octets, one to `most` of them; undefined at the end of the stream. */
  async read(most: number): Promise<Uint8Array | undefined> {
    if (this.#buffered.length === 0 && !await this.#fill()) return undefined;
    const piece = this.#buffered.slice(0, most);
    this.#buffered = this.#buffered.subarray(piece.length);
    return piece;
  }

  async send(octets: Uint8Array): Promise<void> {
    for (let at = 0; at < octets.length;) at += await this.conn.write(octets.subarray(at));
  }

  async #readTo(ending: string): Promise<string | undefined> {
    for (;;) {
      const text = textOf(this.#buffered, 0, this.#buffered.length);
      const end = text.indexOf(ending) + ending.length;
      if (end >= ending.length) {
        this.#buffered = this.#buffered.subarray(end);
        return text.slice(0, end);
      }
      if (!await this.#fill()) return undefined;
    }
  }

  async #fill(): Promise<boolean> {
    const more = new Uint8Array(BUFFER_OCTETS);
    const count = await this.conn.read(more);
    if (count === null) return false;
    const all = new Uint8Array(this.#buffered.length + count);
    all.set(this.#buffered);
    all.set(more.subarray(0, count), this.#buffered.length);
    this.#buffered = all;
    return true;
  }
}

/** Chunks as they came, their content by `carry`, and the trailer section. */
async function carryChunks(
  from: Half,
  to: Half,
  carry: (octets: number) => Promise<boolean>,
): Promise<boolean> {
  for (;;) {
    const size = await from.readLine();
    if (size === undefined) return false;
    await to.send(octetsOf(size));
    const octets = Number.parseInt(size, 16);
    if (octets > 0 && !await carry(octets)) return false;
    if (octets > 0) {
      await to.send(octetsOf(await from.readLine() ?? ""));
      continue;
    }
    for (let line; (line = await from.readLine()) !== undefined;) {
      await to.send(octetsOf(line)); // trailers, and the empty line behind them
      if (line === "\r\n") return true;
    }
    return false;
  }
}

function fieldOf(head: string, name: string): string | undefined {
  return new RegExp(`^${name}: *(.*)\r$`, "im").exec(head)?.[1];
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // closed already
  }
}
