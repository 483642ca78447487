// Persistence: whether a connection outlives an exchange (RFC 9112 §9.3).

import { type Fields, parseTokenList } from "./fields.ts";
import type { HttpVersion } from "./version.ts";

/**
 * Whether the sender of a message with this version and these fields wants the connection to persist:
 * always in HTTP/1.1 but for `close`, in HTTP/1.0 only with `keep-alive`. `close` wins over both.
 */
export function wantsPersistence(version: HttpVersion, fields: Fields): boolean {
  if (version === "HTTP/0.9") return false;
  const value = fields.get("connection");
  if (value === undefined) return version === "HTTP/1.1";
  const options = parseTokenList(value);
  if (options.includes("close")) return false;
  return version === "HTTP/1.1" || options.includes("keep-alive");
}

/**
 * Whether the sender waits for `100 Continue` before it sends the content (RFC 9110 §10.1.1); "unmet"
 * is an expectation that this server can't meet. In HTTP/1.0 the field means nothing.
 */
export function parseExpectation(
  version: HttpVersion,
  fields: Fields,
): "none" | "100-continue" | "unmet" {
  if (version !== "HTTP/1.1") return "none";
  const value = fields.get("expect");
  if (value === undefined) return "none";
  const members = parseTokenList(value);
  if (members.length === 0) return "none";
  return members.every((member) => member === "100-continue") ? "100-continue" : "unmet";
}
