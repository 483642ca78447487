// Authority: the host and port of a target URI and of the Host field (RFC 3986 §3.2, RFC 9110 §7.2).
//
//     uri-host [ ":" port ]      uri-host = IP-literal / IPv4address / reg-name
//
// Contract: the whole text or nothing. User information is no part of it (RFC 9110 §4.2.4).

import { parseDigits } from "./octets.ts";

/** A host, an IPv6 address without its brackets, and the port where one is named. */
export interface Authority {
  readonly host: string;
  /** 0 to 65535. */
  readonly port: number | undefined;
}

const MAX_PORT = 65_535;
const REG_NAME = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/;

/** Reads an authority, or undefined when the text is not one. The host may be empty. */
export function parseAuthority(text: string): Authority | undefined {
  const hostEnd = text.startsWith("[") ? text.indexOf("]") + 1 : text.lastIndexOf(":");
  const host = hostEnd < 0 ? text : text.slice(0, hostEnd);
  const rest = hostEnd < 0 ? "" : text.slice(hostEnd);
  if (rest !== "" && !rest.startsWith(":")) return undefined;
  const port = rest.length > 1 ? parseDigits(rest.slice(1)) : undefined;
  if (rest.length > 1 && (port === undefined || port > MAX_PORT)) return undefined;
  if (!host.startsWith("[")) return REG_NAME.test(host) ? { host, port } : undefined;
  const address = host.slice(1, -1);
  return isIPv6(address) ? { host: address, port } : undefined;
}

/** Whether the text is an IPv6 address (RFC 4291 §2.2), without brackets and zone. */
export function isIPv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => half === "" ? [] : half.split(":"));
  const last = groups.at(-1) ?? "";
  const endsInIPv4 = isIPv4(last);
  const count = groups.length + (endsInIPv4 ? 1 : 0);
  const hexadecimal = endsInIPv4 ? groups.slice(0, -1) : groups;
  if (endsInIPv4 && halves.at(-1) === "") return false;
  if (!hexadecimal.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? count < 8 : count === 8;
}

/** Whether the text is an IPv4 address, four numbers of 0 to 255 (RFC 3986 §3.2.2). */
export function isIPv4(text: string): boolean {
  const numbers = text.split(".");
  return numbers.length === 4 &&
    numbers.every((number) => /^(?:0|[1-9][0-9]{0,2})$/.test(number) && Number(number) <= 255);
}
