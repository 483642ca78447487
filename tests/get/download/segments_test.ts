// Segments: one file over several connections, from servers that like it and servers that don't.

import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import type { Outcome } from "../../../client.ts";
import { TruncatedError } from "../../../http/wire/errors.ts";
import { ChangedError, DigestError, RangeMismatchError } from "../../../get/errors.ts";
import { digestField, noise, Origin, type OriginOptions, sha256 } from "../../support/origin.ts";
import { downloadInto } from "../../support/download.ts";
import { TempFolder } from "../../support/program.ts";
import { seeded } from "../../support/random.ts";

const CONTENT = noise(9_000_000);
const TAG = '"one"';
const RETRY = { times: 100, firstDelayMs: 1 };

async function fetchBy(
  connections: number,
  folder: TempFolder,
  origin: Origin,
  options: Parameters<typeof downloadInto>[2] = {},
): Promise<Outcome> {
  return await downloadInto(folder.file("a"), origin.url, {
    connections,
    retry: RETRY,
    ...options,
  });
}

async function assertWhole(folder: TempFolder, outcome: Outcome, content = CONTENT): Promise<void> {
  assertEquals(outcome.error, undefined);
  assertEquals(outcome.sha256, await sha256(content));
  assertEquals(await sha256(await Deno.readFile(folder.file("a"))), outcome.sha256);
  assertEquals(folder.names(), ["a"]);
}

Deno.test("downloadFile() fetches segments beside each other, each octet about once", async () => {
  await using folder = await TempFolder.create();
  const fields = `Repr-Digest: ${await digestField(CONTENT)}\r\n`;
  await using origin = new Origin({ content: CONTENT, entityTag: TAG, fields });
  const outcome = await fetchBy(4, folder, origin);
  await assertWhole(folder, outcome);
  assertEquals([outcome.connections, outcome.octets], [4, CONTENT.length]);
  assert(origin.peer.connections >= 4);
  assertEquals(origin.ranges[0], "");
  assert(origin.asked.slice(1).every(({ head }) => head.includes(`\r\nIf-Range: ${TAG}\r\n`)));
});

Deno.test("downloadFile() uses one connection where segments make no sense", async () => {
  const small = noise(20_000);
  const table: Partial<OriginOptions>[] = [
    { entityTag: undefined },
    { entityTag: 'W/"weak"' },
    { content: small },
    { fault: () => ({ raw: `HTTP/1.1 200 OK\r\nETag: ${TAG}\r\n\r\nhello` }) },
  ];
  for (const options of table) {
    await using folder = await TempFolder.create();
    await using origin = new Origin({ content: CONTENT, entityTag: TAG, ...options });
    const outcome = await fetchBy(4, folder, origin);
    assertEquals([outcome.error, origin.ranges, folder.names()], [undefined, [""], ["a"]]);
  }
});

Deno.test("downloadFile() is right against servers that ignore ranges or refuse more connections", async () => {
  const table: OriginOptions["fault"][] = [
    () => ({ whole: true }),
    ({ index }) => index === 2 ? { whole: true } : undefined,
    ({ busy }) =>
      busy > 0
        ? { raw: "HTTP/1.1 503 No\r\nRetry-After: 99999\r\nContent-Length: 0\r\n\r\n" }
        : undefined,
    ({ range }) => range ? { raw: "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n" } : undefined,
  ];
  for (const [at, fault] of table.entries()) {
    await using folder = await TempFolder.create();
    await using origin = new Origin({
      content: CONTENT,
      entityTag: TAG,
      ...(fault ? { fault } : {}),
    });
    const outcome = await fetchBy(4, folder, origin);
    assertEquals(outcome.error, undefined, String(at));
    await assertWhole(folder, outcome);
  }
});

Deno.test("downloadFile() never mixes versions that change between segments", async () => {
  const other = noise(8_000_000, 2);
  for (const changeAt of [1, 2, 3]) {
    await using folder = await TempFolder.create();
    await using origin: Origin = new Origin({
      content: CONTENT,
      entityTag: TAG,
      fault: ({ index }) => {
        if (index === changeAt) {
          Object.assign(origin.options, { content: other, entityTag: '"two"' });
        }
        return index === 0 ? { holdAfter: 100_000 } : undefined;
      },
    });
    const timeouts = { connectMs: 5000, idleMs: 500, totalMs: undefined };
    const outcome = await fetchBy(4, folder, origin, { timeouts });
    await assertWhole(folder, outcome, other);
  }
});

Deno.test("downloadFile() gives up on what changes all the time", async () => {
  await using folder = await TempFolder.create();
  await using origin: Origin = new Origin({
    content: CONTENT,
    entityTag: TAG,
    fault: ({ index }) => {
      origin.options.entityTag = `"${index}"`;
      return undefined;
    },
  });
  const { error } = await fetchBy(4, folder, origin);
  assertInstanceOf(error, ChangedError);
});

Deno.test("downloadFile() goes on with segments where connections break anywhere", async () => {
  for (const seed of [1, 2, 3]) {
    const random = seeded(seed);
    await using folder = await TempFolder.create();
    await using origin = new Origin({
      content: CONTENT,
      entityTag: TAG,
      fault: () => random(3) > 0 ? { cutAfter: random(1_500_000) } : undefined,
    });
    const outcome = await fetchBy(4, folder, origin);
    await assertWhole(folder, outcome);
  }
});

Deno.test("downloadFile() continues segments in another run, by as many connections as it likes", async () => {
  for (const [first, second] of [[4, 4], [4, 1], [1, 4]] as const) {
    const random = seeded(first + second);
    await using folder = await TempFolder.create();
    await using origin = new Origin({
      content: CONTENT,
      entityTag: TAG,
      fault: () => ({ cutAfter: random(1_000_000) }),
    });
    const cut = await fetchBy(first, folder, origin, { retry: { times: 2, firstDelayMs: 1 } });
    assertInstanceOf(cut.error, TruncatedError);
    assertEquals(folder.names(), ["a.part", "a.part.ferry"]);
    delete origin.options.fault;
    const outcome = await fetchBy(second, folder, origin, { continuing: true });
    await assertWhole(folder, outcome);
    assert(outcome.resumedFrom > 0 && outcome.octets < CONTENT.length);
    assertEquals(outcome.resumedFrom + outcome.octets, CONTENT.length);
  }
});

Deno.test("downloadFile() continues what a kill at any moment leaves of segments", async () => {
  const content = CONTENT.slice(0, 3_000_000);
  await using origin = new Origin({ content, entityTag: TAG });
  await using folder = await TempFolder.create();
  const copies: TempFolder[] = [];
  const progress = (): void => {
    if (copies.length === 12 || !folder.names().includes("a.part")) return;
    const copy = Deno.makeTempDirSync({ dir: folder.path });
    for (const name of ["a.part", "a.part.ferry"]) {
      Deno.copyFileSync(folder.file(name), `${copy}/${name}`);
    }
    copies.push(TempFolder.at(copy));
  };
  const slowly = { observer: { progress }, octetsPerSecond: 3_000_000 }; // in small pieces
  assertEquals((await fetchBy(4, folder, origin, slowly)).error, undefined);
  assertEquals(copies.length, 12);
  for (const copy of copies) {
    await assertWhole(copy, await fetchBy(2, copy, origin, { continuing: true }), content);
  }
});

Deno.test("downloadFile() finds a flipped octet in any segment, and a range that is not the one", async () => {
  const flipped = CONTENT.slice();
  flipped[6_000_000]! ^= 1;
  const fields = `Repr-Digest: ${await digestField(CONTENT)}\r\n`;
  await using folder = await TempFolder.create();
  await using origin = new Origin({ content: flipped, entityTag: TAG, fields });
  assertInstanceOf((await fetchBy(4, folder, origin)).error, DigestError);
  assertEquals(folder.names(), []);

  await using wrong = new Origin({
    content: CONTENT,
    entityTag: TAG,
    fault: ({ range }) =>
      range
        ? {
          raw:
            `HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-4/9000000\r\nContent-Length: 5\r\n\r\nhello`,
        }
        : undefined,
  });
  assertInstanceOf((await fetchBy(4, folder, wrong)).error, RangeMismatchError);
});
