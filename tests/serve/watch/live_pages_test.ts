// Live pages as a server with `watch` answers them, and that nothing else is any different.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { textOf } from "../../../http/wire/octets.ts";
import { ask } from "../../support/ask.ts";
import { converse } from "../../support/raw.ts";
import { startServer } from "../../support/server.ts";
import { AS_PAGE, FILES, get, LIVE, OTHERS, PAGE_OCTETS, TAG, told, withLive } from "./live.ts";

Deno.test("live pages are HTML files, folder pages and the page of an app", () =>
  withLive(async (server) => {
    for (const path of ["/page.html", "/app/", "/app/index.html", "/page", "/not/there"]) {
      const { status, content, fields } = await get(server, path, AS_PAGE);
      assertEquals([status, content], [200, LIVE], path);
      assertEquals(fields.get("content-type"), "text/html; charset=UTF-8");
    }
    assertEquals((await get(server, "/not.png", AS_PAGE)).status, 404);
  }, { site: { cleanUrls: true, spa: ["page.html"] } }));

Deno.test("live pages are listings, whose own policy admits the script and its connection", () =>
  withLive(async (server) => {
    const { content, fields } = await get(server, "/list/");
    assert(content.includes(`<head>${TAG}\n`), content);
    const policy = fields.get("content-security-policy") ?? "";
    assertMatch(policy, /; script-src 'self' 'sha256-[^;]+; /);
    assertMatch(policy, /; connect-src 'self'$/);
    const json = await get(server, "/list/", "Accept: application/json");
    assertEquals(JSON.parse(json.content).path, "/list/");
  }));

Deno.test("live pages are what a window shows when nothing is there", async () => {
  await withLive(async (server) => {
    const { status, content, fields } = await get(server, "/no", AS_PAGE);
    assertEquals([status, fields.get("vary")], [404, "Accept"]);
    assert(content.includes(TAG) && content.includes("<body>File not found</body>"), content);
    assertEquals((await get(server, "/no")).content, "File not found");
    assertEquals((await get(server, "/no", "Accept: */*")).content, "File not found");
  });
  await withLive(async (server) => {
    const { status, content } = await get(server, "/no");
    assertEquals([status, content], [404, LIVE]);
  }, { files: { "404.html": PAGE_OCTETS } });
});

Deno.test("live pages leave everything else as it is, octet by octet", () =>
  withLive(async (server) => {
    await using plain = await startServer(FILES);
    for (const [name, octets] of Object.entries(OTHERS)) {
      Deno.utimeSync(join(server.folder, name), 1e9, 1e9);
      Deno.utimeSync(join(plain.folder, name), 1e9, 1e9);
      const answer = await get(server, `/${name}`);
      assertEquals(answer.content, textOf(octets, 0, octets.length), name);
      const other = await get(plain, `/${name}`);
      assertEquals(told(answer), told(other), name);
    }
    const archive = await ask(server.port, "GET /app/?archive=tar");
    assert(archive.content.includes(textOf(PAGE_OCTETS, 0, PAGE_OCTETS.length)));
    assert(!archive.content.includes("watch.js"));
  }, { site: { archive: true } }));

Deno.test("no page is live, and no path is taken, without watch", async () => {
  await using server = await startServer({ ...FILES, "404.html": "none" });
  for (const [name, octets] of [["page.html", PAGE_OCTETS], ["app/index.html", PAGE_OCTETS]]) {
    const { content } = await get(server, `/${name}`, AS_PAGE);
    assertEquals(content, textOf(octets as Uint8Array, 0, octets!.length));
  }
  for (const path of ["/no", "/.ferry/watch.js", "/.ferry/events"]) {
    assertEquals((await get(server, path, AS_PAGE)).content, "none");
  }
  assert(!(await get(server, "/list/")).content.includes("watch.js"));
});

Deno.test("live pages leave out what is too large, and say so once", () =>
  withLive(async (server) => {
    const path = join(server.folder, "page.html");
    Deno.truncateSync(path, 8 * 1024 * 1024 + 1);
    for (let time = 0; time < 2; time++) {
      const { content } = await ask(server.port, "GET /page.html");
      assertEquals(content.length, 8 * 1024 * 1024 + 1);
    }
    const fault = "page.html has more than 8 MiB, so it does not reload when files change";
    assertEquals(server.faults, [fault]);
    Deno.truncateSync(path, 8 * 1024 * 1024);
    const { content } = await ask(server.port, "GET /page.html");
    assertEquals(content.length, 8 * 1024 * 1024 + TAG.length);
  }));

Deno.test("live pages find their script below the prefix, and the password covers it", async () => {
  await withLive(async (server) => {
    const { content } = await get(server, "/x%20y/page.html");
    assert(content.includes('src="/x%20y/.ferry/watch.js"'), content);
    assertEquals((await get(server, "/x%20y/.ferry/watch.js")).status, 200);
    assertEquals((await get(server, "/.ferry/watch.js")).status, 404);
  }, { site: { prefix: ["x y"] } });
  await withLive(async (server) => {
    for (const path of ["watch.js", "events"]) {
      assertEquals((await get(server, `/.ferry/${path}`)).status, 401);
    }
  }, { logins: [{ user: "u", password: "p" }] });
});

Deno.test("live pages are not logged with their script", () =>
  withLive(async (server) => {
    const { content, fields } = await get(server, "/.ferry/watch.js");
    assertMatch(content, /EventSource/);
    assertEquals(fields.get("content-type"), "text/javascript; charset=utf-8");
    await get(server, "/page.html");
    const targets = server.log.map(({ request }) => request?.target);
    assertEquals(targets, ["/page.html", "/page.html"]);
  }));

Deno.test("live pages can be of a folder in memory, where nothing changes", async () => {
  const root = { entries: new Map([["index.html", PAGE_OCTETS]]) };
  await using server = await startServer({}, { watch: true, site: { root } });
  assertMatch((await get(server, "/")).content, /data-at="[0-9a-f]+-0"/);
});

Deno.test("live pages are asked for by GET and HEAD alone", () =>
  withLive(async ({ port }) => {
    for (const path of ["/.ferry/watch.js", "/.ferry/events"]) {
      assertEquals((await ask(port, `POST ${path}`, "Content-Length: 0")).status, 405);
    }
    const head = await converse(
      port,
      "HEAD /.ferry/events HTTP/1.1\r\nHost: x\r\n\r\n" +
        "GET /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    assertMatch(head, /^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\nHTTP\/1.1 200 OK\r\n/);
  }));
