// `ferry serve` on a terminal: what people see, and Ctrl+C.

import { assertEquals } from "@std/assert";
import { networkUrls } from "../../cli/sharing/reach.ts";
import { makeFolder } from "../support/server.ts";
import { HAS_TERMINAL, Terminal } from "../support/terminal.ts";

const EVERYWHERE = { everywhere: true, prefix: [] };

for (const line of ["serve", "serve --workers 2", "serve --tls-self-signed"]) {
  Deno.test({
    name: `${line} on a terminal shows where others reach it, and ends at Ctrl+C`,
    ignore: !HAS_TERMINAL,
    fn: async () => {
      const folder = makeFolder({ "x.txt": "x" });
      await using terminal = Terminal.start(`"$FERRY" ${line} --port 0 ${folder}`, {
        env: { NO_COLOR: "1" },
      });
      const [, url = ""] = await terminal.until(
        /^Ready to serve\.\.\. (.*)\n[^]*Ctrl\+C to stop\n/,
      );
      const urls = networkUrls([url], EVERYWHERE, Deno.networkInterfaces);
      const lines = terminal.text.split("\n").filter((each) => /^ {2}(?:\w| +http)/.test(each));
      const fingerprint = lines.filter((each) => each.includes("SHA-256"));
      const open = "  Open to the whole network; --auth asks for a password";
      assertEquals(lines, [
        `  Serving  ${folder}`,
        ...urls.slice(0, 8).map((each, at) => `  ${at === 0 ? "Network" : "       "}  ${each}`),
        ...fingerprint,
        ...urls.length > 0 ? [open] : [],
        "  Press Ctrl+C to stop",
      ]);
      assertEquals(fingerprint.length, line.includes("--tls") ? 1 : 0);
      await terminal.type("\x03");
      assertEquals(await terminal.ended(), 0);
      Deno.removeSync(folder, { recursive: true });
    },
  });
}
