// Clean URLs: about.html at /about, without taking anything from whoever asks otherwise.

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { askTarget } from "../support/ask_target.ts";
import { startServer } from "../support/server.ts";

const FILES = {
  "index.html": "home",
  "about.html": "about page",
  "about/team.html": "team page",
  "plain": "plain file",
  "plain.html": "plain page",
  "docs/index.html": "docs",
  "é 1.html": "odd page",
  "folder.html/x": "x",
  ".hidden.html": "hidden",
};

const PATHS: readonly (readonly [target: string, status: number, says: string])[] = [
  ["/about", 200, "about page"],
  ["/about?q=1", 200, "about page"],
  ["/about.html", 200, "about page"],
  ["/about.html?q=1", 200, "about page"],
  ["/about/team", 200, "team page"],
  ["/about/team/?a=1&b=%2F", 301, "/about/team?a=1&b=%2F"],
  ["/plain", 200, "plain file"],
  ["/plain.html", 200, "plain page"],
  ["/docs", 301, "/docs/"],
  ["/docs/", 200, "docs"],
  ["/%C3%A9%201", 200, "odd page"],
  ["/%C3%A9%201/?q", 301, "/%C3%A9%201?q"],
  ["/folder", 404, "File not found"],
  ["/.hidden", 404, "File not found"],
  ["/nothing", 404, "File not found"],
  ["/nothing/", 404, "File not found"],
  ["/about.html/", 404, "File not found"],
  ["/index", 200, "home"],
  ["/", 200, "home"],
];

Deno.test("Site with clean URLs serves a page with and without its extension", async () => {
  await using server = await startServer(FILES, { site: { cleanUrls: true } });
  for (const [target, status, says] of PATHS) {
    const answer = await askTarget(server.port, target);
    const said = status === 301 ? answer.location : answer.content;
    assertEquals([answer.status, said], [status, says], target);
  }
  const folder = await askTarget(server.port, "/about/");
  assertEquals(folder.status, 200); // the folder beside about.html, listed
  assertEquals(folder.content.includes("team.html"), true);
  assertEquals(
    (await askTarget(server.port, "/about")).head.includes("Content-Type: text/html"),
    true,
  );
});

Deno.test("Site without clean URLs keeps to the names that there are", async () => {
  await using server = await startServer(FILES);
  assertEquals((await askTarget(server.port, "/about")).location, "/about/");
  assertEquals((await askTarget(server.port, "/docs/index")).status, 404);
});

Deno.test("Site with clean URLs and a prefix keeps it in the redirect", async () => {
  await using server = await startServer(FILES, { site: { cleanUrls: true, prefix: ["x"] } });
  assertEquals((await askTarget(server.port, "/x/about/team/?q")).location, "/x/about/team?q");
  assertEquals((await askTarget(server.port, "/x/about")).content, "about page");
});

Deno.test("Site with clean URLs takes no page from outside", async () => {
  await using outside = await startServer({ "page.html": "what lies outside" });
  await using server = await startServer(FILES, { site: { cleanUrls: true } });
  Deno.symlinkSync(join(outside.folder, "page.html"), join(server.folder, "link.html"));
  for (const target of ["/link", "/link/", "/link.html"]) {
    assertEquals((await askTarget(server.port, target)).status, 404, target);
  }
});
