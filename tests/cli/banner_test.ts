import { assert, assertEquals, assertMatch } from "@std/assert";
import { bannerLines } from "../../cli/banner.ts";

const URL_LINES: readonly [url: string, line: string][] = [
  ["http://localhost:6789/", "Ready to serve... http://localhost:6789/"],
  ["http://[::1]:80/", "Ready to serve... http://[::1]:80/"],
  ["unix:/run/ferry", "Ready to serve... unix:/run/ferry"],
  ["unix:/run/\x1b[2Jx", "Ready to serve... unix:/run/\\x1b[2Jx"],
];

Deno.test("bannerLines() has one line for scripts for each URL", () => {
  const lines = bannerLines(URL_LINES.map(([url]) => url), "/srv", false);
  assertEquals(lines, URL_LINES.map(([, line]) => line));
});

Deno.test("bannerLines() tells people the folder and how to stop, after the line for scripts", () => {
  const lines = bannerLines(["http://127.0.0.1:6789/"], "/srv/\x1b[2Jsite", true);
  assertEquals(lines, [
    "Ready to serve... http://127.0.0.1:6789/",
    "  Serving  /srv/\\x1b[2Jsite",
    "  Press Ctrl+C to stop",
  ]);
});

Deno.test("bannerLines() has the fingerprint after the lines for URLs", () => {
  const urls = ["https://127.0.0.1:1/", "https://[::1]:1/"];
  assertEquals(bannerLines(urls, "/srv", false, "AA:BB"), [
    ...urls.map((url) => `Ready to serve... ${url}`),
    "Certificate SHA-256 AA:BB",
  ]);
});

Deno.test("bannerLines() tells people the network URLs of a server on all interfaces", () => {
  const { networkInterfaces } = Deno;
  const at = (family: "IPv4" | "IPv6", address: string): Deno.NetworkInterfaceInfo =>
    ({ family, address }) as Deno.NetworkInterfaceInfo;
  try {
    Deno.networkInterfaces = () => [
      at("IPv4", "127.0.0.1"),
      at("IPv6", "::1"),
      at("IPv4", "192.0.2.7"),
      at("IPv4", "198.51.100.7"),
      at("IPv6", "fe80::1"),
    ];
    const lines = bannerLines(["http://localhost:6789/"], "/srv", true);
    assertEquals(lines.filter((line) => line.includes("Network")), [
      "  Network  http://192.0.2.7:6789/",
      "  Network  http://198.51.100.7:6789/",
    ]);
  } finally {
    Deno.networkInterfaces = networkInterfaces;
  }
});

Deno.test("bannerLines() names addresses that this machine really has", () => {
  const own = Deno.networkInterfaces().map(({ address }) => address);
  for (const line of bannerLines(["http://localhost:1/"], "/srv", true)) {
    const [, address] = /^ {2}Network {2}http:\/\/([^:]+):1\/$/.exec(line) ?? [];
    assert(address === undefined || own.includes(address), line);
    assertMatch(line, /^(?:Ready| {2}(?:Network|Serving|Press) )/);
  }
});
