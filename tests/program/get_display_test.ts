// The options of `ferry get` for what is shown, proved on the program.

import { assertEquals, assertMatch } from "@std/assert";
import { sha256 } from "../support/origin.ts";
import { answering, startPeer } from "../support/peer.ts";
import { runFerry, TempFolder } from "../support/program.ts";

const OK = "HTTP/1.1 200 OK\r\n";
const HEAD = `${OK}Content-Length: 6\r\n\r\n`;
const HELLO = `${HEAD}hello\n`;

Deno.test("get --include --head show the head on stdout", async () => {
  await using peer = startPeer(answering((head) => head.startsWith("HEAD") ? HEAD : HELLO));
  for (const name of ["-i", "--include"]) {
    assertEquals((await runFerry(["get", name, peer.url()])).text, HELLO);
  }
  for (const name of ["-I", "--head"]) {
    assertEquals((await runFerry(["get", name, peer.url()])).text, HEAD);
  }
});

Deno.test("get --verbose shows both heads on stderr, --quiet nothing but errors", async () => {
  const lost = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
  await using peer = startPeer(answering((head) => head.includes("/lost") ? lost : HELLO));
  for (const name of ["-v", "--verbose"]) {
    const { stderr } = await runFerry(["get", name, peer.url()]);
    assertMatch(stderr, /^From Server: HTTP\/1\.1 200 OK\n> GET \/ HTTP\/1\.1\n/);
    assertMatch(stderr, /^< Content-Length: 6$/m);
  }
  for (const name of ["-q", "--quiet"]) {
    const run = await runFerry(["get", name, peer.url("/lost"), peer.url()]);
    assertEquals([run.code, run.stderr], [
      22,
      `404 Not Found: ${peer.url("/lost")}; check the path\n`,
    ]);
  }
});

Deno.test("get --quiet keeps retries to itself", async () => {
  await using peer = startPeer(async (connection, index) => {
    await connection.readHead();
    await connection.send(index === 0 ? HEAD : HELLO);
  });
  await using folder = await TempFolder.create();
  const run = await runFerry(["get", "-q", "-O", peer.url("/x")], { cwd: folder.path });
  assertEquals([run.code, run.stderr, folder.names()], [0, "", ["x"]]);
});

Deno.test("get --json writes one object for each URL, and nothing else, on stderr", async () => {
  await using peer = startPeer(answering((head) => {
    return head.includes("/lost") ? "HTTP/1.1 404 No\x1b[2J\r\nContent-Length: 0\r\n\r\n" : HELLO;
  }));
  await using folder = await TempFolder.create();
  const urls = [peer.url("/x").replace("//", "//u:p@"), peer.url("/lost"), "nonsense"];
  const run = await runFerry(["get", "--json", "-O", ...urls], { cwd: folder.path });
  assertEquals([run.code, run.text], [22, ""]);
  const lines = run.stderr.trimEnd().split("\n");
  const [found, lost, none] = lines.map((line) => JSON.parse(line));
  assertEquals(lines.length, 3);
  const keys = "url status octets sha256 file resumed_from connections timings error exit";
  for (const each of [found, lost, none]) assertEquals(Object.keys(each).join(" "), keys);
  assertEquals([found.url, found.status, found.octets], [peer.url("/x"), 200, 6]);
  assertEquals([found.file, found.sha256], ["x", await sha256("hello\n")]);
  assertEquals([found.resumed_from, found.connections, found.error], [0, 1, null]);
  const { resolve, connect, tls, first_octet: first, total } = found.timings;
  assertEquals([typeof resolve, typeof connect, tls], ["number", "number", null]);
  assertEquals([first <= total, connect <= total], [true, true]);
  assertEquals([lost.status, lost.file, lost.exit], [404, null, 22]);
  assertEquals(lost.error, `404 No\\x1b[2J: ${peer.url("/lost")}; check the path`);
  assertEquals([none.status, none.exit, none.url], [null, 3, "nonsense"]);
});

Deno.test("get --json tells of a file that was cut, and leaves -v its lines", async () => {
  await using peer = startPeer(async (connection) => {
    await connection.readHead();
    await connection.send(`${OK}Content-Length: 9\r\n\r\nhello`);
  });
  const run = await runFerry(["get", "--json", "-v", peer.url()]);
  const lines = run.stderr.trimEnd().split("\n");
  assertEquals(lines.filter((line) => !/^[<>] |^From Server: /.test(line)).length, 1);
  const { error, exit, octets } = JSON.parse(lines.at(-1) ?? "");
  assertEquals([exit, octets, run.code], [18, 5, 18]);
  assertMatch(error, /4 of 9 octets are missing/);
});
