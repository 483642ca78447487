// CORS (the Fetch standard): which pages of other origins may read what is served. Pure.

import type { FieldLine } from "../http/wire/encoder.ts";
import type { Fields } from "../http/wire/fields.ts";
import type { Response } from "./response.ts";

/** Besides the few that every page may read: what clients of files go by. */
const EXPOSED =
  "Accept-Ranges, Content-Encoding, Content-Length, Content-Range, Date, ETag, Last-Modified, Repr-Digest";
/** Besides the few that every page may send. */
const ALLOWED = "Authorization, Cache-Control, If-Match, If-Modified-Since, If-None-Match, " +
  "If-Range, If-Unmodified-Since, Range, Want-Repr-Digest";
/** A day; browsers cap it. */
const MAX_AGE_S = "86400";

/**
 * The fields that every response carries.
 *
 * @param origin an origin, or `*` for any
 * @param credentials whether pages need to send a password along; any origin never may
 */
export function corsFields(origin: string, credentials: boolean): FieldLine[] {
  const fields: FieldLine[] = [["Access-Control-Allow-Origin", origin]];
  if (origin !== "*") fields.push(["Vary", "Origin"]);
  if (origin !== "*" && credentials) fields.push(["Access-Control-Allow-Credentials", "true"]);
  return [...fields, ["Access-Control-Expose-Headers", EXPOSED]];
}

/** Whether OPTIONS asks on behalf of a page what it may ask next. */
export function isPreflight(method: string, fields: Fields): boolean {
  return method === "OPTIONS" && fields.has("origin") &&
    fields.has("access-control-request-method");
}

/** The answer to that. */
export function planPreflight(): Response {
  return {
    status: 204,
    fields: [
      ["Allow", "GET, HEAD, OPTIONS"],
      ["Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"],
      ["Access-Control-Allow-Headers", ALLOWED],
      ["Access-Control-Max-Age", MAX_AGE_S],
    ],
    content: undefined,
  };
}
