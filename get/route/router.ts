// Routes: which way a request takes to the origin of its URI: straight, by a Unix socket or by a proxy.
//
// Contract: a route knows how to connect, how the request target is written on it, and which fields it
// adds. Connections of one route carry requests of one origin only, so none is handed to another.
// Whichever way it is, the certificate of an https origin is checked for the host of the URI.

import type { FieldLine } from "../../http/wire/encoder.ts";
import type { Limits } from "../../http/wire/limits.ts";
import type { ByteStream } from "../../io/connection.ts";
import { dial, dialUnix, type Endpoint, formatEndpoint, secureFor } from "../../io/dialer.ts";
import { Dialing } from "../../io/dialing.ts";
import { CertificateError, quietly, TimeoutError, TransportError } from "../../io/errors.ts";
import type { Timings } from "../../io/timings.ts";
import type { Plain, Trust } from "../../io/tls/client_tls.ts";
import { endpointOf } from "../target_uri.ts";
import { type Proxies, proxyAuthorization, proxyFor } from "./proxies.ts";
import { openTunnel } from "./tunnel.ts";

/** What the user says of the way. */
export interface RouteOptions {
  /** Every connection goes to this Unix socket, and to no proxy. */
  readonly unixSocket: string | undefined;
  /** Made by `proxiesOf`; `NO_PROXIES` for none. */
  readonly proxies: Proxies;
  /** Addresses of this version of IP only. */
  readonly family: 4 | 6 | undefined;
  /** Certificates in PEM that are trusted besides the machine's. */
  readonly caCerts: readonly string[];
  /** Certificates of origins are not checked; those of proxies, which get credentials, are. */
  readonly insecure: boolean;
}

/** The way to one origin. */
export interface Route {
  /** Connections are exchanged between requests whose routes have the same key. */
  readonly key: string;
  /** The request target for a URI (RFC 9112 §3.2): origin-form, or absolute-form for a proxy. */
  readonly target: string;
  /** Fields that the way wants, such as Proxy-Authorization. */
  readonly fields: readonly FieldLine[];
  /**
   * Connects. Notes in `timings` how long the steps took.
   *
   * @throws {TransportError} as `dial` does, {TimeoutError} when all of it has taken too long; the
   *   reason of the signal when that ended it
   */
  connect(signal: AbortSignal, timings: Timings): Promise<ByteStream>;
}

/** Leads to a stream without TLS to the origin. */
type Way = (dialing: Dialing) => Promise<Plain>;

/** Finds routes. */
export class Router {
  readonly #trust: Trust;
  readonly #proxyTrust: Trust;

  /** @param connectMs for a connection with everything that belongs to it, in milliseconds */
  constructor(
    readonly options: RouteOptions,
    private readonly connectMs: number,
    private readonly limits: Limits,
  ) {
    const { caCerts, insecure } = options;
    this.#trust = { caCerts, insecure };
    this.#proxyTrust = { caCerts, insecure: false };
  }

  route(uri: URL): Route {
    const { unixSocket, proxies, family } = this.options;
    const origin = endpointOf(uri);
    if (unixSocket !== undefined) {
      return this.#route(uri, origin, (dialing) => dialUnix(unixSocket, dialing));
    }
    const proxy = proxyFor(uri, proxies);
    if (proxy === undefined) {
      const plain = { ...origin, tls: false };
      return this.#route(uri, origin, (dialing) => {
        return dial(plain, { family, trust: this.#trust }, dialing);
      });
    }
    if (origin.tls) return this.#route(uri, origin, (dialing) => this.#tunnel(proxy, uri, dialing));
    const authorization = proxyAuthorization(proxy);
    return {
      ...this.#route(uri, origin, (dialing) => this.#toProxy(proxy, dialing)),
      target: uri.origin + uri.pathname + uri.search,
      fields: authorization === undefined ? [] : [["Proxy-Authorization", authorization]],
    };
  }

  #route(uri: URL, origin: Endpoint, way: Way): Route {
    return {
      key: uri.origin,
      target: uri.pathname + uri.search,
      fields: [],
      connect: (signal, timings): Promise<ByteStream> => {
        return this.#connect(origin, way, signal, timings);
      },
    };
  }

  async #connect(
    origin: Endpoint,
    way: Way,
    signal: AbortSignal,
    timings: Timings,
  ): Promise<ByteStream> {
    using dialing = new Dialing(this.connectMs, signal, timings);
    const plain = await way(dialing);
    return origin.tls ? await secureFor(origin, plain, this.#trust, dialing) : plain.stream;
  }

  async #toProxy(proxy: URL, dialing: Dialing): Promise<Plain> {
    const { family } = this.options;
    try {
      return await dial(endpointOf(proxy), { family, trust: this.#proxyTrust }, dialing);
    } catch (error) {
      throw asProxys(error);
    }
  }

  async #tunnel(proxy: URL, uri: URL, dialing: Dialing): Promise<Plain> {
    const plain = await this.#toProxy(proxy, dialing);
    const close = (): void => quietly(() => plain.stream.close());
    dialing.signal.addEventListener("abort", close);
    try {
      const request = {
        target: endpointOf(uri),
        proxy: formatEndpoint(endpointOf(proxy)),
        authorization: proxyAuthorization(proxy),
        limits: this.limits,
      };
      return await dialing.step("connect", () => openTunnel(plain, request));
    } catch (error) {
      close();
      dialing.signal.throwIfAborted();
      throw error;
    } finally {
      dialing.signal.removeEventListener("abort", close);
    }
  }
}

/** The same error, which says that it is the proxy's. */
function asProxys(error: unknown): unknown {
  if (!(error instanceof TransportError) || error instanceof TimeoutError) return error;
  const message = `Proxy: ${error.message}`;
  return error instanceof CertificateError
    ? new CertificateError(message, error.flaw, { cause: error.cause })
    : new TransportError(message, error.phase, { cause: error.cause });
}
