// `ferry serve` asked by others: curl, and the lab's client, which sends a line and waits.

import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { RawClient } from "../support/raw.ts";
import { hasCommand, type Running, withServe } from "../support/serve_program.ts";

const WITHOUT_CURL = !hasCommand("curl");

interface Answer {
  readonly code: number;
  readonly text: string;
}

/** Runs curl with these arguments, in which `@` at the start of one stands for the server. */
async function curl({ program }: Running, ...args: string[]): Promise<Answer> {
  const origin = `http://127.0.0.1:${program.port}`;
  const { code, stdout } = await new Deno.Command("curl", {
    args: ["-sS", "--noproxy", "*", ...args.map((arg) => arg.replace(/^@/, origin))],
  }).output();
  return { code, text: new TextDecoder().decode(stdout) };
}

const CALLS: readonly [name: string, args: string[], says: RegExp][] = [
  ["a GET", ["@/hello.html"], /^<p>hello<\/p>$/],
  ["-i", ["-i", "@/hello.html"], /^HTTP\/1\.1 200 OK\r\n[^]*\r\nContent-Length: 12\r\n[^]*<\/p>$/],
  [
    "-I",
    ["-I", "@/hello.html"],
    /^HTTP\/1\.1 200 OK\r\n[^]*\r\nContent-Length: 12\r\n\r\n$/,
  ],
  ["a 404", ["-i", "@/nothing"], /^HTTP\/1\.1 404 Not Found\r\n[^]*\r\n\r\nFile not found$/],
  [
    "--compressed",
    ["--compressed", "-i", "@/main.htm"],
    /^HTTP\/1\.1 200 (?![^]*Encoding)[^]*main$/,
  ],
  [
    "HTTP/1.0",
    ["--http1.0", "-i", "@/main.htm"],
    /^HTTP\/1\.1 200 [^]*Connection: close\r\n[^]*main$/,
  ],
  [
    "a POST",
    ["-i", "-d", "x=1", "@/main.htm"],
    /^HTTP\/1\.1 405 [^]*\r\nAllow: GET, HEAD, OPTIONS\r\n/,
  ],
  ["an upload that waits", ["-i", "-H", "Expect: 100-continue", "-T-", "@/x"], /^HTTP\/1\.1 405 /],
  ["a redirect", ["-L", "-w", "%{url_effective}", "@/plain?q=1"], /\/plain\/\?q=1$/],
  [
    "a range",
    ["-i", "-r", "0-1", "@/main.htm"],
    /^HTTP\/1\.1 206 [^]*Content-Range: bytes 0-1\/4\r\n[^]*\r\n\r\nma$/,
  ],
  [
    "OPTIONS *",
    ["-i", "-X", "OPTIONS", "--request-target", "*", "@/"],
    /^HTTP\/1\.1 204 [^]*Allow: /,
  ],
  ["dots", ["-i", "--path-as-is", "@/../../etc/passwd"], /^HTTP\/1\.1 400 /],
];
for (const [name, args, says] of CALLS) {
  Deno.test({
    name: `serve answers curl: ${name}`,
    ignore: WITHOUT_CURL,
    fn: () =>
      withServe([], async (running) => {
        const { code, text } = await curl(running, ...args);
        assertEquals(code, 0);
        assertMatch(text, says);
      }),
  });
}

Deno.test({
  name: "serve answers curl: two URLs on one connection",
  ignore: WITHOUT_CURL,
  fn: () =>
    withServe([], async (running) => {
      const { text } = await curl(running, "-w", "[%{num_connects}]", "@/hello.html", "@/main.htm");
      assertEquals(text, "<p>hello</p>[1]main[0]");
    }),
});

Deno.test({
  name: "serve answers curl: 304 to the entity-tag it gave",
  ignore: WITHOUT_CURL,
  fn: () =>
    withServe([], async (running) => {
      const tag = /^etag: (.*)\r$/im.exec((await curl(running, "-I", "@/hello.html")).text)![1]!;
      const { text } = await curl(running, "-i", "-H", `If-None-Match: ${tag}`, "@/hello.html");
      assertMatch(text, /^HTTP\/1\.1 304 Not Modified\r\n[^]*\r\n\r\n$/);
    }),
});

for (const request of ["GET /hello.html", "GET /hello.html\r\n"]) {
  Deno.test(`serve answers the lab's ${JSON.stringify(request)} while it waits`, async () => {
    await withServe([], async ({ program }) => {
      using client = await RawClient.connect(program.port);
      await client.send(request);
      const sentMs = performance.now();
      const answer = await client.rest();
      assertLess(performance.now() - sentMs, 2_000); // 500 ms on a machine with nothing else to do
      assertMatch(answer, /^HTTP\/1\.1 200 OK\r\n[^]*\r\nContent-Length: 12\r\n/);
      assert(answer.endsWith("\r\n\r\n<p>hello</p>"));
    });
  });
}

Deno.test({
  name: "serve answers nc, which keeps its side open",
  ignore: !hasCommand("nc"),
  fn: () =>
    withServe([], async ({ program }) => {
      const { stdout } = await new Deno.Command("sh", {
        args: ["-c", `printf 'GET /hello.html' | nc -q 3 127.0.0.1 ${program.port}`],
      }).output();
      assert(new TextDecoder().decode(stdout).endsWith("<p>hello</p>"));
    }),
});
