// Zip, octet by octet where readers look: what they find from the end on, beyond 32 and 16 bits too.

import { assertEquals } from "@std/assert";
import type { ArchiveEntry } from "../../../serve/archive/archive_format.ts";
import { ZipFormat } from "../../../serve/archive/zip.ts";

const NOON = Date.UTC(2026, 10, 23, 12, 0, 1);

function entry(path: string, size: number, mtimeMs: number | undefined = NOON): ArchiveEntry {
  return { path, size, mtimeMs };
}

/** What comes after the last entry. */
function endOf(format: ZipFormat): DataView {
  const parts = [...format.end()];
  const octets = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    octets.set(part, at);
    at += part.length;
  }
  return new DataView(octets.buffer);
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
}

const u64 = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

Deno.test("ZipFormat tells CRC and length before content that is there", () => {
  const format = new ZipFormat();
  const header = viewOf(format.begin(entry("ä", 9), new TextEncoder().encode("123456789")));
  assertEquals(header.getUint32(0, true), 0x04034b50);
  assertEquals(header.getUint16(6, true), 0x0800); // the name is UTF-8, nothing follows the content
  assertEquals(header.getUint32(14, true), 0xcbf43926); // the check value of CRC-32
  assertEquals([header.getUint32(18, true), header.getUint32(22, true)], [9, 9]);
  assertEquals(format.finish().length, 0);
});

Deno.test("ZipFormat tells CRC and length behind content that comes in parts", () => {
  const format = new ZipFormat();
  const header = viewOf(format.begin(entry("a", 9)));
  assertEquals([header.getUint16(6, true), header.getUint32(14, true)], [0x0808, 0]);
  for (const part of ["1234", "56789"]) format.take(new TextEncoder().encode(part));
  const descriptor = viewOf(format.finish());
  const words = [0, 4, 8, 12].map((at) => descriptor.getUint32(at, true));
  assertEquals(words, [0x08074b50, 0xcbf43926, 9, 9]);
  const central = endOf(format);
  assertEquals(central.getUint32(16, true), 0xcbf43926);
});

Deno.test("ZipFormat goes to 64 bits from 4 GiB - 1 on, in lengths and in offsets", () => {
  const format = new ZipFormat();
  const size = 0xffff_ffff;
  const header = viewOf(format.begin(entry("big", size)));
  assertEquals([header.getUint16(4, true), header.getUint32(18, true)], [45, 0xffff_ffff]);
  assertEquals(header.getUint16(30 + 3, true), 1); // the extra field of 64-bit lengths
  const descriptor = viewOf(format.finish());
  assertEquals([descriptor.byteLength, u64(descriptor, 8), u64(descriptor, 16)], [24, size, size]);
  const second = header.byteLength + size + descriptor.byteLength;
  format.begin(entry("b", 0));
  format.finish();
  const end = endOf(format);
  const extra = 46 + 3;
  assertEquals([end.getUint32(24, true), u64(end, extra + 4)], [0xffff_ffff, size]);
  const next = extra + end.getUint16(30, true);
  assertEquals(end.getUint32(next, true), 0x02014b50);
  assertEquals([end.getUint32(next + 42, true), u64(end, next + 47 + 4)], [0xffff_ffff, second]);
  const last = end.byteLength - 22;
  assertEquals(end.getUint32(last - 20, true), 0x07064b50);
  assertEquals(end.getUint32(last - 76, true), 0x06064b50);
  assertEquals(u64(end, last - 76 + 24), 2);
});

Deno.test("ZipFormat stays within 32 bits one octet below", () => {
  const format = new ZipFormat();
  const header = viewOf(format.begin(entry("a", 0xffff_fffe)));
  assertEquals(header.getUint16(4, true), 20);
  assertEquals(format.finish().length, 16);
});

for (const count of [65_534, 65_535, 70_000]) {
  Deno.test(`ZipFormat counts ${count} entries`, () => {
    const format = new ZipFormat();
    for (let at = 0; at < count; at++) {
      format.begin(entry(`${at}`, 0));
      format.finish();
    }
    const end = endOf(format);
    const last = end.byteLength - 22;
    const wide = end.getUint32(last - 20, true) === 0x07064b50;
    assertEquals(wide, count >= 65_535);
    assertEquals(end.getUint16(last + 10, true), Math.min(count, 65_535));
    if (wide) assertEquals(u64(end, last - 76 + 32), count);
  });
}

const TIMES: readonly (readonly [mtimeMs: number | undefined, date: number, seconds?: number])[] = [
  [NOON, (46 << 25 | 11 << 21 | 23 << 16 | 12 << 11) >>> 0, NOON / 1000],
  [Date.UTC(1960, 0, 1), (1 << 21 | 1 << 16) >>> 0, -315_619_200],
  [Date.UTC(2200, 0, 1), (127 << 25 | 12 << 21 | 31 << 16 | 23 << 11 | 59 << 5 | 29) >>> 0],
  [undefined, (1 << 21 | 1 << 16) >>> 0],
];

Deno.test("ZipFormat tells times twice, and none that it can't", () => {
  for (const [mtimeMs, date, seconds] of TIMES) {
    const header = viewOf(new ZipFormat().begin({ path: "a", size: 0, mtimeMs }));
    assertEquals(header.getUint32(10, true), date, `${mtimeMs}`);
    assertEquals(header.getUint16(28, true), seconds === undefined ? 0 : 9, `${mtimeMs}`);
    if (seconds !== undefined) assertEquals(header.getInt32(31 + 5, true), seconds);
  }
});
