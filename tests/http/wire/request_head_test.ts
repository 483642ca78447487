import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../http/wire/errors.ts";
import { DEFAULT_LIMITS } from "../../../http/wire/limits.ts";
import { octetsOf } from "../../../http/wire/octets.ts";
import {
  decodeUnfinished,
  type RequestHead,
  RequestHeadDecoder,
} from "../../../http/wire/request_head.ts";
import { decodeHead, type Fault, type Snapshot, snapshot } from "../../support/cuts.ts";

const decoder = () => new RequestHeadDecoder(DEFAULT_LIMITS);
const H = "Host: a\r\n\r\n";

/** Rule, octets of the head, `method target version` and the field lines. */
const HEADS: readonly (readonly [string, string, string, ...string[]])[] = [
  ["the plainest head", `GET / HTTP/1.1\r\n${H}`, "GET / HTTP/1.1", "Host=a"],
  ["no field at all", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1"],
  ["version 1.0", "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0"],
  ["a higher minor version as 1.1", `GET / HTTP/1.9\r\n${H}`, "GET / HTTP/1.1", "Host=a"],
  ["another method", `DELETE /x HTTP/1.1\r\n${H}`, "DELETE /x HTTP/1.1", "Host=a"],
  ["a method in small letters as another", "get / HTTP/1.1\r\n\r\n", "get / HTTP/1.1"],
  [
    "every tchar in a method",
    "!#$%&'*+-.^_`|~09Az / HTTP/1.0\r\n\r\n",
    "!#$%&'*+-.^_`|~09Az / HTTP/1.0",
  ],
  ["the asterisk", "OPTIONS * HTTP/1.0\r\n\r\n", "OPTIONS * HTTP/1.0"],
  [
    "a target of any visible octets",
    'GET /"<>\\^`{|}\xe9 HTTP/1.0\r\n\r\n',
    'GET /"<>\\^`{|}\xe9 HTTP/1.0',
  ],
  ["an empty line before", `\r\nGET / HTTP/1.0\r\n\r\n`, "GET / HTTP/1.0"],
  ["many empty lines before", `${"\r\n".repeat(9)}GET / HTTP/1.0\r\n\r\n`, "GET / HTTP/1.0"],
  ["a lone LF before", `\nGET / HTTP/1.0\r\n\r\n`, "GET / HTTP/1.0"],
  [
    "white space around a value",
    "GET / HTTP/1.0\r\nA: \t b c \t\r\n\r\n",
    "GET / HTTP/1.0",
    "A=b c",
  ],
  ["no white space before a value", "GET / HTTP/1.0\r\nA:b\r\n\r\n", "GET / HTTP/1.0", "A=b"],
  ["an empty value", "GET / HTTP/1.0\r\nA:\r\nB: \t\r\n\r\n", "GET / HTTP/1.0", "A=", "B="],
  ["a value with colons", "GET / HTTP/1.0\r\nA: b:c: d\r\n\r\n", "GET / HTTP/1.0", "A=b:c: d"],
  [
    "a value with a tab and obs-text",
    "GET / HTTP/1.0\r\nA: b\tc\xff\x80\r\n\r\n",
    "GET / HTTP/1.0",
    "A=b\tc\xff\x80",
  ],
  [
    "every tchar in a name",
    "GET / HTTP/1.0\r\n!#$%&'*+-.^_`|~09Az: b\r\n\r\n",
    "GET / HTTP/1.0",
    "!#$%&'*+-.^_`|~09Az=b",
  ],
  [
    "lines of one name, in order",
    "GET / HTTP/1.0\r\nA: 1\r\nB: 2\r\na: 3\r\n\r\n",
    "GET / HTTP/1.0",
    "A=1",
    "B=2",
    "a=3",
  ],
  ["lone LF throughout", "GET / HTTP/1.1\nHost: a\nB: c\n\n", "GET / HTTP/1.1", "Host=a", "B=c"],
  ["a simple request", "GET /x\r\n", "GET /x HTTP/0.9"],
  ["a simple request with a lone LF", "GET /x\n", "GET /x HTTP/0.9"],
  ["a simple request behind an empty line", "\r\nGET /x\r\n", "GET /x HTTP/0.9"],
];

/** Rule, status, octets. */
const FAULTS: readonly (readonly [string, number, string])[] = [
  ["a method alone", 400, "GET\r\n"],
  ["a method and a space", 400, "GET \r\n"],
  ["a space before the method", 400, ` GET / HTTP/1.1\r\n${H}`],
  ["a tab before the method", 400, `\tGET / HTTP/1.1\r\n${H}`],
  ["white space alone before the request line", 400, ` \r\nGET / HTTP/1.1\r\n${H}`],
  ["two spaces before the target", 400, `GET  / HTTP/1.1\r\n${H}`],
  ["two spaces behind the target", 400, `GET /  HTTP/1.1\r\n${H}`],
  ["a space behind the version", 400, `GET / HTTP/1.1 \r\n${H}`],
  ["a tab instead of the first space", 400, `GET\t/ HTTP/1.1\r\n${H}`],
  ["a tab instead of the second space", 400, `GET /\tHTTP/1.1\r\n${H}`],
  ["a vertical tab instead of a space", 400, `GET\x0b/ HTTP/1.1\r\n${H}`],
  ["a form feed instead of a space", 400, `GET /\x0cHTTP/1.1\r\n${H}`],
  ["a no-break space instead of a space", 400, `GET /\xa0HTTP/1.1 HTTP/1.1 x\r\n${H}`],
  ["a space within the target", 400, `GET /a b HTTP/1.1\r\n${H}`],
  ["a method that is no token", 400, `GE(T / HTTP/1.1\r\n${H}`],
  ["a method with a colon", 400, `GET: / HTTP/1.1\r\n${H}`],
  ["a method of obs-text", 400, `\xc7ET / HTTP/1.1\r\n${H}`],
  ["a BOM before the method", 400, `\xef\xbb\xbfGET / HTTP/1.1\r\n${H}`],
  ["a NUL in the method", 400, `GE\0T / HTTP/1.1\r\n${H}`],
  ["a NUL in the target", 400, `GET /\0 HTTP/1.1\r\n${H}`],
  ["a DEL in the target", 400, `GET /\x7f HTTP/1.1\r\n${H}`],
  ["an escape in the target", 400, `GET /\x1b[2J HTTP/1.1\r\n${H}`],
  ["a CR in the request line", 400, `GET /\rx HTTP/1.1\r\n${H}`],
  ["a CR before the CRLF", 400, `GET / HTTP/1.1\r\r\n${H}`],
  ["a simple request with another method", 400, "POST /x\r\n"],
  ["a simple request with HEAD", 400, "HEAD /x\r\n"],
  ["a simple request with a space at the end", 400, "GET /x \r\n"],
  ["a version in small letters", 400, `GET / http/1.1\r\n${H}`],
  ["a version without minor number", 400, `GET / HTTP/1\r\n${H}`],
  ["a version with a leading zero", 400, `GET / HTTP/01.1\r\n${H}`],
  ["a version with two digits behind the dot", 400, `GET / HTTP/1.10\r\n${H}`],
  ["a version with a sign", 400, `GET / HTTP/+1.1\r\n${H}`],
  ["a version with a comma", 400, `GET / HTTP/1,1\r\n${H}`],
  ["another protocol", 400, `GET / HTCPCP/1.0\r\n${H}`],
  ["version 2.0", 505, `GET / HTTP/2.0\r\n${H}`],
  ["version 0.9, written out", 505, `GET / HTTP/0.9\r\n${H}`],
  ["the preface of HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["a TLS ClientHello", 400, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
  ["a space before the colon", 400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"],
  ["a tab before the colon", 400, "GET / HTTP/1.1\r\nHost\t: a\r\n\r\n"],
  ["a name without a colon", 400, "GET / HTTP/1.1\r\nHost\r\n\r\n"],
  ["an empty name", 400, "GET / HTTP/1.1\r\n: a\r\n\r\n"],
  ["a space in a name", 400, "GET / HTTP/1.1\r\nX Y: a\r\n\r\n"],
  ["a NUL in a name", 400, "GET / HTTP/1.1\r\nHo\0st: a\r\n\r\n"],
  ["obs-text in a name", 400, "GET / HTTP/1.1\r\nTransfer\xadEncoding: chunked\r\n\r\n"],
  ["quotes around a name", 400, 'GET / HTTP/1.1\r\n"Host": a\r\n\r\n'],
  ["a NUL in a value", 400, "GET / HTTP/1.1\r\nHost: a\0\r\n\r\n"],
  ["a DEL in a value", 400, "GET / HTTP/1.1\r\nHost: a\x7f\r\n\r\n"],
  ["a vertical tab before a value", 400, "GET / HTTP/1.1\r\nTransfer-Encoding:\x0bchunked\r\n\r\n"],
  ["a CR in a value", 400, "GET / HTTP/1.1\r\nA: b\rTransfer-Encoding: chunked\r\n\r\n"],
  ["a CR at the end of a value", 400, "GET / HTTP/1.1\r\nA: b\r\r\n\r\n"],
  ["a CR at the start of a name", 400, "GET / HTTP/1.1\r\n\rA: b\r\n\r\n"],
  ["obs-fold with a space", 400, "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"],
  ["obs-fold with a tab", 400, "GET / HTTP/1.1\r\nTransfer-Encoding:\r\n\tchunked\r\n\r\n"],
  ["obs-fold of white space alone", 400, "GET / HTTP/1.1\r\nA: b\r\n \r\n\r\n"],
  ["white space before the first field line", 400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"],
  ["white space instead of the empty line", 400, "GET / HTTP/1.1\r\n \r\n\r\n"],
  ["LF behind a CRLF request line", 400, "GET / HTTP/1.1\r\nHost: a\n\r\n"],
  ["LF in the empty line behind CRLF", 400, "GET / HTTP/1.1\r\nHost: a\r\n\n"],
  ["LF in the first of two field lines", 400, "GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n"],
  ["CRLF behind a LF request line", 400, "GET / HTTP/1.1\nHost: a\r\n\n"],
  ["CRLF in the empty line behind LF", 400, "GET / HTTP/1.1\nHost: a\n\r\n"],
  ["LF and a length", 400, "POST / HTTP/1.1\nHost: a\nContent-Length: 1\n\nx"],
  ["LF and a length of nothing", 400, "POST / HTTP/1.1\nHost: a\nContent-Length: 0\n\n"],
  ["LF and a transfer coding", 400, "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n"],
];

for (const [rule, text, line, ...fields] of HEADS) {
  Deno.test(`RequestHeadDecoder reads a head when it has ${rule}`, () => {
    const [method, target, version] = line.split(" ");
    const head = decodeHead(decoder, text) as Snapshot<RequestHead>;
    assertEquals({ ...head, fields: head.fields.map((field) => field.join("=")) }, {
      method,
      target,
      version,
      fields,
      octetCount: text.length,
    } as unknown);
  });

  Deno.test(`RequestHeadDecoder leaves alone what comes behind when it has ${rule}`, () => {
    const whole = decodeHead(decoder, text);
    for (const surplus of ["\r\n", "GET /next HTTP/1.1\r\n", "\0\n\r", "\n"]) {
      assertEquals(decodeHead(decoder, text + surplus), whole);
    }
  });

  Deno.test(`RequestHeadDecoder wants more when the last octet is missing of ${rule}`, () => {
    assertEquals(decodeHead(decoder, text.slice(0, -1)), undefined);
  });
}

for (const [rule, status, text] of FAULTS) {
  Deno.test(`RequestHeadDecoder answers ${status} when there is ${rule}`, () => {
    assertEquals((decodeHead(decoder, text) as Fault).status, status);
  });
}

Deno.test("RequestHeadDecoder.reset() makes ready for the next head when heads are pipelined", () => {
  const texts = ["GET /1 HTTP/1.1\nA: b\n\n", "\r\nPUT /2 HTTP/1.0\r\n\r\n", "GET /3\r\n"];
  const octets = octetsOf(texts.join(""));
  const reused = decoder();
  let from = 0;
  for (const text of texts) {
    reused.reset();
    const head = reused.decode(octets, from, octets.length)!;
    assertEquals(snapshot(head), decodeHead(decoder, text) as Snapshot<RequestHead>);
    from += head.octetCount;
  }
  assertEquals(from, octets.length);
});

const UNFINISHED: readonly (readonly [string, string, string | undefined])[] = [
  ["what the lab's client sends", "GET /hello.html", "/hello.html"],
  ["the shortest target", "GET /", "/"],
  ["a target that lacks its slash", "GET x", "x"],
  ["an absolute target", "GET http://a/x", "http://a/x"],
  ["no target yet", "GET ", undefined],
  ["no method yet", "GE", undefined],
  ["nothing yet", "", undefined],
  ["another method", "HEAD /x", undefined],
  ["a method in small letters", "get /x", undefined],
  ["a version yet to come", "GET /x ", undefined],
  ["a version", "GET /x HTTP/1.1", undefined],
  ["half a line ending", "GET /x\r", undefined],
  ["a whole line", "GET /x\r\n", undefined],
  ["two spaces", "GET  /x", undefined],
  ["a control octet", "GET /\x1b", undefined],
  ["a DEL", "GET /\x7f", undefined],
  ["an empty line before", "\r\nGET /x", undefined],
];

for (const [rule, text, target] of UNFINISHED) {
  Deno.test(`decodeUnfinished() gives ${target ?? "nothing"} when it sees ${rule}`, () => {
    const octets = octetsOf(`..${text} HTTP`);
    const head = decodeUnfinished(octets, 2, 2 + text.length, DEFAULT_LIMITS);
    assertEquals(octets, octetsOf(`..${text} HTTP`));
    const expected = { method: "GET", version: "HTTP/0.9", fields: [], octetCount: text.length };
    assertEquals(
      head && snapshot(head),
      target === undefined ? undefined : { ...expected, target } as unknown,
    );
  });
}

Deno.test("decodeUnfinished() throws 414 when the line is longer than a request line may be", () => {
  const limits = { ...DEFAULT_LIMITS, requestLineOctets: 10 };
  const octets = octetsOf("GET /12345");
  assertEquals(decodeUnfinished(octets, 0, 9, limits)?.target, "/1234");
  const fault = assertThrows(() => decodeUnfinished(octets, 0, 10, limits), ProtocolError);
  assertEquals(fault.status, 414);
});
