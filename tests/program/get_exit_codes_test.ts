// `ferry get` ends with the number of what went wrong: those that scripted peers have a part in, besides
// the ones in get_test.ts and get_faults_test.ts.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { concat, octetsOf } from "../../http/wire/octets.ts";
import { zeros } from "../support/bomb.ts";
import { prose } from "../support/coded.ts";
import { interruptGet } from "../support/interrupted.ts";
import { answering, type Peer, startPeer } from "../support/peer.ts";
import { runFerry, TempFolder } from "../support/program.ts";

const MIB = 1024 * 1024;
const OK = "HTTP/1.1 200 OK\r\n";
const CONTENT = "0123456789";
const notOnWindows = { ignore: Deno.build.os === "windows" };

Deno.test("get ends with 61 when a content coding is unknown, corrupt, cut or a bomb", async () => {
  const text = octetsOf(prose(5000));
  const [gzip, br] = [gzipSync(text), brotliCompressSync(text)];
  const flipped = gzip.map((octet, at) => at === gzip.length - 6 ? octet ^ 1 : octet);
  const bomb = concat(...await Array.fromAsync(zeros("zstd", 256 * MIB)));
  const table: [coding: string, content: Uint8Array][] = [
    ["lzma", text],
    ["gzip, gzip, gzip", gzipSync(gzipSync(gzip))],
    ["gzip", flipped],
    ["gzip", concat(gzip, octetsOf("more"))],
    ["br", br.subarray(0, br.length - 1)],
    ["zstd", zstdCompressSync(text).subarray(0, -1)],
    ["zstd", bomb],
  ];
  await using folder = await TempFolder.create();
  await Deno.writeTextFile(folder.file("x"), "older");
  for (const [coding, content] of table) {
    await using peer = startPeer(sending(`Content-Encoding: ${coding}`, content));
    const run = await runFerry(["get", "--compressed", "-o", folder.file("x"), peer.url()]);
    assertEquals(run.code, 61, `${coding}: ${run.stderr}`);
    assertEquals(await Deno.readTextFile(folder.file("x")), "older");
  }
  await using peer = startPeer(sending("Content-Encoding: gzip", gzip));
  const whole = await runFerry(["get", "--compressed", "-o", folder.file("x"), peer.url()]);
  assertEquals(whole.code, 0, whole.stderr);
  assertEquals(await Deno.readFile(folder.file("x")), text);
});

Deno.test("get ends with 63 when the content is larger than --max-filesize", async () => {
  const chunked = `${OK}Transfer-Encoding: chunked\r\n\r\na\r\n${CONTENT}\r\n0\r\n\r\n`;
  const known = `${OK}Content-Length: 10\r\n\r\n${CONTENT}`;
  const open = `${OK}\r\n${CONTENT}`;
  for (const answer of [known, chunked, open]) {
    await using peer = startPeer(async (connection) => {
      await connection.readHead();
      await connection.send(answer);
    });
    await using folder = await TempFolder.create();
    const args = ["get", "-o", folder.file("x"), peer.url()];
    const large = await runFerry([...args, "--max-filesize", "9"]);
    assertEquals([large.code, folder.names().includes("x")], [63, false], large.stderr);
    const fits = await runFerry([...args, "--max-filesize", "10"]);
    assertEquals(fits.code, 0, fits.stderr);
  }
  const [bomb] = await Array.fromAsync(zeros("zstd", 16 * MIB));
  await using peer = startPeer(sending("Content-Encoding: zstd", bomb ?? new Uint8Array()));
  await using folder = await TempFolder.create();
  const args = ["get", "--compressed", "--max-filesize", "1m", "-o", folder.file("x"), peer.url()];
  const run = await runFerry(args);
  assertEquals([run.code, folder.names().includes("x")], [63, false], run.stderr);
});

Deno.test("get ends with 77 when the CA file can't be read or holds none", async () => {
  await using folder = await TempFolder.create();
  await Deno.writeTextFile(folder.file("empty.pem"), "");
  await Deno.writeTextFile(folder.file("rubbish.pem"), "no certificate");
  for (const name of ["missing.pem", "empty.pem", "rubbish.pem"]) {
    const run = await runFerry(["get", "--cacert", folder.file(name), "https://127.0.0.1:1/"]);
    assertEquals(run.code, 77, `${name}: ${run.stderr}`);
    assertStringIncludes(run.stderr, name);
  }
});

Deno.test("get ends with 55 when the request can't be sent", async () => {
  await using folder = await TempFolder.create();
  const header = Array.from({ length: 32 }, (_, number) => `X-${number}: ${"x".repeat(MIB)}`);
  await Deno.writeTextFile(folder.file("config.json"), JSON.stringify({ header }));
  const server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  // Closing with octets unread resets; more are sent than any socket takes without a reader.
  const resetting = server.accept().then(async (conn) => {
    await conn.read(new Uint8Array(1));
    conn.close();
  });
  const { port } = server.addr as Deno.NetAddr;
  const args = ["get", "--config", folder.file("config.json"), `http://127.0.0.1:${port}/`];
  const run = await runFerry(args);
  await resetting;
  server.close();
  assertEquals(run.code, 55, run.stderr.slice(0, 500));
});

Deno.test(
  "get -C ends with 33 when another range comes, and keeps what it has",
  notOnWindows,
  async () => {
    for (const range of ["bytes 4-9/10", "bytes 0-9/10", "bytes 6-9/10", "bytes 5-10/10", "5-9"]) {
      await using peer = startHalf((asked) => {
        const content = CONTENT.slice(5);
        return asked.includes("\r\nRange: ")
          ? `HTTP/1.1 206 Partial Content\r\nETag: "1"\r\nContent-Range: ${range}\r\n` +
            `Content-Length: ${content.length}\r\n\r\n${content}`
          : `${OK}ETag: "1"\r\nContent-Length: 10\r\n\r\n${CONTENT}`;
      });
      await using folder = await TempFolder.create();
      const file = folder.file("x");
      const args = ["-o", file, peer.url()];
      await interruptGet(args, `${file}.part`, 5);
      const kept = await Deno.readTextFile(`${file}.part`);
      const run = await runFerry(["get", "-C", ...args]);
      assertEquals(
        [run.code, folder.names().includes("x")],
        [33, false],
        `${range}: ${run.stderr}`,
      );
      assertEquals(await Deno.readTextFile(`${file}.part`), kept);
    }
  },
);

Deno.test(
  "get ends with 130 or 143 when a signal ends it, and -C goes on",
  notOnWindows,
  async () => {
    for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
      await using peer = startHalf((asked) => {
        const from = Number(/\r\nRange: bytes=(\d+)-/.exec(asked)?.[1]);
        return `HTTP/1.1 206 Partial Content\r\nETag: "1"\r\nContent-Range: bytes ${from}-9/10\r\n` +
          `Content-Length: ${10 - from}\r\n\r\n${CONTENT.slice(from)}`;
      });
      await using folder = await TempFolder.create();
      const file = folder.file("x");
      await Deno.writeTextFile(file, "older");
      const args = ["-o", file, peer.url()];
      const ended = await interruptGet(args, `${file}.part`, 5, signal);
      assertEquals([ended.code, await Deno.readTextFile(file)], [code, "older"]);
      assertStringIncludes(ended.stderr, "-C");
      assertEquals(await Deno.readTextFile(`${file}.part`), CONTENT.slice(0, 5));
      const run = await runFerry(["get", "-C", ...args]);
      assertEquals(run.code, 0, run.stderr);
      assertEquals([await Deno.readTextFile(file), folder.names()], [CONTENT, ["x"]]);
      assertStringIncludes(peer.heads.at(-1) ?? "", '\r\nIf-Range: "1"\r\n');
    }
  },
);

Deno.test("get ends with 2 and names the input's error", async () => {
  const run = await runFerry(["get", "--retyr", "1", "http://127.0.0.1:1/"]);
  assertEquals([run.code, run.stderr.startsWith("Input error: ")], [2, true], run.stderr);
  assertStringIncludes(run.stderr, "--retry");
});

/** A peer whose first answer stops at the fifth of ten octets; the others are as `answer` says. */
function startHalf(answer: (head: string) => string): Peer {
  return startPeer(async (connection, index) => {
    if (index > 0) return await answering(answer)(connection, index);
    await connection.readHead();
    await connection.send(`${OK}ETag: "1"\r\nContent-Length: 10\r\n\r\n${CONTENT.slice(0, 5)}`);
    await connection.hold();
  });
}

/** Answers each request with this content. */
function sending(field: string, content: Uint8Array): Parameters<typeof startPeer>[0] {
  return async (connection) => {
    while (await connection.readHead() !== undefined) {
      await connection.send(`${OK}${field}\r\nContent-Length: ${content.length}\r\n\r\n`);
      await connection.send(content);
    }
  };
}
