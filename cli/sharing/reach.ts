// The URLs of a server by who can use them: the browser beside it, and the machines of its networks.
//
// Contract: pure. A URL comes as a listener writes it, and leaves with the path under which the site is.
// Addresses that every machine has, or that mean something on one link only, lead nobody anywhere.

import { encodeSegment } from "../../http/semantics/segment.ts";

/** An address of this machine, as Deno tells it. */
export type Address = Pick<Deno.NetworkInterfaceInfo, "family" | "name" | "address">;

/** How the server was told to listen. */
export interface Listened {
  /** Whether no address was named: `localhost` in a URL stands for all interfaces then. */
  readonly everywhere: boolean;
  /** The names that the path of everything begins with. */
  readonly prefix: readonly string[];
}

/** A URL taken apart: `http://`, the host as it is written, and `:6789/`. */
const PARTS = /^(https?:\/\/)(\[[^\]]+\]|[^:/]+)(:\d+\/)$/;

/** Where this machine's own browser finds the site; undefined for a Unix socket. */
export function localUrl(url: string, { prefix }: Listened): string | undefined {
  const [, scheme, host = "", port] = PARTS.exec(url) ?? [];
  if (scheme === undefined) return undefined;
  const shown = host === "0.0.0.0" || host === "[::]" ? "localhost" : host;
  return `${scheme}${shown}${port}${pathOf(prefix)}`;
}

/**
 * Where other machines find the site, the URL that most of them can use first; none when only this
 * machine can.
 *
 * @param addresses called when the server listens on all interfaces
 */
export function networkUrls(
  urls: readonly string[],
  { everywhere, prefix }: Listened,
  addresses: () => readonly Address[],
): string[] {
  const found = urls.flatMap((url) => {
    const [, scheme, host = "", port] = PARTS.exec(url) ?? [];
    if (scheme === undefined) return [];
    return hostsOf(host, everywhere, addresses)
      .map((each) => `${scheme}${each}${port}${pathOf(prefix)}`);
  });
  return [...new Set(found)];
}

function pathOf(prefix: readonly string[]): string {
  return prefix.map((name) => `${encodeSegment(name)}/`).join("");
}

/** The hosts by which a listener on `host` is reached from elsewhere. */
function hostsOf(
  host: string,
  everywhere: boolean,
  addresses: () => readonly Address[],
): readonly string[] {
  if (host === "0.0.0.0") return outward(addresses(), "IPv4");
  if (host === "[::]" || (everywhere && host === "localhost")) return outward(addresses());
  const name = host.toLowerCase().replace(/\.$/, "");
  const isLoopback = /^(?:.*\.)?localhost$/.test(name) || /^127\./.test(name) || name === "[::1]";
  return isLoopback ? [] : [host];
}

/** The addresses that lead here from elsewhere, as URLs have them, the likeliest first. */
function outward(addresses: readonly Address[], family?: Address["family"]): string[] {
  const ranked = addresses.flatMap((each) => {
    const rank = each.family === "IPv4" ? rankIPv4(each.address) : rankIPv6(each.address);
    if (rank === undefined || (family !== undefined && each.family !== family)) return [];
    const host = each.family === "IPv4" ? each.address : `[${each.address}]`;
    return [{ host, rank: rank + (VIRTUAL.test(each.name) ? VIRTUAL_RANK : 0) }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ host }) => host);
}

/** Interfaces to containers, virtual machines and tunnels: no phone is at their other end. */
const VIRTUAL =
  /^(?:docker|br-|veth|virbr|vmnet|vboxnet|vethernet|lxc|lxd|cni|cali|flannel|podman|bridge\d|utun|tun|tap|wg|tailscale|zt)/i;
const VIRTUAL_RANK = 10;

/** What homes and offices have first (RFC 1918), then all else; none for what stays on one link. */
function rankIPv4(address: string): number | undefined {
  if (/^(?:0|127)\./.test(address) || address.startsWith("169.254.")) return undefined; // RFC 3927
  if (address.startsWith("192.168.")) return 0;
  if (address.startsWith("10.")) return 1;
  if (/^172\.(?:1[6-9]|2\d|3[01])\./.test(address)) return 2;
  return 3;
}

/** Global unicast (2000::/3) before unique local (fc00::/7, RFC 4193); none for all else. */
function rankIPv6(address: string): number | undefined {
  const first = parseInt(address.split(":", 1)[0] || "0", 16);
  if (first >> 13 === 1) return 4;
  return first >> 9 === 0x7e ? 5 : undefined;
}
