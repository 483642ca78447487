// Compression on the fly at its bounds: what is kept, how many encoders there are, and who goes away.

import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { join } from "@std/path";
import { askCoded, decode, noise, prose } from "../../support/coded.ts";
import { startCompressing } from "../../support/compressing.ts";
import { RawClient } from "../../support/raw.ts";

const ANY = "Accept-Encoding: gzip, deflate, br, zstd";
/** Larger than is kept. */
const LARGE_OCTETS = 9 * 1024 * 1024;

Deno.test("a variant that many ask for at once is made once", async () => {
  await using server = await startCompressing({ "a.txt": prose(2_000_000) });
  const answers = await Promise.all(
    Array.from({ length: 60 }, () => askCoded(server.port, "GET /a.txt", ANY)),
  );
  const [first] = answers;
  for (const answer of answers) {
    assertEquals(answer.field("Content-Encoding"), "br"); // beyond 32 encoders it would be identity
    assertEquals(answer.octets, first?.octets);
  }
  assertEquals(first?.text(), prose(2_000_000));
  assertEquals(server.faults, []);
});

Deno.test("what is too large to keep is streamed each time", async () => {
  const text = prose(LARGE_OCTETS);
  await using server = await startCompressing({ "a.txt": text });
  for (let round = 0; round < 2; round++) {
    const answer = await askCoded(server.port, "GET /a.txt", ANY);
    assertEquals(answer.field("Content-Encoding"), "zstd");
    assertEquals([answer.field("Transfer-Encoding"), answer.field("Content-Length")], [
      "chunked",
      undefined,
    ]);
    assert(answer.text() === text);
  }
  assertEquals(server.server.cacheStats().octets, 0);
});

Deno.test("the cache of variants keeps to its budget", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [`${at}.txt`, prose(60_000, at + 1)]),
  );
  await using server = await startCompressing(files, { cacheOctets: 480_000 });
  for (const name of Object.keys(files)) {
    for (const coding of ["br", "zstd", "gzip"]) {
      await askCoded(server.port, `GET /${name}`, `Accept-Encoding: ${coding}`);
    }
  }
  const { octets, entries, evictions } = server.server.cacheStats();
  assertLess(octets, 480_001);
  assertGreater(entries, 0);
  assertGreater(evictions, 0);
});

Deno.test("peers that go away amid a variant leave nothing behind", async () => {
  await using server = await startCompressing({
    "large.txt": noise(LARGE_OCTETS),
  });
  for (let round = 0; round < 40; round++) { // more than there may be encoders at once
    using client = await RawClient.connect(server.port);
    await client.send(`GET /large.txt HTTP/1.1\r\nHost: x\r\n${ANY}\r\n\r\n`);
    await client.until("\r\n\r\n");
  }
  while (server.server.connections > 0) await new Promise((resume) => setTimeout(resume, 5));
  const answer = await askCoded(server.port, "GET /large.txt", ANY);
  assertEquals(answer.field("Content-Encoding"), "zstd");
  assertEquals(decode(answer.octets, "zstd").length, LARGE_OCTETS);
});

Deno.test("beyond a number of encoders what is not there yet is sent as it is", async () => {
  const content = noise(LARGE_OCTETS);
  await using server = await startCompressing({ "large.txt": content });
  const clients: RawClient[] = [];
  try {
    const codings: (string | undefined)[] = [];
    for (let at = 0; at < 34; at++) { // each takes its head and no more
      const client = await RawClient.connect(server.port);
      clients.push(client);
      await client.send(`GET /large.txt HTTP/1.1\r\nHost: x\r\n${ANY}\r\n\r\n`);
      codings.push(/^Content-Encoding: (.*)\r$/m.exec(await client.until("\r\n\r\n"))?.[1]);
    }
    assertEquals(codings.slice(0, 32), Array(32).fill("zstd"));
    assertEquals(codings.slice(32), [undefined, undefined]);
  } finally {
    for (const client of clients) client[Symbol.dispose]();
  }
});

Deno.test("a file that shrinks amid its variant ends the connection", async () => {
  const content = noise(4 * LARGE_OCTETS);
  await using server = await startCompressing({ "large.txt": content });
  using client = await RawClient.connect(server.port);
  await client.send(`GET /large.txt HTTP/1.1\r\nHost: x\r\n${ANY}\r\n\r\n`);
  await client.until("\r\n\r\n");
  Deno.truncateSync(join(server.folder, "large.txt"), 1_000);
  const rest = await client.rest();
  assert(!rest.endsWith("0\r\n\r\n"), "the last chunk would say that it is all");
});
