// The gate to memory: whatever is asked, the answer is that of the same files on a disk, but for times.

import { assert, assertEquals, assertGreater, assertNotEquals } from "@std/assert";
import { join } from "@std/path";
import { octetsOf } from "../../../http/wire/octets.ts";
import { MemoryGate } from "../../../serve/gates/memory_gate.ts";
import type { Policy } from "../../../serve/policy.ts";
import { type Answer, ask } from "../../support/ask.ts";
import { prose } from "../../support/coded.ts";
import { startServer, type TestServer, type TestServerOptions } from "../../support/server.ts";
import { treeOf } from "../../support/tree.ts";
import { readTar, readZip, type Unpacked } from "../../support/unpack.ts";

const PLAIN: Policy = { hidden: false, symlinks: "inside" };

const FILES = {
  "index.html": `<h1>home</h1>${prose(3_000)}`,
  "about.html": "<h1>about</h1>",
  "404.html": "<h1>not here</h1>",
  "empty.txt": "",
  "large.bin": prose(1_500_000),
  ".env": "hidden",
  "notes/Überfahrt, 2.txt": "ü",
  "notes/b.txt": "bb",
  "notes/.secret": "hidden",
  "notes/deep/c.txt": "c",
  ".well-known/acme": "known",
};

/** The same files on a disk and in memory; disposing stops both servers. */
async function startBoth(
  options: TestServerOptions = {},
): Promise<AsyncDisposable & { disk: TestServer; memory: TestServer }> {
  const disk = await startServer(FILES, options);
  for (const path of Object.keys(FILES)) Deno.utimeSync(join(disk.folder, path), 1e9, 1e9);
  const root = treeOf(FILES);
  const memory = await startServer({}, { ...options, site: { ...options.site, root } });
  return {
    disk,
    memory,
    async [Symbol.asyncDispose](): Promise<void> {
      await disk[Symbol.asyncDispose]();
      await memory[Symbol.asyncDispose]();
    },
  };
}

/** How an entity-tag begins, made of content or of time and size. */
const TAG = /^"(?:[0-9a-f]{32}|[0-9a-f]+-[0-9a-f]+)/;

/** What is the same with and without times: no date, no validators but that there are some. */
function timeless({ status, fields, content }: Answer): unknown {
  const kept = new Map(fields);
  kept.delete("date");
  kept.delete("last-modified");
  const tag = kept.get("etag");
  if (tag !== undefined) kept.set("etag", tag.replace(TAG, '"tag'));
  if (!isListing(fields)) return { status, fields: kept, content };
  kept.delete("content-length");
  const untimed = content
    .replace(/<time [^>]*>[^<]*<\/time>/g, "")
    .replace(/,"mtime":"[^"]*"/g, "");
  return { status, fields: kept, content: fields.has("content-encoding") ? "" : untimed };
}

/** Whether it tells of times; what is compressed tells of them, too. */
function isListing(fields: Answer["fields"]): boolean {
  const type = fields.get("content-type") ?? "";
  return fields.has("content-security-policy") || type.startsWith("application/json");
}

const REQUESTS: readonly (readonly [line: string, ...fields: string[]])[] = [
  ["GET /"],
  ["HEAD /"],
  ["POST /"],
  ["OPTIONS *"],
  ["GET /index.html", "Range: bytes=5-9"],
  ["GET /index.html", "Range: bytes=-4"],
  ["GET /index.html", "Range: bytes=999999-"],
  ["GET /index.html", "Range: bytes=0-4", "If-Range: {tag}"],
  ["GET /index.html", "Range: bytes=0-4", 'If-Range: "other"'],
  ["GET /index.html", "If-None-Match: {tag}"],
  ["GET /index.html", "If-None-Match: *"],
  ["GET /index.html", 'If-None-Match: "other"'],
  ["GET /index.html", "If-Match: {tag}"],
  ["GET /index.html", 'If-Match: "other"'],
  ["HEAD /index.html", "If-None-Match: {tag}"],
  ["GET /index.html", "Want-Repr-Digest: sha-256=10"],
  ["GET /large.bin", "Want-Repr-Digest: sha-256=10"],
  ["HEAD /large.bin", "Want-Repr-Digest: sha-256=10"],
  ["GET /large.bin", "Want-Repr-Digest: sha-256=10", "X: it is known now"],
  ["GET /large.bin", "Range: bytes=100000-1400000"],
  ["GET /index.html", "Accept-Encoding: identity;q=0"],
  ["GET /empty.txt"],
  ["GET /about"],
  ["GET /about/"],
  ["GET /index.html/"],
  ["GET /index.html/x"],
  ["GET /nothing"],
  ["HEAD /nothing"],
  ["GET /.env"],
  ["GET /.well-known/acme"],
  ["GET /notes"],
  ["GET /notes?a=b"],
  ["GET /notes/"],
  ["HEAD /notes/"],
  ["GET /notes/", "Accept: application/json"],
  ["GET /notes/.secret"],
  ["GET /notes/%C3%9Cberfahrt,%202.txt"],
  ["GET /notes/../notes/deep/c.txt"],
  ["GET /notes/%2e%2e/index.html"],
];

const LAYOUTS: readonly (readonly [what: string, options: TestServerOptions])[] = [
  ["as it is", {}],
  ["with compression", { compress: true }],
  ["laid out otherwise", { site: { cleanUrls: true, spa: ["index.html"], hidden: true } }],
  ["without listings, of another page", { site: { listing: false, index: "about.html" } }],
  ["below a prefix", { site: { prefix: ["x"] } }],
];

for (const [what, options] of LAYOUTS) {
  Deno.test(`MemoryGate answers as a disk does, ${what}`, async () => {
    await using both = await startBoth(options);
    const prefix = options.site?.prefix === undefined ? "" : "/x";
    const coding = options.compress === true ? ["Accept-Encoding: br"] : [];
    const tagAt = async ({ port }: TestServer): Promise<string> =>
      (await ask(port, `GET ${prefix}/index.html`, ...coding)).fields.get("etag") ?? "";
    const tags = { disk: await tagAt(both.disk), memory: await tagAt(both.memory) };
    assertNotEquals(tags.memory, "");
    const answer = async (at: "disk" | "memory", request: readonly string[]): Promise<unknown> => {
      const [line = "", ...fields] = request.map((text) => text.replace("{tag}", tags[at]));
      return timeless(
        await ask(both[at].port, line.replace(" /", ` ${prefix}/`), ...fields, ...coding),
      );
    };
    for (const request of REQUESTS) {
      assertEquals(await answer("memory", request), await answer("disk", request), request.join());
    }
    assertEquals(both.memory.faults, []);
  });
}

Deno.test("MemoryGate gives archives of what a disk would", async () => {
  await using both = await startBoth({ site: { archive: true } });
  const unpack = async ({ origin }: TestServer, type: "zip" | "tar"): Promise<Unpacked> => {
    const response = await fetch(`${origin}/notes/?archive=${type}`);
    return (type === "zip" ? readZip : readTar)(await response.bytes());
  };
  for (const type of ["zip", "tar"] as const) {
    const found = await unpack(both.memory, type);
    assertEquals(found.size, 5, type);
    assertEquals(found, await unpack(both.disk, type), type);
  }
});

Deno.test("MemoryGate has the same entity-tag for each copy, and another for other content", () => {
  const tagOf = (content: string): string | undefined => {
    const found = new MemoryGate(treeOf({ "a.txt": content }), PLAIN).open(["a.txt"]);
    assert(typeof found !== "string" && found.kind === "file");
    return found.contentTag;
  };
  assertEquals(tagOf("one"), tagOf("one"));
  assertNotEquals(tagOf("one"), tagOf("two"));
});

Deno.test("MemoryGate.list() names what open() opens, and nothing else", async () => {
  for (const hidden of [false, true]) {
    const gate = new MemoryGate(treeOf(FILES), { ...PLAIN, hidden });
    for (const names of [[], ["notes"]]) {
      const entries = await gate.list({ kind: "folder", names });
      assert(typeof entries !== "string");
      const listed = new Set(entries.map(({ name }) => name));
      const paths = Object.keys(FILES).map((path) => path.split("/"));
      for (const name of new Set(paths.map((path) => path[names.length] ?? ""))) {
        const found = gate.open([...names, name]);
        assertEquals(listed.has(name), found !== "absent", name);
      }
    }
    assertEquals(await gate.list({ kind: "folder", names: ["index.html"] }), "absent");
    assertEquals(await gate.list({ kind: "folder", names: ["nothing"] }), "absent");
  }
});

Deno.test("MemoryGate takes no octets of a tree for a folder, and no folder for octets", () => {
  const gate = new MemoryGate(treeOf(FILES), PLAIN);
  assertEquals(gate.open(["index.html", "length"]), "absent");
  assertEquals(gate.open(["notes", "deep"]), { kind: "folder", names: ["notes", "deep"] });
  assertEquals(gate.open(["constructor"]), "absent");
});

Deno.test("MemoryGate lets what comes again be answered hot", async () => {
  await using server = await startServer({}, { site: { root: treeOf(FILES) } });
  const first = await ask(server.port, "GET /index.html");
  for (let times = 0; times < 5; times++) {
    assertEquals((await ask(server.port, "GET /index.html")).content, first.content);
  }
  assertGreater(server.server.cacheStats().hits, 0);
  assertEquals(octetsOf(first.content), octetsOf(FILES["index.html"]));
});
