// `ferry get` as a program: what is on stdout and on stderr, and the exit code.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { HAS_OPENSSL, makeCertificate } from "../support/certificate.ts";
import {
  answering,
  answeringOnce,
  startPeer,
  startResettingPeer,
  startTlsPeer,
} from "../support/peer.ts";
import { runFerry, TempFolder } from "../support/program.ts";

const OK = "HTTP/1.1 200 OK\r\n";
const HELLO = `${OK}Content-Length: 6\r\n\r\nhello\n`;
const LOST = "HTTP/1.1 404 Not Found\r\nContent-Length: 14\r\n\r\nFile not found";

function withLength(content: string): string {
  return `${OK}Content-Length: ${content.length}\r\n\r\n${content}`;
}

Deno.test("get HOST PORT FILE works with the lab's server", async () => {
  const table: [answer: string, code: number, content: string][] = [
    ["HTTP/1.1 200 OK\r\n\r\n<h1>Hello</h1>\n", 0, "<h1>Hello</h1>\n"],
    ["\nHTTP/1.1 200 OK\n\n<h1>Hello</h1>\n", 0, "<h1>Hello</h1>\n"],
    ["HTTP/1.1 404 Not Found\r\n\r\nFile not found", 22, "File not found"],
  ];
  for (const [answer, code, content] of table) {
    await using peer = startPeer(async (connection) => {
      await connection.readHead();
      await connection.sendOctets(answer);
    });
    const run = await runFerry(["get", "localhost", String(peer.port), "hello.html"]);
    assertEquals([run.code, run.text], [code, content]);
    assert(peer.heads[0]?.startsWith("GET /hello.html HTTP/1.1\r\n"));
  }
});

Deno.test("get ends with the number of what went wrong", async () => {
  const table: [answer: string, code: number, message: string][] = [
    [LOST, 22, "404 Not Found: "],
    ["HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", 22, "500 Oh: "],
    ["", 52, "No answer: "],
    [`${OK}Content-Length: 9\r\n\r\nhello`, 18, "4 of 9 octets are missing; try again"],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhel`, 18, "Ended too early: "],
    ["HTTP/2.0 200 OK\r\n\r\n", 8, "Broken answer: "],
    ["<html>hello</html>\n", 8, "not HTTP/1 (RFC 9112 §4)"],
    [`${OK}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, 8, "(RFC 9112 §6.1)"],
    [`${OK}Content-Length: -1\r\n\r\n`, 8, "(RFC 9110 §8.6)"],
    ["HTTP/1.1 302 x\r\nLocation: gopher://x/\r\n\r\n", 1, "Neither http nor https: gopher://x/"],
    ["HTTP/1.1 302 x\r\nLocation: http://[\r\n\r\n", 3, "Not a URL: http://["],
  ];
  for (const [answer, code, message] of table) {
    await using peer = startPeer(answeringOnce(answer));
    const run = await runFerry(["get", peer.url("/x")]);
    assertEquals(run.code, code, run.stderr);
    assertStringIncludes(run.stderr, message);
    assertEquals(run.stderr.split("\n").length, 2, run.stderr);
  }
});

Deno.test("get names refused connections, unknown names and what is no URL", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const RUNNING = "is the server running there?\n";
  const table: [args: string[], code: number, message: string][] = [
    [["localhost", String(port), "x"], 7, `Connection refused: localhost:${port}; ${RUNNING}`],
    [[`http://127.0.0.1:${port}/`], 7, `Connection refused: 127.0.0.1:${port}; ${RUNNING}`],
    [
      ["http://ferry.invalid/"],
      6,
      "Name not resolved: ferry.invalid; check its spelling, and the network\n",
    ],
    [["ftp://h/x"], 1, "Neither http nor https: ftp://h/x; write a URL of one of them\n"],
    [["h/x"], 3, "Not a URL: h/x; did you mean http://h/x?\n"],
  ];
  for (const [args, code, message] of table) {
    const run = await runFerry(["get", ...args]);
    assertEquals([run.code, run.text, run.stderr], [code, "", message]);
  }
});

Deno.test("get tells resets, silence and what takes too long", async () => {
  await using resetting = await startResettingPeer(`${OK}Content-Length: 9\r\n\r\nhello`);
  const reset = await runFerry(["get", resetting.url]);
  assertEquals(reset.code, 56);
  assertStringIncludes(reset.stderr, "Connection lost: ");

  await using silent = startPeer((connection) => connection.hold());
  const idle = await runFerry(["get", silent.url(), "--idle-timeout", "300ms"]);
  assertEquals(idle.code, 28);
  assertStringIncludes(idle.stderr, "allow more with --idle-timeout");
  const total = await runFerry(["get", silent.url(), "--max-time", "300ms"]);
  assertEquals(total.code, 28);
  assertStringIncludes(total.stderr, "allow more with --max-time");
  const args = ["get", silent.url("/", "https"), "--connect-timeout", "300ms"];
  const connect = await runFerry(args);
  assertEquals(connect.code, 28);
  assertStringIncludes(connect.stderr, "allow more with --connect-timeout");
});

Deno.test("get writes every octet to stdout as it came", async () => {
  const content = String.fromCharCode(...Array(256).keys()).repeat(5_000);
  await using peer = startPeer(answering(() => withLength(content)));
  const run = await runFerry(["get", peer.url("/1"), peer.url("/2")]);
  assertEquals([run.code, run.stderr, run.text === content + content], [0, "", true]);
  assertEquals(peer.connections, 1);
});

Deno.test("get goes through all URLs and ends with the first failure's number", async () => {
  await using peer = startPeer(answering((head) => head.includes("/lost") ? LOST : HELLO));
  const urls = [peer.url("/1"), peer.url("/lost"), "nonsense", peer.url("/2")];
  const run = await runFerry(["get", ...urls]);
  assertEquals([run.code, run.text], [22, "hello\nFile not foundhello\n"]);
});

Deno.test("get -i, -I and -v show heads where they belong", async () => {
  await using peer = startPeer(answering((head) => {
    return head.startsWith("HEAD") ? HELLO.slice(0, -6) : HELLO;
  }));
  const head = HELLO.slice(0, -6);
  const shown = await runFerry(["get", "-i", peer.url()]);
  assertEquals([shown.text, shown.stderr], [HELLO, ""]);
  const asked = await runFerry(["get", "-I", peer.url()]);
  assertEquals([asked.code, asked.text, asked.stderr], [0, head, ""]);
  assert(peer.heads.at(-1)?.startsWith("HEAD / "));
  for (const quiet of [[], ["-q"]]) {
    const verbose = await runFerry(["get", "-v", ...quiet, peer.url().replace("//", "//u:p@")]);
    assertEquals(verbose.text, "hello\n");
    const [status, request, ...lines] = verbose.stderr.split("\n");
    assertEquals([status, request], ["From Server: HTTP/1.1 200 OK", "> GET / HTTP/1.1"]);
    assertEquals(lines.slice(-4), ["< HTTP/1.1 200 OK", "< Content-Length: 6", "< ", ""]);
    assert(lines.includes("> Authorization: (not shown)"));
    assertMatch(verbose.stderr, /^> User-Agent: ferry\/\d/m);
  }
});

Deno.test("get -H replaces, adds and takes away fields", async () => {
  await using peer = startPeer(answering(() => HELLO));
  await runFerry([
    "get",
    peer.url(),
    "-H",
    "Accept: text/html",
    "-H",
    "X-A: ü",
    "-H",
    "User-Agent:",
  ]);
  const lines = peer.heads[0]?.split("\r\n") ?? [];
  assert(lines.includes("Accept: text/html") && lines.includes("X-A: Ã¼"));
  assert(!lines.some((line) => line.startsWith("User-Agent")));
});

Deno.test("get follows redirects, up to a number, or not at all", async () => {
  await using peer = startPeer(answering((head) => {
    const number = Number(/ \/(\d+)/.exec(head)?.[1]);
    if (number === 0) return HELLO;
    return `HTTP/1.1 302 x\r\nLocation: /${number - 1}\r\nContent-Length: 2\r\n\r\nmv`;
  }));
  const table: [path: string, args: string[], code: number, content: string][] = [
    ["/20", [], 0, "hello\n"],
    ["/21", [], 47, ""],
    ["/2", ["--max-redirects", "2"], 0, "hello\n"],
    ["/2", ["--max-redirects", "1"], 47, ""],
    ["/1", ["--max-redirects", "0"], 47, ""],
    ["/2", ["--no-follow"], 0, "mv"],
  ];
  for (const [path, args, code, content] of table) {
    const run = await runFerry(["get", peer.url(path), ...args]);
    assertEquals([run.code, run.text], [code, content], `${path} ${args}`);
  }
});

Deno.test({
  name: "get trusts a certificate whose authority the machine trusts, and no other",
  ignore: !HAS_OPENSSL,
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    const { cert, key, authorityFile } = await makeCertificate(folder.path);
    await using peer = startTlsPeer(cert, key, answering(() => HELLO));
    const trusting = { env: { DENO_CERT: authorityFile } };
    const trusted = await runFerry(["get", peer.url("/", "https", "localhost")], trusting);
    assertEquals([trusted.code, trusted.text], [0, "hello\n"], trusted.stderr);
    const stranger = await runFerry(["get", peer.url("/", "https", "localhost")]);
    assertEquals([stranger.code, stranger.text], [60, ""]);
    assertStringIncludes(stranger.stderr, `Certificate not trusted: localhost:${peer.port}: `);
    const other = await runFerry(["get", peer.url("/", "https", "a.localhost")], trusting);
    assertEquals(other.code, 60);
    await using plain = startPeer(async (connection) => {
      await connection.send(LOST);
      await connection.hold();
    });
    assertEquals((await runFerry(["get", plain.url("/", "https")])).code, 35);
  },
});
