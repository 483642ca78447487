// Sending to many at once: their pieces get smaller, others live between them, and no octet is lost.

import { assert, assertEquals } from "@std/assert";
import { heldOctets } from "../../serve/piece_buffers.ts";
import { RawClient } from "../support/raw.ts";
import { startServer } from "../support/server.ts";

const MIB = 1024 * 1024;
/** Octets in which hardly two places look alike. */
const noise = (octets: number): Uint8Array =>
  new Uint8Array(octets).map((_, at) => at * 7 + (at >> 8) + (at >> 16));
const get = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;

Deno.test("send() gives 300 slow readers pieces that get smaller, and whole files to all the same", async () => {
  const content = noise(6 * MIB); // more than the socket buffers of both ends take
  const files = { "f.bin": content, "a.txt": "aaa" };
  await using server = await startServer(files);
  const readers = await Promise.all(
    Array.from({ length: 300 }, () => RawClient.connect(server.port)),
  );
  try {
    for (const reader of readers) await reader.send(get("/f.bin"));
    await Promise.all(readers.map((reader) => reader.conn.read(new Uint8Array(1))));
    assert(heldOctets() < 80 * MIB, `${heldOctets()} octets`); // at full size 150 MiB
    using other = await RawClient.connect(server.port);
    await other.send(get("/a.txt"));
    assertEquals((await other.response()).content, "aaa");
    for (const reader of [readers[0]!, readers[150]!, readers.at(-1)!]) {
      const octets = new Uint8Array(content.length + 10_000);
      let end = 1;
      for (let count; (count = await reader.conn.read(octets.subarray(end))) !== null;) {
        end += count;
      }
      const from = end - content.length;
      assert(content.every((octet, at) => octet === octets[from + at]));
    }
  } finally {
    for (const reader of readers) reader[Symbol.dispose]();
  }
  while (server.server.connections > 0) await new Promise((resume) => setTimeout(resume, 10));
  assertEquals(heldOctets(), 0);
  assertEquals(server.faults, []);
});

Deno.test("send() sends a head that is longer than a piece has room for", async () => {
  const content = noise(MIB);
  const long = "x".repeat(600_000);
  await using server = await startServer({ "f.bin": content }, { fields: [["X-Long", long]] });
  using client = await RawClient.connect(server.port);
  await client.send(get("/f.bin"));
  const answer = await client.rest();
  assert(answer.includes(`\r\nX-Long: ${long}\r\n`));
  const from = answer.length - content.length;
  assert(content.every((octet, at) => octet === answer.charCodeAt(from + at)));
});
