// Proxies: which of them the user has named, and which one is on the way to a URI.
//
// Contract: pure; curl's rules, so that an environment means the same to both. The one named on the
// command line is for every URI, whatever the environment says. `HTTP_PROXY` is not read: where
// requests become variables, as in CGI, anybody could set it.

import { FerryError } from "../../http/wire/errors.ts";
import { basicAuthorization } from "../credentials.ts";
import { decodePercent } from "../percent.ts";
import { endpointOf, showUri } from "../target_uri.ts";
import { isCovered, parseNoProxy } from "./no_proxy.ts";

/** The proxies for URIs by their scheme. */
export interface Proxies {
  /** For http URIs. */
  readonly http: URL | undefined;
  /** For https URIs. */
  readonly https: URL | undefined;
  /** Which hosts are asked without one, as entries of no_proxy. */
  readonly none: readonly string[];
}

/** The text is not the URL of a proxy that ferry can talk to. */
export class ProxyUrlError extends FerryError {
  /** Its kind. */
  override readonly name = "ProxyUrlError";
}

/** No proxy for anything. */
export const NO_PROXIES: Proxies = { http: undefined, https: undefined, none: [] };

const HTTP = ["http_proxy"];
const HTTPS = ["https_proxy", "HTTPS_PROXY"];
const ALL = ["all_proxy", "ALL_PROXY"];
const NONE = ["no_proxy", "NO_PROXY"];

/** The environment variables that `proxiesOf` looks at. */
export const PROXY_VARIABLES: readonly string[] = [...HTTP, ...HTTPS, ...ALL, ...NONE];

/**
 * The proxies that the user has named.
 *
 * @param option of the command line; an empty one means none, whatever the environment says
 * @param variables of the environment; an empty one counts for none
 * @throws {ProxyUrlError} that names where the text stands, and the remedy
 */
export function proxiesOf(
  option: string | undefined,
  variables: Readonly<Record<string, string | undefined>>,
): Proxies {
  if (option === "") return NO_PROXIES;
  if (option !== undefined) {
    const proxy = parseProxy(option, "--proxy");
    return { http: proxy, https: proxy, none: [] };
  }
  const find = (names: readonly string[]): string | undefined => {
    return names.find((name) => (variables[name] ?? "") !== "");
  };
  const read = (names: readonly string[]): URL | undefined => {
    const name = find(names);
    return name === undefined ? undefined : parseProxy(variables[name]!, name);
  };
  const none = parseNoProxy(variables[find(NONE) ?? ""] ?? "");
  if (none.includes("*")) return NO_PROXIES;
  return { http: read([...HTTP, ...ALL]), https: read([...HTTPS, ...ALL]), none };
}

/** The proxy on the way to a URI, or undefined when there is none. */
export function proxyFor(uri: URL, { http, https, none }: Proxies): URL | undefined {
  const proxy = uri.protocol === "https:" ? https : http;
  return proxy === undefined || isCovered(none, endpointOf(uri)) ? undefined : proxy;
}

/** The value of Proxy-Authorization for a proxy (RFC 9110 §11.7.2), where its URL has credentials. */
export function proxyAuthorization({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  return basicAuthorization(decodePercent(username), decodePercent(password));
}

/** Without a scheme it is one of http, as everybody writes them. @param source where it stands */
function parseProxy(text: string, source: string): URL {
  const shown = showUri(/^[a-z][a-z0-9+.\-]*:\/\//i.test(text) ? text : `http://${text}`);
  const [, scheme] = /^([a-z][a-z0-9+.\-]*):\/\//i.exec(text) ?? [, "http"];
  if (!/^https?$/i.test(scheme!)) {
    throw new ProxyUrlError(
      `${source}: ${shown} is a proxy of another kind; name one of http or https`,
    );
  }
  const written = text.includes("://") ? text : `http://${text}`;
  const strict = /^https?:\/\/[^/\\?#]/i.test(written) && !/[\p{Cc}\\ ]/u.test(written);
  const url = strict ? URL.parse(written) : null;
  if (url === null) {
    throw new ProxyUrlError(`${source}: not a proxy: ${shown}; write http://HOST:PORT`);
  }
  const named = url.username !== "" || url.password !== "";
  if (named && proxyAuthorization(url) === undefined) {
    const fault =
      "its user information holds a control character, or a colon in the name; change it";
    throw new ProxyUrlError(`${source}: not a proxy: ${shown}; ${fault}`);
  }
  return url;
}
