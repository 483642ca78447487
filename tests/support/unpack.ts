// What an archive holds, read the way that unpackers do: a zip from its directory, a tar from header to
// header. Fails on what is not as it should be.

import { assert, assertEquals } from "@std/assert";
import { crc32 } from "node:zlib";

/** Path to content; a folder's path ends in a slash. */
export type Unpacked = Map<string, Uint8Array>;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads a zip without 64-bit lengths, nothing in it compressed. */
export function readZip(octets: Uint8Array): Unpacked {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const end = octets.length - 22;
  assertEquals(view.getUint32(end, true), 0x06054b50, "the end is there");
  const found: Unpacked = new Map();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    assertEquals(view.getUint32(at, true), 0x02014b50);
    const [size, nameLength] = [view.getUint32(at + 24, true), view.getUint16(at + 28, true)];
    const name = utf8.decode(octets.subarray(at + 46, at + 46 + nameLength));
    const local = view.getUint32(at + 42, true);
    assertEquals(view.getUint32(local, true), 0x04034b50);
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const content = octets.slice(from, from + size);
    assertEquals(crc32(content), view.getUint32(at + 16, true), name);
    put(found, name, content);
    at += 46 + nameLength + view.getUint16(at + 30, true);
  }
  assertEquals(at, end);
  return found;
}

/** Reads a tar; of extended headers only the path. */
export function readTar(octets: Uint8Array): Unpacked {
  const found: Unpacked = new Map();
  const text = (from: number, to: number): string =>
    utf8.decode(octets.subarray(from, to)).replace(/\0.*$/s, "");
  let path: string | undefined;
  let at = 0;
  while (octets[at] !== 0) {
    const size = Number.parseInt(text(at + 124, at + 136), 8);
    const content = octets.slice(at + 512, at + 512 + size);
    if (text(at + 156, at + 157) === "x") {
      path = /^\d+ path=(.*)\n/s.exec(utf8.decode(content))?.[1];
    } else {
      put(found, path ?? text(at, at + 100), content);
      path = undefined;
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  assertEquals(octets.length, at + 1024, "the end is there");
  return found;
}

function put(found: Unpacked, path: string, content: Uint8Array): void {
  assert(!found.has(path), `${path} is there twice`);
  found.set(path, content);
}
