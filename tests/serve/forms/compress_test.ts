import { assert, assertEquals, assertLess, assertMatch, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { octetsOf } from "../../../http/wire/octets.ts";
import {
  codedEntityTag,
  type Coding,
  compress,
  isCompressible,
  partsOf,
  readFile,
} from "../../../serve/forms/compress.ts";
import type { OpenFile } from "../../../serve/gate.ts";
import { DiskGate } from "../../../serve/gates/disk_gate.ts";
import { decode, prose } from "../../support/coded.ts";
import { makeFolder } from "../../support/server.ts";

const CODINGS: readonly Coding[] = ["br", "zstd", "gzip"];

async function gather(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of parts) chunks.push(new Uint8Array(part));
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

const TYPES: readonly [worth: boolean, name: string, mediaType: string][] = [
  [true, "a.html", "text/html; charset=UTF-8"],
  [true, "a.txt", "text/plain"],
  [true, "a.js", "text/javascript; charset=UTF-8"],
  [true, "a.json", "application/json; charset=UTF-8"],
  [true, "a.webmanifest", "application/manifest+json"],
  [true, "a.svg", "image/svg+xml"],
  [true, "a.wasm", "application/wasm"],
  [true, "a.ttf", "font/ttf"],
  [true, "a.otf", "font/otf"],
  [true, "a.ico", "image/vnd.microsoft.icon"],
  [true, "a.tar", "application/x-tar"],
  [false, "a.woff", "font/woff"],
  [false, "a.woff2", "font/woff2"],
  [false, "a.png", "image/png"],
  [false, "a.jpg", "image/jpeg"],
  [false, "a.mp4", "video/mp4"],
  [false, "a.zip", "application/zip"],
  [false, "a.gz", "application/gzip"],
  [false, "a.pdf", "application/pdf"],
  [false, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  [false, "a.svgz", "image/svg+xml"],
  [false, "a.txt.br", "text/plain"],
  [false, "a.txt.ZST", "text/plain"],
  [false, "a", "application/octet-stream"],
];

Deno.test("isCompressible() tells what gets much smaller from what is compressed already", () => {
  for (const [worth, name, mediaType] of TYPES) {
    assertEquals(isCompressible(name, mediaType, 1024), worth, name);
    assertEquals(isCompressible(name, mediaType, 1023), false, name);
  }
});

Deno.test("codedEntityTag() is another strong one for each coding", () => {
  const tags = CODINGS.map((coding) => codedEntityTag('"18-2"', coding));
  assertEquals(new Set(tags).size, 3);
  for (const tag of tags) assertMatch(tag, /^"18-2-[a-z]+\d+"$/);
});

Deno.test("compress() gives what decodes to the same, the same each time", async () => {
  for (const size of [0, 1, 1024, 65_536, 65_537, 1_000_000]) {
    const octets = octetsOf(prose(size));
    for (const coding of CODINGS) {
      const coded = await gather(compress(partsOf(octets), coding, size));
      assertEquals(Uint8Array.from(decode(coded, coding)), octets, `${coding} ${size}`);
      assertEquals(await gather(compress(partsOf(octets), coding, size)), coded);
      if (size > 1024) assertLess(coded.length, size / 2);
    }
  }
});

Deno.test("compress() copes with what can't be compressed", async () => {
  const octets = crypto.getRandomValues(new Uint8Array(60_000));
  for (const coding of CODINGS) {
    const coded = await gather(compress(partsOf(octets), coding, octets.length));
    assertEquals(Uint8Array.from(decode(coded, coding)), octets, coding);
  }
});

Deno.test("compress() reads no further than what is taken wants", async () => {
  let read = 0;
  let ended = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;; read++) yield crypto.getRandomValues(new Uint8Array(65_536));
    } finally {
      ended = true;
    }
  }
  for (const coding of CODINGS) {
    [read, ended] = [0, false];
    const coded = compress(endless(), coding, 1e12);
    await coded.next();
    await new Promise((resume) => setTimeout(resume, 20)); // for it to read on, if it did
    assertLess(read, 64, coding);
    await coded.return(undefined);
    assert(ended, coding);
  }
});

Deno.test("compress() fails as its source does", async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield octetsOf(prose(100_000));
    await Promise.resolve();
    throw new RangeError("no more");
  }
  for (const coding of CODINGS) {
    await assertRejects(() => gather(compress(failing(), coding, 200_000)), RangeError, "no more");
  }
});

function openIn(folder: string, name: string): OpenFile {
  const file = new DiskGate(folder, { hidden: false, symlinks: "inside" }).open([name]);
  assert(typeof file !== "string" && file.kind === "file");
  return file;
}

Deno.test("readFile() gives the file as long as it was, or fails", async () => {
  const text = prose(200_000);
  const folder = makeFolder({ "a": text, "shrunk": text, "rewritten": text });
  try {
    using grown = openIn(folder, "a");
    using shrunk = openIn(folder, "shrunk");
    using rewritten = openIn(folder, "rewritten");
    Deno.writeTextFileSync(join(folder, "a"), "more", { append: true });
    Deno.truncateSync(join(folder, "shrunk"), 70_000);
    Deno.writeTextFileSync(join(folder, "rewritten"), text.toUpperCase());
    Deno.utimeSync(join(folder, "rewritten"), 1_800_000_000, 1_800_000_000);
    assertEquals(await gather(readFile(grown)), octetsOf(text));
    await assertRejects(() => gather(readFile(shrunk)), Error, "130000 octets shorter");
    await assertRejects(() => gather(readFile(rewritten)), Error, "written to");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
