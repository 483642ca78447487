import { assertEquals, assertMatch } from "@std/assert";
import { encodeSegment } from "../../../http/semantics/segment.ts";

const SEGMENTS: readonly (readonly [name: string, segment: string])[] = [
  ["", ""],
  ["hello.html", "hello.html"],
  ["AZaz09-._~", "AZaz09-._~"],
  [".hidden", ".hidden"],
  ["...", "..."],
  ["a b", "a%20b"],
  [" lead", "%20lead"],
  ["100%", "100%25"],
  ["%2e%2e", "%252e%252e"],
  ["what?", "what%3F"],
  ["a#b", "a%23b"],
  ["a/b", "a%2Fb"],
  ["//host", "%2F%2Fhost"],
  ["\\\\host", "%5C%5Chost"],
  ["javascript:alert(1)", "javascript%3Aalert%281%29"],
  ["C:", "C%3A"],
  ["a;b=c,d", "a%3Bb%3Dc%2Cd"],
  ["a+b&c", "a%2Bb%26c"],
  ["!$'()*@", "%21%24%27%28%29%2A%40"],
  [`"<x>"`, "%22%3Cx%3E%22"],
  ["`{|}^[]", "%60%7B%7C%7D%5E%5B%5D"],
  ["a\r\nb\tc", "a%0D%0Ab%09c"],
  ["\0\x1b\x7f", "%00%1B%7F"],
  ["é", "%C3%A9"],
  ["e\u0301", "e%CC%81"],
  ["日本", "%E6%97%A5%E6%9C%AC"],
  ["⛴️", "%E2%9B%B4%EF%B8%8F"],
  ["😀", "%F0%9F%98%80"],
  ["\u202egpj.exe", "%E2%80%AEgpj.exe"],
  ["a\ud83d", "a%EF%BF%BD"],
  ["\ude00b", "%EF%BF%BDb"],
];

for (const [name, segment] of SEGMENTS) {
  Deno.test(`encodeSegment() gives ${segment || "nothing"} when the name is ${JSON.stringify(name)}`, () => {
    assertEquals(encodeSegment(name), segment);
  });
}

Deno.test("encodeSegment() gives unreserved and percent-encoded octets only, whatever the character", () => {
  for (let code = 0; code <= 0xffff; code++) {
    assertMatch(
      encodeSegment(String.fromCharCode(code)),
      /^(?:[A-Za-z0-9\-._~]|(?:%[0-9A-F]{2})+)$/,
    );
  }
});

Deno.test("encodeSegment() is undone by decodeURIComponent when the name is well-formed", () => {
  for (const [name] of SEGMENTS) {
    assertEquals(decodeURIComponent(encodeSegment(name)), name.toWellFormed());
  }
});
