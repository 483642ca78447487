// Keys of hot responses by a table.

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { octetsOf } from "../../../http/wire/octets.ts";
import { findHead, isHead } from "../../../serve/hot/hot_key.ts";

Deno.test("findHead() finds the first empty line, wherever the head begins, and none that is not whole", () => {
  const table: [text: string, end: number | undefined][] = [
    ["GET / HTTP/1.1\r\n\r\n", 18],
    ["GET / HTTP/1.1\r\nA: b\r\n\r\nGET /", 24],
    ["\r\n\r\nGET / HTTP/1.1\r\n\r\n", 4],
    ["GET / HTTP/1.1\r\n\r", undefined],
    ["GET / HTTP/1.1\n\n", undefined],
    ["GET / HTTP/1.1\r\n\n", undefined],
    ["\n\r\n", undefined],
    ["", undefined],
  ];
  for (const [text, end] of table) {
    for (const before of ["", "\r\n", "xyz\r\n\r"]) {
      const octets = octetsOf(before + text);
      const found = { end: 0, hash: 0 };
      const isThere = findHead(octets, before.length, octets.length, found);
      assertEquals(
        isThere ? found.end - before.length : undefined,
        end,
        JSON.stringify(before + text),
      );
    }
  }
});

Deno.test("findHead() has one hash for one head, and isHead() tells heads of one hash apart", () => {
  const hashOf = (text: string): number => {
    const octets = octetsOf(text);
    const found = { end: 0, hash: 0 };
    assert(findHead(octets, 0, octets.length, found));
    return found.hash;
  };
  assertEquals(hashOf("A\r\n\r\n"), hashOf("A\r\n\r\nB"));
  assertNotEquals(hashOf("A\r\n\r\n"), hashOf("B\r\n\r\n"));
  const octets = octetsOf("xAB\r\n\r\n");
  assert(isHead(octetsOf("AB\r\n\r\n"), octets, 1, 7));
  for (const other of ["AC\r\n\r\n", "AB\r\n\r", "AB\r\n\r\n\n", ""]) {
    assert(!isHead(octetsOf(other), octets, 1, 7), other);
  }
});
