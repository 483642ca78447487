// The server: listeners, the accept loop, one session per connection, the stop.
//
// Contract: nothing that a peer does ends the accept loop. Beyond `maxConnections` a peer is told so
// and let go. A stop closes what is idle at once, lets running exchanges finish for their grace, and
// leaves nothing open: no listener, no connection, no timer.

import type { Certificate } from "./io/tls/certificates.ts";
import { Connection } from "./io/connection.ts";
import { Deadlines } from "./io/deadlines.ts";
import { messageOf } from "./io/errors.ts";
import { Pace } from "./io/pace.ts";
import { acceptNext, type Listening, openListeners } from "./io/listeners.ts";
import { TlsGate } from "./io/tls/tls_gate.ts";
import { type CacheStats, OctetCache, sumOf } from "./serve/forms/octet_cache.ts";
import { plainRefusal } from "./serve/plain_refusal.ts";
import { refuseConnection } from "./serve/refusal.ts";
import { Representations } from "./serve/forms/representations.ts";
import type { Figures } from "./serve/metrics.ts";
import { HotResponses } from "./serve/hot/hot_responses.ts";
import { Responder } from "./serve/responder.ts";
import { Session, type SessionContext } from "./serve/session.ts";
import { Services } from "./serve/services.ts";
import { type ServeOptions, type ServeSettings, serveSettings } from "./serve/settings.ts";
import { Site } from "./serve/site.ts";
import type { LivePages } from "./serve/watch/live_pages.ts";

export { ListenError } from "./io/listeners.ts";
export type { ServeOptions } from "./serve/settings.ts";

/**
 * Serves until it is stopped, which the end of an `await using` does too.
 *
 * @throws {ListenError} when an address can't be listened on
 * @throws {RangeError} for options that can't be meant
 * @throws system errors when there is nothing at the site's root
 */
export async function serve(options: ServeOptions): Promise<Server> {
  const settings = serveSettings(options);
  const site = new Site(settings.site);
  const terms = { secure: settings.certificate !== undefined, shared: settings.shared };
  const live = settings.watch === true ? await openLivePages(settings) : undefined;
  try {
    return new Server(settings, site, await openListeners(settings.listen, terms), live);
  } catch (fault) {
    live?.[Symbol.dispose]();
    throw fault;
  }
}

/** Loaded only where pages are watched. */
async function openLivePages(settings: ServeSettings): Promise<LivePages> {
  const { livePages } = await import("./serve/watch/watch_site.ts");
  return await livePages(settings, settings.changes);
}

/** How long to wait after an accept that failed for want of files or memory, in milliseconds. */
const ACCEPT_PAUSE_MS = 50;

/** A running server. */
export class Server implements AsyncDisposable {
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

  /** @internal `serve` makes it. */
  constructor(
    private readonly options: ServeSettings,
    site: Site,
    private readonly listening: readonly Listening[],
    private readonly live?: LivePages,
  ) {
    const { limits, timeouts, fields, log, diagnose } = options;
    const cacheControl = live === undefined ? options.cacheControl : "no-cache";
    const terms = { cacheControl, maxRanges: limits.ranges };
    const { cacheOctets, compress } = options;
    const hotOctets = compress ? Math.floor(cacheOctets / 2) : cacheOctets;
    this.#cache = new OctetCache(cacheOctets - hotOctets);
    this.#hot = new HotResponses(site.gate, hotOctets);
    const representations = this.#representations(site);
    const sources = { connections: () => this.connections, cache: () => this.cacheStats() };
    const services = new Services(options, sources, log, diagnose);
    const responder = new Responder({ site, representations, services, terms, live, diagnose });
    // Where a password is asked for, each request has to be looked at.
    const hot = services.auth === undefined && hotOctets > 0 ? this.#hot : undefined;
    const shared = { responder, services, limits, timeouts, fields, diagnose, hot };
    this.#context = { ...shared, stopping: false };
    if (options.certificate !== undefined) {
      const plainAnswer = (): Uint8Array => plainRefusal(fields);
      this.#tls = new TlsGate(options.certificate, { ...timeouts, plainAnswer });
    }
    this.urls = listening.map(({ url }) => url);
    this.#accepting = listening.map(({ listener }) => this.#accept(listener));
  }

  #representations({ gate }: Site): Representations {
    const { precompressed, compress } = this.options;
    return new Representations(gate, this.#cache, { precompressed, compress });
  }

  /** The first of the URLs. */
  get url(): string {
    return this.urls[0] ?? "";
  }

  /** @internal How the caches of hot responses and of compressed variants have done. */
  cacheStats(): CacheStats {
    return sumOf(this.#cache.stats(), this.#hot.stats());
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#sessions.size;
  }

  /** @internal What was counted since the start, for a thread that answers for all. */
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

  /** The same as `stop`, at the end of an `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(): Promise<void> {
    this.#context.stopping = true;
    for (const listening of this.listening) listening[Symbol.dispose]();
    await Promise.all(this.#accepting);
    this.live?.[Symbol.dispose]();
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
        const reason = messageOf(fault);
        if (reason !== told) {
          this.options.diagnose(
            `a connection could not be accepted: ${reason}; raise ulimit -n if it is too low`,
          );
        }
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
