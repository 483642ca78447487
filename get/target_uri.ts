// Target URIs: what the user asked for, and how it is shown.
//
// Contract: one parser, and what it read is what is connected to: no scheme, host or port is guessed.
// User information is good for credentials and never shown (RFC 9110 §4.2.4).

import type { Endpoint } from "../io/dialer.ts";
import { SchemeError, UrlError } from "./errors.ts";

/**
 * Reads an http or https URL.
 *
 * @throws {UrlError} when the text is none, {SchemeError} when it is one of another scheme
 */
export function parseTargetUri(text: string): URL {
  const shown = showUri(text);
  const [, scheme] = /^([a-z][a-z0-9+.\-]*):\/\//i.exec(text) ?? [];
  if (scheme === undefined) {
    throw new UrlError(`Not a URL: ${shown}; did you mean http://${shown}?`);
  }
  if (!/^https?$/i.test(scheme)) {
    throw new SchemeError(`Neither http nor https: ${shown}; write a URL of one of them`);
  }
  const strict = /^https?:\/\/[^/\\?#]/i.test(text) && !/\p{Cc}/u.test(text);
  if (!strict || !URL.canParse(text)) {
    throw new UrlError(`Not a URL: ${shown}; a URL is written http://HOST:PORT/PATH`);
  }
  return new URL(text);
}

/** A URI as people may see it: without user information. */
export function showUri(uri: string | URL): string {
  return String(uri).replace(/^([a-z][a-z0-9+.\-]*:\/\/)[^/\\?#]*@/i, "$1");
}

/** Where a connection for this URI goes to. */
export function endpointOf(uri: URL): Endpoint {
  const tls = uri.protocol === "https:";
  return {
    host: uri.hostname.replace(/^\[|\]$/g, ""),
    port: uri.port === "" ? (tls ? 443 : 80) : Number(uri.port),
    tls,
  };
}
