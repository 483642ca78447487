// Netrc files as users write them.

import { assertEquals, assertThrows } from "@std/assert";
import { findAuthorization, NetrcError, parseNetrc } from "../../get/netrc.ts";

/** `user:password` for a host that the user named, unless told otherwise. */
function find(text: string, host: string, named = true): string | undefined {
  const authorization = findAuthorization(parseNetrc(text), host, named);
  if (authorization === undefined) return undefined;
  const octets = Uint8Array.from(atob(authorization.slice(6)), (octet) => octet.charCodeAt(0));
  return new TextDecoder().decode(octets);
}

Deno.test("parseNetrc() reads words on one line or many", () => {
  const table: [text: string, found: string | undefined][] = [
    ["", undefined],
    ["machine h login u password p", "u:p"],
    ["machine h\n\tlogin u\r\n\tpassword p\r\n", "u:p"],
    ["MACHINE H LOGIN u PASSWORD p", "u:p"],
    ["machine h password p login u", "u:p"],
    ["machine h login u account a password p", "u:p"],
    ["machine h port 80 login u password p", "u:p"],
    ["machine h login u", "u:"],
    ["machine h password p", ":p"],
    ["machine h", undefined],
    ["machine g login v password q machine h login u password p", "u:p"],
    ["machine h login u password p machine h login v password q", "u:p"],
    ["login v password q machine h login u password p", "u:p"],
    ["# machine h login v password q\nmachine h login u password p", "u:p"],
    ["machine h # login v\nlogin u password p", "u:p"],
    ["machine h login u password #p", "u:#p"],
    ["machine h login u password p#q", "u:p#q"],
    ["machine h login login password password", "login:password"],
    ['machine h login "u v" password "p \\"q\\" \\\\ #"', 'u v:p "q" \\ #'],
    ['machine h login u password ""', "u:"],
    ["machine h login u password p\\q", "u:p\\q"],
    ["machine h login ü password ß", "ü:ß"],
    ["macdef m\nmachine h login v password q\n\nmachine h login u password p", "u:p"],
    ["macdef m\r\nmachine h login v password q\r\n\r\nmachine h login u password p", "u:p"],
    ["machine g macdef m\nmachine h login u password p", undefined],
  ];
  for (const [text, found] of table) assertEquals(find(text, "h"), found, text);
});

Deno.test("findAuthorization() gives default to the host that was named only", () => {
  const text = "machine h login u password p\nmachine i\ndefault login d password e";
  const table: [host: string, named: boolean, found: string | undefined][] = [
    ["h", true, "u:p"],
    ["h", false, "u:p"],
    ["H", false, "u:p"],
    ["i", true, undefined],
    ["j", true, "d:e"],
    ["j", false, undefined],
    ["h.j", false, undefined],
  ];
  for (const [host, named, found] of table) assertEquals(find(text, host, named), found, host);
  assertEquals(find("machine ::1 login u password p", "[::1]"), "u:p");
  assertEquals(find("machine [::1] login u password p", "[::1]"), "u:p");
});

Deno.test("parseNetrc() names the line of a fault, and nothing of a secret", () => {
  const table: [text: string, message: string][] = [
    ["machine h\nlogin", "netrc, line 2: login without its value"],
    ["machine h\nlogin u password", "netrc, line 2: password without its value"],
    ['machine h login u\n\npassword "secret', "netrc, line 3: a quote without its end"],
    ['machine h login u password "secret\n"', "netrc, line 1: a quote without its end"],
    ['\nmachine h login u password "secret\\r\\nX: y"', "netrc, entry of line 2: a control"],
    ["machine h login u password secret\0", "netrc, entry of line 1: a control"],
    ["machine h login u:v password secret", "netrc, entry of line 1: a control"],
    ["x".repeat(2 * 1024 * 1024), "netrc: longer than"],
  ];
  for (const [text, message] of table) {
    const error = assertThrows(() => parseNetrc(text), NetrcError, message);
    assertEquals(error.message.includes("secret"), false);
  }
});
