// The workers of `ferry serve --workers N`, seen from the main thread.
//
// Contract: all of them serve, or none. What the program is told, each is told; what each says comes
// together here. One that fails of its own takes the others along, gracefully, as a failure of the
// only thread would: what supervises ferry then starts it anew.

import type { Certificate } from "../io/tls/certificates.ts";
import type { Figures } from "../serve/metrics.ts";
import type { Change } from "../serve/watch/change.ts";
import { FerryError } from "../http/wire/errors.ts";
import type { FromWorker, Order, ToWorker } from "./worker_messages.ts";

/** A worker failed. */
export class WorkerError extends FerryError {
  override readonly name = "WorkerError";
}

/** One thread. */
class WorkerThread {
  /** Settles with its URLs when it serves. */
  readonly ready: Promise<readonly string[]>;
  readonly stopped: Promise<void>;
  #settle = {
    ready: (_urls: readonly string[]): void => {},
    failed: (_fault: WorkerError): void => {},
    stopped: (): void => {},
  };
  readonly #worker: Worker;
  readonly #counting = new Map<number, (figures: Figures | undefined) => void>();
  #questions = 0;

  constructor(module: string, order: Order, private readonly hear: Hearing) {
    this.ready = new Promise((ready, failed) => {
      this.#settle.ready = ready;
      this.#settle.failed = failed;
    });
    this.ready.catch(() => {}); // heard of in time
    this.stopped = new Promise((stopped) => this.#settle.stopped = stopped);
    this.#worker = new Worker(module, { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>): void => this.#take(data);
    this.#worker.onerror = (event): void => {
      event.preventDefault();
      this.#fail(`a worker failed: ${event.message}`);
    };
    this.tell({ kind: "serve", order });
  }

  tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** What it has counted; undefined when it fails over it. */
  count(): Promise<Figures | undefined> {
    const id = ++this.#questions;
    this.tell({ kind: "count", id });
    return new Promise((answer) => this.#counting.set(id, answer));
  }

  end(): void {
    this.#worker.terminate();
  }

  #take(message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        return this.#settle.ready(message.urls);
      case "failed":
        return this.#fail(message.reason);
      case "lines":
        return this.hear.lines(message.lines);
      case "counted":
        this.#counting.get(message.id)?.(message.figures);
        this.#counting.delete(message.id);
        return;
      case "ask others":
        return this.hear.asked(this, message.id);
      case "stopped":
        return this.#settle.stopped();
    }
  }

  #fail(reason: string): void {
    const fault = new WorkerError(reason);
    this.#settle.failed(fault);
    this.#settle.stopped();
    for (const answer of this.#counting.values()) answer(undefined);
    this.#counting.clear();
    this.hear.failed(fault);
  }
}

/** What is heard from the threads. */
interface Hearing {
  readonly lines: (lines: string) => void;
  readonly asked: (by: WorkerThread, id: number) => void;
  readonly failed: (fault: WorkerError) => void;
}

/** Where the workers' module is. */
const MODULE = import.meta.resolve("./serve_worker.ts");

/** The threads that share a port. */
export class Workers {
  /** Settles when a worker has failed. */
  readonly failed: Promise<WorkerError>;
  readonly #threads: WorkerThread[];
  #urls: readonly string[] = [];

  private constructor(module: string, order: Order, takeLines: (lines: string) => void) {
    let settleFailed: (fault: WorkerError) => void = () => {};
    this.failed = new Promise((settle) => settleFailed = settle);
    const hearing: Hearing = {
      lines: takeLines,
      failed: settleFailed,
      asked: (by, id) => this.#askOthers(by, id),
    };
    this.#threads = Array.from(
      { length: order.workers },
      () => new WorkerThread(module, order, hearing),
    );
  }

  /**
   * Starts them; settles when all of them serve.
   *
   * @param takeLines takes lines of the log, without the last line ending
   * @throws {WorkerError} when one can't
   */
  static async start(
    order: Order,
    takeLines: (lines: string) => void,
    module: string = MODULE,
  ): Promise<Workers> {
    const workers = new Workers(module, order, takeLines);
    try {
      const [urls = []] = await Promise.all(workers.#threads.map(({ ready }) => ready));
      workers.#urls = urls;
      return workers;
    } catch (fault) {
      for (const thread of workers.#threads) thread.end();
      throw fault;
    }
  }

  /** Where all of them listen. */
  get urls(): readonly string[] {
    return this.#urls;
  }

  /** Has all of them show peers another certificate from now on. */
  renew(certificate: Certificate): void {
    for (const thread of this.#threads) thread.tell({ kind: "renew", certificate });
  }

  /** Has all of them tell their pages. */
  changed(change: Change): void {
    for (const thread of this.#threads) thread.tell({ kind: "changed", change });
  }

  /** Stops all of them as each server stops, and ends their threads. */
  async stop(): Promise<void> {
    for (const thread of this.#threads) thread.tell({ kind: "stop" });
    await Promise.all(this.#threads.map(({ stopped }) => stopped));
    for (const thread of this.#threads) thread.end();
  }

  async #askOthers(by: WorkerThread, id: number): Promise<void> {
    const others = this.#threads.filter((thread) => thread !== by);
    const counted = await Promise.all(others.map((thread) => thread.count()));
    by.tell({ kind: "others", id, figures: counted.filter((figures) => figures !== undefined) });
  }
}
