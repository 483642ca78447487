import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../http/wire/errors.ts";
import { requestFraming, responseFraming } from "../../../http/wire/framing.ts";
import type { HttpVersion } from "../../../http/wire/version.ts";
import { fieldsOf } from "../../support/fields.ts";

const TE = "Transfer-Encoding";
const CL = "Content-Length";

/** Rule, framing in short, version, field lines. The same in both directions. */
const DECLARED: readonly (readonly [string, string, HttpVersion, ...string[]])[] = [
  ["there is a length", "length 5", "HTTP/1.1", `${CL}: 5`],
  ["there is a length in 1.0", "length 5", "HTTP/1.0", `${CL}: 5`],
  ["the length has leading zeros", "length 5", "HTTP/1.1", `${CL}: 0005`],
  ["there is white space around the length", "length 5", "HTTP/1.1", `${CL}: \t5\t `],
  ["the name is spelled otherwise", "length 5", "HTTP/1.1", "cONTENT-lENGTH:5"],
  ["the length is the greatest", "length 9007199254740991", "HTTP/1.1", `${CL}: 9007199254740991`],
  ["the length is 0", "none", "HTTP/1.1", `${CL}: 0`],
  ["the length is 0 in 1.0", "none", "HTTP/1.0", `${CL}: 00`],
  ["the body is chunked", "chunked", "HTTP/1.1", `${TE}: chunked`],
  ["chunked is in capitals", "chunked", "HTTP/1.1", `${TE}: CHUNKED`],
  ["chunked has tabs around it", "chunked", "HTTP/1.1", `${TE}:\tchunked\t`],
  ["the list has empty members (RFC 9110 §5.6.1.2)", "chunked", "HTTP/1.1", `${TE}: , chunked,`],
];

/** Rule, status, version, field lines. The same in both directions. */
const FAULTS: readonly (readonly [string, number, HttpVersion, ...string[]])[] = [
  ["length and coding", 400, "HTTP/1.1", `${CL}: 5`, `${TE}: chunked`],
  ["coding and length", 400, "HTTP/1.1", `${TE}: chunked`, `${CL}: 5`],
  ["a length of 0 and a coding", 400, "HTTP/1.1", `${CL}: 0`, `${TE}: chunked`],
  ["an empty length and a coding", 400, "HTTP/1.1", `${CL}:`, `${TE}: chunked`],
  ["a length and an empty coding", 400, "HTTP/1.1", `${CL}: 5`, `${TE}:`],
  ["a length and an unknown coding", 400, "HTTP/1.1", `${CL}: 5`, `${TE}: gzip`],
  ["length and coding in 1.0", 400, "HTTP/1.0", `${CL}: 5`, `${TE}: chunked`],
  ["a coding in 1.0", 400, "HTTP/1.0", `${TE}: chunked`],
  ["two lengths", 400, "HTTP/1.1", `${CL}: 5`, `${CL}: 6`],
  ["the same length twice", 400, "HTTP/1.1", `${CL}: 5`, `${CL}: 5`],
  ["the same length twice, in capitals", 400, "HTTP/1.1", `${CL}: 5`, "CONTENT-LENGTH: 5"],
  ["an empty length and a length", 400, "HTTP/1.1", `${CL}:`, `${CL}: 5`],
  ["a length and an empty length", 400, "HTTP/1.1", `${CL}: 5`, `${CL}:`],
  ["a list of lengths", 400, "HTTP/1.1", `${CL}: 5, 6`],
  ["a list of the same length", 400, "HTTP/1.1", `${CL}: 5, 5`],
  ["a list that ends in a comma", 400, "HTTP/1.1", `${CL}: 5,`],
  ["a list that begins with a comma", 400, "HTTP/1.1", `${CL}: ,5`],
  ["an empty length", 400, "HTTP/1.1", `${CL}:`],
  ["a plus sign", 400, "HTTP/1.1", `${CL}: +5`],
  ["a minus sign", 400, "HTTP/1.1", `${CL}: -5`],
  ["a minus sign before 0", 400, "HTTP/1.1", `${CL}: -0`],
  ["a fraction", 400, "HTTP/1.1", `${CL}: 5.0`],
  ["an exponent", 400, "HTTP/1.1", `${CL}: 5e1`],
  ["hexadecimal digits", 400, "HTTP/1.1", `${CL}: 0x5`],
  ["digits in groups", 400, "HTTP/1.1", `${CL}: 1_000`],
  ["digits with a space", 400, "HTTP/1.1", `${CL}: 1 0`],
  ["a quoted length", 400, "HTTP/1.1", `${CL}: "5"`],
  ["a parameter of the length", 400, "HTTP/1.1", `${CL}: 5;q=1`],
  ["a superscript digit", 400, "HTTP/1.1", `${CL}: \xb2`],
  ["a no-break space", 400, "HTTP/1.1", `${CL}: \xa05`],
  ["a length beyond 2^53 - 1", 400, "HTTP/1.1", `${CL}: 9007199254740992`],
  ["a length of 2^64 + 5", 400, "HTTP/1.1", `${CL}: 18446744073709551621`],
  ["an empty coding", 400, "HTTP/1.1", `${TE}:`],
  ["a coding of commas", 400, "HTTP/1.1", `${TE}: , ,`],
  ["chunked twice", 400, "HTTP/1.1", `${TE}: chunked, chunked`],
  ["chunked twice on two lines", 400, "HTTP/1.1", `${TE}: chunked`, `${TE}: chunked`],
  ["chunked before another coding", 400, "HTTP/1.1", `${TE}: chunked, gzip`],
  ["chunked before identity", 400, "HTTP/1.1", `${TE}: chunked`, `${TE}: identity`],
  ["a parameter of chunked", 400, "HTTP/1.1", `${TE}: chunked;q=1`],
  ["another coding before chunked", 501, "HTTP/1.1", `${TE}: gzip, chunked`],
  ["another coding on a line before", 501, "HTTP/1.1", `${TE}: gzip`, `${TE}: chunked`],
  ["identity before chunked", 501, "HTTP/1.1", `${TE}: identity, chunked`],
  ["identity", 501, "HTTP/1.1", `${TE}: identity`],
  ["another coding alone", 501, "HTTP/1.1", `${TE}: gzip`],
  ["a coding that ends in chunked", 501, "HTTP/1.1", `${TE}: xchunked`],
  ["a coding that begins with chunked", 501, "HTTP/1.1", `${TE}: chunkedx`],
  ["a quoted coding", 501, "HTTP/1.1", `${TE}: "chunked"`],
  ["chunked behind a space", 501, "HTTP/1.1", `${TE}: x chunked`],
  ["chunked inside a quoted parameter", 400, "HTTP/1.1", `${TE}: x;a="b, chunked, c"`],
  ["chunked behind a no-break space", 501, "HTTP/1.1", `${TE}: \xa0chunked`],
  ["chunked behind a BOM", 501, "HTTP/1.1", `${TE}: \xef\xbb\xbfchunked`],
];

function inShort(framing: ReturnType<typeof requestFraming>): string {
  return framing.kind === "length" ? `length ${framing.octets}` : framing.kind;
}

for (const [rule, expected, version, ...lines] of DECLARED) {
  Deno.test(`requestFraming() and responseFraming() give ${expected} when ${rule}`, () => {
    const fields = fieldsOf(...lines);
    assertEquals(inShort(requestFraming(version, fields)), expected);
    assertEquals(inShort(responseFraming("GET", 200, version, fields)), expected);
  });
}

for (const [rule, status, version, ...lines] of FAULTS) {
  Deno.test(`requestFraming() and responseFraming() throw ${status} when there is ${rule}`, () => {
    const fields = fieldsOf(...lines);
    for (
      const decide of [
        () => requestFraming(version, fields),
        () => responseFraming("GET", 200, version, fields),
      ]
    ) assertEquals(assertThrows(decide, ProtocolError).status, status);
  });
}

Deno.test("requestFraming() gives none when neither length nor coding is declared", () => {
  assertEquals(inShort(requestFraming("HTTP/1.1", fieldsOf("Content_Length: 5"))), "none");
  assertEquals(inShort(requestFraming("HTTP/0.9", fieldsOf())), "none");
});

/** Rule, method, status, field lines, framing in short. */
const RESPONSES: readonly (readonly [string, string, number, readonly string[], string])[] = [
  ["nothing is declared", "GET", 200, [], "close"],
  ["a fault of the request declares nothing", "GET", 400, [], "close"],
  ["HEAD was asked", "HEAD", 200, [`${CL}: 5`], "none"],
  ["HEAD was asked and nothing is declared", "HEAD", 200, [], "none"],
  ["HEAD was asked and the body would be chunked", "HEAD", 200, [`${TE}: chunked`], "none"],
  ["HEAD was asked and both lengths are there", "HEAD", 200, [`${CL}: 5`, `${TE}: x`], "none"],
  ["the status is 100", "GET", 100, [`${CL}: 5`], "none"],
  ["the status is 101", "GET", 101, [], "none"],
  ["the status is 103", "GET", 103, [`${TE}: chunked`], "none"],
  ["the status is 204", "GET", 204, [`${CL}: 5`], "none"],
  ["the status is 204 and the length is faulty", "GET", 204, [`${CL}: x`], "none"],
  ["the status is 304", "GET", 304, [`${CL}: 5`], "none"],
  ["the status is 205", "GET", 205, [`${CL}: 5`], "length 5"],
  ["the status is 206", "GET", 206, [`${CL}: 5`], "length 5"],
  ["the status is 404", "GET", 404, [`${TE}: chunked`], "chunked"],
  ["head is asked in small letters", "head", 200, [`${CL}: 5`], "length 5"],
  ["CONNECT has opened a tunnel", "CONNECT", 200, [`${CL}: 5`, `${TE}: chunked`], "none"],
  ["CONNECT was refused", "CONNECT", 407, [`${CL}: 5`], "length 5"],
];

for (const [rule, method, status, lines, expected] of RESPONSES) {
  Deno.test(`responseFraming() gives ${expected} when ${rule}`, () => {
    const framing = responseFraming(method, status, "HTTP/1.1", fieldsOf(...lines));
    assertEquals(inShort(framing), expected);
  });
}
