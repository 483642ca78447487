// A transfer: an answer on its connection, and what becomes of the connection afterwards.

import type { Connection } from "../io/connection.ts";
import type { Answer } from "./exchange.ts";
import type { ConnectionPool } from "./pool.ts";

/** Owns the connection while the content is read; then the pool gets it, if it persists. */
export class Transfer implements Disposable {
  constructor(
    readonly answer: Answer,
    private readonly connection: Connection,
    private readonly pool: ConnectionPool,
    private readonly uri: URL,
  ) {}

  [Symbol.dispose](): void {
    if (this.answer.content.persists) this.pool.give(this.uri, this.connection);
    else this.connection.close();
  }
}
