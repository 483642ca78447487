// Connections that wait for their next exchange, by origin (RFC 9112 §9.3).
//
// Contract: a connection is either here or in use. One that has waited may have been closed by the
// server in the meantime, which only its next exchange can find out.

import type { Connection } from "../io/connection.ts";

/** Idle connections. Whoever takes one owns it. */
export class ConnectionPool implements Disposable {
  readonly #idle = new Map<string, Connection[]>();

  /** The connection to this origin that was used last, or undefined. */
  take(uri: URL): Connection | undefined {
    return this.#idle.get(uri.origin)?.pop();
  }

  /** Keeps a connection to this origin; no deadline runs meanwhile. */
  give(uri: URL, connection: Connection): void {
    connection.allow(Infinity, "read");
    const idle = this.#idle.get(uri.origin) ?? [];
    idle.push(connection);
    this.#idle.set(uri.origin, idle);
  }

  /** Closes whatever waits. */
  [Symbol.dispose](): void {
    for (const connection of [...this.#idle.values()].flat()) connection.close();
    this.#idle.clear();
  }
}
