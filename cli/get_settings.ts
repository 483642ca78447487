// The options of `ferry get` to the settings of a download.
//
// Contract: what they name is read here, before anything is asked of anybody: certificates, .netrc, the
// environment's proxies.

import { join } from "@std/path";
import { type Destination, FileDestination, NamedDestination } from "../get/files/destination.ts";
import { utf8Text } from "../get/percent.ts";
import { type Proxies, proxiesOf, PROXY_VARIABLES, ProxyUrlError } from "../get/route/proxies.ts";
import type { RouteOptions } from "../get/route/router.ts";
import { type GetSettings, getSettings as complete } from "../get/settings.ts";
import type { FieldLine } from "../http/wire/encoder.ts";
import { escapeControls } from "../io/escape.ts";
import { readNetrc } from "./get_netrc.ts";
import type { GetArguments } from "./get_options.ts";
import { readCertificates } from "./get_trust.ts";
import type { Sources } from "./sources.ts";
import { UsageError } from "./usage_error.ts";

/** Where the content goes, unless that is stdout. */
export function destinationOf(options: GetArguments): Destination | undefined {
  const { output, "output-dir": folder, clobber } = options;
  const place = { continuing: options.continue };
  if (output !== undefined) {
    return new FileDestination(folder === undefined ? output : join(folder, output), place);
  }
  if (folder === undefined && !options["remote-name"]) return undefined;
  return new NamedDestination(folder, { ...place, clobber });
}

/**
 * What a download is told, but where the content goes and who watches.
 *
 * @throws {UsageError} for a proxy that is none, and a .netrc that cannot be read
 * @throws {CaFileError} when the file of --cacert cannot be used
 */
export async function getSettings(
  options: GetArguments,
  sources: Sources,
): Promise<GetSettings> {
  return complete({
    method: options.head ? "HEAD" : "GET",
    fields: fieldsOf(options),
    netrc: options.netrc ? readNetrc(sources) : undefined,
    follow: !options["no-follow"],
    maxRedirects: options["max-redirects"],
    timeouts: {
      connectMs: options["connect-timeout"],
      idleMs: options["idle-timeout"],
      totalMs: options["max-time"],
    },
    route: await routeOf(options, sources),
    retry: { times: options.retry },
    connections: options.connections,
    recursive: options.recursive,
    folder: options["output-dir"],
    compressed: options.compressed,
    sha256: options.sha256,
    maxOctets: options["max-filesize"],
    octetsPerSecond: options["limit-rate"],
  });
}

/** The user's fields; `--user` is one of them, unless there is an Authorization already (RFC 7617). */
export function fieldsOf({ header = [], user }: GetArguments): FieldLine[] {
  const fields = header.map(({ name, value }): FieldLine => [name, value]);
  const named = fields.some(([name]) => name.toLowerCase() === "authorization");
  if (user === undefined || named) return fields;
  return [...fields, ["Authorization", `Basic ${btoa(utf8Text(user))}`]];
}

async function routeOf(options: GetArguments, sources: Sources): Promise<RouteOptions> {
  const { cacert } = options;
  return {
    proxies: readProxies(options.proxy, sources),
    unixSocket: options["unix-socket"],
    family: options.ipv4 ? 4 : options.ipv6 ? 6 : undefined,
    caCerts: cacert === undefined ? [] : await readCertificates(cacert),
    insecure: options.insecure,
  };
}

function readProxies(option: string | undefined, { env }: Sources): Proxies {
  try {
    return proxiesOf(option, Object.fromEntries(PROXY_VARIABLES.map((name) => [name, env(name)])));
  } catch (error) {
    if (!(error instanceof ProxyUrlError)) throw error;
    throw new UsageError(escapeControls(error.message), { cause: error });
  }
}
