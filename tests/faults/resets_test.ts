// Faults of connections that are reset, at every octet of what is said on them.

import { assert, assertEquals } from "@std/assert";
import { connect } from "node:net";
import { downloadInto } from "../support/download.ts";
import {
  inside,
  NEXT,
  openFiles,
  outside,
  residentOctets,
  survive,
  until,
  untilClosed,
} from "../support/leaks.ts";
import { noise } from "../support/origin.ts";
import { startResettingPeer } from "../support/peer.ts";
import { TempFolder } from "../support/program.ts";
import { startCuttingRelay } from "../support/relay.ts";
import { makeFolder, startServer } from "../support/server.ts";
import { ServeProgram } from "../support/serve_program.ts";

const MIB = 1024 * 1024;
const LARGE = 8 * MIB;

const REQUESTS = [
  "GET /next.txt HTTP/1.1\r\nHost: x\r\n\r\n",
  "HEAD /large.bin HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
  "POST /next.txt HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
];

/** Sends, takes so many octets of the answer, and resets; settles when the connection is gone. */
function resetAfter(port: number, sent: string, taken: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let received = 0;
    const reset = (): void => void socket.resetAndDestroy();
    socket.on("error", () => {}); // the answer to a reset may be one
    socket.on("close", () => resolve());
    socket.on("data", ({ length }) => (received += length) >= taken && taken > 0 && reset());
    socket.write(sent, "latin1", () => taken === 0 && reset());
  });
}

Deno.test("fault: resets at any octet of a request leave nothing behind in the server", async () => {
  const files = { "large.bin": new Uint8Array(LARGE), ...NEXT };
  await using server = await startServer(files);
  await survive(inside(server), async () => {
    for (const request of REQUESTS) {
      for (let cut = 1; cut <= request.length; cut++) {
        await resetAfter(server.port, request.slice(0, cut), 0);
      }
    }
  });
  assertEquals(server.faults, []);
});

Deno.test("fault: resets amid a response leave nothing behind in the server", async () => {
  const files = { "large.bin": new Uint8Array(LARGE), ...NEXT };
  await using server = await startServer(files, { site: { archive: true }, compress: true });
  await survive(inside(server), async () => {
    const targets = ["/large.bin", "/?archive=tar", "/", "/next.txt"];
    for (const target of targets) {
      for (const taken of [1, 100, 1_000, 100_000, MIB]) {
        const request = `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
        await resetAfter(server.port, request, taken);
      }
    }
  });
  assertEquals(server.faults, []);
});

/** Connects, and resets before anything was said. */
function resetAtOnce(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => void socket.resetAndDestroy());
    socket.on("error", () => {});
    socket.on("close", () => resolve());
  });
}

Deno.test({
  name: "fault: resets before they were accepted neither hold up others nor are told of",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    const folder = makeFolder(NEXT);
    try {
      await using program = await ServeProgram.start([folder, "--port", "0", "--quiet"]);
      await survive(outside(program), async () => {
        program.child.kill("SIGSTOP"); // so that it accepts none of them before
        await Promise.all(Array.from({ length: 300 }, () => resetAtOnce(program.port)));
        program.child.kill("SIGCONT");
      });
      assertEquals(program.stderr, "");
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

/** More than a process breathes; a piece kept for each of 800 downloads would be 400 MiB. */
const BREATH_OCTETS = 150 * MIB;

Deno.test({
  name: "fault: 800 downloads that are reset leave no memory behind in the program",
  ignore: Deno.build.os !== "linux", // elsewhere there is no /proc
  async fn(): Promise<void> {
    const folder = makeFolder({ "large.bin": new Uint8Array(LARGE), ...NEXT });
    try {
      await using program = await ServeProgram.start([folder, "--port", "0", "--quiet"]);
      const request = "GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n";
      await survive(outside(program), async () => {
        const batch = (): Promise<unknown> =>
          Promise.all(Array.from({ length: 20 }, () => resetAfter(program.port, request, 100_000)));
        for (let batches = 0; batches < 5; batches++) await batch();
        const before = residentOctets(program.child.pid);
        for (let batches = 0; batches < 40; batches++) await batch();
        const more = residentOctets(program.child.pid) - before;
        assert(more < BREATH_OCTETS, `${more} octets more than before`);
      });
      assertEquals(program.stderr, "");
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

const CONTENT = "0123456789";
const ANSWERS = [
  `HTTP/1.1 200 OK\r\nContent-Length: ${CONTENT.length}\r\n\r\n${CONTENT}`,
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n`,
];

Deno.test("fault: resets at any octet of an answer never make a whole file of it", async () => {
  const before = openFiles("self");
  await using folder = await TempFolder.create();
  const path = folder.file("a");
  await Deno.writeTextFile(path, "older");
  const retry = { times: 0, firstDelayMs: 1 };
  for (const answer of ANSWERS) {
    for (let cut = 0; cut < answer.length; cut++) {
      await using peer = await startResettingPeer(answer.slice(0, cut));
      const { error } = await downloadInto(path, peer.url, { retry });
      assert(error !== undefined, `whole after ${cut} octets of ${answer}`);
      assertEquals(await Deno.readTextFile(path), "older");
    }
  }
  await untilClosed("self", before);
});

Deno.test("fault: resets at any octet of a download that is retried lose no octet", async () => {
  const content = noise(3_000);
  await using server = await startServer({ "a.bin": content, ...NEXT });
  const origin = { hostname: "127.0.0.1", port: server.port };
  const retry = { times: 500, firstDelayMs: 1 };
  await survive(inside(server), async () => {
    for (const connections of [1, 3]) {
      let turn = 0;
      await using folder = await TempFolder.create();
      await using relay = await startCuttingRelay(origin, {
        after: () => 300 + (turn++ * 7) % 300,
      });
      const url = `http://127.0.0.1:${relay.port}/a.bin`;
      const path = folder.file("a");
      const { error } = await downloadInto(path, url, { retry, connections });
      assertEquals([error, folder.names()], [undefined, ["a"]]);
      assertEquals(await Deno.readFile(path), content);
      assert(relay.cuts > 10, `${relay.cuts} resets`);
    }
  });
  await until(() => server.server.connections === 0, () => "connections are left");
  assertEquals(server.faults, []);
});
