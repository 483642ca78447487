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

Deno.test({
  name: "get draws its progress on a terminal, wipes it out, and names the file",
  ignore: !await hasScript(),
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    const slowly = async (connection: PeerConnection): Promise<void> => {
      await connection.readHead();
      await connection.send(`${OK}Content-Length: 20\r\n\r\n`);
      for (let count = 0; count < 20; count++) {
        await connection.send("x");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await using peer = startPeer(slowly);
    const path = folder.file("x");
    const run = await onTerminal(`"$FERRY" get -o ${path} ${peer.url()}`);
    assertEquals(run.code, 0);
    assertMatch(run.text, / \d\d% .*\d B of 20 B/);
    const [last] = run.text.split("\r\x1b[K").slice(-1);
    assertMatch(last ?? "", /^\/.*\/x: 20 B in \d+\.\d s\n$/);
    const quiet = await onTerminal(`"$FERRY" get -q -o ${path} ${peer.url()}`);
    assertEquals([quiet.code, quiet.text], [0, ""]);
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
