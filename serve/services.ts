// Services: what a server does for every request besides finding its file, as its options ask for it.

import type { FieldLine } from "../http/wire/encoder.ts";
import type { LogEntry } from "./access_log.ts";
import { Authenticator } from "./access/auth.ts";
import { BcryptThread } from "./access/bcrypt.ts";
import { corsFields } from "./cors.ts";
import { Digests } from "./forms/digests.ts";
import { Endpoints } from "./endpoints.ts";
import type { Login } from "./access/htpasswd.ts";
import type { Changes } from "./watch/changes.ts";
import { type Figures, Metrics, type MetricsSources } from "./metrics.ts";

/** What is asked of every request and told beside every answer. All of it is off when left out. */
export interface ServiceOptions {
  /** Who may ask for anything. */
  readonly logins?: readonly Login[] | undefined;
  /** The origin whose pages may read what is served; `*` for any. */
  readonly corsOrigin?: string | undefined;
  /** The path that is answered with `ok`. */
  readonly healthPath?: string | undefined;
  /** The path that is answered with figures. */
  readonly metricsPath?: string | undefined;
  /** @internal The figures of other threads that serve the same, to be added to this one's. */
  readonly otherFigures?: (() => Promise<readonly Figures[]>) | undefined;
  /** @internal Of ferry, for the figures. */
  readonly version?: string | undefined;
  /** Whether pages load themselves anew when files change; files are then never kept by browsers. */
  readonly watch?: boolean | undefined;
  /** @internal The changes, where another thread tells of them. */
  readonly changes?: Changes | undefined;
  /** For each connection; from 1. */
  readonly octetsPerSecond?: number | undefined;
}

/** The services of one server. */
export class Services implements Disposable {
  readonly auth: Authenticator | undefined;
  /** Fields beside those of every response. */
  readonly fields: readonly FieldLine[];
  /** Whether pages of other origins are answered what they may ask. */
  readonly preflight: boolean;
  readonly endpoints: Endpoints | undefined;
  readonly digests = new Digests();
  /** Takes an entry for each finished exchange, where anybody wants it. */
  readonly log: ((entry: LogEntry) => void) | undefined;
  readonly #metrics: Metrics;

  /** @param diagnose told, in one sentence, what the machine could not do */
  constructor(
    options: ServiceOptions,
    sources: MetricsSources,
    log: ((entry: LogEntry) => void) | undefined,
    diagnose: (fault: string) => void,
  ) {
    const { logins, corsOrigin, healthPath, metricsPath } = options;
    if (logins !== undefined) this.auth = new Authenticator(logins, new BcryptThread(), diagnose);
    this.preflight = corsOrigin !== undefined;
    this.fields = corsOrigin === undefined ? [] : corsFields(corsOrigin, logins !== undefined);
    this.#metrics = new Metrics(sources);
    if (healthPath !== undefined || metricsPath !== undefined) {
      this.endpoints = new Endpoints({ health: healthPath, metrics: metricsPath }, {
        metrics: this.#metrics,
        version: options.version ?? "",
        startMs: performance.timeOrigin,
        others: options.otherFigures,
      });
    }
    const counting = metricsPath === undefined ? undefined : (entry: LogEntry): void => {
      this.#metrics.observe(entry);
      log?.(entry);
    };
    this.log = counting ?? log;
  }

  /** The figures at present, for the thread that answers for all. */
  get figures(): Figures {
    return this.#metrics.figures;
  }

  [Symbol.dispose](): void {
    this.auth?.[Symbol.dispose]();
    this.digests[Symbol.dispose]();
  }
}
