// Settings: how URLs are fetched, and what is to be seen of it. Data, made once and passed down.

import type { FieldLine } from "../http/wire/encoder.ts";
import type { FerryError } from "../http/wire/errors.ts";
import type { Limits } from "../http/wire/limits.ts";
import type { Destination } from "./files/destination.ts";
import type { Netrc } from "./netrc.ts";
import type { RouteOptions } from "./route/router.ts";

/** How long each thing may take, in milliseconds. */
export interface GetTimeouts {
  /** Name, connection, proxy and TLS handshake together. */
  readonly connectMs: number;
  /** Silence on the connection. */
  readonly idleMs: number;
  /** One URL with all its redirects and retries; `undefined` for ever. */
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
  readonly status: number;
  readonly reason: string;
}

/** How often and how fast what has failed is tried again. */
export interface RetryOptions {
  /** Attempts after the first; `undefined` for the default: 3 into files, 0 into streams. */
  readonly times: number | undefined;
  /** The wait before the first of them in milliseconds; it doubles as long as nothing comes. */
  readonly firstDelayMs: number;
}

/** How URLs are fetched. */
export interface GetOptions {
  readonly method: "GET" | "HEAD";
  readonly destination: Destination;
  /** What the user sets, one character an octet; for the origin of the URL asked for only. */
  readonly fields: readonly FieldLine[];
  /** Credentials by host, asked anew for each origin; those of `fields` and of the URL win. */
  readonly netrc: Netrc | undefined;
  readonly userAgent: string;
  /** Redirects to follow before giving up; `undefined` takes a redirect for the answer. */
  readonly maxRedirects: number | undefined;
  readonly timeouts: GetTimeouts;
  readonly limits: Limits;
  readonly route: RouteOptions;
  readonly retry: RetryOptions;
  /** Segments of one file, and with `recursive` files, at a time; 1 and up. */
  readonly connections: number;
  /** Each URL is a folder, to be fetched with all that is in it. */
  readonly recursive: boolean;
  /** With `recursive`: what is in the URL's folder goes into this one, instead of one of its name. */
  readonly folder: string | undefined;
  /** Asks for content codings, and decodes them. */
  readonly compressed: boolean;
  /** What the SHA-256 of the content must be, in lower-case hexadecimal. */
  readonly sha256: string | undefined;
  /** The most octets of content, coded and decoded, that are taken. */
  readonly maxOctets: number | undefined;
  /** Octets a second, all connections together. */
  readonly octetsPerSecond: number | undefined;
  readonly observer?: Observer;
  /** Ends the downloads that run, and those after them. */
  readonly signal?: AbortSignal;
}
