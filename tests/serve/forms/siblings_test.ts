// Files compressed beforehand, over HTTP: which of them is sent, and how it is told of.

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { join } from "@std/path";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { octetsOf } from "../../../http/wire/octets.ts";
import { askCoded, prose } from "../../support/coded.ts";
import { startServer, type TestServer } from "../../support/server.ts";

const TEXT = prose(20_000);
const BR = brotliCompressSync(octetsOf(TEXT));
const FILES = {
  "a.js": TEXT,
  "a.js.br": BR,
  "a.js.zst": zstdCompressSync(octetsOf(TEXT)),
  "a.js.gz": gzipSync(octetsOf(TEXT)),
  "plain.js": TEXT,
};
const ANY = "Accept-Encoding: gzip, deflate, br, zstd";

/** A server of these files, all of one time. */
async function startDated(
  files: Record<string, string | Uint8Array>,
  options: Parameters<typeof startServer>[1] = {},
): Promise<TestServer> {
  const server = await startServer(files, options);
  for (const path of Object.keys(files)) date(server, path, 1_700_000_000_500);
  return server;
}

function date({ folder }: TestServer, path: string, timeMs: number): void {
  Deno.utimeSync(join(folder, path), new Date(timeMs), new Date(timeMs));
}

const CHOICES: readonly [fields: string[], coding: string | undefined][] = [
  [[], undefined],
  [["Accept-Encoding: gzip"], "gzip"],
  [["Accept-Encoding: zstd"], "zstd"],
  [["Accept-Encoding: br"], "br"],
  [["Accept-Encoding: gzip;q=1, br;q=0.5"], "gzip"],
  [["Accept-Encoding: br;q=0, gzip;q=0.1"], "gzip"],
  [["Accept-Encoding: deflate"], undefined],
  [["Accept-Encoding: identity"], undefined],
  [["Accept-Encoding: deflate", "Accept-Encoding: identity;q=0, gzip"], "gzip"],
];

Deno.test("a sibling is sent as the request weighs it, whole and told of as what it is", async () => {
  await using server = await startDated(FILES);
  for (const [fields, coding] of CHOICES) {
    const about = fields.join();
    const answer = await askCoded(server.port, "GET /a.js", ...fields);
    assertEquals(answer.status, 200, about);
    assertEquals(answer.field("Content-Encoding"), coding, about);
    assertEquals(answer.field("Content-Type"), "text/javascript; charset=UTF-8", about);
    assertEquals(answer.field("Vary"), "Accept-Encoding", about);
    assertEquals(answer.field("Content-Length"), String(answer.octets.length), about);
    assertEquals(answer.text(), TEXT, about);
    const head = await askCoded(server.port, "HEAD /a.js", ...fields);
    const undated = (text: string): string => text.replace(/^Date: .*\r\n/m, "");
    assertEquals(undated(head.head), undated(answer.head), about);
  }
});

Deno.test("the smallest of the accepted siblings is sent", async () => {
  await using server = await startDated({
    ...FILES,
    "b.js": TEXT,
    "b.js.br": "x".repeat(500),
    "b.js.gz": "y".repeat(400),
  });
  const answer = await askCoded(server.port, "GET /b.js", ANY);
  assertEquals([answer.field("Content-Encoding"), answer.octets.length], ["gzip", 400]);
});

Deno.test("a sibling larger than its file is sent whole, and only where the file is refused", async () => {
  const larger = new Uint8Array(3_000).fill(7); // static-web-server cut it at the file's length
  await using server = await startDated({ "s.txt": "small", "s.txt.br": larger });
  const plain = await askCoded(server.port, "GET /s.txt", ANY);
  assertEquals([plain.field("Content-Encoding"), plain.text()], [undefined, "small"]);
  assertEquals(plain.field("Vary"), "Accept-Encoding");
  const coded = await askCoded(server.port, "GET /s.txt", "Accept-Encoding: br, identity;q=0");
  assertEquals([coded.field("Content-Encoding"), coded.octets], ["br", larger]);
  assertEquals(coded.field("Content-Length"), "3000");
});

Deno.test("406 answers who refuses every form, and 200 who refuses none", async () => {
  await using server = await startDated(FILES);
  for (const target of ["/a.js", "/plain.js"]) {
    for (const refusal of ["identity;q=0", "*;q=0", "deflate, *;q=0.000"]) {
      const answer = await askCoded(server.port, `GET ${target}`, `Accept-Encoding: ${refusal}`);
      assertEquals([answer.status, answer.field("Vary")], [406, "Accept-Encoding"], refusal);
      assertEquals(answer.text(), "Not Acceptable");
    }
  }
  const plain = await askCoded(server.port, "GET /plain.js", ANY);
  assertEquals([plain.status, plain.field("Vary")], [200, undefined]);
  assertEquals(server.faults, []);
});

Deno.test("conditions are about the sibling that is chosen", async () => {
  await using server = await startDated(FILES);
  const { port } = server;
  const br = await askCoded(port, "GET /a.js", "Accept-Encoding: br");
  const plain = await askCoded(port, "GET /a.js");
  const gzip = await askCoded(port, "GET /a.js", "Accept-Encoding: gzip");
  const [brTag, plainTag, gzipTag] = [br, plain, gzip].map((answer) => answer.field("ETag") ?? "");
  assertEquals(new Set([brTag, plainTag, gzipTag]).size, 3);
  for (const tag of [brTag, plainTag, gzipTag]) assertMatch(tag ?? "", /^"[0-9a-z-]+"$/);
  const asked: readonly [fields: string[], status: number][] = [
    [["Accept-Encoding: br", `If-None-Match: ${brTag}`], 304],
    [["Accept-Encoding: br", `If-None-Match: ${plainTag}`], 200],
    [["Accept-Encoding: gzip", `If-None-Match: ${brTag}`], 200],
    [[`If-None-Match: ${brTag}`], 200],
    [[`If-None-Match: ${plainTag}`], 304],
    [["Accept-Encoding: br", `If-Match: ${plainTag}`], 412],
    [["Accept-Encoding: br", `If-Match: ${brTag}`], 200],
  ];
  for (const [fields, status] of asked) {
    const answer = await askCoded(port, "GET /a.js", ...fields);
    assertEquals(answer.status, status, fields.join());
    if (status === 304) assertEquals(answer.field("Vary"), "Accept-Encoding");
  }
});

Deno.test("ranges are of the sibling that is chosen", async () => {
  await using server = await startDated(FILES);
  const whole = await askCoded(server.port, "GET /a.js", "Accept-Encoding: br");
  const tag = whole.field("ETag");
  const coded = ["Accept-Encoding: br", "Range: bytes=10-29"];
  for (const fields of [coded, [...coded, `If-Range: ${tag}`]]) {
    const part = await askCoded(server.port, "GET /a.js", ...fields);
    assertEquals(part.status, 206);
    assertEquals(part.field("Content-Range"), `bytes 10-29/${BR.length}`);
    assertEquals(part.field("Content-Encoding"), "br");
    assertEquals(part.octets, Uint8Array.from(BR.subarray(10, 30)));
  }
  const plain = await askCoded(server.port, "GET /a.js", "Range: bytes=10-29", `If-Range: ${tag}`);
  assertEquals([plain.status, plain.text()], [200, TEXT]);
  const beyond = await askCoded(server.port, "GET /a.js", ANY, `Range: bytes=${BR.length}-`);
  assertEquals([beyond.status, beyond.field("Content-Range")], [416, `bytes */${BR.length}`]);
});

Deno.test("a compressed file that is asked for itself has no Content-Encoding", async () => {
  await using server = await startDated({
    ...FILES,
    "a.js.gz.br": "never looked at",
    "t.tar.gz": gzipSync("tar"),
  });
  const types = [
    ["/a.js.br", "application/octet-stream"],
    ["/a.js.gz", "application/gzip"],
    ["/t.tar.gz", "application/gzip"],
  ];
  for (const [target, type] of types) {
    const answer = await askCoded(server.port, `GET ${target}`, ANY);
    assertEquals(answer.field("Content-Encoding"), undefined, target);
    assertEquals(answer.field("Content-Type"), type, target);
  }
});

Deno.test("a sibling that is empty, older or a folder is left alone", async () => {
  await using server = await startDated({
    "empty.js": TEXT,
    "empty.js.br": "",
    "old.js": TEXT,
    "old.js.br": BR,
    "truncated-seconds.js": TEXT,
    "truncated-seconds.js.br": BR,
    "folder.js": TEXT,
    "folder.js.br/x": "",
  });
  date(server, "old.js.br", 1_700_000_000_500 - 2_001);
  date(server, "truncated-seconds.js.br", 1_700_000_000_000); // as zstd and zip do
  for (const name of ["empty", "old", "folder"]) {
    const answer = await askCoded(server.port, `GET /${name}.js`, ANY);
    assertEquals([answer.field("Content-Encoding"), answer.text()], [undefined, TEXT], name);
  }
  const copied = await askCoded(server.port, "GET /truncated-seconds.js", ANY);
  assertEquals([copied.field("Content-Encoding"), copied.text()], ["br", TEXT]);
});

Deno.test("the next sibling is sent when the best one can't be", async () => {
  await using server = await startDated({ ...FILES, "a.js.br": BR });
  date(server, "a.js.br", 1_000_000);
  const answer = await askCoded(server.port, "GET /a.js", "Accept-Encoding: br, gzip");
  assertEquals([answer.field("Content-Encoding"), answer.text()], ["gzip", TEXT]);
});

const links = { ignore: Deno.build.os === "windows" };

Deno.test("a sibling goes through the gate: no link that leads out", links, async () => {
  const outside = Deno.makeTempFileSync();
  try {
    Deno.writeFileSync(outside, BR);
    await using server = await startDated({ "a.js": TEXT, "b.js": TEXT, "stock/x.br": BR });
    Deno.symlinkSync(outside, join(server.folder, "a.js.br"));
    Deno.symlinkSync("stock/x.br", join(server.folder, "b.js.br"));
    const out = await askCoded(server.port, "GET /a.js", ANY);
    assertEquals([out.field("Content-Encoding"), out.text()], [undefined, TEXT]);
    const inside = await askCoded(server.port, "GET /b.js", ANY);
    assertEquals([inside.field("Content-Encoding"), inside.text()], ["br", TEXT]);
    const none = await startServer({}, { site: { root: server.folder, symlinks: "none" } });
    await using _none = none;
    assertEquals(
      (await askCoded(none.port, "GET /b.js", ANY)).field("Content-Encoding"),
      undefined,
    );
  } finally {
    Deno.removeSync(outside);
  }
});

Deno.test("a site of one file has no siblings", async () => {
  await using folder = await startDated(FILES);
  const root = join(folder.folder, "a.js");
  await using server = await startServer({}, { site: { root } });
  const answer = await askCoded(server.port, "GET /a.js", ANY);
  assertEquals([answer.field("Content-Encoding"), answer.text()], [undefined, TEXT]);
});

Deno.test("a folder's page has siblings too", async () => {
  await using server = await startDated({ "docs/index.html": TEXT, "docs/index.html.br": BR });
  const answer = await askCoded(server.port, "GET /docs/", ANY);
  assertEquals([answer.field("Content-Encoding"), answer.text()], ["br", TEXT]);
  assertEquals(answer.field("Content-Type"), "text/html; charset=UTF-8");
});

Deno.test("siblings are only files when they are not wanted", async () => {
  await using server = await startDated(FILES, { precompressed: false });
  const answer = await askCoded(server.port, "GET /a.js", ANY);
  assertEquals([answer.field("Content-Encoding"), answer.field("Vary")], [undefined, undefined]);
  assert(answer.text() === TEXT);
});

Deno.test("a sibling that is written anew has another entity-tag", async () => {
  await using server = await startDated(FILES);
  const first = await askCoded(server.port, "GET /a.js", "Accept-Encoding: br");
  date(server, "a.js.br", 1_700_000_009_000);
  const second = await askCoded(server.port, "GET /a.js", "Accept-Encoding: br");
  assertNotEquals(first.field("ETag"), second.field("ETag"));
  assertNotEquals(first.field("Last-Modified"), second.field("Last-Modified"));
});
