// `ferry serve` on a terminal: what people see, and Ctrl+C.

import { assertEquals } from "@std/assert";
import { FERRY } from "../support/program.ts";
import { makeFolder } from "../support/server.ts";
import { hasCommand } from "../support/serve_program.ts";

/** Addresses that other machines may reach this one by. */
const ADDRESSES = Deno.networkInterfaces()
  .filter(({ family, address }) => family === "IPv4" && !address.startsWith("127."))
  .map(({ address }) => address);

for (const line of ["serve", "serve --workers 2", "serve --tls-self-signed"]) {
  Deno.test({
    name: `${line} on a terminal shows where others reach it, and ends at Ctrl+C`,
    ignore: Deno.build.os !== "linux" || !hasCommand("script"),
    fn: async () => {
      const folder = makeFolder({});
      try {
        const { text, code } = await onTerminal(`${line} --port 0`, folder);
        const [, scheme, port] = /^Ready to serve\.\.\. (\w+):\/\/localhost:(\d+)\/$/m.exec(text) ??
          [];
        const lines = text.split("\n").filter((line) => /^ {2}\w/.test(line));
        assertEquals(lines, [
          `  Serving  ${folder}`,
          ...ADDRESSES.map((address) => `  Network  ${scheme}://${address}:${port}/`),
          "  Press Ctrl+C to stop",
        ]);
        assertEquals(code, 0);
      } finally {
        Deno.removeSync(folder, { recursive: true });
      }
    },
  });
}

/** Runs ferry on a terminal, until it has said all that it says at the start, and stops it there. */
async function onTerminal(line: string, cwd: string): Promise<{ text: string; code: number }> {
  await using child = new Deno.Command("script", {
    args: ["--quiet", "--return", "--command", `"$FERRY" ${line}`, "/dev/null"],
    cwd,
    env: { FERRY },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  let text = "";
  const writer = child.stdin.getWriter();
  const decoder = new TextDecoder();
  for await (const octets of child.stdout) {
    const before = text;
    text += decoder.decode(octets, { stream: true }).replaceAll("\r", "");
    const stop = /Press Ctrl\+C/;
    if (stop.test(text) && !stop.test(before)) await writer.write(Uint8Array.of(3));
  }
  const { code } = await child.status;
  await writer.close().catch(() => {}); // it has gone
  return { text, code };
}
