// An app that draws its pages itself: which requests get its page, and how it may be kept.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { askTarget } from "../support/ask_target.ts";
import { startServer } from "../support/server.ts";

const FILES = {
  "index.html": "the app",
  "other.html": "another page",
  "app.js": "script",
  "folder/a.txt": "aaa",
  ".git/config": "g",
};
const BROWSER = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n";

const NAVIGATIONS: readonly (readonly [target: string, status: number, says: string])[] = [
  ["/", 200, "the app"],
  ["/users/7", 200, "the app"],
  ["/users/7/", 200, "the app"],
  ["/users/john.doe?tab=1", 200, "the app"],
  ["/users/a@example.com", 200, "the app"],
  ["/v1.2", 200, "the app"],
  ["/folder/nothing", 200, "the app"],
  ["/app.js", 200, "script"],
  ["/other.html", 200, "another page"],
  ["/missing.js", 404, "File not found"],
  ["/img/missing.PNG", 404, "File not found"],
  ["/missing.html", 404, "File not found"],
  ["/.git/config", 404, "File not found"],
  ["/.env", 404, "File not found"],
  ["//users", 404, "File not found"],
  ["/users/%00", 400, "Bad Request"],
];

Deno.test("Site with an app answers navigation with its page and keeps 404 for files", async () => {
  await using server = await startServer(FILES, { site: { spa: ["index.html"] } });
  for (const [target, status, says] of NAVIGATIONS) {
    const answer = await askTarget(server.port, target, "GET", BROWSER);
    assertEquals([answer.status, answer.content], [status, says], target);
    const head = await askTarget(server.port, target, "HEAD", BROWSER);
    assertEquals([head.status, head.content], [status, ""], target);
  }
  assertEquals((await askTarget(server.port, "/folder", "GET", BROWSER)).location, "/folder/");
});

const ACCEPTS: readonly (readonly [fields: string, status: number])[] = [
  ["", 404],
  ["Accept: */*\r\n", 404],
  ["Accept: text/*\r\n", 404],
  ["Accept: application/json\r\n", 404],
  ["Accept: text/html;q=0, */*\r\n", 404],
  ["Accept: text/html;q=0.000\r\n", 404],
  ["Accept: image/avif,image/webp,*/*;q=0.8\r\n", 404],
  ["Accept: TEXT/HTML\r\n", 200],
  ["Accept: application/json, text/html;q=0.1\r\n", 200],
  ["Accept: text/html;level=1;q=0.5\r\n", 200],
];

Deno.test("Site with an app takes for navigation what accepts HTML by its name", async () => {
  await using server = await startServer(FILES, { site: { spa: ["index.html"] } });
  for (const [fields, status] of ACCEPTS) {
    assertEquals((await askTarget(server.port, "/users", "GET", fields)).status, status, fields);
  }
});

Deno.test("Site with an app lets its page be kept by no name without asking", async () => {
  await using server = await startServer(FILES, {
    cacheControl: "max-age=3600",
    site: { spa: ["index.html"] },
  });
  for (const target of ["/", "/index.html", "/users"]) {
    const { head } = await askTarget(server.port, target, "GET", BROWSER);
    assertMatch(head, /^Cache-Control: no-cache\r$/m, target);
    assertEquals(/^Vary: .*\bAccept\b(?!-)/m.test(head), target === "/users", target);
    const tag = /^ETag: (.*)\r$/m.exec(head)?.[1];
    const again = await askTarget(
      server.port,
      target,
      "GET",
      `${BROWSER}If-None-Match: ${tag}\r\n`,
    );
    assertEquals(again.status, 304, target);
  }
  const { head } = await askTarget(server.port, "/app.js");
  assertMatch(head, /^Cache-Control: max-age=3600\r$/m);
});

Deno.test("Site with an app takes the page from where it was told", async () => {
  const files = { "app/main.html": "main", "404.html": "gone" };
  await using server = await startServer(files, {
    site: { spa: ["app", "main.html"], prefix: ["x"] },
  });
  assertEquals((await askTarget(server.port, "/x/users", "GET", BROWSER)).content, "main");
  assertEquals((await askTarget(server.port, "/x/users")).content, "gone");
  Deno.removeSync(join(server.folder, "app", "main.html"));
  const absent = await askTarget(server.port, "/x/users", "GET", BROWSER);
  assertEquals([absent.status, absent.content], [404, "gone"]);
});

Deno.test("Site with an app does not take its page from outside", async () => {
  await using outside = await startServer({ "index.html": "what lies outside" });
  await using server = await startServer({ "a.txt": "" }, { site: { spa: ["index.html"] } });
  Deno.symlinkSync(join(outside.folder, "index.html"), join(server.folder, "index.html"));
  assertEquals((await askTarget(server.port, "/users", "GET", BROWSER)).status, 404);
});

Deno.test("Site of one file is an app of that file", async () => {
  await using folder = await startServer({ "app.html": "one page" });
  const site = { root: join(folder.folder, "app.html"), spa: ["index.html"] };
  await using server = await startServer({}, { site });
  const { content, head } = await askTarget(server.port, "/users/7", "GET", BROWSER);
  assertEquals(content, "one page");
  assert(/^Content-Type: text\/html/m.test(head), head);
  assertEquals((await askTarget(server.port, "/x.js", "GET", BROWSER)).status, 404);
});
