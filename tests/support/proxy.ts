// A proxy for CONNECT: leads every tunnel to a port of this machine, whatever host was named.
//
// Contract: listens on a free port of 127.0.0.1 until disposed of, which also closes every tunnel.

import { carry, writeAll } from "../../io/carry.ts";
import type { Certificate } from "../../io/tls/certificates.ts";
import { octetsOf } from "../../http/wire/octets.ts";
import { RawClient } from "./raw.ts";

/** What kind of proxy it is. */
export interface ProxyOptions {
  /** What it answers to CONNECT; a tunnel is opened when that is a 2xx. */
  readonly answer?: string;
  /** It is talked to by TLS. */
  readonly tls?: Certificate;
  /** Where every tunnel leads; else to the port that was named. */
  readonly port?: number;
}

/** A running proxy. */
export class TunnelProxy implements AsyncDisposable {
  /** The heads that it was sent. */
  readonly heads: string[] = [];
  readonly #open = new Set<Deno.Conn>();
  readonly #listener: Deno.Listener;
  readonly #work: Promise<unknown>[] = [];

  constructor(private readonly options: ProxyOptions) {
    const { tls } = options;
    const place = { hostname: "127.0.0.1", port: 0 };
    this.#listener = tls === undefined
      ? Deno.listen(place)
      : Deno.listenTls({ ...place, cert: tls.cert, key: tls.key });
    this.#work.push(this.#accept());
  }

  get port(): number {
    return (this.#listener.addr as Deno.NetAddr).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const conn of this.#open) close(conn);
    for (const work of this.#work) await work;
  }

  async #accept(): Promise<void> {
    for (;;) {
      let conn: Deno.Conn;
      try {
        conn = await this.#listener.accept();
      } catch (error) {
        if (error instanceof Deno.errors.BadResource) return;
        if (error instanceof Deno.errors.Interrupted) return;
        continue; // a handshake that failed
      }
      this.#open.add(conn);
      this.#work.push(this.#serve(conn).catch(() => {}).finally(() => close(conn)));
    }
  }

  async #serve(conn: Deno.Conn): Promise<void> {
    const { answer = "HTTP/1.1 200 Connected\r\n\r\n", port: fixed } = this.options;
    const head = await RawClient.of(conn).until("\r\n\r\n");
    this.heads.push(head);
    await writeAll(conn, octetsOf(answer));
    if (!/^HTTP\/1\.1 (?:1[^]*\r\n\r\nHTTP\/1\.1 )?2\d\d /.test(answer)) return;
    const port = fixed ?? Number(/:(\d+) HTTP/.exec(head)?.[1]);
    const origin = await Deno.connect({ hostname: "127.0.0.1", port });
    this.#open.add(origin);
    try {
      await join(conn, origin);
    } finally {
      close(origin);
    }
  }
}

/** Carries octets both ways until both have ended. */
export async function join(one: Deno.Conn, other: Deno.Conn): Promise<void> {
  const lead = async (from: Deno.Conn, to: Deno.Conn): Promise<void> => {
    await carry(from, (octets) => writeAll(to, octets));
    await to.closeWrite();
  };
  await Promise.allSettled([lead(one, other), lead(other, one)]);
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // closed already
  }
}
