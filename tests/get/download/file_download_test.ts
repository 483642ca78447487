// Files over real sockets: tried again, verified, bounded, and left alone where they are finished.

import { assert, assertEquals, assertInstanceOf, assertMatch } from "@std/assert";
import type { Outcome } from "../../../client.ts";
import { TruncatedError } from "../../../http/wire/errors.ts";
import { DigestError, TooLargeError } from "../../../get/errors.ts";
import { downloadInto } from "../../support/download.ts";
import { assertWhole, CONTENT, leavePart, TAG } from "../../support/file_download.ts";
import { digestField, noise, Origin, type OriginOptions, sha256 } from "../../support/origin.ts";
import { TempFolder } from "../../support/program.ts";

Deno.test("downloadFile() tries again what failed in passing, and goes on where it was", async () => {
  await using folder = await TempFolder.create();
  const unavailable =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
  const faults = [
    { cutAfter: 70_000 },
    { raw: unavailable },
    { raw: "" },
    { cutAfter: 90_000 },
    {},
  ];
  await using origin = new Origin({
    content: CONTENT,
    entityTag: TAG,
    fault: ({ index }) => faults[index],
  });
  const causes: string[] = [];
  const outcome = await downloadInto(folder.file("a"), origin.url, {
    retry: { times: 4, firstDelayMs: 1 },
    observer: {
      retry: (_, cause, delayMs, number, times): void => {
        causes.push("status" in cause ? String(cause.status) : cause.name);
        assert(delayMs >= 0 && delayMs <= 8 && number === causes.length && times === 4);
      },
    },
  });
  await assertWhole(folder, outcome);
  assertEquals(causes, ["TruncatedError", "503", "UnansweredError", "TruncatedError"]);
  assertEquals(origin.ranges, [
    "",
    "bytes=70000-",
    "bytes=70000-",
    "bytes=70000-",
    "bytes=160000-",
  ]);
});

Deno.test("downloadFile() does not try again what will be said again", async () => {
  const refusals = [400, 401, 403, 404, 410, 412, 501, 505].map((status) =>
    `HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`
  );
  for (const raw of [...refusals, "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "hello"]) {
    await using folder = await TempFolder.create();
    await using origin = new Origin({ content: CONTENT, fault: () => ({ raw }) });
    const outcome = await downloadInto(folder.file("a"), origin.url);
    assert(outcome.error !== undefined || outcome.status! >= 400, raw);
    assertEquals([origin.asked.length, folder.names()], [1, []], raw);
  }
});

Deno.test("downloadFile() gives up when no retries are left, or the server wants too long a wait", async () => {
  await using folder = await TempFolder.create();
  const raw = "HTTP/1.1 429 Slow Down\r\nRetry-After: 86400\r\nContent-Length: 0\r\n\r\n";
  await using slow = new Origin({ content: CONTENT, fault: () => ({ raw }) });
  assertEquals((await downloadInto(folder.file("a"), slow.url)).status, 429);
  assertEquals([slow.asked.length, folder.names()], [1, []]);

  await using broken = new Origin({ content: CONTENT, fault: () => ({ cutAfter: 10 }) });
  const outcome = await downloadInto(folder.file("a"), broken.url);
  assertInstanceOf(outcome.error, TruncatedError);
  assertEquals(broken.asked.length, 4);
});

Deno.test("downloadFile() checks the digest in a field, a trailer and a HEAD, and the user's own", async () => {
  const [good, bad] = [await digestField(CONTENT), await digestField(noise(5))];
  const large = noise(1_100_000, 3);
  const chunked = (digest: string): string =>
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nRepr-Digest: ${digest}\r\n\r\n`;
  const helloDigest = await digestField(new TextEncoder().encode("hello"));
  const onlyHead = (digest: string): Partial<OriginOptions> => ({
    content: large,
    fault: ({ method }) =>
      method === "HEAD"
        ? { raw: `HTTP/1.1 200 OK\r\nETag: ${TAG}\r\nRepr-Digest: ${digest}\r\n\r\n` }
        : undefined,
  });
  const table: [options: Partial<OriginOptions>, sha256: string | undefined, whole: boolean][] = [
    [{ fields: `Repr-Digest: ${good}\r\n` }, undefined, true],
    [{ fields: `Repr-Digest: ${bad}\r\n` }, undefined, false],
    [{ fields: "Repr-Digest: sha-512=:AAAA:\r\n" }, undefined, true],
    [{ fault: () => ({ raw: chunked(helloDigest) }) }, undefined, true],
    [{ fault: () => ({ raw: chunked(bad) }) }, undefined, false],
    [onlyHead(await digestField(large)), undefined, true],
    [onlyHead(bad), undefined, false],
    [{}, await sha256(CONTENT), true],
    [{}, await sha256("other"), false],
  ];
  for (const [at, [options, wanted, whole]] of table.entries()) {
    await using folder = await TempFolder.create();
    await Deno.writeTextFile(folder.file("a"), "older");
    await using origin = new Origin({ content: CONTENT, entityTag: TAG, ...options });
    const outcome = await downloadInto(folder.file("a"), origin.url, { sha256: wanted });
    assertEquals(folder.names(), ["a"], String(at));
    if (whole) assertEquals(outcome.error, undefined, String(at));
    else assertInstanceOf(outcome.error, DigestError, String(at));
    const older = await Deno.readTextFile(folder.file("a")) === "older";
    assertEquals(older, !whole, String(at));
    assertMatch(origin.asked[0]!.head, /\r\nWant-Repr-Digest: sha-256=10\r\n/);
  }
});

Deno.test("downloadFile() checks the digest of all octets across a resume", async () => {
  await using folder = await TempFolder.create();
  await leavePart(folder.file("a"), 100_000);
  await Deno.writeFile(folder.file("a.part"), noise(100_000, 9)); // somebody has been at it
  const fields = `Repr-Digest: ${await digestField(CONTENT)}\r\n`;
  await using origin = new Origin({ content: CONTENT, entityTag: TAG, fields });
  const outcome = await downloadInto(folder.file("a"), origin.url, { continuing: true });
  assertInstanceOf(outcome.error, DigestError);
  assertEquals([folder.names(), outcome.file, outcome.part], [[], undefined, undefined]);
});

Deno.test("downloadFile() leaves a finished file alone, and fetches one that has changed", async () => {
  await using folder = await TempFolder.create();
  const lastModified = "Mon, 23 Nov 2026 11:00:00 GMT";
  await using origin = new Origin({ content: CONTENT, entityTag: TAG, lastModified });
  const fetch = (): Promise<Outcome> =>
    downloadInto(folder.file("a"), origin.url, { continuing: true });
  assertEquals((await fetch()).unchanged, false);
  assertEquals((await Deno.stat(folder.file("a"))).mtime?.toUTCString(), lastModified);
  const again = await fetch();
  assertEquals([again.unchanged, again.file, again.octets, again.error], [
    true,
    folder.file("a"),
    0,
    undefined,
  ]);
  assertEquals(origin.asked.map(({ method }) => method), ["GET", "HEAD"]);
  origin.options.lastModified = "Mon, 23 Nov 2026 11:30:00 GMT";
  assertEquals((await fetch()).unchanged, false);
  origin.options.content = noise(10);
  assertEquals((await fetch()).octets, 10);
});

Deno.test("downloadFile() is stopped by --max-filesize before and amid the content", async () => {
  const chunked = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`;
  for (const raw of [undefined, chunked]) {
    await using folder = await TempFolder.create();
    await using origin = new Origin({
      content: CONTENT,
      fault: () => raw === undefined ? undefined : { raw },
    });
    const outcome = await downloadInto(folder.file("a"), origin.url, { maxOctets: 4 });
    assertInstanceOf(outcome.error, TooLargeError);
    assertEquals(folder.names(), []);
  }
});
