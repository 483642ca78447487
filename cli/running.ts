// What `ferry serve` has started: one server in this thread, or workers that share its port.

import type { Certificate } from "../io/tls/certificates.ts";
import { settlePorts } from "../io/listeners.ts";
import { serve } from "../server.ts";
import type { ServeSettings } from "../serve/settings.ts";
import { Changes } from "../serve/watch/changes.ts";
import type { ServeCommand } from "./command.ts";
import { certificateSource, obtainCertificate, renewAtSighup } from "./serve_tls.ts";
import { workerCount } from "./worker_count.ts";
import { type WorkerError, Workers } from "./workers.ts";

/** A server, however many threads it has. */
export interface Running {
  readonly urls: readonly string[];
  /** Of a certificate that nobody vouches for. */
  readonly fingerprint: string | undefined;
  /** Settles when it can't go on. */
  readonly failed: Promise<WorkerError>;
  /** Lets running exchanges finish for their grace, and ends the rest. */
  stop(): Promise<void>;
}

/** The part of one server and of many that is used here. */
interface Serving extends Pick<Running, "urls" | "stop"> {
  renew(certificate: Certificate): void;
}

/**
 * Starts it.
 *
 * @param options what the command amounts to in one thread
 * @param takeLines takes lines of the workers' logs, without the last line ending
 * @throws {UsageError} for options that can't be meant
 * @throws {FerryError} when it can't be done, and system errors when there is nothing at PATH
 */
export async function startServing(
  command: ServeCommand,
  options: ServeSettings,
  takeLines: (lines: string) => void,
): Promise<Running> {
  const source = certificateSource(command.options);
  const workers = workerCount(command.options, {
    os: Deno.build.os,
    processors: navigator.hardwareConcurrency,
  });
  const { certificate, fingerprint } = source === undefined ? {} : await obtainCertificate(source);
  let serving: Serving;
  let failed = new Promise<WorkerError>(() => {});
  if (workers === 1) serving = await serve({ ...options, certificate });
  else {
    const listen = await settlePorts(options.listen);
    const changes = new Changes();
    const order = { command, listen, certificate, workers, run: changes.run };
    const started = await Workers.start(order, takeLines);
    ({ failed } = started);
    serving = options.watch === true ? await watched(started, options, changes) : started;
  }
  renewAtSighup(source, (renewed) => serving.renew(renewed), options.diagnose);
  return { urls: serving.urls, fingerprint, failed, stop: () => serving.stop() };
}

/** Workers whose pages hear of changes from here: one watch is enough for all of them. */
async function watched(
  workers: Workers,
  options: ServeSettings,
  changes: Changes,
): Promise<Serving> {
  const { watchSite } = await import("../serve/watch/watch_site.ts");
  changes.listen((change) => workers.changed(change));
  const watch = await watchSite(options, changes);
  return {
    urls: workers.urls,
    renew: (certificate) => workers.renew(certificate),
    stop(): Promise<void> {
      watch[Symbol.dispose]();
      return workers.stop();
    },
  };
}
