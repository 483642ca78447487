import { assertEquals } from "@std/assert";
import { bodyDecoder } from "../../../http/wire/body_decoder.ts";
import type { Framing } from "../../../http/wire/framing.ts";
import { DEFAULT_LIMITS } from "../../../http/wire/limits.ts";
import { octetsOf } from "../../../http/wire/octets.ts";
import { type Body, decodeBody, type Fault } from "../../support/cuts.ts";

const NONE: Framing = { kind: "none" };
const FIVE: Framing = { kind: "length", octets: 5 };
const CHUNKED: Framing = { kind: "chunked" };
const CLOSE: Framing = { kind: "close" };

/** Rule, framing, octets, content, how much is left of them. */
const BODIES: readonly (readonly [string, Framing, string, string, number])[] = [
  ["there is no body and nothing came", NONE, "", "", 0],
  ["there is no body and the next message came", NONE, "GET / HTTP/1.1", "", 14],
  ["a length came exactly", FIVE, "hello", "hello", 0],
  ["a length and the next message came", FIVE, "hello\r\nGET", "hello", 5],
  ["a length of CR, LF and NUL came", FIVE, "\r\n\0\r\n\n", "\r\n\0\r\n", 1],
  ["a chunked body and the next message came", CHUNKED, "1\r\nx\r\n0\r\n\r\nGET", "x", 3],
  ["the connection closes at once", CLOSE, "", "", 0],
  ["the connection closes", CLOSE, "1\r\nx\r\n0\r\n\r\n", "1\r\nx\r\n0\r\n\r\n", 0],
];

for (const [rule, framing, text, content, left] of BODIES) {
  Deno.test(`bodyDecoder() gives the content when ${rule}`, () => {
    const body = decodeBody(() => bodyDecoder(framing, DEFAULT_LIMITS), text) as Body;
    const { consumed, done } = body;
    assertEquals([body.content, text.length - consumed], [content, left] as unknown[]);
    assertEquals(done, framing.kind !== "close");
  });
}

const TRUNCATED: readonly (readonly [Framing, string, string])[] = [
  [FIVE, "", "5 of 5 octets are missing"],
  [FIVE, "hell", "1 of 5 octets are missing"],
  [{ kind: "length", octets: Number.MAX_SAFE_INTEGER }, "x", `${Number.MAX_SAFE_INTEGER - 1} of`],
  [CHUNKED, "", "did not end"],
  [CHUNKED, "1\r\nx\r\n", "did not end"],
  [CHUNKED, "1\r\nx\r\n0\r\n", "did not end"],
];

for (const [framing, text, message] of TRUNCATED) {
  Deno.test(`bodyDecoder() says ${message} when ${framing.kind} ends at ${text.length} octets`, () => {
    const fault = decodeBody(() => bodyDecoder(framing, DEFAULT_LIMITS), text) as Fault;
    assertEquals([fault.status, fault.message.includes(message)], [0, true] as unknown[]);
  });
}

Deno.test("bodyDecoder() gives content without copying it when nothing stands between", () => {
  const octets = octetsOf("..1\r\nx");
  for (const [framing, from] of [[FIVE, 2], [CLOSE, 2], [CHUNKED, 5]] as const) {
    const { content } = bodyDecoder(framing, DEFAULT_LIMITS).decode(octets, 2, octets.length);
    assertEquals([content.buffer === octets.buffer, content.byteOffset], [true, from] as unknown[]);
  }
});
