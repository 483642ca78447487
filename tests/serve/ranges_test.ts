// Ranges on real sockets: what a peer gets octet by octet, in how many writes, and what becomes of it
// when the file changes meanwhile.

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { textOf } from "../../http/wire/octets.ts";
import { Connection } from "../../io/connection.ts";
import { Deadlines } from "../../io/deadlines.ts";
import type { OpenFile } from "../../serve/gate.ts";
import { DiskGate } from "../../serve/gates/disk_gate.ts";
import { multipart } from "../../serve/multipart.ts";
import { fileContent, type Response } from "../../serve/response.ts";
import { type Progress, send, type Sending } from "../../serve/send.ts";
import { ChangedError } from "../../serve/changed.ts";
import { parseByteranges } from "../support/byteranges.ts";
import { HeldStream } from "../support/held_stream.ts";
import { RawClient } from "../support/raw.ts";
import { makeFolder, startServer } from "../support/server.ts";

const MIB = 1024 * 1024;
const LARGE = 5 * MIB;

const get = (path: string, ...lines: string[]): string =>
  [`GET ${path} HTTP/1.1`, "Host: x", ...lines, "", ""].join("\r\n");
const statusOf = (head: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
const field = (head: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)\\r$`, "m").exec(head)?.[1];

/** Octets in which no two places look alike. */
function noise(length: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let at = 0; at < words.length; at++) words[at] = at * 0x9e3779b1;
  return new Uint8Array(words.buffer, 0, length);
}

const OCTETS = noise(LARGE);
const slice = (from: number, to: number): string => textOf(OCTETS, from, to + 1);

/** The value of Range, the ranges that are answered with. */
const RANGES: readonly [value: string, ...ranges: [from: number, to: number][]][] = [
  ["0-0", [0, 0]],
  ["-1", [LARGE - 1, LARGE - 1]],
  ["1000000-", [1_000_000, LARGE - 1]],
  [`100-${LARGE + 1}`, [100, LARGE - 1]],
  ["0-0,-1", [0, 0], [LARGE - 1, LARGE - 1]],
  ["-1,0-65536,100000-100001", [LARGE - 1, LARGE - 1], [0, 65_536], [100_000, 100_001]],
  ["4000000-,500-2000000,3-3,0-1", [4_000_000, LARGE - 1], [500, 2_000_000], [0, 3]],
];
for (const [value, ...ranges] of RANGES) {
  Deno.test(`serve() sends bytes=${value} octet for octet, and persists`, async () => {
    await using server = await startServer({ "f.bin": OCTETS, "a.txt": "aaa" });
    using client = await RawClient.connect(server.port);
    await client.send(get("/f.bin", `Range: bytes=${value}`) + get("/a.txt"));
    const { head, content } = await client.response();
    assertEquals(statusOf(head), 206);
    assertEquals((await client.response()).content, "aaa");
    assertEquals(server.log.map((entry) => entry.octets), [content.length, 3]);
    const told = ranges.map(([from, to]) => `bytes ${from}-${to}/${LARGE}`);
    if (ranges.length === 1) {
      assertEquals(field(head, "Content-Range"), told[0]);
      return assert(content === slice(...ranges[0]!));
    }
    const parts = parseByteranges(field(head, "Content-Type")!, content);
    assertEquals(parts.map(({ range }) => range), told);
    for (const [at, [from, to]] of ranges.entries()) {
      assert(parts[at]!.content === slice(from, to), told[at]);
      assertEquals(parts[at]!.type, "application/octet-stream");
    }
  });
}

Deno.test("serve() answers 416, 412, 304 and an ignored Range on one connection", async () => {
  await using server = await startServer({ "f.txt": "0123456789", "empty": "" });
  using client = await RawClient.connect(server.port);
  const many = Array.from({ length: 17 }, (_, at) => `${at}-${at}`).join(",");
  const ask = async (path: string, ...lines: string[]): Promise<(number | string)[]> => {
    await client.send(get(path, ...lines));
    const { head, content } = await client.response();
    return [statusOf(head), field(head, "Content-Range") ?? "", content];
  };
  assertEquals(await ask("/f.txt", "Range: bytes=2-3"), [206, "bytes 2-3/10", "23"]);
  const text = "Range Not Satisfiable";
  assertEquals(await ask("/f.txt", "Range: bytes=10-"), [416, "bytes */10", text]);
  assertEquals(await ask("/f.txt", "Range: bytes=-0"), [416, "bytes */10", text]);
  assertEquals(await ask("/f.txt", "Range: bytes=9-2"), [200, "", "0123456789"]);
  assertEquals(await ask("/f.txt", `Range: bytes=${many}`), [200, "", "0123456789"]);
  assertEquals(await ask("/empty", "Range: bytes=0-0"), [200, "", ""]);
  assertEquals(await ask("/f.txt", 'If-Match: "x"'), [412, "", "Precondition Failed"]);
  assertEquals(await ask("/f.txt", "If-None-Match: *", "Range: bytes=0-0"), [304, "", ""]);
  assertEquals(await ask("/absent", "Range: bytes=0-1"), [404, "", "File not found"]);
  assertEquals(await ask("/f.txt", "Range: bytes=-3"), [206, "bytes 7-9/10", "789"]);
});

Deno.test("serve() resumes by tag and by date, and starts anew when either is another's", async () => {
  await using server = await startServer({ "f.txt": "0123456789" });
  Deno.utimeSync(join(server.folder, "f.txt"), 1_000_000_000, 1_000_000_000);
  using client = await RawClient.connect(server.port);
  const ask = async (...lines: string[]): Promise<{ head: string; content: string }> => {
    await client.send(get("/f.txt", ...lines));
    return await client.response();
  };
  const { head } = await ask();
  const [tag, date] = [field(head, "ETag")!, field(head, "Last-Modified")!];
  for (const [condition, content] of [[tag, "56789"], [date, "56789"], [`W/${tag}`, undefined]]) {
    const answer = await ask("Range: bytes=5-", `If-Range: ${condition}`);
    assertEquals(answer.content, content ?? "0123456789", condition);
  }
  Deno.utimeSync(join(server.folder, "f.txt"), 1_000_000_001, 1_000_000_001);
  for (const condition of [tag, date]) {
    const answer = await ask("Range: bytes=5-", `If-Range: ${condition}`);
    assertEquals([statusOf(answer.head), answer.content], [200, "0123456789"], condition);
  }
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

/** Calls `use` with a sending of these ranges of a file, and the stream that it goes to. */
async function withSending(
  ranges: readonly [from: number, to: number][],
  use: (sending: Promise<Progress>, stream: HeldStream, path: string) => Promise<void>,
): Promise<void> {
  const folder = makeFolder({ "f.bin": OCTETS });
  try {
    const found = new DiskGate(folder, { hidden: false, symlinks: "inside" }).open(["f.bin"]);
    using file = found as OpenFile;
    const positions = ranges.map(([firstPos, lastPos]) => ({ firstPos, lastPos }));
    const { pieces } = multipart(positions, "a/b", LARGE, "SEPARATES");
    const content = positions.length === 1
      ? fileContent(file, positions)
      : fileContent(file, pieces);
    const response: Response = { status: 206, fields: [], content };
    const stream = new HeldStream();
    using connection = new Connection(stream, new Deadlines());
    const progress: Progress = { begun: false, octets: 0 };
    const sending = send(connection, response, SENDING, progress).then(() => progress);
    await use(sending, stream, join(folder, "f.bin"));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("send() puts small ranges, their heads and the response's head in one write", async () => {
  await withSending([[9, 9], [LARGE - 1, LARGE - 1], [0, 0]], async (sending, stream) => {
    stream.open();
    await sending;
    assertEquals(stream.writes.length, 1);
    assertMatch(stream.writes[0]!, /^HTTP\/1\.1 206 [^]*--SEPARATES--\r\n$/);
  });
});

Deno.test("send() puts a head in one write with what follows it, and holds half a MiB at most", async () => {
  await withSending([[1, 2 * MIB], [3 * MIB, 3 * MIB], [LARGE - 10, LARGE - 1]], async (
    sending,
    stream,
  ) => {
    stream.open();
    const { octets, outgrown } = await sending;
    const { writes } = stream;
    assert(writes.every((write) => write.length <= MIB / 2), "a range was held as a whole");
    assertMatch(writes[0]!, /^HTTP\/1\.1 206 [^]*\r\n\r\n--SEPARATES\r\nContent-Type/);
    assert(writes[0]!.length > 1000);
    const heads = writes.filter((write) => write.startsWith("\r\n--SEPARATES\r\n"));
    assertEquals(heads.map((write) => write.length > 70), [true, true]);
    assertEquals(writes.at(-1), "\r\n--SEPARATES--\r\n");
    const [head = "", ...rest] = writes.join("").split("\r\n\r\n");
    assertEquals(field(`${head}\r\n`, "Content-Length"), String(octets));
    assertEquals(rest.join("\r\n\r\n").length, octets);
    assertEquals(outgrown, false);
  });
});

Deno.test("send() ends short when a file is written over amid a range, be its length the same", async () => {
  await withSending([[0, 1_799_999]], async (sending, stream, path) => {
    const letFirst = await stream.nextWrite();
    Deno.writeFileSync(path, new Uint8Array(LARGE));
    Deno.utimeSync(path, 1_000_000_000, 1_000_000_000);
    stream.open();
    letFirst();
    await assertRejects(() => sending, ChangedError, "f.bin was written to while it was sent");
    assert(stream.written < 1_800_000, "it must not look whole");
  });
});

Deno.test("send() ends short when a file shrinks behind the range that is sent", async () => {
  await withSending([[0, 1_799_999]], async (sending, stream, path) => {
    const letFirst = await stream.nextWrite();
    Deno.truncateSync(path, 3 * MIB);
    stream.open();
    letFirst();
    await assertRejects(() => sending, ChangedError, "octets shorter than it was");
    assert(stream.written < 1_800_000, "it must not look whole");
  });
});

Deno.test("session keeps to the length of a file that grows, and ends the connection then", async () => {
  const size = 32 * MIB; // more than the socket buffers of both ends take
  await using server = await startServer({ "f.bin": new Uint8Array(size) });
  using client = await RawClient.connect(server.port);
  await client.send(get("/f.bin"));
  assertEquals(field(await client.until("\r\n\r\n"), "Content-Length"), String(size));
  Deno.writeTextFileSync(join(server.folder, "f.bin"), "and more", { append: true });
  let received = (await client.take(1)).length;
  for (const octets = new Uint8Array(MIB);;) {
    const count = await client.conn.read(octets);
    if (count === null) break;
    assert(octets.subarray(0, count).every((octet) => octet === 0), "what is behind the length");
    received += count;
  }
  assert(received <= size && received > size - MIB, "up to its length, but for what was buffered");
  assertEquals(server.log.map(({ status, octets }) => [status, octets]), [[200, size]]);
  assertEquals(server.faults, []);
});
