// `ferry get` as a program: what is on disk afterwards, whatever happened.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { answering, answeringOnce, startPeer } from "../support/peer.ts";
import { runFerry, runShell, TempFolder } from "../support/program.ts";

const OK = "HTTP/1.1 200 OK\r\n";
const HELLO = `${OK}Content-Length: 6\r\n\r\nhello\n`;
const LOST = "HTTP/1.1 404 Not Found\r\nContent-Length: 14\r\n\r\nFile not found";

function withLength(content: string): string {
  return `${OK}Content-Length: ${content.length}\r\n\r\n${content}`;
}

Deno.test("get -o, -O and --output-dir make whole files under the right names", async () => {
  const dated = HELLO.replace(
    "\r\n\r\n",
    "\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
  );
  await using peer = startPeer(answering((head) => {
    if (head.includes("/moved")) {
      return "HTTP/1.1 302 x\r\nLocation: /b.txt\r\nContent-Length: 0\r\n\r\n";
    }
    return head.includes("/empty") ? `${OK}Content-Length: 0\r\n\r\n` : dated;
  }));
  await using folder = await TempFolder.create();
  const cwd = folder.path;
  await Deno.mkdir(folder.file("in"));
  const table: [args: string[], file: string][] = [
    [["-o", "out", peer.url("/a.txt")], "out"],
    [["-O", peer.url("/a.txt?x=y")], "a.txt"],
    [["-O", peer.url("/a.txt")], "a-1.txt"],
    [["-O", peer.url("/moved.html")], "moved.html"],
    [["-O", peer.url("/%2e%2e%2f.x%00y")], "xy"],
    [["--output-dir", "in", peer.url("/a.txt")], "in/a.txt"],
    [["--output-dir", "in", "-o", "out", peer.url("/a.txt")], "in/out"],
    [["-O", "--clobber", peer.url("/a.txt")], "a.txt"],
  ];
  for (const [args, file] of table) {
    const run = await runFerry(["get", ...args], { cwd });
    assertEquals([run.code, run.text, run.stderr], [0, "", ""], file);
    assertEquals(await Deno.readTextFile(folder.file(file)), "hello\n");
    assertEquals((await Deno.stat(folder.file(file))).mtime?.getTime(), 784_111_777_000);
  }
  assertEquals((await runFerry(["get", "-o", "none", peer.url("/empty")], { cwd })).code, 0);
  assertEquals((await Deno.stat(folder.file("none"))).size, 0);
  assertEquals(folder.names(), ["a-1.txt", "a.txt", "in", "moved.html", "none", "out", "xy"]);
});

Deno.test("get -o leaves the older file, and what has come, whatever goes wrong", async () => {
  const left = ["x", "x.part", "x.part.ferry"];
  const table: [answer: string, code: number, names: string[] | undefined][] = [
    [LOST, 22, ["x"]],
    ["", 52, ["x"]],
    [`${OK}Content-Length: 9\r\nContent-Length: 8\r\n\r\nhello`, 8, ["x"]],
    [`${OK}Content-Length: 9\r\n\r\nhello`, 18, left],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nx`, 8, undefined], // as it is cut
    [HELLO, 0, ["x"]],
  ];
  await using folder = await TempFolder.create();
  await Deno.writeTextFile(folder.file("x"), "older");
  for (const [answer, code, names] of table) {
    await using peer = startPeer(answeringOnce(answer));
    const run = await runFerry(["get", "--retry", "0", "-o", folder.file("x"), peer.url()]);
    assertEquals([run.code, run.text], [code, ""], run.stderr);
    const content = code === 0 ? "hello\n" : "older";
    assertEquals(await Deno.readTextFile(folder.file("x")), content);
    if (names !== undefined) assertEquals(folder.names(), names);
  }
});

Deno.test("get says why a destination cannot be written", async () => {
  await using peer = startPeer(answering(() => HELLO));
  await using folder = await TempFolder.create();
  await Deno.writeTextFile(folder.file("b.part"), "of somebody else");
  const table: [path: string, message: string][] = [
    [folder.file("none/x"), "create it first"],
    [folder.path, "to write into it use --output-dir"],
    [folder.file("b"), "which is no download of ferry's; remove it"],
  ];
  for (const [path, message] of table) {
    const run = await runFerry(["get", "-o", path, peer.url()]);
    assertEquals(run.code, 23);
    assertStringIncludes(run.stderr, message);
  }
  assertEquals(folder.names(), ["b.part"]);
});

Deno.test({
  name: "get ends with 23 on a full disk, and silently on a closed pipe",
  ignore: Deno.build.os !== "linux",
  async fn(): Promise<void> {
    await using peer = startPeer(answering(() => withLength("x".repeat(1_000_000))));
    const full = await runShell(`"$FERRY" get ${peer.url()} >/dev/full`);
    assertEquals([full.code, full.stderr], [
      23,
      "Cannot write stdout: No space left on device; make room\n",
    ]);
    const status = `{ "$FERRY" get ${peer.url("/1")} ${peer.url("/2")}; echo $? >&2; } | head -c 1`;
    assertEquals((await runShell(status)).stderr, "23\n");
    assertEquals(peer.heads.filter((head) => head.includes("/2")), []);
  },
});
