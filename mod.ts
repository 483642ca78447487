/**
 * ferry as a library: the functions that `ferry serve` and `ferry get` call, with the same defaults.
 *
 * A folder on HTTP, until the end of the block:
 *
 * ```ts
 * import { serve } from "@ferry/ferry";
 *
 * await using server = await serve({ site: { root: "site" } });
 * console.log(server.url); // http://127.0.0.1:41234/
 * ```
 *
 * A file, whole or not there:
 *
 * ```ts
 * import { FileDestination, get, isWhole } from "@ferry/ferry";
 *
 * const destination = new FileDestination("a.iso", { continuing: true });
 * for await (const outcome of get("https://example.org/a.iso", { destination })) {
 *   console.log(isWhole(outcome) ? outcome.sha256 : outcome.error ?? outcome.status);
 * }
 * ```
 *
 * Nothing is printed but what `serve` has to say of the machine's faults, on stderr, unless `diagnose`
 * takes it. Whatever goes wrong with a URL is in its outcome; what is thrown is a mistake of the caller's.
 *
 * @module
 */

export { serve, Server } from "./server.ts";
export type { ServeOptions, ServeTimeouts, SiteOptions } from "./serve/settings.ts";
export type { Tree } from "./serve/gates/memory_gate.ts";
export type { ServiceOptions } from "./serve/services.ts";
export { type ListenAddress, ListenError } from "./io/listeners.ts";
export type { Certificate } from "./io/tls/certificates.ts";
export { HtpasswdError, type Login, parseHtpasswd } from "./serve/access/htpasswd.ts";
export {
  type LogEntry,
  type LogFormat,
  logFormatter,
  type LoggedRequest,
} from "./serve/access_log.ts";

export { get, isWhole } from "./client.ts";
export type {
  GetOptions,
  GetTimeouts,
  MirrorSummary,
  Observer,
  Outcome,
  RetryOptions,
  StatusLine,
  Subject,
} from "./client.ts";
export type { Timings } from "./io/timings.ts";
export { exitCodeOf } from "./cli/get_failure.ts";
export {
  type Destination,
  FileDestination,
  type FileOptions,
  type FileTarget,
  NamedDestination,
  type NamedOptions,
  type Sink,
  type StreamTarget,
  type Target,
} from "./get/files/destination.ts";
export { MemoryDestination, type MemoryOptions } from "./get/files/memory_destination.ts";
export {
  type OpenStream,
  StreamDestination,
  type StreamOptions,
} from "./get/files/stream_destination.ts";
export { type Netrc, NetrcError, parseNetrc } from "./get/netrc.ts";
export { type Proxies, proxiesOf, ProxyUrlError } from "./get/route/proxies.ts";
export type { RouteOptions } from "./get/route/router.ts";

export type { FieldLine } from "./http/wire/encoder.ts";
export type { Limits } from "./http/wire/limits.ts";
export { FerryError, ProtocolError, TruncatedError } from "./http/wire/errors.ts";
export {
  CertificateError,
  type CertificateFlaw,
  type Phase,
  TimeoutError,
  TransportError,
} from "./io/errors.ts";
export {
  ChangedError,
  ContentCodingError,
  DigestError,
  InterruptedError,
  ListingError,
  OutputError,
  OvertimeError,
  RangeMismatchError,
  RedirectError,
  SchemeError,
  TooLargeError,
  UnansweredError,
  UrlError,
} from "./get/errors.ts";
