import { assertEquals, assertThrows } from "@std/assert";
import {
  encodeFields,
  encodeRequestHead,
  encodeResponseHead,
  type FieldLine,
  isFieldValue,
} from "../../../http/wire/encoder.ts";
import { DEFAULT_LIMITS } from "../../../http/wire/limits.ts";
import { octetsOf, textOf } from "../../../http/wire/octets.ts";
import { RequestHeadDecoder } from "../../../http/wire/request_head.ts";
import { ResponseHeadDecoder } from "../../../http/wire/response_head.ts";

const FIELDS: readonly FieldLine[] = [["Host", "a:80"], ["X-Y", ""], ["x-y", "b \t\xe9"]];
const LINES = "Host: a:80\r\nX-Y: \r\nx-y: b \t\xe9\r\n";

Deno.test("encodeRequestHead() writes the request line, the lines in order and the empty line", () => {
  const head = encodeRequestHead("GET", "/a?b", FIELDS);
  assertEquals(textOf(head, 0, head.length), `GET /a?b HTTP/1.1\r\n${LINES}\r\n`);
});

Deno.test("encodeResponseHead() writes the status line, the lines in order and the empty line", () => {
  const head = encodeResponseHead(404, "Not Found", FIELDS);
  assertEquals(textOf(head, 0, head.length), `HTTP/1.1 404 Not Found\r\n${LINES}\r\n`);
});

Deno.test("encodeResponseHead() keeps the space behind the status when there is no reason", () => {
  assertEquals(encodeResponseHead(299, "", []), octetsOf("HTTP/1.1 299 \r\n\r\n"));
});

Deno.test("encodeFields() writes nothing when there is no line", () => {
  assertEquals(encodeFields([]), "");
});

Deno.test("the decoders read back what the encoders wrote", () => {
  const request = encodeRequestHead("PUT", "*", FIELDS);
  const asked = new RequestHeadDecoder(DEFAULT_LIMITS).decode(request, 0, request.length)!;
  assertEquals([asked.method, asked.target], ["PUT", "*"]);
  assertEquals([...asked.fields], FIELDS.map(([name, value]) => [name, value] as const));
  const response = encodeResponseHead(200, "so \xe9", FIELDS);
  const answer = new ResponseHeadDecoder(DEFAULT_LIMITS).decode(response, 0, response.length)!;
  assertEquals([`${answer.status}`, answer.reason], ["200", "so \xe9"]);
  assertEquals([...answer.fields], FIELDS.map(([name, value]) => [name, value] as const));
});

const VALUES: readonly (readonly [string, boolean])[] = [
  ["", true],
  ["a b", true],
  ["a\tb", true],
  [" ~", true],
  ["\x80\xff", true],
  ["a\r\nX: y", false],
  ["a\r", false],
  ["a\n", false],
  ["a\0", false],
  ["a\x1b", false],
  ["a\x0b", false],
  ["a\x7f", false],
  ["\u0100", false],
  ["\u010a", false], // its low octet is LF
  ["\u560a", false],
  ["\u2028", false],
  ["😀", false],
];

for (const [value, expected] of VALUES) {
  Deno.test(`isFieldValue() gives ${expected} when the value is ${JSON.stringify(value)}`, () => {
    assertEquals(isFieldValue(value), expected);
    if (expected) encodeFields([["A", value]]);
    else assertThrows(() => encodeFields([["A", value]]), RangeError);
  });
}

const NAMES: readonly string[] = ["", "a b", "a:", " a", "a\r\nb", "a\n", "\xe9", "a\0", "\u0141"];

for (const name of NAMES) {
  Deno.test(`encodeFields() throws when the name is ${JSON.stringify(name)}`, () => {
    assertThrows(() => encodeFields([[name, "b"]]), RangeError);
  });
}

const REQUESTS: readonly (readonly [string, string])[] = [
  ["", "/"],
  ["GET /x", "/"],
  ["GET\r\n", "/"],
  ["G\xe9T", "/"],
  ["GET", ""],
  ["GET", "/a b"],
  ["GET", "/ HTTP/1.1\r\nX: y"],
  ["GET", "/\n"],
  ["GET", "/\t"],
  ["GET", "/\0"],
  ["GET", "/\x7f"],
  ["GET", "/\u0100"],
  ["GET", "/\u010a"],
];

for (const [method, target] of REQUESTS) {
  Deno.test(`encodeRequestHead() throws when asked for ${JSON.stringify([method, target])}`, () => {
    assertThrows(() => encodeRequestHead(method, target, []), RangeError);
  });
}

const RESPONSES: readonly (readonly [number, string])[] = [
  [99, ""],
  [600, ""],
  [-200, ""],
  [200.5, ""],
  [NaN, ""],
  [Infinity, ""],
  [200, "OK\r\nX: y"],
  [200, "OK\n"],
  [200, "\0"],
  [200, "\u0100"],
];

for (const [status, reason] of RESPONSES) {
  Deno.test(`encodeResponseHead() throws when told ${status} ${JSON.stringify(reason)}`, () => {
    assertThrows(() => encodeResponseHead(status, reason, []), RangeError);
  });
}
