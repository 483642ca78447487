// Hosts that are asked without a proxy.

import { assertEquals } from "@std/assert";
import { isCovered, parseNoProxy } from "../../../get/route/no_proxy.ts";

Deno.test("isCovered() compares names on label borders, addresses, networks and ports", () => {
  const table: [entries: string, host: string, port: number, covered: boolean][] = [
    ["", "h", 80, false],
    ["*", "h", 80, true],
    ["a,*", "h", 80, true],
    ["example.com", "example.com", 80, true],
    ["example.com", "EXAMPLE.com.", 80, true],
    ["example.com.", "example.com", 80, true],
    [".example.com", "example.com", 80, true],
    ["example.com", "www.example.com", 80, true],
    [".example.com", "www.example.com", 80, true],
    ["example.com", "notexample.com", 80, false],
    ["www.example.com", "example.com", 80, false],
    ["example.com:81", "example.com", 80, false],
    ["example.com:80", "www.example.com", 80, true],
    ["example.com:x", "example.com", 80, false],
    ["a b,,c", "c", 80, true],
    [".", "h", 80, false],
    ["127.0.0.1", "127.0.0.1", 80, true],
    ["127.0.0.1:81", "127.0.0.1", 80, false],
    ["0.0.1", "127.0.0.1", 80, false],
    ["127.0.0.0/8", "127.9.9.9", 80, true],
    ["10.0.0.0/15", "10.1.2.3", 80, true],
    ["10.0.0.0/15", "10.2.2.3", 80, false],
    ["10.0.0.0/33", "10.0.0.0", 80, false],
    ["10.0.0.0/", "10.0.0.0", 80, false],
    ["10.0.0.0/-1", "10.0.0.0", 80, false],
    ["0.0.0.0/0", "10.0.0.0", 80, true],
    ["0.0.0.0/0", "::1", 80, false],
    ["0.0.0.0/0", "name", 80, false],
    ["::1", "::1", 80, true],
    ["[::1]", "::1", 80, true],
    ["[::1]:81", "::1", 80, false],
    ["0:0::1", "::1", 80, true],
    ["fe80::/10", "fe80::1", 80, true],
    ["fe80::/10", "fec0::1", 80, false],
    ["[fe80::]/10", "febf::", 80, true],
    ["::ffff:1.2.3.4", "::ffff:102:304", 80, true],
  ];
  for (const [entries, host, port, covered] of table) {
    const got = isCovered(parseNoProxy(entries), { host, port, tls: false });
    assertEquals(got, covered, `${entries} for ${host}:${port}`);
  }
});
