// Connections that wait for their next exchange, by their route (RFC 9112 §9.3).
//
// Contract: a connection is either here or in use. One that has waited may have been closed by the
// server in the meantime, which only its next exchange can find out.

import type { Connection } from "../io/connection.ts";

/** Idle connections. Whoever takes one owns it. */
export class ConnectionPool implements Disposable {
  readonly #idle = new Map<string, Connection[]>();

  /** The connection of this route that was used last, or undefined. */
  take(key: string): Connection | undefined {
    return this.#idle.get(key)?.pop();
  }

  /** Keeps a connection of this route; no deadline runs meanwhile. */
  give(key: string, connection: Connection): void {
    connection.allow(Infinity, "read");
    const idle = this.#idle.get(key) ?? [];
    idle.push(connection);
    this.#idle.set(key, idle);
  }

  /** Closes whatever waits. */
  [Symbol.dispose](): void {
    for (const connection of [...this.#idle.values()].flat()) connection.close();
    this.#idle.clear();
  }
}
