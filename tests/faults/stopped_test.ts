// Faults of programs that are stopped for longer than any of their timeouts, and go on.

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { NEXT, outside, survive } from "../support/leaks.ts";
import { noise } from "../support/origin.ts";
import { startPeer } from "../support/peer.ts";
import { startFerry, TempFolder } from "../support/program.ts";
import { RawClient } from "../support/raw.ts";
import { makeFolder } from "../support/server.ts";
import { ServeProgram } from "../support/serve_program.ts";

const ignore = Deno.build.os === "windows"; // there are no such signals
const MIB = 1024 * 1024;
const LARGE = 64 * MIB; // more than the socket buffers of both ends take
const TIMEOUT_MS = 1_000;
/** Longer than any timeout. */
const STOPPED_MS = 2 * TIMEOUT_MS;
const GET = "GET /next.txt HTTP/1.1\r\nHost: x\r\n\r\n";
/** Behind the request line, which alone may be a request already. */
const MID_HEAD = 27;

const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms));

/** Reads so many octets. */
async function take(client: RawClient, octets: number): Promise<void> {
  for (let left = octets; left > 0; left -= MIB) await client.take(Math.min(left, MIB));
}

Deno.test({
  name: "fault: SIGSTOP and SIGCONT of the server: every connection goes on where it was",
  ignore,
  async fn(): Promise<void> {
    const folder = makeFolder({ "large.bin": "", ...NEXT });
    Deno.truncateSync(join(folder, "large.bin"), LARGE);
    try {
      const times = ["header", "idle", "stall"].map((each) => `--${each}-timeout=${TIMEOUT_MS}ms`);
      const args = [folder, "--port", "0", "--quiet", ...times];
      await using program = await ServeProgram.start(args);
      await survive(outside(program), async () => {
        using download = await RawClient.connect(program.port);
        using half = await RawClient.connect(program.port);
        using idle = await RawClient.connect(program.port);
        await download.send(GET.replace("next.txt", "large.bin"));
        await download.until("\r\n\r\n");
        await half.send(GET.slice(0, MID_HEAD));
        await idle.send(GET);
        await idle.response();
        program.child.kill("SIGSTOP");
        await pause(STOPPED_MS);
        using late = await RawClient.connect(program.port); // the system takes it in
        await late.send(GET);
        await half.send(GET.slice(MID_HEAD));
        await idle.send(GET);
        const downloading = take(download, LARGE);
        program.child.kill("SIGCONT");
        const answering = [late, half, idle].map((client) => client.response());
        const [, ...answers] = await Promise.all([downloading, ...answering]);
        assertEquals(answers.map((each) => each?.content), ["next", "next", "next"]);
      });
      assertEquals([await program.end(), program.stderr], [0, ""]);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "fault: SIGSTOP and SIGCONT of get: the download goes on where it was",
  ignore,
  async fn(): Promise<void> {
    const content = noise(400_000);
    const stopped = Promise.withResolvers<void>();
    await using peer = startPeer(async (connection) => {
      const head = await connection.readHead() ?? "";
      await connection.send(`HTTP/1.1 200 OK\r\nContent-Length: ${content.length}\r\n\r\n`);
      if (head.startsWith("HEAD")) return;
      await connection.send(content.subarray(0, 200_000));
      await stopped.promise;
      await connection.send(content.subarray(200_000));
    });
    await using folder = await TempFolder.create();
    const path = folder.file("a");
    const times = [`--idle-timeout=${TIMEOUT_MS}ms`, "--retry=0"];
    const child = startFerry(["get", "-o", path, ...times, peer.url()]);
    const output = child.output();
    while ((await Deno.stat(`${path}.part`).catch(() => undefined))?.size !== 200_000) {
      await pause(5);
    }
    child.kill("SIGSTOP");
    await pause(STOPPED_MS);
    stopped.resolve();
    child.kill("SIGCONT");
    const { code, stderr } = await output;
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    assertEquals([await Deno.readFile(path), folder.names()], [content, ["a"]]);
    assert(peer.heads.filter((head) => head.startsWith("GET")).length === 1, "it asked again");
  },
});
