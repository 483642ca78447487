// Hops: which URI is asked next, and with which fields (RFC 9110 §10.2.2, §15.4).
//
// Contract: pure. What the user set is for the origin that the user named. Once a redirect has led
// elsewhere none of it travels on, not even when the chain comes back. The same holds for credentials
// of the URL; those that a server writes into Location are never used.

import { isRedirect, isSameOrigin, redirectTarget } from "../http/semantics/redirect.ts";
import type { FieldLine } from "../http/wire/encoder.ts";
import type { FerryError } from "../http/wire/errors.ts";
import type { ResponseHead } from "../http/wire/response_head.ts";
import { SchemeError, UrlError } from "./errors.ts";
import { showUri } from "./target_uri.ts";
import { decodePercent, utf8Text } from "./percent.ts";

/** One request of a chain of redirects. */
export interface Hop {
  /** Without user information and fragment. */
  readonly uri: URL;
  /** What the user set for this origin; empty once the chain has left it. */
  readonly userFields: readonly FieldLine[];
}

/** The hop that asks for what the user named. */
export function firstHop(target: URL, userFields: readonly FieldLine[]): Hop {
  const uri = new URL(target);
  uri.username = uri.password = uri.hash = "";
  const named = new Set(userFields.map(([name]) => name.toLowerCase()));
  const credentials = named.has("authorization") ? [] : authorization(target);
  return { uri, userFields: [...credentials, ...userFields] };
}

/**
 * Where an answer sends us, or undefined when it is the end of the chain.
 *
 * @throws {UrlError} for a Location that is no URI, {SchemeError} for one that is not http or https
 */
export function nextHop(hop: Hop, head: ResponseHead): Hop | undefined {
  const [location] = isRedirect(head.status) ? head.fields.lines("location") : [];
  if (location === undefined) return undefined;
  const uri = redirectTarget(hop.uri, location);
  if (uri === undefined) throw badLocation(location);
  uri.username = uri.password = uri.hash = "";
  return { uri, userFields: isSameOrigin(hop.uri, uri) ? hop.userFields : [] };
}

/**
 * The field lines of a request. A field of the user's stands in the place of ferry's own of that name;
 * an empty one takes it away.
 */
export function requestFields(hop: Hop, userAgent: string): FieldLine[] {
  const own: readonly FieldLine[] = [
    ["Host", hop.uri.host],
    ["User-Agent", userAgent],
    ["Accept", "*/*"],
    ["Accept-Encoding", "identity"],
  ];
  const isNamed = (name: string, [other]: FieldLine): boolean =>
    other.toLowerCase() === name.toLowerCase();
  const replaced = own.flatMap((line) => {
    const users = hop.userFields.filter((field) => isNamed(line[0], field));
    return users.length === 0 ? [line] : users;
  });
  const added = hop.userFields.filter(([name]) => !own.some((line) => isNamed(name, line)));
  return [...replaced, ...added].filter(([, value]) => value !== "");
}

function badLocation(location: string): FerryError {
  const shown = showUri(location);
  return URL.canParse(location) && !/^https?:/i.test(location)
    ? new SchemeError(`Neither http nor https: ${shown}, where a redirect leads`)
    : new UrlError(`Not a URL: ${shown}, where a redirect leads`);
}

/** Basic credentials of a URL's user information (RFC 7617), where it has any. */
function authorization({ username, password }: URL): FieldLine[] {
  if (username === "" && password === "") return [];
  const pair = utf8Text(`${decodePercent(username)}:${decodePercent(password)}`);
  return [["Authorization", `Basic ${btoa(pair)}`]];
}
