import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../http/wire/errors.ts";
import { DEFAULT_LIMITS, type Limits } from "../../../http/wire/limits.ts";
import { octetsOf } from "../../../http/wire/octets.ts";
import { type RequestHead, RequestHeadDecoder } from "../../../http/wire/request_head.ts";
import { ResponseHeadDecoder } from "../../../http/wire/response_head.ts";
import { decodeHead, type Fault, type Snapshot } from "../../support/cuts.ts";

const LIMITS: Limits = { ...DEFAULT_LIMITS, requestLineOctets: 40, headOctets: 80, fieldLines: 3 };
const decoder = () => new RequestHeadDecoder(DEFAULT_LIMITS);
const small = () => new RequestHeadDecoder(LIMITS);
const fill = (octetCount: number) => "a".repeat(octetCount);

/** Rule, octets that stand at the limit, octets one beyond it, the status of those. */
const BOUNDS: readonly (readonly [string, string, string, number])[] = [
  [
    "the request line",
    `GET /${fill(24)} HTTP/1.1\r\n\r\n`,
    `GET /${fill(25)} HTTP/1.1\r\n\r\n`,
    414,
  ],
  [
    "a request line behind an empty line",
    `\r\nGET /${fill(24)} HTTP/1.1\r\n\r\n`,
    `\r\nGET /${fill(25)} HTTP/1.1\r\n\r\n`,
    414,
  ],
  [
    "a request line that ends in LF",
    `GET /${fill(25)} HTTP/1.1\n\n`,
    `GET /${fill(26)} HTTP/1.1\n\n`,
    414,
  ],
  ["a simple request", `GET /${fill(33)}\r\n`, `GET /${fill(34)}\r\n`, 414],
  ["a target without end", `GET /${fill(33)}\r\n`, `GET /${fill(400)}`, 414],
  ["the method", `${fill(27)} / HTTP/1.1\r\n\r\n`, fill(40), 501],
  ["what stands behind the target", `GET / HTTP/1.1\r\n\r\n`, `GET / ${fill(400)}`, 400],
  ["a space and an endless target", `GET / HTTP/1.1\r\n\r\n`, ` ${fill(400)}`, 400],
  ["an octet string that is no request line", `GET / HTTP/1.1\r\n\r\n`, `{${fill(400)}`, 400],
  [
    "the head",
    `GET / HTTP/1.1\r\nA: ${fill(57)}\r\n\r\n`,
    `GET / HTTP/1.1\r\nA: ${fill(58)}\r\n\r\n`,
    431,
  ],
  ["a field line without end", `GET / HTTP/1.1\r\n\r\n`, `GET / HTTP/1.1\r\nA: ${fill(400)}`, 431],
  ["a field name without end", `GET / HTTP/1.1\r\n\r\n`, `GET / HTTP/1.1\r\n${fill(400)}`, 431],
  [
    "empty lines before the request line",
    `${"\r\n".repeat(31)}GET / HTTP/1.1\r\n\r\n`,
    `${"\r\n".repeat(32)}GET / HTTP/1.1\r\n\r\n`,
    431,
  ],
  [
    "the field lines",
    `GET / HTTP/1.1\r\n${"A: b\r\n".repeat(3)}\r\n`,
    `GET / HTTP/1.1\r\n${"A: b\r\n".repeat(4)}\r\n`,
    431,
  ],
];

for (const [rule, allowed, refused, status] of BOUNDS) {
  Deno.test(`RequestHeadDecoder answers ${status} when a limit is passed by ${rule}`, () => {
    const head = decodeHead(small, allowed) as Snapshot<RequestHead>;
    assertEquals(head.octetCount, allowed.length);
    assertEquals((decodeHead(small, refused) as Fault).status, status);
  });
}

Deno.test("RequestHeadDecoder refuses a line without end when its limit is reached, not later", () => {
  const line = octetsOf(`GET /${fill(35)}`);
  assertEquals(small().decode(line, 0, LIMITS.requestLineOctets - 1), undefined);
  assertThrows(() => small().decode(line, 0, LIMITS.requestLineOctets), ProtocolError);
});

Deno.test("RequestHeadDecoder keeps ferry's own limits when it has those", () => {
  const line = `GET /${fill(8192 - 16)} HTTP/1.1\r\n`;
  const lines = "A: b\r\n".repeat(99);
  const last = `B: ${fill(32 * 1024 - line.length - lines.length - 7)}\r\n\r\n`;
  const few = [[], [8191, 8192, 8193], [32_766, 32_767]];
  const head = decodeHead(decoder, line + lines + last, few) as Snapshot<RequestHead>;
  assertEquals([head.octetCount, head.fields.length], [32_768, 100]);
  assertEquals((decodeHead(decoder, `${line}${lines}B${last}`, few) as Fault).status, 431);
  assertEquals((decodeHead(decoder, line.replace("/", "//"), few) as Fault).status, 414);
});

Deno.test("HeadDecoder keeps its place when the run moves and grows between calls", () => {
  const octets = octetsOf("GET / HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n");
  const decoding = new RequestHeadDecoder(DEFAULT_LIMITS);
  assertEquals(decoding.decode(octets, 0, 20), undefined);
  const moved = new Uint8Array(100).fill(0x20);
  moved.set(octets, 50);
  const head = decoding.decode(moved, 50, 50 + octets.length)!;
  assertEquals([...head.fields], [["Host", "a"], ["B", "c"]]);
});

Deno.test("HeadDecoder looks at no octet twice when a head comes octet by octet", () => {
  const octets = octetsOf(`GET / HTTP/1.1\r\nA: ${fill(900)}\r\nB: ${fill(900)}\r\n\r\n`);
  const decoding = new RequestHeadDecoder(DEFAULT_LIMITS);
  for (let end = 1; end < octets.length; end++) {
    assertEquals(decoding.decode(octets, 0, end), undefined);
    if (octets[end - 1] === 0x61) octets[end - 1] = 0; // an octet that would be refused
  }
  assertEquals(decoding.decode(octets, 0, octets.length)?.octetCount, octets.length);
});

Deno.test("HeadDecoder measures a status line like a request line when it reads an answer", () => {
  const make = () => new ResponseHeadDecoder(LIMITS);
  const line = `HTTP/1.1 200 ${fill(25)}\r\n\r\n`;
  assertEquals((decodeHead(make, line) as { octetCount: number }).octetCount, line.length);
  assertEquals((decodeHead(make, line.replace("a", "aa")) as Fault).status, 502);
  assertEquals((decodeHead(make, `<html>${fill(400)}`) as Fault).status, 502);
});
