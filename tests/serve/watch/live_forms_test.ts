// Live pages as representations: their states, ranges, codings and caches.

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { join } from "@std/path";
import { octetsOf } from "../../../http/wire/octets.ts";
import { EVERYTHING } from "../../../serve/watch/change.ts";
import { type Answer, ask } from "../../support/ask.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { get, LIVE, PAGE, withLive } from "./live.ts";

/** What has changed since then is not kept. */
const SETTLED_MS = 2_100;

Deno.test("live pages are of one state, as their entity-tag says", () =>
  withLive(async (server, changes) => {
    await using plain = await startServer({});
    Deno.writeTextFileSync(join(plain.folder, "page.html"), PAGE);
    for (const { folder } of [server, plain]) {
      Deno.utimeSync(join(folder, "page.html"), 1e9, 1e9);
    }
    const tagOf = async (server: TestServer): Promise<string> =>
      (await get(server, "/page.html")).fields.get("etag") ?? "";
    const [tag, plainTag] = [await tagOf(server), await tagOf(plain)];
    assertNotEquals(tag, plainTag);
    assertEquals((await get(server, "/page.html")).fields.has("last-modified"), false);
    const statuses = async (...conditions: string[]): Promise<number[]> => {
      const answers = conditions.map((field) => ask(server.port, "GET /page.html", field));
      return (await Promise.all(answers)).map(({ status }) => status);
    };
    const table: readonly [string, number, number][] = [
      [`If-None-Match: ${tag}`, 304, 200],
      [`If-None-Match: ${plainTag}`, 200, 200],
      [`If-Match: ${tag}`, 200, 412],
      [`If-Match: ${plainTag}`, 412, 412],
      ["If-Modified-Since: Sun, 01 Nov 2026 00:00:00 GMT", 200, 200],
    ];
    const conditions = table.map(([condition]) => condition);
    assertEquals(await statuses(...conditions), table.map(([, before]) => before));
    changes.announce(EVERYTHING);
    assertEquals(await statuses(...conditions), table.map(([, , after]) => after));
    assert((await get(server, "/page.html")).content.includes('data-at="run-1"'));
  }));

Deno.test("live pages come in ranges of what they are", () =>
  withLive(async (server, changes) => {
    const { fields } = await get(server, "/page.html");
    const tag = fields.get("etag");
    const range = (...more: string[]): Promise<Answer> =>
      ask(server.port, "GET /page.html", "Range: bytes=20-79", ...more);
    for (const answer of [await range(), await range(`If-Range: ${tag}`)]) {
      assertEquals([answer.status, answer.content], [206, LIVE.slice(20, 80)]);
      assertEquals(answer.fields.get("content-range"), `bytes 20-79/${LIVE.length}`);
    }
    changes.announce(EVERYTHING);
    assertEquals((await range(`If-Range: ${tag}`)).status, 200);
    const beyond = await ask(server.port, "GET /page.html", `Range: bytes=${LIVE.length}-`);
    assertEquals(beyond.status, 416);
  }));

Deno.test("live pages have the digest of what they are", () =>
  withLive(async (server) => {
    const { fields } = await get(server, "/page.html", "Want-Repr-Digest: sha-256=1");
    const hash = await crypto.subtle.digest("SHA-256", octetsOf(LIVE));
    const digest = new Uint8Array(hash).toBase64();
    assertEquals(fields.get("repr-digest"), `sha-256=:${digest}:`);
  }));

Deno.test("live pages come as identity, and whoever refuses that gets the file's own forms", () =>
  withLive(async (server) => {
    const answer = await get(server, "/page.html", "Accept-Encoding: gzip, br");
    assertEquals([answer.content, answer.fields.has("content-encoding")], [LIVE, false]);
    const coded = await get(server, "/page.html", "Accept-Encoding: gzip, identity;q=0");
    assertEquals([coded.content, coded.fields.get("content-encoding")], ["\x1f\x8b", "gzip"]);
    const style = await get(server, "/b.css", "Accept-Encoding: identity");
    assertEquals(style.fields.get("vary"), "Accept-Encoding", "others may be compressed");
    const listing = await ask(server.port, "GET /list/", "Accept-Encoding: gzip");
    assertEquals(listing.fields.get("content-encoding"), "gzip");
  }, { compress: true, files: { "b.css": new Uint8Array(5_000).fill(0x20) } }));

Deno.test("live pages are not hot: none is of a state that is over", () =>
  withLive(async (server, changes) => {
    await new Promise((resume) => setTimeout(resume, SETTLED_MS));
    for (let state = 0; state < 3; state++) {
      for (let time = 0; time < 5; time++) {
        const { content } = await ask(server.port, "GET /page.html");
        assert(content.includes(`data-at="run-${state}"`), content);
      }
      changes.announce(EVERYTHING);
    }
  }));

Deno.test("live pages have browsers ask again for all that they may keep", () =>
  withLive(async (server) => {
    for (const path of ["/page.html", "/a.css", "/a.js"]) {
      assertEquals((await get(server, path)).fields.get("cache-control"), "no-cache");
    }
  }, { cacheControl: "max-age=3600" }));
