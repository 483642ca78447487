// Repr-Digest over HTTP (RFC 9530): always that of the whole representation, never of another one.

import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { ChunkedDecoder } from "../../../http/wire/chunked.ts";
import { DEFAULT_LIMITS } from "../../../http/wire/limits.ts";
import { octetsOf } from "../../../http/wire/octets.ts";
import { ask } from "../../support/ask.ts";
import { startServer, type TestServer } from "../../support/server.ts";

const WANT = "Want-Repr-Digest: sha-256=10";
const SMALL = "a small file";
const LARGE = new Uint8Array(3 * 1024 * 1024 + 7).map((_, at) => (at * 31) >> 3);
const FILES = { "a.txt": SMALL, "large": LARGE, "empty": "", "b.txt": SMALL };
const PAST = new Date(Date.now() - 3_600_000);

function digestOf(octets: Uint8Array | string): string {
  return `sha-256=:${createHash("sha256").update(octets).digest("base64")}:`;
}

/** Serves the files as if they had not changed for an hour. */
async function serveSettled(files: Parameters<typeof startServer>[0]): Promise<TestServer> {
  const server = await startServer(files, { precompressed: true });
  for (const name of Object.keys(files)) Deno.utimeSync(`${server.folder}/${name}`, PAST, PAST);
  return server;
}

const digestField = async (port: number, line: string, ...fields: string[]): Promise<string> =>
  (await ask(port, line, ...fields)).fields.get("repr-digest") ?? "none";

/** How often files were read from while `use` ran. */
async function readsDuring(use: () => Promise<void>): Promise<number> {
  const { read } = Deno.FsFile.prototype;
  let reads = 0;
  Deno.FsFile.prototype.read = function (octets): Promise<number | null> {
    reads++;
    return read.call(this, octets);
  };
  try {
    await use();
  } finally {
    Deno.FsFile.prototype.read = read;
  }
  return reads;
}

Deno.test("a small file has its digest, whole, in a range, and by HEAD", async () => {
  await using server = await serveSettled(FILES);
  const { port } = server;
  for (const line of ["GET /a.txt", "HEAD /a.txt", "GET /a.txt"]) {
    assertEquals(await digestField(port, line, WANT), digestOf(SMALL), line);
  }
  const range = await ask(port, "GET /b.txt", WANT, "Range: bytes=2-4");
  assertEquals([range.status, range.content], [206, "sma"]);
  assertEquals(range.fields.get("repr-digest"), digestOf(SMALL));
  assertEquals(await digestField(port, "GET /empty", WANT), digestOf(""));
});

const UNWANTED = ["X: y", "Want-Repr-Digest: sha-512=10", "Want-Repr-Digest: sha-256=0"];
Deno.test("no digest is told that nobody wants, nor with what is no representation", async () => {
  await using server = await serveSettled(FILES);
  for (const field of UNWANTED) {
    assertEquals(await digestField(server.port, "GET /a.txt", field), "none", field);
  }
  assertEquals(await digestField(server.port, "GET /absent", WANT), "none");
  assertEquals(await digestField(server.port, "GET /a.txt", WANT, "If-None-Match: *"), "none");
  assertEquals(await digestField(server.port, "GET /a.txt", WANT, "Range: bytes=99-"), "none");
});

Deno.test("a large file is digested while it is sent, and a HEAD afterwards need not read it", async () => {
  await using server = await serveSettled(FILES);
  const { port } = server;
  const got = await ask(port, "GET /large", WANT);
  assertEquals(got.fields.get("repr-digest"), undefined);
  assertEquals(digestOf(octetsOf(got.content)), digestOf(LARGE));
  const reads = await readsDuring(async () => {
    assertEquals(await digestField(port, "HEAD /large", WANT), digestOf(LARGE));
  });
  assertEquals(reads, 0);
  assertEquals(await digestField(port, "GET /large", WANT, "Range: bytes=0-0"), digestOf(LARGE));
});

Deno.test("a HEAD reads a large file for its digest, once for all who ask", async () => {
  await using server = await serveSettled(FILES);
  const { port } = server;
  assertEquals(await digestField(port, "GET /large", WANT, "Range: bytes=0-0"), "none");
  const heads = (): Promise<string[]> =>
    Promise.all(Array.from({ length: 20 }, () => digestField(port, "HEAD /large", WANT)));
  const reads = await readsDuring(async () => {
    for (const field of await heads()) assertEquals(field, digestOf(LARGE));
  });
  assert(reads > 0 && reads < 2 * LARGE.length / (256 * 1024), `${reads}`);
});

Deno.test("the digest is that of a file as it is now", async () => {
  await using server = await serveSettled(FILES);
  const path = `${server.folder}/a.txt`;
  for (const content of ["a small file", "a SMALL file", "a s"]) {
    Deno.writeTextFileSync(path, content); // lately: it could change again and keep its time
    assertEquals(await digestField(server.port, "GET /a.txt", WANT), digestOf(content));
  }
  Deno.writeTextFileSync(path, "one");
  const time = Deno.statSync(path).mtime!;
  assertEquals(await digestField(server.port, "GET /a.txt", WANT), digestOf("one"));
  Deno.writeTextFileSync(path, "two");
  Deno.utimeSync(path, time, time); // the same size, the same time
  assertEquals(await digestField(server.port, "GET /a.txt", WANT), digestOf("two"));
});

Deno.test("a coding has a digest of its own", async () => {
  const coded = gzipSync(SMALL.repeat(500));
  await using server = await serveSettled({ "c.txt": SMALL.repeat(500), "c.txt.gz": coded });
  for (const method of ["GET", "HEAD"]) {
    const gzip = await ask(server.port, `${method} /c.txt`, WANT, "Accept-Encoding: gzip");
    assertEquals(gzip.fields.get("content-encoding"), "gzip");
    assertEquals(gzip.fields.get("repr-digest"), digestOf(coded));
    const identity = await ask(server.port, `${method} /c.txt`, WANT);
    assertEquals(identity.fields.get("repr-digest"), digestOf(gunzipSync(coded)));
  }
});

Deno.test("a stop ends what is read for a digest", async () => {
  const server = await serveSettled({ "huge": "" });
  Deno.truncateSync(`${server.folder}/huge`, 64 * 1024 ** 3);
  Deno.utimeSync(`${server.folder}/huge`, PAST, PAST);
  const head = ask(server.port, "HEAD /huge", WANT).catch(() => undefined);
  while (!server.server.connections) await new Promise((resume) => setTimeout(resume, 5));
  await Promise.all([server.server.stop(), head]);
  await server[Symbol.asyncDispose]();
});

Deno.test("content that is compressed while it is sent has its digest behind it", async () => {
  const text = "a text that is worth it. ".repeat(80_000);
  await using server = await startServer({ "t.txt": text }, { compress: true });
  for (const coding of ["gzip", "br", "zstd"]) {
    const { fields, content } = await ask(
      server.port,
      "GET /t.txt",
      WANT,
      `Accept-Encoding: ${coding}`,
    );
    assertEquals([fields.get("content-encoding"), fields.get("trailer")], [coding, "Repr-Digest"]);
    const decoder = new ChunkedDecoder(DEFAULT_LIMITS);
    const body = octetsOf(content);
    const decoded = decoder.decode(body, 0, body.length).content;
    assertEquals(decoder.trailers?.get("repr-digest"), digestOf(decoded), coding);
  }
});
