import { assertEquals } from "@std/assert";
import { type Address, localUrl, networkUrls } from "../../../cli/sharing/reach.ts";

function at(name: string, address: string): Address {
  return { name, address, family: address.includes(":") ? "IPv6" : "IPv4" };
}

/** What a laptop with containers and a tunnel has. */
const ADDRESSES = [
  at("lo", "127.0.0.1"),
  at("lo", "::1"),
  at("docker0", "172.17.0.1"),
  at("eth0", "fe80::1"),
  at("eth0", "169.254.7.7"),
  at("eth0", "fd00::7"),
  at("eth0", "2001:db8::7"),
  at("eth1", "198.51.100.7"),
  at("tailscale0", "100.100.7.7"),
  at("eth2", "172.20.0.7"),
  at("wlan1", "10.0.0.7"),
  at("wlan0", "192.168.1.7"),
];

const IPV4 = [
  "http://192.168.1.7:80/",
  "http://10.0.0.7:80/",
  "http://172.20.0.7:80/",
  "http://198.51.100.7:80/",
];
const IPV6 = ["http://[2001:db8::7]:80/", "http://[fd00::7]:80/"];
const VIRTUAL = ["http://172.17.0.1:80/", "http://100.100.7.7:80/"];

Deno.test("networkUrls() has the URLs that lead here from elsewhere, the likeliest first", () => {
  const table: readonly [urls: string[], everywhere: boolean, expected: string[]][] = [
    [["http://localhost:80/"], true, [...IPV4, ...IPV6, ...VIRTUAL]],
    [["http://localhost:80/", "http://localhost:80/"], true, [...IPV4, ...IPV6, ...VIRTUAL]],
    [["http://localhost:80/"], false, []], // that is loopback, and nothing else
    [["http://LocalHost.:80/"], false, []],
    [["http://ferry.localhost:80/"], false, []],
    [["http://127.0.0.9:80/", "http://[::1]:81/"], false, []],
    [["http://0.0.0.0:80/"], false, [...IPV4, ...VIRTUAL]],
    [["http://[::]:80/"], false, [...IPV4, ...IPV6, ...VIRTUAL]],
    [["http://192.168.1.7:80/", "http://[fd00::7]:81/"], false, [
      "http://192.168.1.7:80/",
      "http://[fd00::7]:81/",
    ]],
    [["https://desk.example:8443/"], false, ["https://desk.example:8443/"]],
    [["unix:/run/ferry"], true, []],
  ];
  for (const [urls, everywhere, expected] of table) {
    const found = networkUrls(urls, { everywhere, prefix: [] }, () => ADDRESSES);
    assertEquals(found, expected, `${urls} ${everywhere}`);
  }
});

Deno.test("networkUrls() has the path under which the site is", () => {
  const listened = { everywhere: true, prefix: ["my files", "x"] };
  const found = networkUrls(["https://localhost:80/"], listened, () => [at("eth0", "10.0.0.7")]);
  assertEquals(found, ["https://10.0.0.7:80/my%20files/x/"]);
});

Deno.test("networkUrls() asks for no address where only the named one counts", () => {
  const listened = { everywhere: false, prefix: [] };
  networkUrls(["http://localhost:80/", "http://127.0.0.1:80/"], listened, () => {
    throw new Error("asked");
  });
});

Deno.test("localUrl() is what this machine's browser can open", () => {
  const table: readonly [url: string, prefix: string[], expected: string | undefined][] = [
    ["http://localhost:80/", [], "http://localhost:80/"],
    ["http://0.0.0.0:80/", [], "http://localhost:80/"],
    ["https://[::]:80/", ["x"], "https://localhost:80/x/"],
    ["http://[::1]:80/", [], "http://[::1]:80/"],
    ["http://192.168.1.7:80/", [], "http://192.168.1.7:80/"],
    ["unix:/run/ferry", [], undefined],
  ];
  for (const [url, prefix, expected] of table) {
    assertEquals(localUrl(url, { everywhere: false, prefix }), expected, url);
  }
});
