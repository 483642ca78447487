// Odd messages by the thousand: the decoders throw nothing but what they say they throw, don't depend
// on cuts, and accept exactly what the grammar, written down a second time below, accepts.

import { assertEquals } from "@std/assert";
import { ChunkedDecoder } from "../../../http/wire/chunked.ts";
import { DEFAULT_LIMITS, type Limits } from "../../../http/wire/limits.ts";
import { type RequestHead, RequestHeadDecoder } from "../../../http/wire/request_head.ts";
import { type ResponseHead, ResponseHeadDecoder } from "../../../http/wire/response_head.ts";
import {
  type Body,
  type Cuts,
  decodeBody,
  decodeHead,
  type Fault,
  randomCuts,
  type Snapshot,
} from "../../support/cuts.ts";
import { mutate } from "../../support/mutate.ts";
import { type Random, seeded } from "../../support/random.ts";

const REQUESTS = 8_000;
const RESPONSES = 4_000;
const CHUNKED_BODIES = 8_000;
/** So small that many inputs are at one of them. */
const SMALL: Limits = { ...DEFAULT_LIMITS, requestLineOctets: 24, headOctets: 48, fieldLines: 2 };

const REQUEST_SEEDS: readonly string[] = [
  "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  "\r\nPOST /a?b HTTP/1.0\r\nContent-Length: 5\r\nX: y z\r\n\r\nhello",
  "PUT /x HTTP/1.1\r\nHost: [::1]:80\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "OPTIONS * HTTP/1.1\r\nHost:\r\nA:\tb\r\na: c\r\n\r\n",
  "GET /hello.html\r\n",
  "GET /x HTTP/1.1\nHost: a\nX: y\n\nGET /y\n",
];

const RESPONSE_SEEDS: readonly string[] = [
  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  "HTTP/1.0 404 Not Found\r\nServer: x\r\nA: b\r\n c\r\n\r\n",
  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204\r\nA:\r\n\r\n",
  "HTTP/1.1 200 OK\nA: b\n\nhello",
];

const CHUNKED_SEEDS: readonly string[] = [
  "0\r\n\r\n",
  "5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
  "1\r\na\r\n00b\r\n01234567890\r\n0\r\nA: b\r\n\r\n",
  '3;a="b;c"\r\n\r\n0\r\n2 ; d \t\r\nxy\r\n0;e\r\n\r\n',
];

const OCTETS = "[\\t\\x20-\\x7e\\x80-\\xff]*";
const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const TARGET = "[\\x21-\\x7e\\x80-\\xff]+";
const CRLF_HEAD = new RegExp(
  `^(?:\\r?\\n)*${TOKEN} ${TARGET} HTTP/1\\.[0-9]\\r\\n(?:${TOKEN}:${OCTETS}\\r\\n)*\\r\\n`,
);
const LF_HEAD = new RegExp(CRLF_HEAD.source.replaceAll("\\r\\n", "\\n"));
const SIMPLE = new RegExp(`^(?:\\r?\\n)*GET ${TARGET}\\r?\\n`);
const FRAMED = /\n(?:content-length|transfer-encoding):/i;
const CHUNK_LINE = new RegExp(`^0{0,2}([0-9A-Fa-f]{1,13})[ \\t]*(?:;${OCTETS})?\\r\\n`);
const TRAILERS = new RegExp(`^(?:${TOKEN}:${OCTETS}\\r\\n)*\\r\\n`);

/** How long the request head is, or undefined when there is none. */
function requestHeadLength(text: string): number | undefined {
  const lf = LF_HEAD.exec(text)?.[0];
  if (lf !== undefined) return FRAMED.test(lf) ? undefined : lf.length;
  return (CRLF_HEAD.exec(text) ?? SIMPLE.exec(text))?.[0].length;
}

/** The content of a chunked body and its length on the wire, or undefined when it is not whole. */
function readChunked(text: string): [content: string, consumed: number] | undefined {
  let content = "";
  for (let at = 0;;) {
    const [line, digits] = CHUNK_LINE.exec(text.slice(at)) ?? [];
    if (line === undefined || digits === undefined) return undefined;
    at += line.length;
    const size = Number.parseInt(digits, 16);
    if (size === 0) {
      const trailers = TRAILERS.exec(text.slice(at));
      return trailers === null ? undefined : [content, at + trailers[0].length];
    }
    content += text.slice(at, at + size);
    at += size + 2;
    if (text.slice(at - 2, at) !== "\r\n") return undefined;
  }
}

/** Whole, octet by octet, and twice at random. */
function someWays(length: number, random: Random): Cuts[] {
  const everywhere = Array.from({ length: Math.max(length - 1, 0) }, (_, at) => at + 1);
  return [[], everywhere, randomCuts(length, random), randomCuts(length, random)];
}

Deno.test("RequestHeadDecoder accepts what the grammar accepts when heads are odd", () => {
  const random = seeded(9112);
  for (let times = 0; times < REQUESTS; times++) {
    const text = mutate(REQUEST_SEEDS, random);
    const ways = someWays(text.length, random);
    const make = () => new RequestHeadDecoder(DEFAULT_LIMITS);
    const head = decodeHead(make, text, ways) as Partial<Snapshot<RequestHead> & Fault> | undefined;
    assertEquals(head?.octetCount, requestHeadLength(text), JSON.stringify(text));
    decodeHead(() => new RequestHeadDecoder(SMALL), text, ways);
  }
});

Deno.test("ResponseHeadDecoder does not depend on cuts when heads are odd", () => {
  const random = seeded(9110);
  for (let times = 0; times < RESPONSES; times++) {
    const text = mutate(RESPONSE_SEEDS, random);
    const ways = someWays(text.length, random);
    for (const limits of [DEFAULT_LIMITS, SMALL]) {
      const make = () => new ResponseHeadDecoder(limits);
      const head = decodeHead(make, text, ways) as Partial<Snapshot<ResponseHead>> | undefined;
      for (const [, value] of head?.fields ?? []) {
        assertEquals(/[\r\n\0]/.test(value), false, JSON.stringify(text));
      }
    }
  }
});

Deno.test("ChunkedDecoder accepts what the grammar accepts when bodies are odd", () => {
  const random = seeded(7230);
  for (let times = 0; times < CHUNKED_BODIES; times++) {
    const text = mutate(CHUNKED_SEEDS, random);
    const ways = someWays(text.length, random);
    const body = decodeBody(() => new ChunkedDecoder(DEFAULT_LIMITS), text, ways) as Partial<Body>;
    const read = body.done === undefined ? undefined : [body.content, body.consumed];
    assertEquals(read, readChunked(text), JSON.stringify(text));
    decodeBody(() => new ChunkedDecoder({ ...DEFAULT_LIMITS, headOctets: 8 }), text, ways);
  }
});
