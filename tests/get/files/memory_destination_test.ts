// Content in memory: whole or nothing, and never more than allowed.

import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { get, isWhole } from "../../../client.ts";
import { TooLargeError } from "../../../get/errors.ts";
import { MemoryDestination } from "../../../get/files/memory_destination.ts";
import { TruncatedError } from "../../../http/wire/errors.ts";
import { noise, Origin, sha256 } from "../../support/origin.ts";
import { startClosing } from "../../support/closing.ts";
import { answerOf } from "../../support/mirroring.ts";

const ANSWERS = {
  "/whole": answerOf("häuser", "text/plain"),
  "/cut": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
  "/large": answerOf("0123456789", "text/plain"),
  "/chunked": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
    "6\r\n012345\r\n4\r\n6789\r\n0\r\n\r\n",
  "/exact": answerOf("01234567", "text/plain"),
};

Deno.test("MemoryDestination keeps the content that came last, if it is whole", async () => {
  await using peer = startClosing(ANSWERS);
  const page = new MemoryDestination({ maxOctets: 8 });
  const table: [path: string, text: string, error: unknown][] = [
    ["/whole", "häuser", undefined],
    ["/cut", "", TruncatedError],
    ["/exact", "01234567", undefined],
    ["/large", "", TooLargeError],
    ["/exact", "01234567", undefined],
    ["/chunked", "", TooLargeError],
    ["/whole", "häuser", undefined],
    ["/absent", "", undefined],
  ];
  const urls = table.map(([path]) => peer.url(path));
  let at = 0;
  for await (const outcome of get(urls, { destination: page })) {
    const [path, text, error] = table[at++]!;
    assertEquals([page.text(), outcome.error?.constructor], [text, error], path);
    assertEquals(isWhole(outcome), text !== "", path);
    assertEquals(page.octets, new TextEncoder().encode(text), path);
  }
  assertEquals(at, table.length);
});

Deno.test("MemoryDestination joins the pieces of large content", async () => {
  const content = noise(3_000_000);
  await using origin = new Origin({ content });
  const all = new MemoryDestination({ maxOctets: content.length });
  for await (const outcome of get(origin.url, { destination: all })) assert(isWhole(outcome));
  assertEquals(await sha256(all.octets), await sha256(content));
});

Deno.test("MemoryDestination keeps the content of a failure where it is told to", async () => {
  await using peer = startClosing({ "/gone": answerOf("sorry").replace("200 OK", "410 Gone") });
  const page = new MemoryDestination({ maxOctets: 8, takesFailures: true });
  for await (const outcome of get(peer.url("/gone"), { destination: page })) {
    assertEquals([outcome.status, page.text(), isWhole(outcome)], [410, "sorry", false]);
  }
});

Deno.test("MemoryDestination keeps nothing that is not what it should be", async () => {
  await using peer = startClosing(ANSWERS);
  const page = new MemoryDestination({ maxOctets: 8 });
  const sha256 = "0".repeat(64);
  for await (const outcome of get(peer.url("/whole"), { destination: page, sha256 })) {
    assertInstanceOf(outcome.error, Error);
    assertEquals([outcome.error.name, page.octets.length], ["DigestError", 0]);
  }
});

Deno.test("MemoryDestination wants a bound that is one", () => {
  for (const maxOctets of [NaN, -1, Infinity]) {
    assertThrows(() => new MemoryDestination({ maxOctets }), RangeError, "maxOctets is");
  }
});
