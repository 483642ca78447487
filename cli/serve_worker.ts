// One worker of `ferry serve --workers N`: a server of its own on the shared port.
//
// Contract: does what it is told by the main thread, which alone listens to signals and writes the
// log. Started as a thread; nothing imports it.

import type { Certificate } from "../io/tls/certificates.ts";
import { serve, type Server } from "../server.ts";
import type { Figures } from "../serve/metrics.ts";
import { Changes } from "../serve/watch/changes.ts";
import { diagnose } from "../serve/settings.ts";
import { explain, serveOptions } from "./serve.ts";
import type { FromWorker, Order, ToWorker } from "./worker_messages.ts";

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  onmessage: (event: MessageEvent<ToWorker>) => void;
  postMessage(message: FromWorker): void;
}

/** How long lines are collected before they are sent, in milliseconds. */
const COLLECT_MS = 10;

const scope = globalThis as unknown as WorkerScope;
let server: Server | undefined;
let starting: Promise<void> | undefined;
let changes: Changes | undefined;

/** Lines of the log on their way to the main thread. */
const log = {
  lines: "",
  timer: undefined as ReturnType<typeof setTimeout> | undefined,
  add(line: string): void {
    this.lines += this.lines === "" ? line : `\n${line}`;
    this.timer ??= setTimeout(() => this.send(), COLLECT_MS);
  },
  send(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.lines === "") return;
    scope.postMessage({ kind: "lines", lines: this.lines });
    this.lines = "";
  },
};

/** Questions for the others' figures that wait for their answer. */
const asking = new Map<number, (figures: readonly Figures[]) => void>();
let asked = 0;

function otherFigures(): Promise<readonly Figures[]> {
  return new Promise((answer) => {
    asking.set(++asked, answer);
    scope.postMessage({ kind: "ask others", id: asked });
  });
}

async function start({ command, listen, certificate, workers, run }: Order): Promise<void> {
  try {
    const options = serveOptions(command, log);
    changes = new Changes(run);
    const maxConnections = Math.ceil(options.maxConnections / workers);
    const cacheOctets = Math.floor(options.cacheOctets / workers);
    server = await serve({
      ...options,
      maxConnections,
      cacheOctets,
      listen,
      shared: true,
      certificate,
      changes,
      otherFigures,
    });
    scope.postMessage({ kind: "ready", urls: server.urls });
  } catch (fault) {
    scope.postMessage({ kind: "failed", reason: explain(fault, command.path) });
  }
}

/** A worker that is not ready yet is asked too, by one that is. */
async function count(id: number): Promise<void> {
  await starting;
  if (server !== undefined) scope.postMessage({ kind: "counted", id, figures: server.figures });
}

function renew(certificate: Certificate): void {
  try {
    server?.renew(certificate);
  } catch (fault) {
    diagnose(`a worker keeps its certificate: ${(fault as Error).message}`);
  }
}

async function stop(): Promise<void> {
  await server?.stop();
  log.send();
  scope.postMessage({ kind: "stopped" });
}

scope.onmessage = ({ data }): void => {
  switch (data.kind) {
    case "serve":
      starting = start(data.order);
      break;
    case "renew":
      renew(data.certificate);
      break;
    case "count":
      count(data.id);
      break;
    case "others":
      asking.get(data.id)?.(data.figures);
      asking.delete(data.id);
      break;
    case "changed":
      changes?.announce(data.change);
      break;
    case "stop":
      stop();
      break;
  }
};
