// Settings: how URLs are fetched, and what is to be seen of it. Data, made once and passed down.
//
// Contract: the one place for what holds unless told otherwise. Options are what a caller may say;
// settings are what has been said, with nothing left open.

import { checkFields, type FieldLine } from "../http/wire/encoder.ts";
import type { FerryError } from "../http/wire/errors.ts";
import { DEFAULT_LIMITS, type Limits } from "../http/wire/limits.ts";
import { bound, settle } from "../io/defaults.ts";
import { VERSION } from "../io/version.ts";
import type { Destination } from "./files/destination.ts";
import type { Netrc } from "./netrc.ts";
import { NO_PROXIES } from "./route/proxies.ts";
import type { RouteOptions } from "./route/router.ts";

/** How long each thing may take, in milliseconds. */
export interface GetTimeouts {
  /** Name, connection, proxy and TLS handshake together; default 10 s. */
  readonly connectMs: number;
  /** Silence on the connection; default 30 s. */
  readonly idleMs: number;
  /** One URL with all its redirects and retries; `undefined`, the default, for ever. */
  readonly totalMs: number | undefined;
}

/** What an observer is told about: one content on its way. The same object from first to last. */
export interface Subject {
  /** As asked for, without user information. */
  readonly url: string;
}

/** What is to be seen of downloads while they run; several may run at once. */
export interface Observer {
  /** A request is about to be sent. @param head its octets, the credentials among them */
  request?(uri: URL, head: Uint8Array): void;
  /**
   * An answer has begun.
   *
   * @param head its octets, to be left alone; good until this has settled
   * @param aside nobody asked for this answer: it is of a segment beside others, or tells a digest
   */
  answer?(uri: URL, head: Uint8Array, aside: boolean): void | Promise<void>;
  /**
   * More of the content is there.
   *
   * @param octets that are there, those of an earlier run included
   * @param completeOctets of the whole, where the head says it
   */
  progress?(subject: Subject, octets: number, completeOctets: number | undefined): void;
  /**
   * An attempt has failed and will be repeated.
   *
   * @param delayMs the wait before that, in milliseconds
   * @param number of the retry, from 1 up to `times`
   */
  retry?(
    subject: Subject,
    cause: FerryError | StatusLine,
    delayMs: number,
    number: number,
    times: number,
  ): void;
  /** Something that people should know and that is no failure, in one sentence without a period. */
  note?(subject: Subject, text: string): void;
  /** No more will come of this subject. */
  end?(subject: Subject): void;
}

/** The status of an answer, as a cause of a retry. */
export interface StatusLine {
  /** The status code. */
  readonly status: number;
  /** The reason phrase, as the server wrote it; may be empty. */
  readonly reason: string;
}

/** How often and how fast what has failed is tried again. */
export interface RetryOptions {
  /** Attempts after the first; `undefined` for the default: 3 into files, 0 into streams. */
  readonly times: number | undefined;
  /** The wait before the first of them in milliseconds, default 1 s; it doubles while nothing comes. */
  readonly firstDelayMs: number;
}

/** How URLs are fetched: all may be left out, but for a destination where content is to come. */
export interface GetOptions {
  /** Default GET. */
  readonly method?: "GET" | "HEAD" | undefined;
  /** Where the content goes. Neither HEAD nor `recursive` wants one. */
  readonly destination?: Destination | undefined;
  /** What the user sets, one character an octet; for the origin of the URL asked for only. */
  readonly fields?: readonly FieldLine[] | undefined;
  /** Credentials by host, asked anew for each origin; those of `fields` and of the URL win. */
  readonly netrc?: Netrc | undefined;
  /** The value of User-Agent; default `ferry/` and the version. */
  readonly userAgent?: string | undefined;
  /** Whether redirects are followed; default yes. Otherwise a redirect is the answer. */
  readonly follow?: boolean | undefined;
  /** Redirects to follow before giving up; default 20. */
  readonly maxRedirects?: number | undefined;
  /** What is waited for; each has its default. */
  readonly timeouts?: Partial<GetTimeouts> | undefined;
  /** What of an answer's head is read at all; each has its default. */
  readonly limits?: Partial<Limits> | undefined;
  /** The way to the server; default straight, whatever proxies the environment names. */
  readonly route?: Partial<RouteOptions> | undefined;
  /** How what has failed is tried again; each has its default. */
  readonly retry?: Partial<RetryOptions> | undefined;
  /** Segments of one file, and with `recursive` files, at a time; from 1, which is the default. */
  readonly connections?: number | undefined;
  /** Whether each URL is a folder, to be fetched with all that is in it; default no. */
  readonly recursive?: boolean | undefined;
  /** With `recursive`: what is in the URL's folder goes into this one, instead of one of its name. */
  readonly folder?: string | undefined;
  /** Whether content codings are asked for, and decoded; default no. */
  readonly compressed?: boolean | undefined;
  /** What the SHA-256 of the content must be, in hexadecimal. */
  readonly sha256?: string | undefined;
  /** The most octets of content, coded and decoded, that are taken. */
  readonly maxOctets?: number | undefined;
  /** Octets a second, all connections together. */
  readonly octetsPerSecond?: number | undefined;
  /** Sees downloads while they run. */
  readonly observer?: Observer | undefined;
  /** Ends the downloads that run, and those after them. */
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUTS: GetTimeouts = { connectMs: 10_000, idleMs: 30_000, totalMs: undefined };

/** The first wait is curl's. */
const RETRY: RetryOptions = { times: undefined, firstDelayMs: 1_000 };

const ROUTE: RouteOptions = {
  unixSocket: undefined,
  proxies: NO_PROXIES,
  family: undefined,
  caCerts: [],
  insecure: false,
};

/** What holds unless told otherwise. */
const DEFAULTS = {
  method: "GET",
  fields: [],
  userAgent: `ferry/${VERSION}`,
  follow: true,
  maxRedirects: 20,
  timeouts: TIMEOUTS,
  limits: DEFAULT_LIMITS,
  route: ROUTE,
  retry: RETRY,
  connections: 1,
  recursive: false,
  compressed: false,
} as const satisfies GetOptions;

/** Fields that follow from the content, of which there is none. */
const DERIVED = /^(content-length|transfer-encoding)$/i;

/** Options that consist of others. */
type Groups = Pick<GetSettings, "timeouts" | "limits" | "route" | "retry">;

/** The options with nothing left open, but for what is off when left out. */
export interface GetSettings extends GetOptions {
  readonly method: "GET" | "HEAD";
  readonly fields: readonly FieldLine[];
  readonly userAgent: string;
  readonly follow: boolean;
  readonly maxRedirects: number;
  readonly timeouts: GetTimeouts;
  readonly limits: Limits;
  readonly route: RouteOptions;
  readonly retry: RetryOptions;
  readonly connections: number;
  readonly recursive: boolean;
  readonly compressed: boolean;
}

/** @throws {RangeError} for what can't be meant: a bound that is no number, a field or digest that is none */
export function getSettings(options: GetOptions): GetSettings {
  const { timeouts, limits, route, retry, ...rest } = options;
  const groups: Groups = {
    timeouts: settle(timeouts, TIMEOUTS),
    limits: settle(limits, DEFAULT_LIMITS),
    route: settle(route, ROUTE),
    retry: settle(retry, RETRY),
  };
  const settings = { ...settle(rest, DEFAULTS), ...groups };
  bound("connections", settings.connections, 1);
  bound("octetsPerSecond", settings.octetsPerSecond ?? 1, 1);
  bound("maxOctets", settings.maxOctets ?? 0, 0);
  bound("times", settings.retry.times ?? 0, 0);
  bound("totalMs", settings.timeouts.totalMs ?? 0, 0);
  checkFields([...settings.fields, ["User-Agent", settings.userAgent]], DERIVED);
  return { ...settings, sha256: parseSha256(settings.sha256) };
}

function parseSha256(text: string | undefined): string | undefined {
  if (text === undefined || /^[0-9a-f]{64}$/i.test(text)) return text?.toLowerCase();
  throw new RangeError(`sha256 is ${JSON.stringify(text)}, but has to be 64 hexadecimal digits`);
}
