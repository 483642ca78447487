// The site over HTTP: which path leads to which file, page, listing or redirect.

import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { FerryError } from "../../http/wire/errors.ts";
import { Site } from "../../serve/site.ts";
import { askTarget } from "../support/ask_target.ts";
import { startServer } from "../support/server.ts";

const FILES = {
  "index.html": "home",
  "a.txt": "aaa",
  "sub/index.html": "sub home",
  "sub/main.htm": "sub main",
  "plain/b.txt": "bb",
  "plain/.env": "e",
  "plain/deep/c.txt": "cc",
  "odd/index.html/x": "x",
  ".git/config": "g",
  ".env": "e",
  ".well-known/acme": "w",
  ".well-known/.env": "e",
};

const JSON_WANTED = "Accept: application/json\r\n";
const namesIn = (json: string): string[] =>
  JSON.parse(json).entries.map(({ name }: { name: string }) => name);

const PATHS: readonly [target: string, status: number, says: string][] = [
  ["/", 200, "home"],
  ["/index.html", 200, "home"],
  ["/a.txt", 200, "aaa"],
  ["/a.txt?query", 200, "aaa"],
  ["/%61.txt", 200, "aaa"],
  ["/sub/", 200, "sub home"],
  ["/sub", 301, "/sub/"],
  ["/plain?x=1&y=%2F", 301, "/plain/?x=1&y=%2F"],
  ["/plain/deep?", 301, "/plain/deep/?"],
  ["/a.txt/", 404, "File not found"],
  ["/a.txt/x", 404, "File not found"],
  ["/nothing", 404, "File not found"],
  ["/nothing/", 404, "File not found"],
  ["/A.TXT", 404, "File not found"],
  ["//a.txt", 404, "File not found"],
  ["/plain//b.txt", 404, "File not found"],
  [`/${"n".repeat(300)}`, 404, "File not found"],
  ["http://elsewhere/a.txt", 200, "aaa"],
  ["http://elsewhere/sub", 301, "/sub/"],
  ["http://elsewhere", 200, "home"],
];

Deno.test("Site leads each path to its file, page, redirect or 404", async () => {
  await using server = await startServer(FILES);
  for (const [target, status, says] of PATHS) {
    const answer = await askTarget(server.port, target);
    const said = status === 301 ? answer.location : answer.content;
    assertEquals([answer.status, said], [status, says], target);
  }
});

const HIDDEN: readonly [target: string, status: number][] = [
  ["/.env", 200],
  ["/%2eenv", 200],
  ["/.git", 301],
  ["/.git/", 200],
  ["/.git/config", 200],
  ["/plain/.env", 200],
  ["/.well-known/.env", 200],
];

for (const hidden of [false, true]) {
  Deno.test(`Site ${hidden ? "shows" : "hides"} dotfiles by GET, HEAD and in listings`, async () => {
    await using server = await startServer(FILES, { site: { hidden, index: "none" } });
    for (const [target, status] of HIDDEN) {
      for (const method of ["GET", "HEAD"]) {
        const answer = await askTarget(server.port, target, method);
        assertEquals(answer.status, hidden ? status : 404, `${method} ${target}`);
      }
    }
    for (const folder of ["/", "/plain/", "/.well-known/"]) {
      const page = (await askTarget(server.port, folder)).content;
      assertEquals(page.includes(".env"), hidden, folder);
      const json = (await askTarget(server.port, folder, "GET", JSON_WANTED)).content;
      assertEquals(namesIn(json).includes(".env"), hidden, folder);
    }
    assertEquals((await askTarget(server.port, "/.well-known/acme")).content, "w");
  });
}

Deno.test("Site does not take a hidden file for the index unless it is told to", async () => {
  const files = { ".home.html": "hidden home", "a.txt": "" };
  for (const hidden of [false, true]) {
    await using server = await startServer(files, { site: { index: ".home.html", hidden } });
    const { status, content } = await askTarget(server.port, "/");
    assertEquals(status, 200);
    assertEquals(content === "hidden home", hidden);
  }
});

Deno.test("Site takes the index by the name it was given", async () => {
  await using server = await startServer(FILES, { site: { index: "main.htm" } });
  assertEquals((await askTarget(server.port, "/sub/")).content, "sub main");
  assertStringIncludes((await askTarget(server.port, "/")).content, `href="./index.html"`);
});

Deno.test("Site lists a folder whose index is a folder", async () => {
  await using server = await startServer(FILES);
  assertStringIncludes((await askTarget(server.port, "/odd/")).content, `href="./index.html/"`);
});

Deno.test("Site lists a folder without an index as a page or as JSON, or not at all", async () => {
  await using server = await startServer(FILES);
  const page = await askTarget(server.port, "/plain/");
  assertEquals(page.status, 200);
  assertMatch(page.head, /\r\nContent-Type: text\/html; charset=utf-8\r\n/);
  assertMatch(page.head, /\r\nContent-Security-Policy: default-src 'none'/);
  assertStringIncludes(page.content, `href="./deep/"`);
  const json = await askTarget(server.port, "/plain/", "GET", JSON_WANTED);
  assertMatch(json.head, /\r\nContent-Type: application\/json\r\n/);
  assertEquals(namesIn(json.content), ["deep", "b.txt"]);
  assertEquals(JSON.parse(json.content).path, "/plain/");
  for (const { head } of [page, json]) assertStringIncludes(head, "\r\nVary: Accept\r\n");

  await using bare = await startServer(FILES, { site: { listing: false } });
  for (const fields of ["", JSON_WANTED]) {
    const { status, content } = await askTarget(bare.port, "/plain/", "GET", fields);
    assertEquals([status, content], [404, "File not found"]);
  }
  assertEquals((await askTarget(bare.port, "/sub/")).content, "sub home");
  assertEquals((await askTarget(bare.port, "/plain/b.txt")).content, "bb");
});

Deno.test("Site answers what is absent with its 404.html, without validators", async () => {
  await using server = await startServer({ ...FILES, "404.html": "<p>gone</p>" });
  for (const target of ["/nothing", "/.env", "/plain//b.txt"]) {
    const { status, head, content } = await askTarget(server.port, target);
    assertEquals([status, content], [404, "<p>gone</p>"], target);
    assertMatch(head, /\r\nContent-Type: text\/html/);
    assert(!/\r\n(?:ETag|Last-Modified):/i.test(head), head);
  }
  const page = await askTarget(server.port, "/404.html");
  assertEquals(page.status, 200);
  const tag = /^ETag: (.*)\r$/m.exec(page.head)![1];
  const conditional = await askTarget(
    server.port,
    "/nothing",
    "GET",
    `If-None-Match: ${tag}, *\r\n`,
  );
  assertEquals(conditional.status, 404);
});

Deno.test({
  name: "Site does not take a 404.html that leads out, nor a folder of that name",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using outside = await startServer({ "page.html": "what lies outside" });
    await using server = await startServer(FILES);
    const page = join(server.folder, "404.html");
    Deno.symlinkSync(join(outside.folder, "page.html"), page);
    assertEquals((await askTarget(server.port, "/nothing")).content, "File not found");
    Deno.removeSync(page);
    Deno.mkdirSync(page);
    assertEquals((await askTarget(server.port, "/nothing")).content, "File not found");
  },
});

Deno.test("Site of one file has it at / and at its name, and nothing else", async () => {
  await using folder = await startServer({ ...FILES, ".hidden file.txt": "only" });
  for (const name of ["a.txt", ".hidden file.txt"]) {
    const root = join(folder.folder, name);
    const content = Deno.readTextFileSync(root);
    await using server = await startServer({}, { site: { root } });
    const own = `/${encodeURIComponent(name)}`;
    for (const target of ["/", own]) {
      const answer = await askTarget(server.port, target);
      assertEquals([answer.status, answer.content], [200, content], target);
      assertMatch(answer.head, /\r\nContent-Type: text\/plain/);
    }
    for (const target of [`${own}/`, `/x${own}`, "/index.html", "/..", "/404.html", "/plain"]) {
      assertEquals(
        (await askTarget(server.port, target)).status,
        target === "/.." ? 400 : 404,
        target,
      );
    }
  }
});

Deno.test("Site of one file serves what was put in its place", async () => {
  await using folder = await startServer({ "a.txt": "old", "b.txt": "new" });
  const root = join(folder.folder, "a.txt");
  await using server = await startServer({}, { site: { root } });
  assertEquals((await askTarget(server.port, "/")).content, "old");
  Deno.renameSync(join(folder.folder, "b.txt"), root);
  assertEquals((await askTarget(server.port, "/")).content, "new");
  Deno.removeSync(root);
  assertEquals((await askTarget(server.port, "/")).status, 404);
});

Deno.test({
  name: "Site is not made of what is neither a folder nor a file",
  ignore: Deno.build.os === "windows",
  fn: () => {
    const layout = { index: "", listing: true, hidden: false, symlinks: "inside" } as const;
    assertThrows(() => new Site({ root: "/dev/null", ...layout }), FerryError, "is a device");
  },
});

const ODD_NAMES = [
  ...["100%", "%2e%2e", "a#b", "a?b", " a b ", "ü–é", "日本", "e\u0301", "\u00e9"],
  ...["new\nline", "\r\n", "q\"uo'te", "<b>&amp;", "a;b=c", "a+b", "javascript:alert(1)", "C:"],
  ...["~", "(1)", "!*", "[x]", "a:b", "@", "\u202egpj", "nul\u0001\u007f", "$DATA", "-rf", "x."],
];

Deno.test({
  name: "Site gives each odd name by the link that its listing has for it",
  ignore: Deno.build.os !== "linux", // others have fewer names
  fn: async () => {
    const files = ODD_NAMES.map((name) => [`${name}`, `file ${name}`]);
    const folders = ODD_NAMES.map((name) => [`in/${name}/x`, `below ${name}`]);
    await using server = await startServer(Object.fromEntries([...files, ...folders]));
    const linksAt = async (path: string): Promise<string[]> => {
      const page = await (await fetch(server.origin + path)).text();
      return [...page.matchAll(/<td><a href="([^"]*)"/g)].map(([, link]) => link!);
    };
    const contents = new Set<string>();
    for (const link of await linksAt("/")) {
      const text = await (await fetch(new URL(link, `${server.origin}/`))).text();
      if (!link.endsWith("/")) contents.add(text);
    }
    assertEquals(contents, new Set(ODD_NAMES.map((name) => `file ${name}`)));
    const links = await linksAt("/in/");
    assertEquals(links.length, ODD_NAMES.length);
    for (const link of links) {
      const base = new URL(link, `${server.origin}/in/`);
      const redirect = await askTarget(server.port, base.pathname.slice(0, -1));
      assertEquals(redirect.status, 301, link);
      const there = new URL(redirect.location, server.origin);
      assertMatch(await (await fetch(new URL("x", there))).text(), /^below /);
    }
    assertEquals(server.faults, []);
  },
});
