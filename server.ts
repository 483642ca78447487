// The server: listeners, the accept loop, one session per connection, the stop.
//
// Contract: nothing that a peer does ends the accept loop. Beyond `maxConnections` a peer is told so
// and let go. A stop closes what is idle at once, lets running exchanges finish for their grace, and
// leaves nothing open: no listener, no connection, no timer.

import type { FieldLine } from "./http/wire/encoder.ts";
import type { Limits } from "./http/wire/limits.ts";
import type { Certificate } from "./io/tls/certificates.ts";
import { Connection } from "./io/connection.ts";
import { Deadlines } from "./io/deadlines.ts";
import { Pace } from "./io/pace.ts";
import { acceptNext, type ListenAddress, type Listening, openListeners } from "./io/listeners.ts";
import { TlsGate } from "./io/tls/tls_gate.ts";
import type { LogEntry } from "./serve/access_log.ts";
import { type CacheStats, OctetCache, sumOf } from "./serve/forms/octet_cache.ts";
import { plainRefusal } from "./serve/plain_refusal.ts";
import { refuseConnection } from "./serve/refusal.ts";
import { Representations } from "./serve/forms/representations.ts";
import type { Figures } from "./serve/metrics.ts";
import { HotResponses } from "./serve/hot/hot_responses.ts";
import { Responder } from "./serve/responder.ts";
import { Session, type SessionContext, type SessionTimeouts } from "./serve/session.ts";
import { type ServiceOptions, Services } from "./serve/services.ts";
import { Site, type SiteOptions } from "./serve/site.ts";

export { ListenError } from "./io/listeners.ts";

/** What is served, where and within what bounds. */
export interface ServeOptions extends ServiceOptions {
  readonly site: SiteOptions;
  /** At least one address. */
  readonly listen: readonly ListenAddress[];
  /** Whether other servers share these addresses, each of which names its port; default no. */
  readonly shared?: boolean;
  /** What makes it HTTPS. */
  readonly certificate?: Certificate | undefined;
  readonly limits: Limits;
  readonly timeouts: SessionTimeouts;
  /** Connections at once; from 1. */
  readonly maxConnections: number;
  /** How long running exchanges may take to finish at the stop, in milliseconds. */
  readonly graceMs: number;
  /** The value of Cache-Control for files. */
  readonly cacheControl: string;
  /** Whether `x.br`, `x.zst` and `x.gz` beside `x` are negotiated; default yes. */
  readonly precompressed?: boolean;
  /** Whether what is worth it is compressed on the fly; default no. */
  readonly compress?: boolean;
  /** Memory for hot responses and compressed variants, in octets; 0 for none; default 64 MiB. */
  readonly cacheOctets?: number;
  /** Fields for every response, in the place of any others of their names. */
  readonly fields: readonly FieldLine[];
  /** Takes an entry for each finished exchange. */
  readonly log?: (entry: LogEntry) => void;
  /** Told, in one sentence, what the machine could not do. */
  readonly diagnose: (fault: string) => void;
}

/**
 * Serves until it is stopped.
 *
 * @throws {ListenError} when an address can't be listened on
 * @throws system errors when there is nothing at the site's root
 */
export async function serve(options: ServeOptions): Promise<Server> {
  const site = new Site(options.site);
  const terms = { secure: options.certificate !== undefined, shared: options.shared };
  return new Server(options, site, await openListeners(options.listen, terms));
}

/** The default of `cacheOctets`. */
const CACHE_OCTETS = 64 * 1024 * 1024;
/** How long to wait after an accept that failed for want of files or memory, in milliseconds. */
const ACCEPT_PAUSE_MS = 50;

/** A running server. */
export class Server {
  /** Where it listens, as URLs with the real ports; `unix:PATH` for a Unix socket. */
  readonly urls: readonly string[];
  readonly #deadlines = new Deadlines();
  readonly #sessions = new Set<Session>();
  readonly #refused = new Set<Connection>();
  readonly #context: SessionContext & { stopping: boolean };
  readonly #tls: TlsGate | undefined;
  readonly #accepting: Promise<void>[];
  readonly #cache: OctetCache<Uint8Array>;
  readonly #hot: HotResponses;
  #emptied: (() => void) | undefined;
  #stopped: Promise<void> | undefined;

  constructor(
    private readonly options: ServeOptions,
    site: Site,
    private readonly listening: readonly Listening[],
  ) {
    const { limits, timeouts, fields, log, diagnose, cacheControl } = options;
    const terms = { cacheControl, maxRanges: limits.ranges };
    const { cacheOctets = CACHE_OCTETS, compress = false } = options;
    const hotOctets = compress ? Math.floor(cacheOctets / 2) : cacheOctets;
    this.#cache = new OctetCache(cacheOctets - hotOctets);
    this.#hot = new HotResponses(site.gate, hotOctets);
    const representations = this.#representations(site);
    const sources = { connections: () => this.connections, cache: () => this.cacheStats() };
    const services = new Services(options, sources, log, diagnose);
    const responder = new Responder({ site, representations, services, terms, diagnose });
    // Where a password is asked for, each request has to be looked at.
    const hot = services.auth === undefined && hotOctets > 0 ? this.#hot : undefined;
    const shared = { responder, services, limits, timeouts, fields, diagnose, hot };
    this.#context = { ...shared, stopping: false };
    if (options.certificate !== undefined) {
      const plainAnswer = (): Uint8Array => plainRefusal(fields);
      this.#tls = new TlsGate(options.certificate, { plainAnswer, stallMs: timeouts.stallMs });
    }
    this.urls = listening.map(({ url }) => url);
    this.#accepting = listening.map(({ listener }) => this.#accept(listener));
  }

  #representations({ gate }: Site): Representations {
    const { precompressed = true, compress = false } = this.options;
    return new Representations(gate, this.#cache, { precompressed, compress });
  }

  /** How the caches of hot responses and of compressed variants have done. */
  cacheStats(): CacheStats {
    return sumOf(this.#cache.stats(), this.#hot.stats());
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#sessions.size;
  }

  /** What was counted since the start. */
  get figures(): Figures {
    return this.#context.services.figures;
  }

  /** Shows peers from now on another certificate. @throws system errors when it can't be used */
  renew(certificate: Certificate): void {
    this.#tls?.renew(certificate);
  }

  /** Stops accepting, lets running exchanges finish for their grace, and closes what is left. */
  stop(): Promise<void> {
    return this.#stopped ??= this.#stop();
  }

  async #stop(): Promise<void> {
    this.#context.stopping = true;
    for (const listening of this.listening) listening[Symbol.dispose]();
    await Promise.all(this.#accepting);
    for (const session of this.#sessions) if (session.idle) session.connection.close();
    const timer = setTimeout(() => this.#closeAll(), this.options.graceMs);
    if (this.#sessions.size > 0) await new Promise<void>((done) => this.#emptied = done);
    for (const connection of this.#refused) connection.close();
    await this.#tls?.drained();
    clearTimeout(timer);
    this.#closeAll();
  }

  async #accept(listener: Deno.Listener): Promise<void> {
    let told = ""; // a fault that lasts is told of once
    while (!this.#context.stopping) {
      let peer: Deno.Conn;
      try {
        peer = await acceptNext(listener);
      } catch (fault) {
        if (this.#context.stopping) return;
        const reason = (fault as Error).message;
        if (reason !== told) this.options.diagnose(`a connection could not be accepted: ${reason}`);
        told = reason;
        await new Promise((resume) => setTimeout(resume, ACCEPT_PAUSE_MS));
        continue;
      }
      told = "";
      this.#welcome(peer);
    }
  }

  #welcome(peer: Deno.Conn): void {
    const connection = new Connection(this.#tls?.secure(peer) ?? peer, this.#deadlines);
    if (this.#sessions.size >= this.options.maxConnections) return this.#refuse(connection);
    if ("setNoDelay" in peer) (peer as Deno.TcpConn).setNoDelay(true);
    const { octetsPerSecond } = this.options;
    if (octetsPerSecond !== undefined) connection.pace = new Pace(octetsPerSecond);
    const session = new Session(connection, remoteOf(peer), this.#context);
    this.#sessions.add(session);
    const end = (): void => {
      this.#sessions.delete(session);
      if (this.#sessions.size === 0) this.#emptied?.();
    };
    session.run().then(end, (defect) => {
      end();
      this.options.diagnose(`a defect: ${defect?.stack ?? defect}`);
    });
  }

  #refuse(connection: Connection): void {
    this.#refused.add(connection);
    const lingers = this.#refused.size <= this.options.maxConnections;
    refuseConnection(connection, {
      lingerMs: lingers ? this.options.timeouts.lingerMs : 0,
      overriding: this.options.fields,
      additional: this.#context.services.fields,
    })
      .finally(() => this.#refused.delete(connection));
  }

  #closeAll(): void {
    for (const { connection } of this.#sessions) connection.close();
    for (const connection of this.#refused) connection.close();
    this.#tls?.cut();
    this.#context.services[Symbol.dispose]();
  }
}

/** The peer's address for the log; an IPv4 peer of a dual-stack listener by its IPv4 address. */
function remoteOf(peer: Deno.Conn): string {
  const address = peer.remoteAddr;
  if (address.transport !== "tcp") return "unix";
  return address.hostname.replace(/^::ffff:(?=\d+\.)/, "");
}
