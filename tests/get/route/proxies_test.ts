// Which proxies are named, and which one is taken.

import { assertEquals, assertThrows } from "@std/assert";
import {
  NO_PROXIES,
  proxiesOf,
  proxyAuthorization,
  proxyFor,
  ProxyUrlError,
} from "../../../get/route/proxies.ts";

Deno.test("proxiesOf() reads the option, else the environment as curl does", () => {
  type Variables = Record<string, string>;
  const table: [
    option: string | undefined,
    env: Variables,
    http?: string | undefined,
    https?: string,
  ][] = [
    [undefined, {}],
    [undefined, { http_proxy: "http://a:1" }, "http://a:1/"],
    [undefined, { HTTP_PROXY: "http://a:1" }],
    [undefined, { https_proxy: "http://a:1" }, undefined, "http://a:1/"],
    [undefined, { HTTPS_PROXY: "http://a:1" }, undefined, "http://a:1/"],
    [undefined, { https_proxy: "b:2", HTTPS_PROXY: "a:1" }, undefined, "http://b:2/"],
    [undefined, { all_proxy: "a:1" }, "http://a:1/", "http://a:1/"],
    [undefined, { ALL_PROXY: "a:1", https_proxy: "b:2" }, "http://a:1/", "http://b:2/"],
    [undefined, { http_proxy: "", all_proxy: "https://a" }, "https://a/", "https://a/"],
    [undefined, { all_proxy: "a:1", no_proxy: "*" }],
    [undefined, { all_proxy: "socks5://a:1", no_proxy: "*" }],
    ["b:2", { all_proxy: "socks5://a:1" }, "http://b:2/", "http://b:2/"],
    ["", { all_proxy: "a:1" }],
  ];
  for (const [option, variables, http, https] of table) {
    const proxies = proxiesOf(option, variables);
    const got = [proxies.http?.href, proxies.https?.href];
    assertEquals(got, [http, https], JSON.stringify([option, variables]));
  }
});

Deno.test("proxiesOf() lets the option win over no_proxy", () => {
  assertEquals(proxiesOf("a:1", { no_proxy: "h" }).none, []);
  assertEquals(proxiesOf(undefined, { NO_PROXY: "h, .i j" }).none, ["h", ".i", "j"]);
});

Deno.test("proxiesOf() names the fault, where it stands, and no password", () => {
  const table: [text: string, message: string][] = [
    ["socks5://u:secret@h:1", "--proxy: socks5://h:1 is a proxy of another kind"],
    ["http://", "--proxy: not a proxy: http://"],
    ["http:///x", "--proxy: not a proxy"],
    ["http://h:99999", "--proxy: not a proxy: http://h:99999; write http://HOST:PORT"],
    ["u:secret@h:99999", "--proxy: not a proxy: http://h:99999"],
    ["http://a b/", "--proxy: not a proxy"],
    ["http://h\\x/", "--proxy: not a proxy"],
    ["http://h\r\nX: y/", "--proxy: not a proxy"],
    ["http://u:a%0d%0aX@h/", "--proxy: not a proxy: http://h/; its user information holds"],
  ];
  for (const [text, message] of table) {
    const error = assertThrows(() => proxiesOf(text, {}), ProxyUrlError, message);
    assertEquals(error.message.includes("secret"), false);
  }
  const named = (): unknown => proxiesOf(undefined, { all_proxy: "socks5://h" });
  assertThrows(named, ProxyUrlError, "all_proxy: socks5://h");
});

Deno.test("proxyFor() takes the scheme's, unless the host is to be asked straight", () => {
  const proxies = proxiesOf(undefined, { http_proxy: "a:1", no_proxy: "near" });
  const table: [url: string, proxy: string | undefined][] = [
    ["http://far/", "http://a:1/"],
    ["http://near:8080/", undefined],
    ["https://far/", undefined],
  ];
  for (const [url, proxy] of table) assertEquals(proxyFor(new URL(url), proxies)?.href, proxy);
  assertEquals(proxyFor(new URL("http://far/"), NO_PROXIES), undefined);
});

Deno.test("proxyAuthorization() makes Basic credentials of the user information, decoded", () => {
  assertEquals(proxyAuthorization(new URL("http://h")), undefined);
  assertEquals(proxyAuthorization(new URL("http://u:%40@h")), `Basic ${btoa("u:@")}`);
  assertEquals(proxyAuthorization(new URL("http://u@h")), `Basic ${btoa("u:")}`);
});
