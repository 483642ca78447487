// `ferry get` on a terminal: what people see.

import { assertEquals, assertMatch } from "@std/assert";
import { answering, type PeerConnection, startPeer } from "../support/peer.ts";
import { runShell, TempFolder } from "../support/program.ts";

const OK = "HTTP/1.1 200 OK\r\n";

function withLength(content: string): string {
  return `${OK}Content-Length: ${content.length}\r\n\r\n${content}`;
}

Deno.test({
  name: "get on a terminal shows the status line, escapes content and refuses what is binary",
  ignore: !await hasScript(),
  async fn(): Promise<void> {
    const table: [content: string, code: number, shown: string][] = [
      ["a\x1b[31mb\x07\r\nc\xff\n", 0, "a\\x1b[31mb\\x07\nc\ufffd\n"],
      ["a\0b", 23, "Binary content is not written to a terminal; use -o FILE or a pipe\n"],
    ];
    for (const [content, code, shown] of table) {
      await using peer = startPeer(answering(() => withLength(content)));
      const run = await onTerminal(`"$FERRY" get ${peer.url()}`);
      assertEquals([run.code, run.text], [code, `From Server: HTTP/1.1 200 OK\n${shown}`]);
    }
  },
});

/** Takes a second for 20 octets. */
async function slowly(connection: PeerConnection): Promise<void> {
  await connection.readHead();
  await connection.send(`${OK}Content-Length: 20\r\n\r\n`);
  for (let count = 0; count < 20; count++) {
    await connection.send("x");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

Deno.test({
  name:
    "get --progress --no-progress draw it or not; usually it is drawn on a terminal, and wiped out",
  ignore: !await hasScript(),
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    await using peer = startPeer(slowly);
    const get = `"$FERRY" get -o ${folder.file("x")} ${peer.url("/a.iso")}`;
    const run = await onTerminal(get);
    assertEquals(run.code, 0);
    assertMatch(run.text, /a\.iso +\d\d% .*\d B of 20 B {2}/);
    const last = run.text.slice(run.text.lastIndexOf("\x1b[J") + "\x1b[J".length);
    assertMatch(last, /^\/.*\/x: 20 B in \d+\.\d s\n$/);
    const none = await onTerminal(`${get} --no-progress`);
    assertMatch(none.text, /^From Server: [^\n]*\n\/.*\/x: 20 B in \d+\.\d s\n$/);
    const quiet = await onTerminal(`${get} -q`);
    assertEquals([quiet.code, quiet.text], [0, ""]);
    assertEquals((await runShell(get)).stderr, "", "no terminal");
    assertMatch((await runShell(`${get} --progress`)).stderr, /B of 20 B/);
  },
});

Deno.test({
  name: "get draws a line for each file on its way, and one for all of them",
  ignore: !await hasScript(),
  async fn(): Promise<void> {
    const names = ["a".repeat(200), "b"];
    const entries = names.map((name) => ({ name, type: "file", size: 20 }));
    const listing = JSON.stringify({ path: "/", entries });
    const type = "Content-Type: application/json\r\nConnection: close\r\n";
    await using folder = await TempFolder.create();
    await using peer = startPeer(async (connection, index) => {
      if (index > 0) return await slowly(connection);
      await connection.readHead();
      await connection.send(`${OK}${type}Content-Length: ${listing.length}\r\n\r\n${listing}`);
    });
    const run = await onTerminal(`"$FERRY" get -rn 2 --output-dir ${folder.path} ${peer.url()}`);
    assertEquals([run.code, folder.names()], [0, [...names].sort()], run.text);
    assertMatch(run.text, /a{11}\.\.\.a{11}  {2}\d+%.*\nb +\d+%.*\nTotal +2 running/);
    const last = run.text.slice(run.text.lastIndexOf("\x1b[J") + "\x1b[J".length);
    assertMatch(last, /\/: 2 fetched \(40 B\), 0 unchanged, 0 failed\n$/);
  },
});

/** Whether util-linux's `script` is there, which runs a command on a terminal of its own. */
async function hasScript(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  return (await runShell("script -qec true /dev/null")).code === 0;
}

async function onTerminal(command: string): Promise<{ code: number; text: string }> {
  const { code, text } = await runShell(`script -qec '${command}' /dev/null </dev/null`);
  return { code, text: text.replaceAll("\r\n", "\n") };
}
