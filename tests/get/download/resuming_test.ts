// Files that are taken up where an earlier run has left them.

import { assert, assertEquals, assertInstanceOf, assertMatch } from "@std/assert";
import type { Outcome } from "../../../client.ts";
import { TruncatedError } from "../../../http/wire/errors.ts";
import { InterruptedError, OutputError, RangeMismatchError } from "../../../get/errors.ts";
import { downloadInto } from "../../support/download.ts";
import { assertWhole, CONTENT, leavePart, PASS_OVER, TAG } from "../../support/file_download.ts";
import { noise, Origin, type OriginOptions } from "../../support/origin.ts";
import { TempFolder } from "../../support/program.ts";

Deno.test("downloadFile() continues a part where it stopped, on the condition that nothing changed", async () => {
  const date = "Mon, 23 Nov 2026 11:00:00 GMT";
  const table: [options: Partial<OriginOptions>, ifRange: string][] = [
    [{ entityTag: TAG }, TAG],
    [{ entityTag: TAG, lastModified: date }, TAG],
    [{ entityTag: undefined, lastModified: date }, date],
    [{ entityTag: 'W/"weak"', lastModified: date }, date],
  ];
  for (const [options, ifRange] of table) {
    await using folder = await TempFolder.create();
    await leavePart(folder.file("a"), 100_000, options);
    await using origin = new Origin({ content: CONTENT, ...options });
    const outcome = await downloadInto(folder.file("a"), origin.url, { continuing: true });
    await assertWhole(folder, outcome);
    assertEquals([outcome.resumedFrom, outcome.octets], [100_000, 200_000]);
    assertEquals(origin.ranges, ["bytes=100000-"]);
    assert(origin.asked[0]!.head.includes(`\r\nIf-Range: ${ifRange}\r\n`));
  }
});

Deno.test("downloadFile() begins anew where nothing says that the file is the same", async () => {
  const recent = "Mon, 23 Nov 2026 12:00:00 GMT";
  const table: Partial<OriginOptions>[] = [
    { entityTag: undefined },
    { entityTag: 'W/"weak"' },
    { entityTag: undefined, lastModified: recent },
  ];
  for (const options of table) {
    await using folder = await TempFolder.create();
    await leavePart(folder.file("a"), 100_000, options);
    await using origin = new Origin({ content: CONTENT, ...options });
    const notes: string[] = [];
    const outcome = await downloadInto(folder.file("a"), origin.url, {
      continuing: true,
      observer: { note: (_, text): void => void notes.push(text) },
    });
    await assertWhole(folder, outcome);
    assertEquals([outcome.resumedFrom, origin.ranges, notes.length], [0, [""], 1]);
  }
});

Deno.test("downloadFile() takes the whole content instead when it has changed or ranges are ignored", async () => {
  const other = noise(250_000, 2);
  const table: [content: typeof CONTENT, options: Partial<OriginOptions>, requests: number][] = [
    [other, { entityTag: '"two"' }, 1],
    [CONTENT, { fault: () => ({ whole: true }) }, 1],
    [other, { entityTag: '"two"', fault: ({ index }) => index === 0 ? { whole: true } : {} }, 1],
  ];
  for (const [content, options, requests] of table) {
    await using folder = await TempFolder.create();
    await leavePart(folder.file("a"), 100_000);
    await using origin = new Origin({ content, entityTag: TAG, ...options });
    const outcome = await downloadInto(folder.file("a"), origin.url, { continuing: true });
    await assertWhole(folder, outcome, content);
    assertEquals([outcome.resumedFrom, origin.asked.length], [0, requests]);
  }
});

Deno.test("downloadFile() puts no two versions together when the server ignores the condition", async () => {
  const other = noise(300_000, 2);
  await using folder = await TempFolder.create();
  await leavePart(folder.file("a"), 100_000);
  const answer = (from: number): string =>
    `HTTP/1.1 206 Partial Content\r\nETag: "two"\r\nContent-Range: bytes ${from}-299999/300000\r\n` +
    `Content-Length: ${300_000 - from}\r\n\r\n`;
  await using origin = new Origin({
    content: other,
    entityTag: '"two"',
    fault: ({ head }) =>
      head.includes("Range: bytes=100000-") ? { raw: answer(100_000) } : undefined,
  });
  const outcome = await downloadInto(folder.file("a"), origin.url, { continuing: true });
  await assertWhole(folder, outcome, other);
  assertEquals(origin.ranges, ["bytes=100000-", ""]);
});

Deno.test("downloadFile() takes no other range than the one asked for, and keeps what it has", async () => {
  const partial = (range: string, length = 200_000): string =>
    `HTTP/1.1 206 Partial Content\r\nETag: ${TAG}\r\nContent-Range: ${range}\r\n` +
    `Content-Length: ${length}\r\n\r\n${"x".repeat(length)}`;
  const table = [
    partial("bytes 0-199999/300000"),
    partial("bytes 100001-299999/300000", 199_999),
    partial("bytes 100000-299998/300000", 199_999),
    partial("bytes 100000-299999/300001"),
    partial("bytes 100000-299999/300000", 199_999),
    partial("bytes=100000-299999/300000"),
    partial("octets 100000-299999/300000"),
    partial("bytes 100000-99999/300000"),
    partial("bytes */300000"),
    partial(""),
    "HTTP/1.1 206 Partial Content\r\nContent-Length: 200000\r\n\r\n",
    "HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=x\r\nContent-Length: 3\r\n\r\n--x",
    "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */50000\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n\r\n",
  ];
  await using folder = await TempFolder.create();
  const path = folder.file("a");
  await leavePart(path, 100_000);
  const names = folder.names();
  for (const raw of table) {
    await using origin = new Origin({ content: CONTENT, fault: () => ({ raw }) });
    const outcome = await downloadInto(path, origin.url, { continuing: true });
    assertInstanceOf(outcome.error, RangeMismatchError, raw.slice(0, 120));
    assertEquals([folder.names(), outcome.part, origin.asked.length], [names, `${path}.part`, 1]);
    assertEquals(await Deno.readFile(`${path}.part`), CONTENT.slice(0, 100_000));
  }
});

Deno.test("downloadFile() finishes a part that has it all, which the server is asked about", async () => {
  await using folder = await TempFolder.create();
  const raw = `HTTP/1.1 200 OK\r\nETag: ${TAG}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`;
  await using origin = new Origin({
    content: new TextEncoder().encode("hello"),
    entityTag: TAG,
    fault: ({ index }) => index === 0 ? { raw } : undefined,
  });
  const cut = await downloadInto(folder.file("a"), origin.url, { retry: PASS_OVER });
  assertInstanceOf(cut.error, TruncatedError);
  const outcome = await downloadInto(folder.file("a"), origin.url, { continuing: true });
  await assertWhole(folder, outcome, new TextEncoder().encode("hello"));
  assertEquals(origin.ranges, ["", "bytes=5-"]);
});

Deno.test("downloadFile() touches no part that it cannot continue", async () => {
  await using folder = await TempFolder.create();
  await using origin = new Origin({ content: CONTENT, entityTag: TAG });
  const path = folder.file("a");
  await Deno.writeTextFile(`${path}.part`, "of somebody else");
  for (const continuing of [false, true]) {
    const outcome = await downloadInto(path, origin.url, { continuing });
    assertInstanceOf(outcome.error, OutputError);
    assertMatch(outcome.error.message, /^In the way: /);
    assertEquals([folder.names(), await Deno.readTextFile(`${path}.part`)], [
      ["a.part"],
      "of somebody else",
    ]);
  }
  if (Deno.build.os === "windows") return;
  await Deno.remove(`${path}.part`);
  await Deno.symlink(folder.file("victim"), `${path}.part`);
  const outcome = await downloadInto(path, origin.url, { continuing: true });
  assertInstanceOf(outcome.error, OutputError);
  assertEquals(folder.names(), ["a.part"]);
});

Deno.test("downloadFile() keeps what it has when it is interrupted, and two do not write one part", async () => {
  await using folder = await TempFolder.create();
  await using origin = new Origin({
    content: CONTENT,
    entityTag: TAG,
    fault: ({ index }) => index === 0 ? { holdAfter: 100_000 } : undefined,
  });
  const controller = new AbortController();
  const fetch = (options: Parameters<typeof downloadInto>[2]): Promise<Outcome> =>
    downloadInto(folder.file("a"), origin.url, { continuing: true, ...options });
  let other: Promise<Outcome> | undefined;
  const progress = (_: unknown, octets: number): void => {
    if (octets === 100_000) other ??= fetch({}).finally(() => controller.abort("SIGINT"));
  };
  const first = await fetch({ signal: controller.signal, observer: { progress } });
  assertInstanceOf(first.error, InterruptedError);
  assertInstanceOf((await other)?.error, OutputError);
  assertEquals(folder.names(), ["a.part", "a.part.ferry"]);
  const outcome = await fetch({});
  await assertWhole(folder, outcome);
  assertEquals(outcome.resumedFrom, 100_000);
});
