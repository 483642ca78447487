// no_proxy: the hosts that are asked without a proxy, one entry each as users write them.
//
//     "*" / [ "." ] name [ ":" port ] / address [ ":" port ] / address "/" bits
//
// Contract: pure; curl's rules, and ports besides. A name covers itself and all below it, on label
// borders only; an address covers itself, with bits its network. An IPv6 address with a port has
// brackets. An entry that is none of these covers nothing.

import { isIPv4, isIPv6, parseAuthority } from "../../http/wire/authority.ts";
import { parseDigits } from "../../http/wire/octets.ts";
import type { Endpoint } from "../../io/dialer.ts";

/** The entries of the variable: separated by commas or white space. */
export function parseNoProxy(text: string): string[] {
  return text.split(/[\s,]/).filter((entry) => entry !== "");
}

/** Whether one of the entries covers where a URI leads. */
export function isCovered(entries: readonly string[], endpoint: Endpoint): boolean {
  return entries.some((entry) => covers(entry, endpoint));
}

function covers(entry: string, { host, port }: Endpoint): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return isWithin(host, entry);
  const authority = isIPv6(entry) ? { host: entry, port: undefined } : parseAuthority(entry);
  if (authority === undefined || (authority.port ?? port) !== port) return false;
  const address = octetsOfAddress(host);
  if (address !== undefined) {
    const other = octetsOfAddress(authority.host);
    return other !== undefined && startsAlike(address, other, 8 * address.length);
  }
  const name = trimName(authority.host);
  const asked = trimName(host);
  return name !== "" && (asked === name || asked.endsWith(`.${name}`));
}

/** @param network an address, a slash and how many of its bits count (RFC 4632 §3.1, RFC 4291 §2.3) */
function isWithin(host: string, network: string): boolean {
  const slash = network.indexOf("/");
  const address = octetsOfAddress(host);
  const other = octetsOfAddress(network.slice(0, slash).replace(/^\[|\]$/g, ""));
  const bits = parseDigits(network.slice(slash + 1));
  if (address === undefined || other === undefined || bits === undefined) return false;
  return bits <= 8 * other.length && startsAlike(address, other, bits);
}

function startsAlike(one: readonly number[], other: readonly number[], bits: number): boolean {
  if (one.length !== other.length) return false;
  const whole = Math.floor(bits / 8);
  if (one.slice(0, whole).some((octet, at) => octet !== other[at])) return false;
  const shift = 8 - bits % 8;
  return shift === 8 || one[whole]! >> shift === other[whole]! >> shift;
}

/** The 4 or 16 octets of an address, or undefined when the text is none. */
function octetsOfAddress(text: string): number[] | undefined {
  if (isIPv4(text)) return text.split(".").map(Number);
  if (!isIPv6(text)) return undefined;
  const [head = "", tail] = text.split("::");
  const front = octetsOfGroups(head);
  const back = octetsOfGroups(tail ?? "");
  return [...front, ...Array<number>(16 - front.length - back.length).fill(0), ...back];
}

function octetsOfGroups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (group.includes(".")) return group.split(".").map(Number);
    const value = Number(`0x${group}`);
    return [value >> 8, value & 0xff];
  });
}

function trimName(name: string): string {
  return name.toLowerCase().replace(/^\./, "").replace(/\.$/, "");
}
