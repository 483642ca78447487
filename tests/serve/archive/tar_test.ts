// Tar: where a header is enough, and where the extended one must say what it can't.

import { assertEquals, assertMatch } from "@std/assert";
import { TarFormat } from "../../../serve/archive/tar.ts";

const NOON = Date.UTC(2026, 10, 23, 12, 0, 1);

function headers(path: string, size = 0, mtimeMs: number | undefined = NOON): string[] {
  const octets = new TarFormat().begin({ path, size, mtimeMs });
  assertEquals(octets.length % 512, 0);
  const text = new TextDecoder().decode(octets);
  return octets.length === 512 ? [text] : [text.slice(0, 512), text.slice(512)];
}

/** The records of the extended header. */
function records(path: string, size = 0, mtimeMs = NOON): string {
  const octets = new TarFormat().begin({ path, size, mtimeMs });
  assertEquals(octets[156], "x".charCodeAt(0));
  const length = Number.parseInt(new TextDecoder().decode(octets.subarray(124, 135)), 8);
  return new TextDecoder().decode(octets.subarray(512, 512 + length));
}

Deno.test("TarFormat writes a short ASCII name as one header whose sum is right", () => {
  const [header = "", ...more] = headers("a/b.txt", 5);
  assertEquals(more, []);
  assertMatch(header, /^a\/b\.txt\0+0000644\0/);
  assertEquals(header.slice(124, 136), "00000000005\0");
  assertEquals(header.slice(257, 265), "ustar\x0000");
  const sum = Array.from(
    header,
    (character, at) => at >= 148 && at < 156 ? 32 : character.charCodeAt(0),
  )
    .reduce((total, octet) => total + octet, 0);
  assertEquals(header.slice(148, 156), `${sum.toString(8).padStart(6, "0")}\0 `);
});

Deno.test("TarFormat tells in records what no header can", () => {
  assertEquals(headers("x".repeat(100)).length, 1);
  const cases: readonly (readonly [string, string])[] = [
    [records("é"), "11 path=é\n"],
    [records("x".repeat(101)), `111 path=${"x".repeat(101)}\n`],
    [records("y".repeat(91) + "\u00e9".repeat(1)), `103 path=${"y".repeat(91)}é\n`],
    [records("a", 8 ** 11), "19 size=8589934592\n"],
    [records("a", 0, -1500), "12 mtime=-2\n"],
    [records("new\nlinë"), "18 path=new\nlinë\n"],
  ];
  for (const [said, wanted] of cases) assertEquals(said, wanted);
  assertEquals(headers("a", 8 ** 11 - 1).length, 1);
});

Deno.test("TarFormat counts the digits of a record's length into it", () => {
  for (let length = 80; length < 1100; length++) {
    const record = records(`${"n".repeat(length)}é`);
    const octets = new TextEncoder().encode(record).length;
    assertEquals(Number(/^\d+/.exec(record)?.[0]), octets);
  }
});

Deno.test("TarFormat fills content up to blocks and ends with two of them", () => {
  for (const [size, fill] of [[0, 0], [1, 511], [511, 1], [512, 0], [513, 511]] as const) {
    const format = new TarFormat();
    format.begin({ path: "a", size, mtimeMs: undefined });
    assertEquals(format.finish().length, fill);
  }
  assertEquals([...new TarFormat().end()].map((part) => part.length), [1024]);
});
