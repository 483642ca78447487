// What is said in an answer's head: lengths, codings, ranges, validators, names. Each test is named for
// the class and, where one is known, for a bug of that class elsewhere.

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { join } from "@std/path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { fieldIn, probe } from "./support/probe.ts";
import { RawClient } from "./support/raw.ts";
import { startServer } from "./support/server.ts";

const PAGE = "<p>page</p>".repeat(100);
const BROTLI = "Accept-Encoding: br\r\n";

Deno.test("security: wrong length and wrong coding (SWS #722, caddy #7042, miniserve #160): a sibling is told of as what it is", async () => {
  const small = brotliCompressSync(PAGE);
  const large = gzipSync(crypto.getRandomValues(new Uint8Array(5_000))); // SWS #721
  await using server = await startServer({
    "a.txt": PAGE,
    "a.txt.br": small,
    "b.txt": PAGE,
    "b.txt.gz": large,
    "c.tar.gz": large,
  });
  for (const name of ["a.txt", "b.txt"]) Deno.utimeSync(join(server.folder, name), 1, 1);
  // deno-fmt-ignore
  const expected: readonly (readonly [string, string, string | undefined, number])[] = [
    ["/a.txt", BROTLI, "br", small.length],
    ["/a.txt", "", undefined, PAGE.length],
    ["/a.txt.br", BROTLI, undefined, small.length],
    ["/b.txt", "Accept-Encoding: gzip, identity;q=0\r\n", "gzip", large.length],
    ["/c.tar.gz", "Accept-Encoding: gzip\r\n", undefined, large.length],
  ];
  for (const [target, fields, coding, length] of expected) {
    for (const method of ["GET", "HEAD"]) {
      const { head, content } = await probe(server.port, target, method, fields);
      assertEquals(fieldIn(head, "Content-Encoding"), coding, target + fields);
      assertEquals(fieldIn(head, "Content-Length"), String(length), target + fields);
      assertEquals(content.length, method === "GET" ? length : 0);
    }
  }
});

Deno.test({
  name: "security: response splitting (http-server #932) by the name of an archived folder",
  ignore: Deno.build.os === "windows", // has no such names
  fn: async () => {
    const folder = 'a"\r\nX-Evil: 1;\u202e ü%';
    await using server = await startServer({ [`${folder}/x`]: "x" }, { site: { archive: true } });
    const target = `/${encodeURIComponent(folder)}/?archive=zip`;
    const { head, status } = await probe(server.port, target, "HEAD");
    assertEquals(status, 200);
    assertMatch(head, /^(?:[\x20-\x7e]+\r\n)+$/);
    assert(!/^X-Evil/m.test(head), head);
    // The names as RFC 6266 §4.1 and RFC 8187 §3.2 have them.
    const names =
      /^attachment; filename="[^"\\]*"; filename\*=UTF-8''(?:[\w.!#$&+^`|~-]|%[0-9A-F]{2})*$/;
    assertMatch(fieldIn(head, "Content-Disposition") ?? "", names);
  },
});

const TEN = "0123456789";

/** Status, Content-Range, and how much is sent at most. */
// deno-fmt-ignore
const RANGES: readonly (readonly [what: string, elsewhere: string, value: string, status: number, range?: string])[] = [
  ["a suffix", "http-server, NaN", "bytes=-3", 206, "bytes 7-9/10"],
  ["a suffix of nothing", "dufs #690", "bytes=-0", 416, "bytes */10"],
  ["a suffix larger than all", "dufs #690", "bytes=-99", 206, "bytes 0-9/10"],
  ["a suffix of 2^53+1", "dufs #690", "bytes=-9007199254740993", 206, "bytes 0-9/10"],
  ["a suffix of 2^64", "dufs #690", "bytes=-18446744073709551616", 206, "bytes 0-9/10"],
  ["an end before the start", "dufs #690", "bytes=5-4", 200],
  ["an end of 2^53+1", "", "bytes=0-9007199254740993", 206, "bytes 0-9/10"],
  ["an end of 2^64", "", "bytes=1-18446744073709551616", 206, "bytes 1-9/10"],
  ["a start of 2^53+1", "", "bytes=9007199254740993-", 416, "bytes */10"],
  ["a start of 2^64", "nginx CVE-2017-7529", "bytes=18446744073709551616-", 416, "bytes */10"],
  ["a start at the end", "", "bytes=10-", 416, "bytes */10"],
  ["a negative start", "nginx CVE-2017-7529", "bytes=--1", 200],
  ["a sum that overflows", "nginx CVE-2017-7529", "bytes=-9,-9223372036854775802", 206],
  ["no digits", "", "bytes=a-b", 200],
  ["a sign", "", "bytes=+1-2", 200],
  ["hexadecimal digits", "", "bytes=0x1-0x2", 200],
  ["another unit", "", "octets=0-1", 200],
  ["nothing", "", "bytes=", 200],
  ["a comma alone", "", "bytes=,", 200],
  ["10,000 ranges", "Apache Killer, CVE-2011-3192", `bytes=${"0-,".repeat(10_000)}0-`, 200],
  ["a thousand overlapping ranges", "Apache Killer, CVE-2011-3192", `bytes=${"0-,".repeat(1_000)}0-`, 200],
  ["ten overlapping ranges", "Apache Killer, CVE-2011-3192", `bytes=${"0-,".repeat(9)}0-`, 206],
  ["two ranges that touch", "Apache Killer, CVE-2011-3192", "bytes=0-4,5-9", 206],
];

for (const [what, elsewhere, value, status, range] of RANGES) {
  const named = elsewhere && ` (${elsewhere})`;
  Deno.test(`security: ranges${named}: ${what} gets ${status}`, async () => {
    await using server = await startServer({ "ten.txt": TEN, "empty.txt": "" });
    const answer = await probe(server.port, "/ten.txt", "GET", `Range: ${value}\r\n`);
    const tooLong = value.length > 8_000; // the head as a whole: 431
    assertEquals(answer.status, tooLong && answer.status !== status ? 431 : status);
    if (range !== undefined) assertEquals(fieldIn(answer.head, "Content-Range"), range);
    assert(answer.content.length < 1_000, "no more than the file and its parts' heads");
    const length = Number(fieldIn(answer.head, "Content-Length"));
    assertEquals(answer.content.length, length, "as long as it said");
    const head = await probe(server.port, "/ten.txt", "HEAD", `Range: ${value}\r\n`);
    assertEquals(head.status, tooLong ? head.status : 200, "ranges are for GET only");
    const empty = await probe(server.port, "/empty.txt", "GET", `Range: ${value}\r\n`);
    assert(
      [200, 416, 431].includes(empty.status) && (empty.status !== 200 || empty.content === ""),
    );
    assertEquals(server.faults, []);
  });
}

Deno.test("security: a weak or foreign If-Range never joins parts of two versions", async () => {
  await using server = await startServer({ "ten.txt": TEN });
  const tag = fieldIn((await probe(server.port, "/ten.txt")).head, "ETag") ?? "";
  for (
    const [condition, status] of [[tag, 206], [`W/${tag}`, 200], ['"x"', 200], ["x", 200]] as const
  ) {
    const fields = `Range: bytes=5-\r\nIf-Range: ${condition}\r\n`;
    assertEquals((await probe(server.port, "/ten.txt", "GET", fields)).status, status, condition);
  }
});

Deno.test("security: entity-tag collision (caddy, 2026-08): time and size do not run together", async () => {
  const tags = new Set<string>();
  for (const base of [10, 16, 36]) {
    // The time ends in the digit with which the size of the other one begins.
    const time = 1_700_000_000_077;
    const digits = time.toString(base);
    const [head, last] = [digits.slice(0, -1), digits.slice(-1)];
    const size = parseInt(`${last}1`, base);
    for (const [ms, octets] of [[parseInt(head, base), size], [time, 1]] as const) {
      await using server = await startServer({ f: "x".repeat(octets) });
      Deno.utimeSync(join(server.folder, "f"), ms / 1000, ms / 1000);
      tags.add(fieldIn((await probe(server.port, "/f")).head, "ETag") ?? "none");
    }
  }
  assertEquals(tags.size, 4, `two times and their sizes, three ways: ${[...tags]}`);
});

Deno.test("security: entity-tag collision: each coding of a file has its own, and no other is taken for it", async () => {
  await using server = await startServer({
    "a.html": PAGE,
    "b.html": PAGE,
    "b.html.br": brotliCompressSync(PAGE),
  }, {
    compress: true,
  });
  for (const target of ["/a.html", "/b.html"]) {
    const tags = await Promise.all(["identity", "br", "gzip"].map(async (coding) => {
      const answer = await probe(server.port, target, "GET", `Accept-Encoding: ${coding}\r\n`);
      assertEquals(
        fieldIn(answer.head, "Content-Encoding"),
        coding === "identity" ? undefined : coding,
      );
      assertMatch(fieldIn(answer.head, "Vary") ?? "", /accept-encoding/i);
      return fieldIn(answer.head, "ETag") ?? "none";
    }));
    assertEquals(new Set(tags).size, 3, `${tags}`);
    const asked = `Accept-Encoding: br\r\nIf-None-Match: ${tags[0]}\r\n`;
    assertNotEquals((await probe(server.port, target, "GET", asked)).status, 304);
  }
});

for (const seconds of [-1e10, -1, 0, 253_402_300_799, 253_402_300_800, 8e11]) {
  Deno.test(`security: odd times (darkhttpd CVE-2020-25691): a file of ${seconds} s is served, its time valid or left out`, async () => {
    await using server = await startServer({ "a.txt": "aaa" }, { site: { archive: true } });
    try {
      Deno.utimeSync(join(server.folder, "a.txt"), seconds, seconds);
    } catch {
      return; // a time this file system has not
    }
    const { status, head } = await probe(server.port, "/a.txt");
    const time = fieldIn(head, "Last-Modified");
    assertEquals(status, 200);
    if (time !== undefined) assertMatch(time, /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
    for (const target of ["/", "/?archive=zip", "/?archive=tar"]) {
      assertEquals((await probe(server.port, target)).status, 200, target);
    }
    assertEquals(server.faults, []);
  });
}

Deno.test("security: request smuggling (caddy GHSA-f59h-q822-g45g): a request in the content of another is none", async () => {
  await using server = await startServer({ "a.txt": "aaa" });
  const inner = "GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n";
  // deno-fmt-ignore
  const lengths = ["Content-Length: 32\r\nTransfer-Encoding: chunked", "Content-Length: 32\r\nContent-Length: 0",
    "Content-Length: 32, 0", "Transfer-Encoding: xchunked", "Transfer-Encoding : chunked", "Content_Length: 0\r\nContent-Length: 32",
    "Content-Length: +32", "Content-Length: 32\r\n Content-Length: 0", "Transfer-Encoding: chunked, identity"];
  for (const fields of lengths) {
    using client = await RawClient.connect(server.port);
    await client.send(`POST /none HTTP/1.1\r\nHost: x\r\n${fields}\r\n\r\n${inner}`);
    await client.closeWrite();
    const answers = await client.rest();
    assertEquals([...answers.matchAll(/HTTP\/1\.1 \d/g)].length, 1, fields + answers);
    assert(!answers.includes("aaa"), fields);
  }
});

Deno.test("security: writing (miniserve #590, dufs #359): no method makes, changes, moves or removes anything", async () => {
  const files = { "a.txt": "aaa", "dir/b.txt": "bbb" };
  await using server = await startServer(files);
  // deno-fmt-ignore
  const methods = ["PUT", "POST", "PATCH", "DELETE", "MKCOL", "COPY", "MOVE", "LOCK", "PROPPATCH", "PROPFIND", "TRACE", "CONNECT"];
  const fields = "Destination: /c.txt\r\nOverwrite: T\r\nX-Update-Range: append\r\n" +
    "X-HTTP-Method-Override: DELETE\r\nContent-Length: 0\r\n";
  for (const method of methods) {
    for (const target of ["/a.txt", "/dir/", "/c.txt"]) {
      const { status, content } = await probe(server.port, target, method, fields);
      assert(status === 405 || status === 501 || method === "CONNECT" && status === 400, method);
      assert(!/aaa|bbb/.test(content), method);
    }
  }
  for (const target of ["/a.txt?delete", "/dir/?mkdir=x"]) {
    await probe(server.port, target, "GET", "X-HTTP-Method-Override: DELETE\r\n");
  }
  assertEquals(Array.from(Deno.readDirSync(server.folder), ({ name }) => name).sort(), [
    "a.txt",
    "dir",
  ]);
  for (const [path, content] of Object.entries(files)) {
    assertEquals(Deno.readTextFileSync(join(server.folder, path)), content);
  }
});
