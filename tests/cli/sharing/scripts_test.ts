import { assertEquals } from "@std/assert";
import { scriptLines } from "../../../cli/sharing/scripts.ts";

const URL_LINES: readonly [url: string, line: string][] = [
  ["http://localhost:6789/", "Ready to serve... http://localhost:6789/"],
  ["http://[::1]:80/", "Ready to serve... http://[::1]:80/"],
  ["unix:/run/ferry", "Ready to serve... unix:/run/ferry"],
  ["unix:/run/\x1b[2Jx", "Ready to serve... unix:/run/\\x1b[2Jx"],
];

Deno.test("scriptLines() has one line for each URL", () => {
  const urls = URL_LINES.map(([url]) => url);
  assertEquals(scriptLines([...urls, ...urls]), URL_LINES.map(([, line]) => line));
});

Deno.test("scriptLines() has the fingerprint after the lines for URLs", () => {
  const urls = ["https://127.0.0.1:1/", "https://[::1]:1/"];
  assertEquals(scriptLines(urls, "AA:BB"), [
    ...urls.map((url) => `Ready to serve... ${url}`),
    "Certificate SHA-256 AA:BB",
  ]);
});
