// Compression on the fly, over HTTP: what is compressed, how often, and what is kept.

import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { octetsOf } from "../../../http/wire/octets.ts";
import { askCoded, type CodedAnswer, decode, prose } from "../../support/coded.ts";
import { startCompressing } from "../../support/compressing.ts";
import { RawClient } from "../../support/raw.ts";
import { startServer } from "../../support/server.ts";

const TEXT = prose(200_000);
const ANY = "Accept-Encoding: gzip, deflate, br, zstd";
const CODINGS = ["br", "zstd", "gzip"];

const lengthOf = (answer: CodedAnswer): string | undefined => answer.field("Content-Length");

Deno.test("a variant is streamed while it is made, then has its length", async () => {
  await using server = await startCompressing({ "a.txt": TEXT });
  for (const coding of CODINGS) {
    const accept = `Accept-Encoding: ${coding}`;
    const first = await askCoded(server.port, "GET /a.txt", accept);
    assertEquals([first.field("Content-Encoding"), first.text()], [coding, TEXT]);
    assertEquals([first.field("Transfer-Encoding"), lengthOf(first)], ["chunked", undefined]);
    const second = await askCoded(server.port, "GET /a.txt", accept);
    assertEquals([second.field("Content-Encoding"), second.text()], [coding, TEXT]);
    assertEquals(lengthOf(second), String(first.octets.length));
    assertEquals(second.octets, first.octets);
    assertEquals(second.field("Accept-Ranges"), "bytes");
    for (const answer of [first, second]) {
      assertEquals(answer.field("Vary"), "Accept-Encoding");
      assertEquals(answer.field("Content-Type"), "text/plain; charset=UTF-8");
      assertMatch(answer.field("ETag") ?? "", new RegExp(`^"[0-9a-f]+-[0-9a-f]+-${coding}\\d+"$`));
    }
  }
  const { hits, entries } = server.server.cacheStats();
  assertEquals([hits, entries], [3, 3]);
});

const UNCOMPRESSED: readonly [about: string, name: string, size: number, ...fields: string[]][] = [
  ["no Accept-Encoding", "a.txt", 5_000],
  ["all refused", "a.txt", 5_000, "Accept-Encoding: gzip;q=0, br;q=0"],
  ["an unknown coding", "a.txt", 5_000, "Accept-Encoding: deflate, compress"],
  ["identity preferred", "a.txt", 5_000, "Accept-Encoding: gzip;q=0.5, identity"],
  ["too small", "a.txt", 1_023, ANY],
  ["compressed already", "a.png", 5_000, ANY],
  ["compressed already", "a.txt.gz", 5_000, ANY],
  ["of an unknown kind", "a", 5_000, ANY],
];

Deno.test("what is not worth it, or not wanted, is sent as it is", async () => {
  for (const [about, name, size, ...fields] of UNCOMPRESSED) {
    await using server = await startCompressing({ [name]: prose(size) });
    const answer = await askCoded(server.port, `GET /${name}`, ...fields);
    assertEquals(answer.field("Content-Encoding"), undefined, about);
    assertEquals(lengthOf(answer), String(size), about);
    const varies = name === "a.txt" && size > 1_023 ? "Accept-Encoding" : undefined;
    assertEquals(answer.field("Vary"), varies, about);
  }
});

Deno.test("nothing is compressed on the fly unless it is asked for", async () => {
  await using server = await startCompressing({ "a.txt": TEXT }, { compress: false });
  const answer = await askCoded(server.port, "GET /a.txt", ANY);
  assertEquals([answer.field("Content-Encoding"), answer.field("Vary")], [undefined, undefined]);
});

Deno.test("HEAD and a 304 compress nothing", async () => {
  await using server = await startCompressing({ "a.txt": TEXT });
  const head = await askCoded(server.port, "HEAD /a.txt", ANY);
  const tag = head.field("ETag");
  assertEquals([head.field("Content-Encoding"), head.octets.length], ["br", 0]);
  const unchanged = await askCoded(server.port, "GET /a.txt", ANY, `If-None-Match: ${tag}`);
  assertEquals([unchanged.status, unchanged.field("ETag")], [304, tag]);
  assertEquals(unchanged.field("Vary"), "Accept-Encoding");
  assertEquals(server.server.cacheStats().entries, 0);
  const got = await askCoded(server.port, "GET /a.txt", ANY);
  assertEquals([got.field("ETag"), got.text()], [tag, TEXT]);
  assertEquals(server.server.cacheStats().entries, 1);
  const again = await askCoded(server.port, "HEAD /a.txt", ANY);
  assertEquals(lengthOf(again), String(got.octets.length));
});

Deno.test("ranges are of a variant only where the request names its entity-tag", async () => {
  await using server = await startCompressing({ "a.txt": TEXT });
  const range = "Range: bytes=10-29";
  const whole = await askCoded(server.port, "GET /a.txt", ANY);
  const tag = whole.field("ETag");
  const plain = await askCoded(server.port, "GET /a.txt", ANY, range);
  assertEquals([plain.status, plain.field("Content-Encoding")], [206, undefined]);
  assertEquals(plain.text(), TEXT.slice(10, 30));
  assertEquals(plain.field("Vary"), "Accept-Encoding");
  for (const name of ["If-Range", "If-Match"]) {
    const part = await askCoded(server.port, "GET /a.txt", ANY, range, `${name}: ${tag}`);
    assertEquals([part.status, part.field("Content-Encoding")], [206, "br"], name);
    assertEquals(part.field("Content-Range"), `bytes 10-29/${whole.octets.length}`);
    assertEquals(part.octets, whole.octets.slice(10, 30));
  }
  const own = plain.field("ETag");
  const resumed = await askCoded(server.port, "GET /a.txt", ANY, range, `If-Range: ${own}`);
  assertEquals([resumed.status, resumed.text()], [206, TEXT.slice(10, 30)]);
});

Deno.test("a range of a variant that was let go is answered with the whole", async () => {
  await using server = await startCompressing({ "a.txt": TEXT }, { cacheOctets: 0 });
  const whole = await askCoded(server.port, "GET /a.txt", ANY);
  const tag = whole.field("ETag");
  const answer = await askCoded(
    server.port,
    "GET /a.txt",
    ANY,
    "Range: bytes=5-",
    `If-Range: ${tag}`,
  );
  assertEquals([answer.status, answer.field("ETag"), answer.text()], [200, tag, TEXT]);
});

Deno.test("a file that has changed is compressed anew", async () => {
  await using server = await startCompressing({ "a.txt": TEXT });
  const first = await askCoded(server.port, "GET /a.txt", ANY);
  const path = join(server.folder, "a.txt");
  Deno.writeTextFileSync(path, TEXT.toUpperCase());
  Deno.utimeSync(path, 1_700_000_001, 1_700_000_001);
  const second = await askCoded(server.port, "GET /a.txt", ANY);
  assertEquals(second.text(), TEXT.toUpperCase());
  assert(first.field("ETag") !== second.field("ETag"));
});

Deno.test("a file written to just now is compressed, but nothing of it is kept", async () => {
  await using server = await startServer({ "a.txt": TEXT }, { compress: true });
  const now = new Date(Date.now() + 60_000); // as when it is written on and on
  Deno.utimeSync(join(server.folder, "a.txt"), now, now);
  for (let round = 0; round < 2; round++) {
    const answer = await askCoded(server.port, "GET /a.txt", ANY);
    assertEquals([answer.field("Transfer-Encoding"), answer.text()], ["chunked", TEXT]);
  }
  assertEquals(server.server.cacheStats().entries, 0);
});

Deno.test("HTTP/1.0 gets a variant up to the close, since it knows no chunks", async () => {
  await using server = await startCompressing({ "a.txt": TEXT });
  using client = await RawClient.connect(server.port);
  await client.send("GET /a.txt HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n");
  const head = await client.until("\r\n\r\n");
  assert(!/transfer-encoding|content-length/i.test(head), head);
  const content = decode(octetsOf(await client.rest()), "gzip");
  assertEquals(new TextDecoder().decode(content), TEXT);
});

Deno.test("a listing is compressed as well", async () => {
  const files = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`${at}.txt`, ""]));
  await using server = await startCompressing(files);
  for (const type of ["text/html", "application/json"]) {
    const accept = `Accept: ${type}`;
    const plain = await askCoded(server.port, "GET /", accept);
    const coded = await askCoded(server.port, "GET /", accept, ANY);
    assertEquals(coded.field("Content-Encoding"), "zstd");
    assertEquals(coded.text(), plain.text());
    assertLess(coded.octets.length, plain.octets.length / 2);
    for (const answer of [plain, coded]) {
      assertEquals(answer.field("Vary"), "Accept, Accept-Encoding");
      assertMatch(answer.field("Content-Type") ?? "", new RegExp(`^${type}`));
    }
    assertEquals((await askCoded(server.port, "HEAD /", accept, ANY)).octets.length, 0);
  }
});

Deno.test("a sibling is sent rather than a variant", async () => {
  await using server = await startCompressing({ "a.txt": TEXT, "a.txt.gz": "beforehand" });
  const answer = await askCoded(server.port, "GET /a.txt", ANY);
  assertEquals([answer.field("Content-Encoding"), answer.octets.length], ["gzip", 10]);
  const other = await askCoded(server.port, "GET /a.txt", "Accept-Encoding: gzip;q=0.5, br");
  assertEquals([other.field("Content-Encoding"), other.text()], ["br", TEXT]);
});
