// The request target and the Host field (RFC 9112 §3.2, RFC 9110 §7.2).
//
//     origin-form    = absolute-path [ "?" query ]
//     absolute-form  = ( "http" / "https" ) "://" authority path-abempty [ "?" query ]
//     authority-form = uri-host ":" port                  (CONNECT)
//     asterisk-form  = "*"                                (OPTIONS)
//
// Contract: one text, one meaning. A path is left percent-encoded; what is unusual in it but without
// a second meaning (octets of UTF-8, `|`, `^` and the like) is let through, as browsers send it.

import { type Authority, parseAuthority } from "./authority.ts";
import { ProtocolError } from "./errors.ts";
import type { Fields } from "./fields.ts";
import type { HttpVersion } from "./version.ts";

/** What a request is aimed at. `query` begins with its `?`, or is empty. */
export type RequestTarget =
  | { readonly form: "origin" | "absolute"; readonly path: string; readonly query: string }
  | { readonly form: "authority"; readonly authority: Authority }
  | { readonly form: "asterisk" };

const ABSOLUTE = /^https?:\/\/([^/?]+)(.*)$/i;

/**
 * Reads the target of a request with that method.
 *
 * @throws {ProtocolError} 400 when it has none of the four forms, or one that the method has not
 */
export function parseTarget(method: string, target: string): RequestTarget {
  if (method === "CONNECT") return authorityForm(target);
  if (target.includes("#")) throw badTarget("a fragment in the request target");
  if (target.startsWith("/")) return split("origin", target);
  if (target === "*" && method === "OPTIONS") return { form: "asterisk" };
  const [, authority, rest] = ABSOLUTE.exec(target) ?? [];
  if (authority === undefined || rest === undefined) {
    throw badTarget("a request target of no known form");
  }
  const named = parseAuthority(authority);
  if (named === undefined || named.host === "") {
    throw badTarget("a target URI with a bad authority");
  }
  return split("absolute", rest.startsWith("/") ? rest : `/${rest}`);
}

/**
 * Checks the Host field: one valid line in HTTP/1.1, at most one before.
 *
 * @throws {ProtocolError} 400 when it is missing, doubled or malformed (RFC 9112 §3.2)
 */
export function checkHost(version: HttpVersion, fields: Fields): void {
  const hosts = fields.lines("host");
  const [host] = hosts;
  if (host === undefined) {
    if (version !== "HTTP/1.1") return;
    throw new ProtocolError("a request without Host", 400, "RFC 9112 §3.2");
  }
  if (hosts.length > 1) throw new ProtocolError("more than one Host", 400, "RFC 9112 §3.2");
  if (parseAuthority(host) === undefined) {
    throw new ProtocolError("a Host that is no host", 400, "RFC 9112 §3.2");
  }
}

function split(form: "origin" | "absolute", text: string): RequestTarget {
  const at = text.indexOf("?");
  if (at < 0) return { form, path: text, query: "" };
  return { form, path: text.slice(0, at), query: text.slice(at) };
}

function authorityForm(target: string): RequestTarget {
  const authority = parseAuthority(target);
  if (authority === undefined || authority.host === "" || authority.port === undefined) {
    throw badTarget("a CONNECT without host and port");
  }
  return { form: "authority", authority };
}

function badTarget(message: string): ProtocolError {
  return new ProtocolError(message, 400, "RFC 9112 §3.2");
}
