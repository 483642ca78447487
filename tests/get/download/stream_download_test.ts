// Downloads into streams: retried only while nothing was written; checked and bounded all the same.

import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { gzipSync } from "node:zlib";
import { TruncatedError } from "../../../http/wire/errors.ts";
import { ContentCodingError, DigestError, TooLargeError } from "../../../get/errors.ts";
import { octetsOf, textOf } from "../../../http/wire/octets.ts";
import { download, downloadInto } from "../../support/download.ts";
import { digestField, noise, Origin, sha256 } from "../../support/origin.ts";
import { answeringOnce, startPeer } from "../../support/peer.ts";
import { TempFolder } from "../../support/program.ts";

const HELLO = octetsOf("hello");
const BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";

Deno.test("downloadStream() retries when it is asked to, and while nothing was written", async () => {
  const retry = { times: 2, firstDelayMs: 1 };
  await using busy = new Origin({
    content: HELLO,
    fault: ({ index }) => index < 2 ? { raw: BUSY } : {},
  });
  assertEquals((await download(busy.url, { retry })).content, "hello");
  await using once = new Origin({ content: HELLO, fault: () => ({ raw: BUSY }) });
  assertEquals([(await download(once.url)).content, once.asked.length], ["busy", 1]);
  await using always = new Origin({ content: HELLO, fault: () => ({ raw: BUSY }) });
  assertEquals([(await download(always.url, { retry })).content, always.asked.length], ["busy", 3]);
  await using cut = new Origin({ content: HELLO, fault: () => ({ cutAfter: 2 }) });
  const { content, outcome } = await download(cut.url, { retry });
  assertInstanceOf(outcome.error, TruncatedError);
  assertEquals([content, cut.asked.length], ["he", 1]);
});

Deno.test("downloadStream() checks the user's digest and bounds the content", async () => {
  await using origin = new Origin({ content: HELLO });
  const good = await download(origin.url, { sha256: await sha256(HELLO) });
  assertEquals([good.outcome.error, good.content], [undefined, "hello"]);
  const bad = await download(origin.url, { sha256: await sha256("other") });
  assertInstanceOf(bad.outcome.error, DigestError);
  const large = await download(origin.url, { maxOctets: 4 });
  assertInstanceOf(large.outcome.error, TooLargeError);
  assertEquals(large.content, "");
  await using endless = startPeer(answeringOnce("HTTP/1.1 200 OK\r\n\r\nhello"));
  assertInstanceOf((await download(endless.url(), { maxOctets: 4 })).outcome.error, TooLargeError);
});

Deno.test("downloadStream() and downloadFile() decode what they asked to be coded, and nothing else", async () => {
  const text = "hello ".repeat(1000);
  const coded = new Uint8Array(gzipSync(text));
  const fields = `Content-Encoding: gzip\r\nRepr-Digest: ${await digestField(coded)}\r\n`;
  await using origin = new Origin({ content: coded, entityTag: '"one"', fields });
  assertEquals((await download(origin.url, { compressed: true })).content, text);
  assertEquals((await download(origin.url)).content, textOf(coded, 0, coded.length));
  assert(origin.asked[0]!.head.includes("\r\nAccept-Encoding: br, zstd, gzip\r\n"));
  assert(origin.asked[1]!.head.includes("\r\nAccept-Encoding: identity\r\n"));

  await using folder = await TempFolder.create();
  const path = folder.file("a");
  const outcome = await downloadInto(path, origin.url, { compressed: true });
  assertEquals([outcome.error, outcome.sha256], [undefined, await sha256(text)]);
  assertEquals(await Deno.readTextFile(path), text);

  origin.options.content = coded.slice(0, -5);
  for (const compressed of [true, false]) {
    const cut = await downloadInto(path, origin.url, { compressed });
    assert(cut.error instanceof (compressed ? ContentCodingError : DigestError));
    assertEquals([folder.names(), await Deno.readTextFile(path)], [["a"], text]);
  }
});

Deno.test("downloadFile() begins coded content anew when it breaks off", async () => {
  const coded = new Uint8Array(gzipSync(noise(100_000)));
  await using origin = new Origin({
    content: coded,
    entityTag: '"one"',
    fields: "Content-Encoding: gzip\r\n",
    fault: ({ index }) => index === 0 ? { cutAfter: 50_000 } : undefined,
  });
  await using folder = await TempFolder.create();
  const outcome = await downloadInto(folder.file("a"), origin.url, { compressed: true });
  assertEquals([outcome.error, outcome.sha256], [undefined, await sha256(noise(100_000))]);
  assertEquals([origin.ranges, folder.names()], [["", ""], ["a"]]);
});

Deno.test("get() keeps to the rate, all connections together", async () => {
  await using folder = await TempFolder.create();
  await using origin = new Origin({ content: noise(3_000_000), entityTag: '"one"' });
  for (const connections of [1, 3]) {
    const sinceMs = performance.now();
    const path = folder.file(`a${connections}`);
    const outcome = await downloadInto(path, origin.url, {
      octetsPerSecond: 3_000_000,
      connections,
    });
    assertEquals(outcome.error, undefined);
    assert(performance.now() - sinceMs > 800, "too fast");
  }
});
