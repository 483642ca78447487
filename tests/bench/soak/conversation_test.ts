import { assertEquals, assertRejects } from "@std/assert";
import { Conversation, type Head } from "../../../bench/soak/conversation.ts";
import { Tally } from "../../../bench/soak/tally.ts";
import { collect, expectContent } from "../../../bench/soak/target.ts";
import { Buffer } from "node:buffer";

/** Calls `use` with a conversation whose server says these words, part by part, and closes. */
async function answered(
  parts: readonly string[],
  use: (peer: Conversation, tally: Tally) => Promise<void>,
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answering = listener.accept().then(async (conn) => {
    for (const part of parts) await conn.write(new TextEncoder().encode(part));
    conn.close();
  });
  const tally = new Tally();
  using peer = await Conversation.begin({ port: listener.addr.port, secure: false }, tally);
  await use(peer, tally);
  await answering;
}

function told(octets: string): Promise<[Head, string]> {
  const parts = [...octets]; // each octet by itself
  let result: [Head, string] | undefined;
  return answered(parts, async (peer) => {
    const head = await peer.head();
    result = [head, (await collect(peer, head)).toString()];
  }).then(() => result!);
}

Deno.test("Conversation reads content by its length, or in chunks", async () => {
  const [head, text] = await told("HTTP/1.1 200 OK\r\nETag:  x \r\nContent-Length: 3\r\n\r\nabc");
  assertEquals([head.status, head.fields.get("etag"), text], [200, "x", "abc"] as unknown[]);
  const chunks = "2\r\nab\r\nA\r\n0123456789\r\n0\r\n\r\n";
  const [, joined] = await told(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`);
  assertEquals(joined, "ab0123456789");
});

Deno.test("Conversation rejects an answer that is broken, or not whole", async () => {
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const table = [
    ...["", "HTTP/1.1 200 OK\r\n", "200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nabc"],
    ...["HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", `${chunked}2\r\nab\r\n`],
    ...[`${chunked}2\r\nabc\r\n0\r\n\r\n`, `${chunked}x\r\n`],
  ];
  for (const octets of table) await assertRejects(() => told(octets), Error);
});

Deno.test("Conversation counts responses and octets", async () => {
  const response = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx";
  await answered([response + response], async (peer, tally) => {
    for (let count = 0; count < 2; count++) await collect(peer, await peer.head());
    assertEquals([tally.requests, tally.octets], [2, 2 * response.length]);
  });
});

Deno.test("expectContent() rejects other content, less of it and more", async () => {
  const table: [expected: string, isRight: boolean][] = [
    ...[["abc", true], ["abd", false], ["ab", false], ["abcd", false]] as [string, boolean][],
  ];
  for (const [expected, isRight] of table) {
    await answered(["HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"], async (peer) => {
      const reading = expectContent(peer, await peer.head(), Buffer.from(expected));
      if (isRight) await reading;
      else await assertRejects(() => reading, Error);
    });
  }
});
