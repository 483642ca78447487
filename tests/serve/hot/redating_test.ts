// The date of hot responses: told anew each second, but never in octets that are on their way.

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { octetsOf, textOf } from "../../../http/wire/octets.ts";
import type { Gate } from "../../../serve/gate.ts";
import { type HotResponse, HotResponses } from "../../../serve/hot/hot_responses.ts";

const NOW = Date.UTC(2026, 10, 23, 12, 0, 0);
const HEAD = octetsOf("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
const SETTLED = { mtimeMs: 0, ctimeMs: 0, folderMtimeMs: 0 };

function keepOne(response: string): HotResponses {
  const gate = { states: { isUnchanged: () => true } } as unknown as Gate;
  const hot = new HotResponses(gate, 100_000);
  hot.keep({
    head: HEAD,
    octets: octetsOf(response),
    status: 200,
    contentOctets: 2,
    persists: true,
    request: undefined,
    basis: { state: SETTLED as never, isSole: true },
  }, NOW);
  return hot;
}

function findAt(hot: HotResponses, nowMs: number): HotResponse {
  const found = hot.find(HEAD, 0, HEAD.length, nowMs);
  assert(found !== undefined);
  return found;
}

const textAt = (hot: HotResponses, nowMs: number): string => {
  const { octets } = findAt(hot, nowMs).prepared;
  return textOf(octets, 0, octets.length);
};

const dated = (seconds: string): string =>
  `HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 12:00:${seconds} GMT\r\nA: b\r\n\r\nok`;

Deno.test("HotResponses tell the date of now", () => {
  const hot = keepOne(dated("00"));
  for (const [ms, seconds] of [[0, "00"], [999, "00"], [1000, "01"], [59_999, "59"]] as const) {
    assertEquals(textAt(hot, NOW + ms), dated(seconds));
  }
});

Deno.test("HotResponses leave octets alone that are being written", () => {
  const hot = keepOne(dated("00"));
  const writing = findAt(hot, NOW).prepared;
  writing.writes++;
  assert(findAt(hot, NOW + 1000).prepared.octets !== writing.octets);
  assertEquals(textOf(writing.octets, 0, writing.octets.length), dated("00"));
  assertEquals(textAt(hot, NOW + 1000), dated("01"));
  const { octets } = findAt(hot, NOW + 1000).prepared;
  assertStrictEquals(findAt(hot, NOW + 2000).prepared.octets, octets);
  assertEquals(textAt(hot, NOW + 2000), dated("02"));
});

Deno.test("HotResponses leave a date alone that is the user's", () => {
  const text = "HTTP/1.1 200 OK\r\nA: b\r\nDate: then\r\n\r\nDate: Mon, 23 Nov 2026 12:00:00 GMT";
  assertEquals(textAt(keepOne(text), NOW + 5000), text);
});
