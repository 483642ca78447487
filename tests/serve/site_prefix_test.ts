// A site below a prefix: what lies there, what lies outside, and whether every path of ferry's own has it.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { askTarget } from "../support/ask_target.ts";
import { startServer } from "../support/server.ts";

const FILES = {
  "index.html": "home",
  "a.txt": "aaa",
  "sub/b.txt": "bb",
  "x/c.txt": "inner",
  "x.txt": "x",
};
const JSON_WANTED = "Accept: application/json\r\n";

const PATHS: readonly (readonly [target: string, status: number, says: string])[] = [
  ["/x/", 200, "home"],
  ["/x/a.txt", 200, "aaa"],
  ["/%78/a.txt", 200, "aaa"],
  ["/x", 301, "/x/"],
  ["/x?q=%2F&r", 301, "/x/?q=%2F&r"],
  ["/x/sub?q", 301, "/x/sub/?q"],
  ["/x/x/c.txt", 200, "inner"],
  ["/x/x", 301, "/x/x/"],
  ["/", 404, "File not found"],
  ["/a.txt", 404, "File not found"],
  ["/x.txt", 404, "File not found"],
  ["/xx/a.txt", 404, "File not found"],
  ["/X/a.txt", 404, "File not found"],
  ["//x/a.txt", 404, "File not found"],
  ["/x//a.txt", 404, "File not found"],
  ["/y/../x/a.txt", 400, "Bad Request"],
];

Deno.test("Site below a prefix has its files there and nowhere else", async () => {
  await using server = await startServer(FILES, { site: { prefix: ["x"] } });
  for (const [target, status, says] of PATHS) {
    const answer = await askTarget(server.port, target);
    const said = status === 301 ? answer.location : answer.content;
    assertEquals([answer.status, said], [status, says], target);
  }
});

Deno.test("Site below a prefix of several odd names compares them decoded", async () => {
  const site = { prefix: ["pré", "a b"] };
  await using server = await startServer(FILES, { site });
  const encoded = "/pr%C3%A9/a%20b";
  for (const target of [`${encoded}/a.txt`, "/%70r%c3%a9/a%20%62/a.txt"]) {
    assertEquals((await askTarget(server.port, target)).content, "aaa", target);
  }
  assertEquals((await askTarget(server.port, encoded)).location, `${encoded}/`);
  assertEquals((await askTarget(server.port, `${encoded}/sub`)).location, `${encoded}/sub/`);
  for (const target of ["/pr%C3%A9/", "/pr%C3%A9/a.txt"]) {
    assertEquals((await askTarget(server.port, target)).status, 404, target);
  }
});

Deno.test("Site below a prefix tells it in listings, as a page and as JSON", async () => {
  await using server = await startServer(FILES, { site: { prefix: ["x", "y"] } });
  const page = (await askTarget(server.port, "/x/y/sub/")).content;
  assertStringIncludes(page, "<title>Index of /x/y/sub/</title>");
  const json = (await askTarget(server.port, "/x/y/sub/", "GET", JSON_WANTED)).content;
  assertEquals(JSON.parse(json).path, "/x/y/sub/");
  for (const [, link = ""] of page.matchAll(/href="([^"]*)"/g)) {
    const { pathname } = new URL(link, `${server.origin}/x/y/sub/`);
    assertEquals(pathname.startsWith("/x/y/"), true, link);
    assertEquals((await askTarget(server.port, pathname)).status, 200, link);
  }
});

Deno.test("Site of one file lives below a prefix", async () => {
  await using folder = await startServer(FILES);
  const site = { root: join(folder.folder, "a.txt"), prefix: ["x"] };
  await using server = await startServer({}, { site });
  for (const target of ["/x/", "/x/a.txt"]) {
    assertEquals((await askTarget(server.port, target)).content, "aaa", target);
  }
  assertEquals((await askTarget(server.port, "/x")).location, "/x/");
  for (const target of ["/", "/a.txt", "/x/x"]) {
    assertEquals((await askTarget(server.port, target)).status, 404, target);
  }
});

Deno.test("Site below a prefix answers what lies outside with its 404.html", async () => {
  await using server = await startServer({ ...FILES, "404.html": "gone" }, {
    site: { prefix: ["x"], spa: ["index.html"] },
  });
  const { status, content } = await askTarget(
    server.port,
    "/outside",
    "GET",
    "Accept: text/html\r\n",
  );
  assertEquals([status, content], [404, "gone"]);
});
