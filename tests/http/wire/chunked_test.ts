import { assertEquals, assertThrows } from "@std/assert";
import { ChunkedDecoder } from "../../../http/wire/chunked.ts";
import { ProtocolError, TruncatedError } from "../../../http/wire/errors.ts";
import { DEFAULT_LIMITS } from "../../../http/wire/limits.ts";
import { octetsOf, textOf } from "../../../http/wire/octets.ts";
import { type Body, decodeBody, type Fault } from "../../support/cuts.ts";

const decoder = () => new ChunkedDecoder(DEFAULT_LIMITS);
const END = "0\r\n\r\n";

/** Rule, octets, content, trailer lines. */
const BODIES: readonly (readonly [string, string, string, ...string[]])[] = [
  ["no content", END, ""],
  ["one chunk", `5\r\nhello\r\n${END}`, "hello"],
  ["several chunks", `1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n${END}`, "abcdef"],
  ["a size in small letters", `a\r\n0123456789\r\n${END}`, "0123456789"],
  ["a size in capitals", `A\r\n0123456789\r\n${END}`, "0123456789"],
  ["a size of two digits", `1a\r\n${"x".repeat(26)}\r\n${END}`, "x".repeat(26)],
  ["leading zeros to 16 digits", `0000000000000005\r\nhello\r\n${END}`, "hello"],
  ["a last chunk of many zeros", "0000000000000000\r\n\r\n", ""],
  ["content that looks like the end", `7\r\n\r\n0\r\n\r\n\r\n${END}`, "\r\n0\r\n\r\n"],
  ["content of every kind", `4\r\n\0\r\n\xff\r\n${END}`, "\0\r\n\xff"],
  ["an extension", `1;a\r\nx\r\n${END}`, "x"],
  ["an extension with a value", `1;a=b\r\nx\r\n${END}`, "x"],
  ["an extension with a quoted value", `1;a="b;\\"c\t\xff"\r\nx\r\n${END}`, "x"],
  ["several extensions", `1;a;b=c;d="e"\r\nx\r\n${END}`, "x"],
  ["white space around an extension", `1 \t; a = b \t\r\nx\r\n${END}`, "x"],
  ["an empty extension", `1;\r\nx\r\n${END}`, "x"],
  ["an extension of the last chunk", "0;a=b\r\n\r\n", ""],
  ["an extension of digits", `1;5\r\nx\r\n${END}`, "x"],
  ["padding behind the size", `1  \t\r\nx\r\n0 \r\n\r\n`, "x"],
  ["a trailer line", "1\r\nx\r\n0\r\nA: b\r\n\r\n", "x", "A=b"],
  ["trailer lines", "0\r\nA: b\r\nA:c \r\n\r\n", "", "A=b", "A=c"],
  ["a length in the trailers", "0\r\nContent-Length: 5\r\n\r\n", "", "Content-Length=5"],
];

/** Rule, octets. */
const FAULTS: readonly (readonly [string, string])[] = [
  ["no size", "\r\n"],
  ["a space before the size", " 1\r\nx\r\n"],
  ["a tab before the size", "\t1\r\nx\r\n"],
  ["a plus sign", "+1\r\nx\r\n"],
  ["a minus sign", "-1\r\nx\r\n"],
  ["a prefix of hexadecimal", "0x1\r\nx\r\n"],
  ["a digit beyond hexadecimal", "1g\r\nx\r\n"],
  ["an underscore amid digits", "1_0\r\nx\r\n"],
  ["a dot behind the size", "1.0\r\nx\r\n"],
  ["a comma behind the size", "1,1\r\nx\r\n"],
  ["a quoted size", '"1"\r\nx\r\n'],
  ["an extension without size", ";a\r\nx\r\n"],
  ["an octet just below the digits", "/\r\n"],
  ["an octet just above the digits", ":\r\n"],
  ["an octet just below the letters", "@\r\n"],
  ["an octet that is a digit but for its high bit", "\xb1\r\n"],
  ["a size behind a size", "1 1\r\nx\r\n"],
  ["a NUL behind the size", "1\0\r\nx\r\n"],
  ["a vertical tab behind the size", "1\x0b\r\nx\r\n"],
  ["a no-break space behind the size", "1\xa0\r\nx\r\n"],
  ["a size of 2^53", "20000000000000\r\n"],
  ["a size of 2^64 + 1", "10000000000000001\r\n"],
  ["a size of 2^64 - 1", "ffffffffffffffff\r\n"],
  ["a size of 17 digits", "00000000000000001\r\nx\r\n"],
  ["a size that ends in LF", "1\nx\r\n0\r\n\r\n"],
  ["a size that ends in CR", "1\rx\r\n0\r\n\r\n"],
  ["a size that ends in CR CR LF", "1\r\r\nx\r\n0\r\n\r\n"],
  ["padding that ends in LF", "1 \nx\r\n0\r\n\r\n"],
  ["an extension that ends in LF", "1;a\nx\r\n0\r\n\r\n"],
  ["an extension that ends in CR", "1;a\rx\r\n0\r\n\r\n"],
  ["an empty extension that ends in LF", "1;\nx\r\n0\r\n\r\n"],
  ["a LF in a quoted extension", '1;a="b\nc"\r\nx\r\n0\r\n\r\n'],
  ["a CR LF in a quoted extension", '1;a="b\r\nc"\r\n0\r\n\r\n'],
  ["a NUL in an extension", "1;a\0\r\nx\r\n"],
  ["a DEL in an extension", "1;a\x7f\r\nx\r\n"],
  ["an escape in an extension", "1;a\x1b\r\nx\r\n"],
  ["content longer than its size", "1\r\nxy\r\n"],
  ["content shorter than its size", "3\r\nx\r\n0\r\n\r\n"],
  ["content that ends in LF", "1\r\nx\n0\r\n\r\n"],
  ["content that ends in CR", "1\r\nx\r0\r\n\r\n"],
  ["content that ends in CR and another octet", "1\r\nx\rX0\r\n\r\n"],
  ["content that ends in LF CR", "1\r\nx\n\r0\r\n\r\n"],
  ["content that ends in nothing", "1\r\nx0\r\n\r\n"],
  ["an empty line behind a chunk", "1\r\nx\r\n\r\n0\r\n\r\n"],
  ["a last chunk that ends in LF", "0\n\r\n"],
  ["a last chunk that ends in LF LF", "0\n\n"],
  ["an end of LF", "0\r\n\n"],
  ["an end of CR", "0\r\n\rX"],
  ["a trailer line that ends in LF", "0\r\nA: b\n\r\n"],
  ["a trailer line without colon", "0\r\nA\r\n\r\n"],
  ["a request behind the last chunk", "0\r\nGET / HTTP/1.1\r\n\r\n"],
  ["a trailer line with a space before the colon", "0\r\nA : b\r\n\r\n"],
  ["obs-fold in the trailers", "0\r\nA: b\r\n c\r\n\r\n"],
  ["white space before the trailers", "0\r\n A: b\r\n\r\n"],
  ["a NUL in the trailers", "0\r\nA: \0\r\n\r\n"],
];

for (const [rule, text, content, ...trailers] of BODIES) {
  const whole = { content, consumed: text.length, done: true };

  Deno.test(`ChunkedDecoder gives the content when there is ${rule}`, () => {
    const body = decodeBody(decoder, text) as Body;
    assertEquals(body.trailers?.map((line) => line.join("=")), trailers);
    assertEquals(body, { ...whole, trailers: body.trailers });
  });

  Deno.test(`ChunkedDecoder leaves alone what comes behind when there is ${rule}`, () => {
    for (const surplus of ["\r\n", END, "GET / HTTP/1.1\r\n\r\n", "\0\n"]) {
      const body = decodeBody(decoder, text + surplus) as Body;
      assertEquals(body, { ...whole, trailers: body.trailers });
    }
  });

  Deno.test(`ChunkedDecoder.finish() throws at every octet but the last when there is ${rule}`, () => {
    for (let end = 0; end < text.length; end++) {
      const truncated = decoder();
      truncated.decode(octetsOf(text), 0, end);
      assertEquals(truncated.done, false);
      assertThrows(() => truncated.finish(), TruncatedError);
    }
  });
}

for (const [rule, text] of FAULTS) {
  Deno.test(`ChunkedDecoder throws 400 when there is ${rule}`, () => {
    assertEquals((decodeBody(decoder, text) as Fault).status, 400);
  });
}

Deno.test("ChunkedDecoder.finish() tells how much of a chunk is missing when it ended inside one", () => {
  assertEquals((decodeBody(decoder, "a\r\n012") as Fault).message.includes("7 octets"), true);
});

Deno.test("ChunkedDecoder takes the greatest size and no greater", () => {
  const greatest = decoder();
  const octets = octetsOf("1fffffffffffff\r\nx");
  assertEquals(greatest.decode(octets, 0, octets.length).consumed, octets.length);
  assertThrows(() => greatest.finish(), TruncatedError, `${Number.MAX_SAFE_INTEGER - 1} octets`);
});

Deno.test("ChunkedDecoder takes extensions up to the limit and the content together, no more", () => {
  const make = () => new ChunkedDecoder({ ...DEFAULT_LIMITS, headOctets: 10 });
  const chunk = (extension: number) => `2;${"e".repeat(extension)}\r\nxy\r\n`;
  const few = [[], [3], [9], [10, 11], [14], [18, 22]];
  assertEquals((decodeBody(make, chunk(10) + END, few) as Body).content, "xy");
  assertEquals((decodeBody(make, chunk(11) + END, few) as Fault).status, 400);
  assertEquals((decodeBody(make, chunk(10) + chunk(2) + END, few) as Body).content, "xyxy");
  assertEquals((decodeBody(make, chunk(10) + chunk(3) + END, few) as Fault).status, 400);
  assertEquals((decodeBody(make, `1${" ".repeat(400)}`, few) as Fault).status, 400);
  assertEquals((decodeBody(make, `1;${"e".repeat(400)}`, few) as Fault).status, 400);
});

Deno.test("ChunkedDecoder.decode() moves content together within what it consumed", () => {
  const octets = octetsOf(`..1\r\na\r\n2\r\nbc\r\n${END}GET`);
  const { content, consumed } = decoder().decode(octets, 2, octets.length);
  assertEquals(textOf(content, 0, content.length), "abc");
  assertEquals(content.buffer, octets.buffer);
  assertEquals(textOf(octets, 0, 2), "..");
  assertEquals(textOf(octets, 2 + consumed, octets.length), "GET");
});

Deno.test("ChunkedDecoder.decode() takes nothing when the body is done already", () => {
  const done = decoder();
  done.decode(octetsOf(END), 0, END.length);
  const { content, consumed } = done.decode(octetsOf(END), 0, END.length);
  assertEquals([content.length, consumed, done.done], [0, 0, true] as unknown[]);
});

Deno.test("ChunkedDecoder has no trailers before it is done", () => {
  const octets = octetsOf("0\r\nA: b\r\n\r\n");
  const slow = decoder();
  slow.decode(octets, 0, octets.length - 1);
  assertEquals(slow.trailers, undefined);
  slow.decode(octets, octets.length - 1, octets.length);
  octets.fill(0);
  assertEquals(slow.trailers?.get("a"), "b"); // kept in octets of its own
});

Deno.test("ChunkedDecoder passes on only what a ProtocolError says when octets break its rules", () => {
  const error = assertThrows(() => decoder().decode(octetsOf("x"), 0, 1), ProtocolError);
  assertEquals([error.name, error.status, error.section], ["ProtocolError", 400, "RFC 9112 §7.1"]);
});
