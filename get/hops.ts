// Hops: which URI is asked next, and with which fields (RFC 9110 §10.2.2, §15.4).
//
// Contract: pure. What the user set is for the origin that the user named. Once a redirect has led
// elsewhere none of it travels on, not even when the chain comes back. The same holds for credentials
// of the URL; those that a server writes into Location are never used. Netrc is asked anew for each
// origin, but nothing any more once a redirect has led from https to http.

import { isRedirect, isSameOrigin, redirectTarget } from "../http/semantics/redirect.ts";
import type { FieldLine } from "../http/wire/encoder.ts";
import { type FerryError, ProtocolError } from "../http/wire/errors.ts";
import type { ResponseHead } from "../http/wire/response_head.ts";
import { basicAuthorization } from "./credentials.ts";
import { SchemeError, UrlError } from "./errors.ts";
import { findAuthorization, type Netrc } from "./netrc.ts";
import { decodePercent } from "./percent.ts";
import { showUri } from "./target_uri.ts";

/** One request of a chain of redirects. */
export interface Hop {
  /** Without user information and fragment. */
  readonly uri: URL;
  /** What the user set for this origin, credentials of netrc among it. */
  readonly userFields: readonly FieldLine[];
  /** Where further origins have their credentials; undefined when they get none. */
  readonly keys: Keys | undefined;
}

/** Credentials by host. */
interface Keys {
  readonly netrc: Netrc;
  /** The host that the user named. */
  readonly namedHost: string;
}

/**
 * The hop that asks for what the user named. Of several credentials those of the fields hold, then the
 * URL's, then netrc's.
 *
 * @throws {UrlError} when the URL's credentials can't be sent
 */
export function firstHop(
  target: URL,
  userFields: readonly FieldLine[],
  netrc: Netrc | undefined,
): Hop {
  const uri = bare(target);
  const keys = netrc === undefined ? undefined : { netrc, namedHost: uri.hostname };
  const given = userFields.some((line) => isNamed("authorization", line));
  const credentials = given ? [] : urlCredentials(target) ?? netrcCredentials(uri, keys);
  return { uri, userFields: [...credentials, ...userFields], keys };
}

/**
 * Where an answer sends us, or undefined when it is the end of the chain.
 *
 * @throws {UrlError} for a Location that is no URI, {SchemeError} for one that is not http or https,
 *   {ProtocolError} for several that differ
 */
export function nextHop(hop: Hop, head: ResponseHead): Hop | undefined {
  const location = isRedirect(head.status) ? locationOf(head) : undefined;
  if (location === undefined) return undefined;
  const target = isStrict(location) ? redirectTarget(hop.uri, location) : undefined;
  if (target === undefined) throw badLocation(location);
  const uri = bare(target);
  if (isSameOrigin(hop.uri, uri)) return { ...hop, uri };
  const downgraded = hop.uri.protocol === "https:" && uri.protocol === "http:";
  const keys = downgraded ? undefined : hop.keys;
  return { uri, userFields: netrcCredentials(uri, keys), keys };
}

/**
 * The field lines of a request. A field of the user's stands in the place of ferry's own of that name;
 * an empty one takes it away.
 *
 * @param wished ferry's own fields for this one request; they stand in the place of the usual ones
 */
export function requestFields(
  hop: Hop,
  userAgent: string,
  wished: readonly FieldLine[],
): FieldLine[] {
  const usual: readonly FieldLine[] = [
    ["Host", hop.uri.host],
    ["User-Agent", userAgent],
    ["Accept", "*/*"],
    ["Accept-Encoding", "identity"],
  ];
  const own = [...usual.filter(([name]) => !wished.some((line) => isNamed(name, line))), ...wished];
  const replaced = own.flatMap((line) => {
    const users = hop.userFields.filter((field) => isNamed(line[0], field));
    return users.length === 0 ? [line] : users;
  });
  const added = hop.userFields.filter(([name]) => !own.some((line) => isNamed(name, line)));
  return [...replaced, ...added].filter(([, value]) => value !== "");
}

function isNamed(name: string, [other]: FieldLine): boolean {
  return other.toLowerCase() === name.toLowerCase();
}

function bare(target: URL): URL {
  const uri = new URL(target);
  uri.username = uri.password = uri.hash = "";
  return uri;
}

/** An empty Location is none. It is no list, so two that differ contradict each other (RFC 9110 §5.3). */
function locationOf({ fields }: ResponseHead): string | undefined {
  const [location, ...others] = new Set(fields.lines("location").filter((value) => value !== ""));
  if (others.length === 0) return location;
  throw new ProtocolError("a redirect to two places at once", 502, "RFC 9110 §10.2.2");
}

/**
 * Whether everybody reads the same host from it. A browser's parser passes over control characters,
 * takes a backslash for a slash, and makes a host of what follows where there is none.
 */
function isStrict(location: string): boolean {
  if (Array.from(location).some((octet) => octet < " " || octet === "\x7f")) return false;
  const [reference = ""] = location.split(/[?#]/, 1);
  if (reference.includes("\\")) return false;
  const [, authority] = /^(?:https?:)?\/\/([^/]*)/i.exec(reference) ?? [];
  return authority === undefined ? !/^(?:https?:|\/\/)/i.test(reference) : authority !== "";
}

/** What shows the answer itself. */
const SHOW = "see the answer with -i --no-follow";

function badLocation(location: string): FerryError {
  const shown = showUri(location);
  return !/^https?:/.test(URL.parse(location)?.protocol ?? "http:")
    ? new SchemeError(`Neither http nor https: ${shown}, where a redirect leads; ${SHOW}`)
    : new UrlError(`Not a URL: ${shown}, where a redirect leads; ${SHOW}`);
}

/** Basic credentials of a URL's user information, or undefined where it has none. */
function urlCredentials(target: URL): FieldLine[] | undefined {
  const { username, password } = target;
  if (username === "" && password === "") return undefined;
  const authorization = basicAuthorization(decodePercent(username), decodePercent(password));
  if (authorization !== undefined) return [["Authorization", authorization]];
  const fault = "its user information holds a control character, or a colon in the name; change it";
  throw new UrlError(`Not a URL: ${showUri(target)}; ${fault}`);
}

function netrcCredentials({ hostname }: URL, keys: Keys | undefined): FieldLine[] {
  if (keys === undefined) return [];
  const named = hostname === keys.namedHost;
  const authorization = findAuthorization(keys.netrc, hostname, named);
  return authorization === undefined ? [] : [["Authorization", authorization]];
}
