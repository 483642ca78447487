// The options of `ferry get` for requests and the way they take, proved on the program.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { FIRST } from "../support/certificates.ts";
import { FLAWED, makeFlawed } from "../support/flawed_certificates.ts";
import { answering, Peer, startPeer, startTlsPeer } from "../support/peer.ts";
import { TunnelProxy } from "../support/proxy.ts";
import { runFerry, TempFolder } from "../support/program.ts";
import { HAS_IPV6 } from "../support/serve_program.ts";

const OK = "HTTP/1.1 200 OK\r\n";
const HELLO = `${OK}Content-Length: 6\r\n\r\nhello\n`;

/** The value of a field in the head of the last request. */
function asked({ heads }: Peer, name: string): string | undefined {
  const lines = heads.at(-1)?.split("\r\n") ?? [];
  return lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
}

Deno.test("get --header --user --netrc send what they say, to the origin asked for only", async () => {
  await using other = startPeer(answering(() => HELLO));
  await using peer = startPeer(answering((head) => {
    if (!head.includes("/away")) return HELLO;
    return `HTTP/1.1 302 x\r\nLocation: ${
      other.url("/", "http", "localhost")
    }\r\nContent-Length: 0\r\n\r\n`;
  }));
  await using folder = await TempFolder.create();
  await Deno.writeTextFile(folder.file(".netrc"), "default login n password m\n");
  const env = { HOME: folder.path, USERPROFILE: folder.path };
  const table: [args: string[], name: string, value: string][] = [
    [["-H", "X-Api-Key: k"], "X-Api-Key", "k"],
    [["--header", "X-Api-Key: k"], "X-Api-Key", "k"],
    [["--user", "u:p"], "Authorization", `Basic ${btoa("u:p")}`],
    [["--netrc"], "Authorization", `Basic ${btoa("n:m")}`],
    [["--netrc", "--user", "u:p"], "Authorization", `Basic ${btoa("u:p")}`],
    [["--user", "u:p", "-H", "Authorization: x"], "Authorization", "x"],
  ];
  for (const [args, name, value] of table) {
    assertEquals((await runFerry(["get", ...args, peer.url()], { env })).code, 0);
    assertEquals(asked(peer, name), value, args.join(" "));
    assertEquals((await runFerry(["get", ...args, peer.url("/away")], { env })).text, "hello\n");
    assertEquals([asked(peer, name), asked(other, name)], [value, undefined], args.join(" "));
  }
  const none = await runFerry(["get", "--netrc", peer.url()], { env: { NETRC: folder.file("x") } });
  assertEquals(none.code, 2);
  assertMatch(none.stderr, /^Input error: --netrc: .* cannot be read: there is none; /);
});

Deno.test("get --no-follow --max-redirects bound the redirects that are followed", async () => {
  await using peer = startPeer(answering((head) => {
    const number = Number(/ \/(\d+)/.exec(head)?.[1]);
    if (number === 0) return HELLO;
    return `HTTP/1.1 302 x\r\nLocation: /${number - 1}\r\nContent-Length: 2\r\n\r\nmv`;
  }));
  const two = ["get", peer.url("/2")];
  assertEquals((await runFerry([...two, "--max-redirects", "2"])).text, "hello\n");
  assertEquals((await runFerry([...two, "--max-redirects", "1"])).code, 47);
  assertEquals((await runFerry([...two, "--no-follow"])).text, "mv");
});

Deno.test("get --proxy leads through a proxy, as the environment's variables do", async () => {
  await using proxy = startPeer(answering(() => HELLO));
  const url = "http://origin.invalid/x";
  const own = await runFerry(["get", url, "--proxy", proxy.url().replace("//", "//u:p@")]);
  assertEquals([own.code, own.text], [0, "hello\n"], own.stderr);
  assertMatch(proxy.heads[0] ?? "", /^GET http:\/\/origin\.invalid\/x HTTP\/1\.1\r\n/);
  assertEquals(asked(proxy, "Proxy-Authorization"), `Basic ${btoa("u:p")}`);
  const named = await runFerry(["get", url], { env: { http_proxy: proxy.url() } });
  assertEquals(named.text, "hello\n");
  const env = { http_proxy: proxy.url(), no_proxy: "invalid" };
  assertEquals((await runFerry(["get", url], { env })).code, 6);
  const bad = await runFerry(["get", url, "--proxy", "socks5://p:1/"]);
  assertEquals(bad.code, 2);
  assertMatch(bad.stderr, /^Input error: --proxy: /);
});

Deno.test("get --proxy leads https through a tunnel, the certificate checked", async () => {
  await using folder = await TempFolder.create();
  await Deno.writeTextFile(folder.file("ca.pem"), FIRST.cert);
  await using peer = startTlsPeer(FIRST.cert, FIRST.key, answering(() => HELLO));
  await using proxy = new TunnelProxy({});
  const args = ["get", peer.url("/", "https", "localhost"), "--proxy", `127.0.0.1:${proxy.port}`];
  const trusted = await runFerry([...args, "--cacert", folder.file("ca.pem")]);
  assertEquals([trusted.code, trusted.text], [0, "hello\n"], trusted.stderr);
  assert(proxy.heads[0]?.startsWith(`CONNECT localhost:${peer.port} HTTP/1.1\r\n`));
  assertEquals((await runFerry(args)).code, 60);
});

Deno.test({
  name: "get --unix-socket connects to a socket in the file system",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    const path = folder.file("s");
    const listener = Deno.listen({ transport: "unix", path }) as unknown as Deno.Listener;
    await using peer = new Peer(listener, answering(() => HELLO));
    const run = await runFerry(["get", "http://name/x", "--unix-socket", path]);
    assertEquals([run.code, run.text], [0, "hello\n"], run.stderr);
    assertEquals(asked(peer, "Host"), "name");
    const none = await runFerry(["get", "http://name/x", "--unix-socket", folder.file("t")]);
    assertEquals(none.code, 7);
  },
});

Deno.test({
  name: "get --ipv4 --ipv6 connect to addresses of that kind only",
  ignore: !HAS_IPV6,
  async fn(): Promise<void> {
    await using fourth = startPeer(answering(() => HELLO));
    const listener = Deno.listen({ hostname: "::1", port: 0 });
    await using sixth = new Peer(listener, answering(() => HELLO));
    const table: [names: string[], here: Peer, elsewhere: Peer][] = [
      [["-4", "--ipv4"], fourth, sixth],
      [["-6", "--ipv6"], sixth, fourth],
    ];
    for (const [names, here, elsewhere] of table) {
      for (const name of names) {
        assertEquals((await runFerry(["get", name, here.url("/", "http", "localhost")])).code, 0);
      }
      const url = elsewhere.url("/", "http", "localhost");
      if (here.port !== elsewhere.port) {
        assertEquals((await runFerry(["get", names[0]!, url])).code, 7);
      }
    }
  },
});

Deno.test("get --cacert --insecure trust what nobody else does", async () => {
  await using folder = await TempFolder.create();
  await Deno.writeTextFile(folder.file("ca.pem"), FIRST.cert);
  await using peer = startTlsPeer(FIRST.cert, FIRST.key, answering(() => HELLO));
  const args = ["get", peer.url("/", "https", "localhost")];
  const stranger = await runFerry(args);
  assertEquals(stranger.code, 60);
  assertStringIncludes(stranger.stderr, "; if it is yours, trust it with --cacert FILE\n");
  for (const more of [["--cacert", folder.file("ca.pem")], ["--insecure"]]) {
    const run = await runFerry([...args, ...more]);
    assertEquals([run.code, run.text], [0, "hello\n"], run.stderr);
  }
  await Deno.writeTextFile(folder.file("no.pem"), "hello");
  for (const name of ["none.pem", "no.pem"]) {
    const run = await runFerry([...args, "--cacert", folder.file(name)]);
    assertEquals(run.code, 77);
    assertMatch(run.stderr, /^CA file .*\.pem (?:cannot be read|holds no certificate)[^\n]*\n$/);
  }
});

Deno.test("get tells what to do about a certificate, by what is wrong with it", async () => {
  const remedies: Readonly<Record<string, string>> = {
    issuer: "if it is yours, trust it with --cacert FILE",
    name: "ask for a name that it is valid for",
    time: "tell those who run the server, unless the clock of this machine is wrong",
    authority: "it is for signing others (CA:TRUE); the server needs one with CA:FALSE",
  };
  await using folder = await TempFolder.create();
  for (const [flaw, { terms, isTrusted }] of FLAWED) {
    const { cert, key } = await makeFlawed(terms);
    await Deno.writeTextFile(folder.file("ca.pem"), isTrusted ? cert : FIRST.cert);
    await using peer = startTlsPeer(cert, key, answering(() => HELLO));
    const url = peer.url("/", "https", "localhost");
    const { code, stderr } = await runFerry(["get", "--cacert", folder.file("ca.pem"), url]);
    assertEquals(code, 60);
    assert(stderr.startsWith(`Certificate not trusted: localhost:${peer.port}: `), stderr);
    assert(stderr.endsWith(`; ${remedies[flaw]}\n`), stderr);
  }
});

Deno.test("get --connect-timeout --idle-timeout --max-time end what takes too long", async () => {
  await using silent = startPeer((connection) => connection.hold());
  const table: [option: string, url: string][] = [
    ["--connect-timeout", silent.url("/", "https")],
    ["--idle-timeout", silent.url()],
    ["--max-time", silent.url()],
  ];
  for (const [option, url] of table) {
    const run = await runFerry(["get", url, option, "300ms"]);
    assertEquals(run.code, 28);
    assertStringIncludes(run.stderr, `; allow more with ${option}`);
  }
});
