// Content-Range by a table.

import { assertEquals } from "@std/assert";
import { parseContentRange } from "../../../http/semantics/content_range.ts";

Deno.test("parseContentRange() reads ranges with and without a complete length", () => {
  const table: [
    value: string,
    first: number | undefined,
    last: number | undefined,
    length: number | undefined,
  ][] = [
    ["bytes 0-0/1", 0, 0, 1],
    ["bytes 42-1233/1234", 42, 1233, 1234],
    ["BYTES 42-1233/*", 42, 1233, undefined],
    ["bytes */1234", undefined, undefined, 1234],
    ["bytes */0", undefined, undefined, 0],
    ["bytes 0-9007199254740990/9007199254740991", 0, 9007199254740990, 9007199254740991],
  ];
  for (const [value, first, last, completeLength] of table) {
    const found = parseContentRange(value);
    assertEquals([found?.range?.firstPos, found?.range?.lastPos, found?.completeLength], [
      first,
      last,
      completeLength,
    ], value);
    assertEquals(found === undefined, false);
  }
});

Deno.test("parseContentRange() refuses what the grammar does not know", () => {
  const table = [
    "",
    "bytes",
    "bytes ",
    "bytes 0-0",
    "bytes 0-0/",
    "bytes 0-0/1/1",
    "bytes 0-0/1 ",
    " bytes 0-0/1",
    "bytes  0-0/1",
    "bytes=0-0/1",
    "bytes: 0-0/1",
    "octets 0-0/1",
    "bytes */*",
    "bytes *",
    "bytes 1-0/2",
    "bytes 0-1/1",
    "bytes -1-0/1",
    "bytes 0-/1",
    "bytes -0/1",
    "bytes 0-0-0/1",
    "bytes +0-0/1",
    "bytes 0x0-0/1",
    "bytes 0-0/1e1",
    "bytes 0-0/-1",
    "bytes 0-9007199254740992/*",
  ];
  for (const value of table) assertEquals(parseContentRange(value), undefined, value);
});
