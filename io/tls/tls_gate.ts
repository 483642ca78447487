// The TLS gate: peers that were accepted become secure streams.
//
// Contract: it knows which streams are open, so that a stop can wait for what is still going out, and
// can end it.

import type { Certificate } from "./certificates.ts";
import type { ByteStream } from "../connection.ts";
import { SecureStream, type Securing } from "./secure_stream.ts";
import { TlsEngine } from "./tls_engine.ts";

/** Secures the connections of one server. */
export class TlsGate {
  readonly #engine: TlsEngine;
  readonly #streams = new Set<SecureStream>();
  readonly #securing: Securing;
  #emptied: (() => void) | undefined;

  /** @throws system errors when the certificate can't be used */
  constructor(
    certificate: Certificate,
    terms: Pick<Securing, "plainAnswer" | "stallMs" | "lingerMs">,
  ) {
    this.#engine = new TlsEngine(certificate);
    const gone = (stream: SecureStream): void => {
      this.#streams.delete(stream);
      if (this.#streams.size === 0) this.#emptied?.();
    };
    this.#securing = { ...terms, engine: this.#engine, gone };
  }

  /** What the peer sends and is sent within TLS. */
  secure(peer: ByteStream): ByteStream {
    const stream = new SecureStream(peer, this.#securing);
    this.#streams.add(stream);
    return stream;
  }

  /** Peers from now on are shown another certificate. @throws system errors when it can't be used */
  renew(certificate: Certificate): void {
    this.#engine.renew(certificate);
  }

  /** Settles when nothing is on its way any more: every stream was closed, and is. */
  async drained(): Promise<void> {
    if (this.#streams.size > 0) await new Promise<void>((settle) => this.#emptied = settle);
  }

  /** Closes all there is, at once. */
  cut(): void {
    for (const stream of this.#streams) stream.cut();
    this.#engine[Symbol.dispose]();
  }
}
