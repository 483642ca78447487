// Faults of peers that say nothing any more, or next to nothing: half-open connections, and one octet
// at a time. Times are scaled down; they count in ticks of this process, which a busy machine stretches.

import { assert, assertEquals } from "@std/assert";
import { TimeoutError } from "../../io/errors.ts";
import { downloadInto, PATIENT } from "../support/download.ts";
import { inside, NEXT, openFiles, survive, until, untilClosed } from "../support/leaks.ts";
import { startPeer } from "../support/peer.ts";
import { TempFolder } from "../support/program.ts";
import { RawClient } from "../support/raw.ts";
import { startServer } from "../support/server.ts";

const SHORT_MS = 300;
const SHORT = { headMs: SHORT_MS, idleMs: SHORT_MS, stallMs: SHORT_MS, lingerMs: SHORT_MS };
const LARGE = 64 * 1024 * 1024; // more than the socket buffers of both ends take
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** What a peer has sent when it is heard of no more; it takes nothing either. */
const LAST_WORDS: readonly (readonly [what: string, sent: string])[] = [
  ["nothing", ""],
  ["half a head", get("/next.txt").slice(0, 12)],
  ["a head without its content", `${get("/").slice(0, -2)}Content-Length: 9\r\n\r\n`],
  ["half a chunk", `${get("/").slice(0, -2)}Transfer-Encoding: chunked\r\n\r\n9\r\nabc`],
  ["a whole request", get("/next.txt")],
  ["a request for more than it takes", get("/large.bin")],
  ["many of them", get("/large.bin").repeat(20)],
  ["what is no request", "\0\r\n\r\n"],
  [
    "what is waited for in vain",
    `${get("/").slice(0, -2)}Expect: 100-continue\r\nContent-Length: 9\r\n\r\n`,
  ],
];

Deno.test("fault: half-open peers of the server are let go of, whatever they said last", async () => {
  const files = { "large.bin": new Uint8Array(LARGE), ...NEXT };
  await using server = await startServer(files, { timeouts: SHORT });
  await survive(inside(server), async () => {
    const before = openFiles("self");
    const peers: RawClient[] = [];
    try {
      for (const [, sent] of LAST_WORDS) {
        const peer = await RawClient.connect(server.port);
        peers.push(peer);
        await peer.send(sent);
      }
      const left = (): string => `${server.server.connections} are not let go of`;
      await until(() => server.server.connections === 0, left);
      const peersToo = [...before, ...peers.map(() => "a peer of this test")];
      await untilClosed("self", peersToo); // though the peers still hold their ends
    } finally {
      for (const peer of peers) peer[Symbol.dispose]();
    }
  });
  assertEquals(server.faults, []);
});

const HEAD = "HTTP/1.1 200 OK\r\n";

/** What a server has sent when it is heard of no more. */
const LAST_ANSWERS: readonly (readonly [what: string, sent: string])[] = [
  ["nothing", ""],
  ["half a head", HEAD],
  ["half of the content", `${HEAD}Content-Length: 10\r\n\r\n01234`],
  ["half a chunk", `${HEAD}Transfer-Encoding: chunked\r\n\r\n9\r\nabc`],
  ["all but the last chunk", `${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`],
  ["a redirect's head", "HTTP/1.1 302 Found\r\nLocation: /x\r\n"],
];

Deno.test("fault: half-open servers are given up by get, whatever they said last", async () => {
  const before = openFiles("self");
  const timeouts = { ...PATIENT, idleMs: SHORT_MS };
  const retry = { times: 0, firstDelayMs: 1 };
  await using folder = await TempFolder.create();
  await Promise.all(LAST_ANSWERS.map(async ([what, sent], at) => {
    await using peer = startPeer(async (connection) => {
      await connection.readHead();
      await connection.send(sent);
      await connection.hold();
    });
    const { error } = await downloadInto(folder.file(`${at}`), peer.url(), { timeouts, retry });
    assert(error instanceof TimeoutError, `${what}: ${error}`);
  }));
  assertEquals(folder.names().filter((name) => !name.includes(".part")), []);
  await untilClosed("self", before);
});

/** A relay that carries one octet at a time, each way. */
function startTrickle(port: number): Deno.TcpListener {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  (async (): Promise<void> => {
    for await (const near of listener) {
      const far = await Deno.connect({ hostname: "127.0.0.1", port });
      near.setNoDelay();
      far.setNoDelay();
      Promise.all([trickle(near, far), trickle(far, near)]).finally(() => {
        near.close();
        far.close();
      });
    }
  })();
  return listener;
}

async function trickle(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const octet = new Uint8Array(1);
  while (await from.read(octet).catch(() => null) !== null) {
    await new Promise((resume) => setTimeout(resume, 1));
    if (await to.write(octet).catch(() => 0) === 0) break;
  }
  await to.closeWrite().catch(() => {});
}

Deno.test("fault: one octet at a time in both directions is slow, and whole at the end", async () => {
  const content = "x".repeat(400);
  const timeouts = { ...SHORT, headMs: 60_000 }; // a head has so long in all, as slow as it may be
  await using server = await startServer({ "a.txt": content, ...NEXT }, { timeouts });
  await using folder = await TempFolder.create();
  await survive(inside(server), async () => {
    using relay = startTrickle(server.port);
    const url = `http://127.0.0.1:${relay.addr.port}/a.txt`;
    const startMs = performance.now();
    const patience = { ...PATIENT, idleMs: SHORT_MS };
    const { error } = await downloadInto(folder.file("a.txt"), url, { timeouts: patience });
    assertEquals([error, await Deno.readTextFile(folder.file("a.txt"))], [undefined, content]);
    assert(performance.now() - startMs > 2 * SHORT_MS, "it was not slow");
  });
  assertEquals(server.faults, []);
});
