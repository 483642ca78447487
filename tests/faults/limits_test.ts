// Faults of a machine that has nothing left to give: no file descriptor.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { NEXT, outside, survive } from "../support/leaks.ts";
import { RawClient } from "../support/raw.ts";
import { makeFolder } from "../support/server.ts";
import { ServeProgram } from "../support/serve_program.ts";

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
/** What ferry needs itself, and some connections. */
const DESCRIPTORS = 80;

Deno.test({
  name: "fault: EMFILE: accepting goes on, and what has no descriptor left is answered with 503",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    const folder = makeFolder({ "folder/a.txt": "a", ...NEXT });
    try {
      const args = [folder, "--port", "0", "--quiet", "--cache-size", "0"];
      const before = `ulimit -n ${DESCRIPTORS}`;
      await using program = await ServeProgram.start(args, { before });
      await survive(outside(program), async () => {
        const clients: RawClient[] = [];
        try {
          while (!program.stderr.includes("could not be accepted")) {
            assert(clients.length < 2 * DESCRIPTORS, "there is no end to its descriptors");
            clients.push(await RawClient.connect(program.port));
            await new Promise((resume) => setTimeout(resume, 2));
          }
          const [first, last] = [clients[0]!, clients.at(-1)!];
          for (const path of ["/next.txt", "/folder/", "/next.txt"]) {
            await first.send(get(path));
            const { head, content } = await first.response();
            assertMatch(head, /^HTTP\/1\.1 503 .*\r\nRetry-After: 1\r\n/s);
            assertEquals(content, "Service Unavailable");
          }
          for (const client of clients.slice(1, -1)) client[Symbol.dispose]();
          for (let content = ""; content !== "a";) { // as Retry-After says: again, in a while
            await first.send(get("/folder/a.txt"));
            content = (await first.response()).content;
            assert(content === "a" || content === "Service Unavailable", content);
            await new Promise((resume) => setTimeout(resume, 10));
          }
          await last.send(get("/next.txt")); // whoever had to wait is accepted now
          assertEquals((await last.response()).content, "next");
        } finally {
          for (const client of clients) client[Symbol.dispose]();
        }
      });
      assertMatch(program.stderr, /^ferry: a connection could not be accepted: Too many open/);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
