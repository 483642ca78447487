import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../http/wire/errors.ts";
import { DEFAULT_LIMITS } from "../../../http/wire/limits.ts";
import { octetsOf } from "../../../http/wire/octets.ts";
import { TrailerDecoder } from "../../../http/wire/trailer.ts";

const LIMITS = { ...DEFAULT_LIMITS, headOctets: 20, fieldLines: 2 };

/** Takes the text, some octets at once: the fields and how many octets were taken, or the status. */
function take(text: string, atOnce: number): string {
  const decoder = new TrailerDecoder(LIMITS);
  const octets = octetsOf(text);
  let taken = 0;
  try {
    while (taken < octets.length) {
      const { fields, consumed } = decoder.take(
        octets,
        taken,
        Math.min(taken + atOnce, text.length),
      );
      taken += consumed;
      if (fields !== undefined) return `${taken}: ${[...fields].join(" ")}`;
    }
    return "more";
  } catch (error) {
    if (error instanceof ProtocolError) return `${error.status}`;
    throw error;
  }
}

/** Rule, octets, what becomes of them. */
const SECTIONS: readonly (readonly [string, string, string])[] = [
  ["no line", "\r\nGET / HTTP/1.1\r\n\r\n", "2: "],
  ["a line", "A: b\r\n\r\n\r\n", "8: A,b"],
  ["two lines", "A: b\r\nC: d\r\n\r\n5", "14: A,b C,d"],
  ["three lines, one over the limit", "A:\r\nB:\r\nC:\r\n\r\n", "431"],
  [
    "exactly as many octets as allowed",
    `A: ${"b".repeat(13)}\r\n\r\n--`,
    `20: A,${"b".repeat(13)}`,
  ],
  ["an octet more than allowed", `A: ${"b".repeat(14)}\r\n\r\n--`, "431"],
  ["a line without end", `A: ${"b".repeat(400)}`, "431"],
  ["a name without end", "A".repeat(400), "431"],
  ["half an end", "A: b\r\n\r", "more"],
  ["a lone LF", "A: b\n\r\n", "400"],
  ["a lone LF as its end", "A: b\r\n\n", "400"],
  ["obs-fold", "A: b\r\n c\r\n\r\n", "400"],
  ["a control octet", "A: \x01\r\n\r\n", "400"],
];

for (const [rule, text, expected] of SECTIONS) {
  Deno.test(`TrailerDecoder.take() gives ${expected} when there is ${rule}`, () => {
    for (const atOnce of [1, 2, 3, 7, 19, 20, 21, 1000]) assertEquals(take(text, atOnce), expected);
  });
}

Deno.test("TrailerDecoder.take() keeps octets of its own when the buffer is used again", () => {
  const decoder = new TrailerDecoder(LIMITS);
  const octets = octetsOf("A: b\r\n\r\n");
  const { fields } = decoder.take(octets, 0, octets.length);
  octets.fill(0x78);
  assertEquals(fields?.get("a"), "b");
});

Deno.test("TrailerDecoder.take() cites RFC 6585 when there are too many lines", () => {
  const octets = octetsOf("A:\r\nB:\r\nC:\r\n");
  const run = () => new TrailerDecoder(LIMITS).take(octets, 0, octets.length);
  assertEquals(assertThrows(run, ProtocolError).section, "RFC 6585 §5");
});
