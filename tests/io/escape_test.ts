// What may act on a terminal never reaches it as it is.

import { assertEquals } from "@std/assert";
import { escapeControls, type EscapeOptions, TerminalText } from "../../io/escape.ts";

Deno.test("escapeControls() makes visible what acts, hides or reorders", () => {
  const cases: [text: string, shown: string, options?: EscapeOptions][] = [
    ["plain text, Grüße, 你好, 👋", "plain text, Grüße, 你好, 👋"],
    ["\x1b[31mred\x07", "\\x1b[31mred\\x07"],
    ["\0\x1f\x7f", "\\x00\\x1f\\x7f"],
    ["\x80\x9b2J\x9f\xa0", "\\x80\\x9b2J\\x9f\xa0"],
    ["a\r\nb\tc", "a\\x0d\\x0ab\\x09c"],
    ["a\r\nb\tc", "a\\x0d\nb\tc", { keepLines: true }],
    ["\u202a\u202b\u202c\u202d\u202e", "\\u{202a}\\u{202b}\\u{202c}\\u{202d}\\u{202e}"],
    ["\u2066\u2067\u2068\u2069", "\\u{2066}\\u{2067}\\u{2068}\\u{2069}"],
    ["\u200e\u200f\u061c", "\\u{200e}\\u{200f}\\u{61c}"],
    ["\u2028\u2029", "\\u{2028}\\u{2029}"],
    ["\ud800x\udc00", "\\u{d800}x\\u{dc00}"],
    ['say "x\\y"', 'say "x\\y"'],
    ['say "x\\y\n"', 'say \\"x\\\\y\\x0a\\"', { quotes: true }],
  ];
  for (const [text, shown, options] of cases) assertEquals(escapeControls(text, options), shown);
});

Deno.test("TerminalText shows the same text however its octets are cut", () => {
  const cases: [octets: Uint8Array, shown: string][] = [
    [new TextEncoder().encode("one\r\ntwo\n\x1b[2J\t👋é\n"), "one\ntwo\n\\x1b[2J\t👋é\n"],
    [new TextEncoder().encode("bare\rreturn\r"), "bare\\x0dreturn\\x0d"],
    [new TextEncoder().encode("\r\r\n\r"), "\\x0d\n\\x0d"],
    [Uint8Array.of(0x61, 0xff, 0x62, 0xe2, 0x82), "a\ufffdb\ufffd"],
    [Uint8Array.of(0x9b, 0x41), "\ufffdA"],
    [Uint8Array.of(0xc2, 0x9b, 0x41), "\\x9bA"],
    [new Uint8Array(0), ""],
  ];
  for (const [octets, shown] of cases) {
    for (let size = 1; size <= octets.length + 1; size++) {
      const terminal = new TerminalText();
      let text = "";
      for (let at = 0; at < octets.length; at += size) {
        text += terminal.push(octets.subarray(at, at + size));
      }
      assertEquals(text + terminal.end(), shown, `in pieces of ${size}`);
    }
  }
});

Deno.test("TerminalText gives a character out as soon as it is whole", () => {
  const terminal = new TerminalText();
  assertEquals(terminal.push(Uint8Array.of(0x61, 0xc3)), "a");
  assertEquals(terminal.push(Uint8Array.of(0xa9)), "é");
});
