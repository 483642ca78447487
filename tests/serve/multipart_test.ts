import { assert, assertEquals } from "@std/assert";
import { octetsOf, textOf } from "../../http/wire/octets.ts";
import { contentRange, gather, multipart } from "../../serve/multipart.ts";

const DIGITS = octetsOf("0123456789");
const RANGES = [{ firstPos: 7, lastPos: 9 }, { firstPos: 0, lastPos: 0 }];

Deno.test("multipart() lays the ranges out as RFC 9110 §15.3.7.2 does", () => {
  const { mediaType, pieces } = multipart(RANGES, "text/plain", 10, "SEPARATES");
  assertEquals(mediaType, "multipart/byteranges; boundary=SEPARATES");
  const octets = gather(DIGITS, pieces);
  assertEquals(
    textOf(octets, 0, octets.length),
    [
      "--SEPARATES",
      "Content-Type: text/plain",
      "Content-Range: bytes 7-9/10",
      "",
      "789",
      "--SEPARATES",
      "Content-Type: text/plain",
      "Content-Range: bytes 0-0/10",
      "",
      "0",
      "--SEPARATES--",
      "",
    ].join("\r\n"),
  );
});

Deno.test("multipart() holds nothing of the content", () => {
  const { pieces } = multipart(
    [{ firstPos: 0, lastPos: 2 ** 40 }, { firstPos: 2 ** 41, lastPos: 2 ** 42 }],
    "video/mp4",
    2 ** 43,
    "x",
  );
  assertEquals(pieces.map((piece) => piece instanceof Uint8Array), [
    true,
    false,
    true,
    false,
    true,
  ]);
});

Deno.test("gather() makes no copy for a single range", () => {
  const octets = gather(DIGITS, [{ firstPos: 2, lastPos: 4 }]);
  assert(octets.buffer === DIGITS.buffer);
  assertEquals(textOf(octets, 0, octets.length), "234");
});

Deno.test("contentRange() tells positions beyond 32 bits", () => {
  const range = { firstPos: 2 ** 40, lastPos: 2 ** 40 };
  assertEquals(contentRange(range, 2 ** 41), "bytes 1099511627776-1099511627776/2199023255552");
});
