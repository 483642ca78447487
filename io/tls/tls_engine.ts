// The TLS engine: gives streams whose octets Deno encrypts, on links that ferry holds both ends of.
//
// Contract: Deno's TLS connections can't be dropped before their handshake is through, nor amid a
// write that their peer doesn't take: closed, they live on until the peer lets go. So Deno's listener
// for TLS is on the loopback interface, known to nobody, and every peer's octets are carried to it and
// back over a link that can be cut (secure_stream.ts). Who else connects to it is turned away. It
// can be exchanged for one with another certificate between two peers, which lose nothing by it.

import type { Certificate } from "./certificates.ts";
import { quietly } from "../errors.ts";
import { acceptNext } from "../listeners.ts";

/** A TLS stream, and the end of the link on which its encrypted octets travel. */
export interface TlsLink {
  readonly tls: Deno.TlsConn;
  readonly wire: Deno.TcpConn;
}

const LOOPBACK = "127.0.0.1";
/** Links that may be waiting to be taken up; as for other listeners. */
const BACKLOG = 4096;
/** What ferry speaks (RFC 7301 §6): a peer that wants HTTP/2 alone hears so in the handshake. */
export const PROTOCOLS = ["http/1.1"];

/** Links to one TLS listener after another. */
export class TlsEngine implements Disposable {
  #current: Endpoint;

  /** @throws system errors when the certificate can't be used */
  constructor(certificate: Certificate) {
    this.#current = new Endpoint(certificate);
  }

  /** Opens a link; the handshake is yet to come. @throws system errors such as EMFILE */
  link(): Promise<TlsLink> {
    return this.#current.link();
  }

  /** Links from now on have another certificate. @throws system errors when it can't be used */
  renew(certificate: Certificate): void {
    const before = this.#current;
    this.#current = new Endpoint(certificate);
    before.retire();
  }

  /** Opens no more links; those that are open go on. */
  [Symbol.dispose](): void {
    this.#current.retire();
  }
}

/** One listener with its certificate. */
class Endpoint {
  readonly #listener: Deno.TlsListener;
  /** Links that were dialled and not taken up yet, by the port they come from. */
  readonly #awaited = new Map<number, (tls: Deno.TlsConn) => void>();
  /** What was taken up before its dialler knew of it, by the same port. */
  readonly #early = new Map<number, Deno.TlsConn>();
  #dialling = 0;
  #retired = false;

  constructor({ cert, key }: Certificate) {
    const options = { hostname: LOOPBACK, port: 0, cert, key, alpnProtocols: PROTOCOLS };
    this.#listener = Deno.listenTls({ ...options, tcpBacklog: BACKLOG } as typeof options);
    this.#accept();
  }

  async link(): Promise<TlsLink> {
    const { port } = this.#listener.addr as Deno.NetAddr;
    this.#dialling++;
    try {
      const wire = await Deno.connect({ hostname: LOOPBACK, port });
      wire.setNoDelay(true);
      return { wire, tls: await this.#takenUp((wire.localAddr as Deno.NetAddr).port) };
    } finally {
      this.#dialling--;
      if (this.#dialling === 0) this.#tidy();
    }
  }

  /** Takes no more links than were dialled. */
  retire(): void {
    this.#retired = true;
    if (this.#dialling === 0) this.#tidy();
  }

  async #takenUp(port: number): Promise<Deno.TlsConn> {
    const early = this.#early.get(port);
    if (early === undefined) return await new Promise((take) => this.#awaited.set(port, take));
    this.#early.delete(port);
    return early;
  }

  async #accept(): Promise<void> {
    for (;;) {
      try {
        this.#receive(await acceptNext(this.#listener));
      } catch {
        if (this.#retired && this.#dialling === 0) return;
        await new Promise((resume) => setTimeout(resume, 50)); // no files or memory for now
      }
    }
  }

  #receive(tls: Deno.TlsConn): void {
    const { port } = tls.remoteAddr as Deno.NetAddr;
    const take = this.#awaited.get(port);
    this.#awaited.delete(port);
    if (take !== undefined) take(tls);
    else if (this.#dialling > 0) this.#early.set(port, tls);
    else quietly(() => tls.close());
  }

  /** With no link under way, what came is a stranger's, and a retired listener has done its work. */
  #tidy(): void {
    for (const tls of this.#early.values()) quietly(() => tls.close());
    this.#early.clear();
    if (this.#retired) quietly(() => this.#listener.close());
  }
}
