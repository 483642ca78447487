import { assertEquals } from "@std/assert";
import { readableSize, visible } from "../../../serve/listing/listing_text.ts";

const SIZES: readonly (readonly [octets: number, text: string])[] = [
  [0, "0 B"],
  [1, "1 B"],
  [1023, "1023 B"],
  [1024, "1.0 KiB"],
  [10188, "9.9 KiB"],
  [10189, "10 KiB"],
  [1023 * 1024, "1023 KiB"],
  [2 ** 20 - 1, "1.0 MiB"],
  [1258291, "1.2 MiB"],
  [2 ** 30 - 1, "1.0 GiB"],
  [2 ** 30, "1.0 GiB"],
  [1.5 * 2 ** 40, "1.5 TiB"],
  [Number.MAX_SAFE_INTEGER, "8.0 PiB"],
];

for (const [octets, text] of SIZES) {
  Deno.test(`readableSize() gives ${text} when there are ${octets} octets`, () => {
    assertEquals(readableSize(octets), text);
  });
}

const UNSEEN: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x180e, 0x180e],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
];

Deno.test("visible() spells out every unseen character and no other", () => {
  for (let code = 0; code <= 0xffff; code++) {
    const character = String.fromCharCode(code);
    const unseen = UNSEEN.some(([first, last]) => first <= code && code <= last);
    const spelled = `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
    assertEquals(visible(character), unseen ? spelled : character);
  }
});

Deno.test("visible() leaves a surrogate pair whole and spells out a lone one beside it", () => {
  assertEquals(visible("\u{1f6a2}\ud83d", "<", ">"), "\u{1f6a2}<U+D83D>");
});
