// Folders as archives, over HTTP: what they hold and what they don't, and what comes of a folder that
// changes while it is sent.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { archiveType } from "../../../serve/archive/archive.ts";
import { askTarget } from "../../support/ask_target.ts";
import { RawClient } from "../../support/raw.ts";
import { startServer } from "../../support/server.ts";
import { readTar, readZip, type Unpacked } from "../../support/unpack.ts";

const READERS = { zip: readZip, tar: readTar } as const;
const TYPES = ["zip", "tar"] as const;
const SITE = { archive: true };
/** More than the sockets between two ends take. */
const LONG = 48 * 1024 * 1024;
const BIG = crypto.getRandomValues(new Uint8Array(65_536));

async function unpack(url: string, type: keyof typeof READERS): Promise<Unpacked> {
  const response = await fetch(`${url}?archive=${type}`);
  assertEquals(response.status, 200);
  return READERS[type](await response.bytes());
}

function texts(unpacked: Unpacked): Record<string, string> {
  const decoder = new TextDecoder();
  return Object.fromEntries(
    Array.from(unpacked, ([path, octets]) => [path, decoder.decode(octets)]),
  );
}

const FILES = {
  "docs/index.html": "the index",
  "docs/größe.txt": "ß",
  "docs/-rf": "dash",
  "docs/deep/a b/日本.txt": "three down",
  "docs/empty": "",
  "outside.txt": "not below docs",
};

for (const type of TYPES) {
  Deno.test(`planArchive() gives a folder as ${type} under its own name, index or not`, async () => {
    await using server = await startServer(FILES, { site: SITE });
    Deno.mkdirSync(join(server.folder, "docs", "nothing"));
    assertEquals(texts(await unpack(`${server.origin}/docs/`, type)), {
      "docs/": "",
      "docs/-rf": "dash",
      "docs/deep/": "",
      "docs/deep/a b/": "",
      "docs/deep/a b/日本.txt": "three down",
      "docs/empty": "",
      "docs/größe.txt": "ß",
      "docs/index.html": "the index",
      "docs/nothing/": "",
    });
    const { head, content } = await askTarget(server.port, `/docs/?archive=${type}`, "HEAD");
    assertMatch(head, /^HTTP\/1\.1 200 /);
    assertMatch(head, type === "zip" ? /^Content-Type: application\/zip\r$/m : /x-tar\r$/m);
    assertStringIncludes(head, `\r\nContent-Disposition: attachment; filename="docs.${type}"\r\n`);
    assertEquals(content, "");
  });

  Deno.test(`planArchive() as ${type} gives contents of every size to the octet`, async () => {
    const sizes = [0, 1, 511, 512, 65_535, 65_536, 65_537, 300_000];
    const contents = sizes.map((size) => {
      const content = new Uint8Array(size);
      for (let at = 0; at < size; at += BIG.length) content.set(BIG.subarray(0, size - at), at);
      return [`${size}`, content] as const;
    });
    await using server = await startServer(Object.fromEntries(contents), { site: SITE });
    const unpacked = await unpack(`${server.origin}/`, type);
    for (const [name, content] of contents) assertEquals(unpacked.get(`files/${name}`), content);
    assertEquals(unpacked.size, sizes.length + 1);
  });

  Deno.test(`planArchive() as ${type} leaves out what vanishes meanwhile`, async () => {
    await using server = await startServer({ b: "b", "c/d": "d", e: "e" }, { site: SITE });
    Deno.writeFileSync(join(server.folder, "a"), new Uint8Array());
    Deno.truncateSync(join(server.folder, "a"), LONG);
    const response = await fetch(`${server.origin}/?archive=${type}`);
    Deno.removeSync(join(server.folder, "b"));
    Deno.removeSync(join(server.folder, "c"), { recursive: true });
    const unpacked = READERS[type](await response.bytes());
    assertEquals([...unpacked.keys()], ["files/", "files/a", "files/e"]);
    assertEquals(unpacked.get("files/a")?.length, LONG);
  });

  Deno.test(`planArchive() as ${type} ends amid a file that shrinks or is written to`, async () => {
    for (const change of ["shrink", "write"]) {
      await using server = await startServer({ a: "" }, { site: SITE });
      const path = join(server.folder, "a");
      Deno.truncateSync(path, LONG);
      Deno.utimeSync(path, 1, 1);
      using client = await RawClient.connect(server.port);
      await client.send(`GET /?archive=${type} HTTP/1.1\r\nHost: x\r\n\r\n`);
      assertStringIncludes(await client.until("\r\n\r\n"), "Transfer-Encoding: chunked");
      if (change === "shrink") Deno.truncateSync(path, 1024);
      else Deno.utimeSync(path, 2, 2);
      const rest = await client.rest();
      assert(!rest.endsWith("\r\n0\r\n\r\n"), "it does not look whole");
      assertEquals(server.faults.length, 1);
    }
  });
}

Deno.test("planArchive() lets go of its file when the peer goes away", async () => {
  await using server = await startServer({ a: "" }, { site: SITE });
  Deno.truncateSync(join(server.folder, "a"), LONG);
  for (const type of TYPES) {
    using client = await RawClient.connect(server.port);
    await client.send(`GET /?archive=${type} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await client.until("\r\n\r\n");
  } // a file left open is found by Deno's own look for leaks
});

Deno.test("planArchive() holds what the policy serves and nothing else", async () => {
  const files = {
    ".env": "secret",
    ".well-known/acme": "token",
    "in/.git/config": "secret",
    "in/a.txt": "a",
    "in/back\\slash": "no path leads here",
  };
  await using server = await startServer(files, { site: SITE });
  await using open = await startServer(files, { site: { ...SITE, hidden: true } });
  for (const type of TYPES) {
    const paths = [...(await unpack(`${server.origin}/`, type)).keys()];
    assertEquals(paths.map((path) => path.slice("files/".length)), [
      ...["", ".well-known/", ".well-known/acme", "in/", "in/a.txt"],
    ]);
    const hidden = await unpack(`${open.origin}/`, type);
    assert(hidden.has("files/.env") && hidden.has("files/in/.git/config"));
    assert(![...hidden.keys()].some((path) => path.includes("\\")));
  }
});

const LINKED: readonly (readonly ["inside" | "none" | "follow", readonly string[]])[] = [
  ["none", ["", "real/", "real/a"]],
  ["inside", ["", "again/", "again/a", "file", "real/", "real/a"]],
  ["follow", ["", "again/", "again/a", "file", "out/", "out/x", "real/", "real/a"]],
];

for (const [symlinks, wanted] of LINKED) {
  Deno.test(`planArchive() goes by --symlinks ${symlinks}, and in no circle`, async () => {
    await using outside = await startServer({ x: "what lies outside" });
    await using server = await startServer({ "real/a": "a" }, { site: { ...SITE, symlinks } });
    const link = (target: string, ...names: string[]): void =>
      Deno.symlinkSync(target, join(server.folder, ...names));
    link("real", "again");
    link("real/a", "file");
    link(outside.folder, "out");
    link("..", "real", "up");
    link(".", "real", "self");
    link("nowhere", "real", "dangling");
    for (const type of TYPES) {
      const paths = [...(await unpack(`${server.origin}/`, type)).keys()];
      assertEquals(paths.map((path) => path.slice("files/".length)), wanted);
    }
  });
}

Deno.test("Site gives archives only when it may, and only when they are asked for", async () => {
  await using without = await startServer(FILES);
  assertEquals((await askTarget(without.port, "/docs/?archive=zip")).content, "the index");
  assert(!(await askTarget(without.port, "/?archive=zip")).content.includes("?archive="));
  await using server = await startServer(FILES, { site: SITE });
  for (const query of ["", "?", "?archive", "?archive=rar", "?archive=zipx", "?xarchive=zip"]) {
    assertEquals((await askTarget(server.port, `/docs/${query}`)).content, "the index", query);
  }
  const redirect = await askTarget(server.port, "/docs?archive=zip");
  assertEquals(redirect.location, "/docs/?archive=zip");
  assertEquals((await askTarget(server.port, "/docs/empty?archive=zip")).status, 200);
  assertEquals((await askTarget(server.port, "/nothing/?archive=zip")).status, 404);
  assertEquals((await askTarget(server.port, "/.git/?archive=zip")).status, 404);
});

Deno.test("archiveType() finds the wish among other parameters", () => {
  assertEquals(archiveType("?a=b&archive=tar&c"), "tar");
  assertEquals(archiveType("?archive=zip"), "zip");
  assertEquals(archiveType("?archive=ZIP"), undefined);
});

Deno.test("Site offers archives on its page, by links that work below a prefix", async () => {
  const site = { ...SITE, prefix: ["my files"], index: "none" };
  await using server = await startServer(FILES, { site });
  const page = (await askTarget(server.port, "/my%20files/")).content;
  const links = [...page.matchAll(/<a href="(\?archive=[a-z]+)">/g)].map(([, link = ""]) => link);
  assertEquals(links, ["?archive=zip", "?archive=tar"]);
  for (const link of links) {
    const { head } = await askTarget(server.port, `/my%20files/${link}`, "HEAD");
    assertMatch(head, /^Content-Disposition: attachment; filename="my files\.(zip|tar)"\r$/m);
  }
  const unpacked = await unpack(`${server.origin}/my%20files/docs/`, "tar");
  assertEquals([...unpacked.keys()][0], "docs/");
});

Deno.test("planArchive() ends at the close for a peer that knows no chunks", async () => {
  await using server = await startServer({ a: "aaa" }, { site: SITE });
  using client = await RawClient.connect(server.port);
  await client.send("GET /?archive=tar HTTP/1.0\r\n\r\n");
  const [head = "", ...content] = (await client.rest()).split("\r\n\r\n");
  assert(!/Transfer-Encoding/i.test(head), head);
  const octets = Uint8Array.from(content.join("\r\n\r\n"), (octet) => octet.charCodeAt(0));
  assertEquals(texts(readTar(octets)), { "files/": "", "files/a": "aaa" });
});
