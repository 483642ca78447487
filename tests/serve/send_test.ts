// Sending, on sockets and on a stream that a test holds in its hand: the length that a head tells is
// kept whatever becomes of the file, and nothing is left open.

import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { Connection } from "../../io/connection.ts";
import { Deadlines } from "../../io/deadlines.ts";
import { TransportError } from "../../io/errors.ts";
import type { OpenFile } from "../../serve/gate.ts";
import { DiskGate } from "../../serve/gates/disk_gate.ts";
import { heldOctets } from "../../serve/piece_buffers.ts";
import { wholeFile } from "../../serve/response.ts";
import { send, type Sending } from "../../serve/send.ts";
import { ShrunkError } from "../../serve/changed.ts";
import { HeldStream } from "../support/held_stream.ts";
import { RawClient } from "../support/raw.ts";
import { makeFolder, startServer } from "../support/server.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const get = (path: string, method = "GET"): string =>
  `${method} ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** Octets in which no two places look alike, for each seed others. */
function noise(length: number, seed: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let at = 0; at < words.length; at++) words[at] = (at + seed) * 0x9e3779b1;
  return new Uint8Array(words.buffer, 0, length);
}

/** How many files and sockets this process holds open. */
function openFiles(): number {
  return [...Deno.readDirSync("/dev/fd")].length;
}

const SIZES = [0, 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 512 * KIB, 1024 * KIB + 1, 3 * MIB + 3];
for (const size of SIZES) {
  Deno.test(`send() delivers a file of ${size} octets octet for octet, and persists`, async () => {
    const octets = noise(size, size);
    await using server = await startServer({ "f.bin": octets });
    const response = await fetch(`${server.origin}/f.bin`);
    assertEquals(response.headers.get("content-length"), String(size));
    const received = new Uint8Array(await response.arrayBuffer());
    assert(received.length === size && received.every((octet, at) => octet === octets[at]));
    using client = await RawClient.connect(server.port);
    await client.send(get("/f.bin") + get("/absent"));
    assertEquals((await client.response()).content.length, size);
    assertMatch((await client.response()).head, /^HTTP\/1\.1 404 /);
    assertEquals(server.log.slice(0, 2).map((entry) => entry.octets), [size, size]);
  });
}

Deno.test("send() tells of a large file's length, and sends none of it, for HEAD", async () => {
  await using server = await startServer({ "f.bin": new Uint8Array(3 * MIB), "a.txt": "aaa" });
  using client = await RawClient.connect(server.port);
  await client.send(get("/f.bin", "HEAD") + get("/a.txt"));
  assertStringIncludes((await client.response(true)).head, `Content-Length: ${3 * MIB}\r\n`);
  assertEquals((await client.response()).content, "aaa");
  assertEquals(server.log.map((entry) => entry.octets), [0, 3]);
});

Deno.test("send() keeps large downloads apart that run at once", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [`${at}.bin`, noise(1_500_000 + at, at)]),
  );
  await using server = await startServer(files);
  await Promise.all(
    Object.entries(files).map(async ([name, octets]) => {
      for (let turn = 0; turn < 2; turn++) {
        const received = await (await fetch(`${server.origin}/${name}`)).bytes();
        assert(received.length === octets.length, name);
        assert(received.every((octet, at) => octet === octets[at]), name);
      }
    }),
  );
});

const SENDING: Sending = {
  withContent: true,
  chunks: true,
  overriding: [],
  additional: [],
  date: "",
  connection: undefined,
  stallMs: 60_000,
};

/** Runs `use` with a file of that size that the gate has opened. */
async function withFile(
  size: number,
  use: (file: OpenFile, path: string) => Promise<void>,
): Promise<void> {
  const folder = makeFolder({ "f.bin": noise(size, 7) });
  try {
    const file = new DiskGate(folder, { hidden: false, symlinks: "inside" }).open(["f.bin"]);
    assert(typeof file === "object" && file.kind === "file");
    using _file = file;
    await use(file, join(folder, "f.bin"));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("send() fails with ShrunkError when a file shrinks amid a write", async () => {
  await withFile(4 * MIB, async (file, path) => {
    const stream = new HeldStream();
    using connection = new Connection(stream, new Deadlines());
    const progress = { begun: false, octets: 0 };
    const sending = send(
      connection,
      { status: 200, fields: [], content: wholeFile(file) },
      SENDING,
      progress,
    );
    const letFirst = await stream.nextWrite(); // head and first part
    Deno.truncateSync(path, 100);
    letFirst();
    stream.open();
    await assertRejects(() => sending, ShrunkError, "f.bin is");
    assert(progress.begun && progress.octets > 0 && progress.octets < 4 * MIB);
  });
});

Deno.test("send() ends at a close amid a write, and leaves that write its octets", async () => {
  const use = new Set<ArrayBufferLike>();
  await withFile(4 * MIB, async (file) => {
    const stream = new HeldStream();
    const connection = new Connection(stream, new Deadlines());
    const progress = { begun: false, octets: 0 };
    const sending = send(
      connection,
      { status: 200, fields: [], content: wholeFile(file) },
      SENDING,
      progress,
    );
    (await stream.nextWrite())(); // the head and the first part
    await stream.nextWrite(); // and this one never settles, as in Deno up to 2.7
    use.add(stream.last.buffer);
    connection.close();
    await assertRejects(() => sending, TransportError);
  });
  await withFile(4 * MIB, async (file) => {
    const write = (octets: Uint8Array): Promise<number> => {
      assert(!use.has(octets.buffer), "the octets of that write are used again");
      return Promise.resolve(octets.length);
    };
    using connection = new Connection(Object.assign(new HeldStream(), { write }), new Deadlines());
    const progress = { begun: false, octets: 0 };
    await send(
      connection,
      { status: 200, fields: [], content: wholeFile(file) },
      SENDING,
      progress,
    );
    assertEquals(progress.octets, 4 * MIB);
  });
});

Deno.test("send() fails before anything is out when a small file has shrunk", async () => {
  await withFile(1000, async (file, path) => {
    Deno.truncateSync(path, 999);
    const stream = new HeldStream();
    using connection = new Connection(stream, new Deadlines());
    const progress = { begun: false, octets: 0 };
    const response = { status: 200, fields: [], content: wholeFile(file) };
    await assertRejects(() => send(connection, response, SENDING, progress), ShrunkError);
    assertEquals([progress.begun, progress.octets, stream.written], [false, 0, 0]);
  });
});

Deno.test("session ends the connection short of the length when a file shrinks, and lives on", async () => {
  const size = 64 * MIB;
  await using server = await startServer({ "f.bin": new Uint8Array(size), "a.txt": "aaa" });
  using client = await RawClient.connect(server.port);
  await client.send(get("/f.bin"));
  const head = await client.until("\r\n\r\n");
  assertStringIncludes(head, `Content-Length: ${size}\r\n`);
  Deno.truncateSync(join(server.folder, "f.bin"), 10);
  let rest = 0;
  for (const octets = new Uint8Array(MIB);;) {
    const count = await client.conn.read(octets).catch(() => null);
    if (count === null) break;
    rest += count;
  }
  assert(rest < size, "it must not look whole");
  assertMatch(
    server.faults.join(),
    /^f\.bin is \d+ octets shorter than it was; put a new version in its place by a rename$/,
  );
  assertEquals(await (await fetch(`${server.origin}/a.txt`)).text(), "aaa");
});

for (const size of [5, 3 * MIB + 5]) {
  Deno.test(`send() cuts a file of ${size} octets at its length when it has grown`, async () => {
    await withFile(size, async (file, path) => {
      const before = Deno.readFileSync(path);
      Deno.writeTextFileSync(path, "and more of it", { append: true });
      const written: Uint8Array[] = [];
      const stream = Object.assign(new HeldStream(), {
        write: (octets: Uint8Array) =>
          Promise.resolve(written.push(octets.slice()) && octets.length),
      });
      using connection = new Connection(stream, new Deadlines());
      const progress = { begun: false, octets: 0 };
      await send(
        connection,
        { status: 200, fields: [], content: wholeFile(file) },
        SENDING,
        progress,
      );
      const sent = await new Blob(written as BlobPart[]).bytes();
      const content = sent.subarray(sent.length - size);
      assertEquals(progress.octets, size);
      assert(content.every((octet, at) => octet === before[at]));
      assert(new TextDecoder().decode(sent).split("\r\n\r\n")[0]!.endsWith(`Length: ${size}`));
    });
  });
}

Deno.test({
  name: "session leaves no file and no connection open after 200 clients that go amid a download",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using server = await startServer({ "f.bin": new Uint8Array(8 * MIB) });
    const before = openFiles();
    for (let batch = 0; batch < 10; batch++) {
      await Promise.all(Array.from({ length: 20 }, async () => {
        using client = await RawClient.connect(server.port);
        await client.send(get("/f.bin"));
        await client.until("\r\n\r\n");
      }));
    }
    while (server.server.connections > 0) await new Promise((resume) => setTimeout(resume, 10));
    assertEquals([openFiles(), heldOctets()], [before, 0]);
    assertEquals(server.log.length, 200);
    assertEquals(server.faults, []);
  },
});
