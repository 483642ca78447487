// The manual as files: every link leads somewhere, nothing comes from elsewhere, and what it shows to
// students is true.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Parser } from "htmlparser2";
import { FOLDER, PAGES } from "../../tools/manual.ts";
import { converse, RawClient } from "../support/raw.ts";
import { startServer } from "../support/server.ts";

/** It is embedded in the executable. */
const MAX_OCTETS = 200 * 1024;

/** Leads nowhere, to be tried. */
const LOST = "lost/at/sea.html";

/** What a page leads to, what it loads, and what can be led to in it. */
interface Links {
  readonly targets: string[];
  readonly loaded: string[];
  readonly anchors: Set<string>;
  readonly repeated: string[];
}

function linksOf(html: string): Links {
  const links: Links = { targets: [], loaded: [], anchors: new Set(), repeated: [] };
  const parser = new Parser({
    onopentag(name, { href, src, id }): void {
      if (href !== undefined) (name === "a" ? links.targets : links.loaded).push(href);
      if (src !== undefined) links.loaded.push(src);
      if (id === undefined) return;
      if (links.anchors.has(id)) links.repeated.push(id);
      links.anchors.add(id);
    },
  });
  parser.end(html);
  return links;
}

function read(file: string): string {
  return Deno.readTextFileSync(join(FOLDER, file));
}

function* filesIn(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* filesIn(join(folder, name));
    else yield join(folder, name);
  }
}

Deno.test("each link and anchor of the manual leads somewhere, below any path", async () => {
  await using server = await startServer({}, { site: { root: FOLDER, prefix: ["a", "b"] } });
  const start = new URL("/a/b/", server.origin);
  const seen = new Map<string, Links>();
  const visit = async (url: URL): Promise<Links> => {
    const known = seen.get(url.pathname);
    if (known !== undefined) return known;
    const answer = await fetch(url);
    const links = linksOf(await answer.text());
    seen.set(url.pathname, links);
    assertEquals(answer.status, url.pathname.endsWith(LOST) ? 404 : 200, url.pathname);
    if (!PAGES.some(({ file }) => url.pathname === `/a/b/${file.replace("index.html", "")}`)) {
      return links;
    }
    assertEquals(links.repeated, [], url.pathname);
    for (const target of [...links.targets, ...links.loaded]) {
      const to = new URL(target, url);
      assertEquals(to.origin, server.origin, target);
      assert(to.pathname.startsWith("/a/b/"), `${url.pathname} leads out: ${target}`);
      const anchor = decodeURIComponent(to.hash.slice(1));
      const { anchors } = await visit(to);
      assert(anchor === "" || anchors.has(anchor), `${url.pathname}: ${target} leads nowhere`);
    }
    return links;
  };
  await visit(start);
  for (const { file } of PAGES) assert(seen.has(`/a/b/${file.replace("index.html", "")}`), file);
});

Deno.test("the manual loads nothing from elsewhere, and runs no script", () => {
  for (const path of filesIn(FOLDER)) {
    if (!/\.(?:html|css)$/.test(path)) continue;
    const text = Deno.readTextFileSync(path);
    assert(!/<script|\son\w+=|javascript:|@import/i.test(text), path);
    for (const [, url = ""] of text.matchAll(/url\(\s*["']?([^"')]*)/g)) {
      assertMatch(url, /^data:/, path);
    }
    if (!path.endsWith(".html")) continue;
    const { targets, loaded } = linksOf(text);
    for (const url of [...targets, ...loaded]) {
      assert(!/^(?!data:)\w+:|^\/\//.test(url), `${path}: ${url}`);
    }
  }
});

Deno.test("hello.html is complete in one file", () => {
  const { loaded } = linksOf(read("hello.html"));
  assertEquals(loaded, ["ferry.svg"], "but for the icon in the tab");
  assertStringIncludes(read("hello.html"), "<style>");
});

Deno.test("notes/ has no page of its own, so that a listing can be tried", () => {
  const names = Array.from(Deno.readDirSync(join(FOLDER, "notes")), ({ name }) => name);
  assert(names.length > 3 && !names.includes("index.html"));
});

Deno.test("the manual is small enough to be embedded", () => {
  const octets = Array.from(filesIn(FOLDER), (path) => Deno.statSync(path).size);
  assert(octets.reduce((sum, size) => sum + size) < MAX_OCTETS);
});

const lab = read("lab.html");

Deno.test("the lab's request has as many octets as are told, each with its code", () => {
  const cells = Array.from(lab.matchAll(/<b\b[^>]*>\s*(\S+?)<small>(..)<\/small>/g));
  const names: Record<string, string> = { SP: " ", CR: "\r", LF: "\n" };
  const shown = cells.map(([, name = ""]) => names[name] ?? name).join("");
  const coded = cells.map(([, , code = ""]) => String.fromCharCode(parseInt(code, 16))).join("");
  assertEquals(coded, "GET /hello.html HTTP/1.1\r\nHost: localhost:6789\r\n\r\n");
  assertEquals(shown.replace("&amp;", "&"), coded);
  assertStringIncludes(lab, `<figcaption>${coded.length} octets.`);
});

Deno.test("the lab's exercises come out as the lab says", async () => {
  await using server = await startServer({}, { site: { root: FOLDER } });
  const commands = lab.matchAll(/<kbd>printf '([^']*)' \| nc localhost 6789<\/kbd>/g);
  const answers: string[] = [];
  for (const [, typed = ""] of commands) {
    using client = await RawClient.connect(server.port);
    await client.send(typed.replaceAll("\\r", "\r").replaceAll("\\n", "\n"));
    await client.closeWrite(); // some of them may go on
    answers.push(await client.rest());
  }
  const statuses = answers.map((answer) => {
    return Array.from(answer.matchAll(/^HTTP\/1\.1 (\d+)/gm), ([, status]) => status).join(" ");
  });
  assertEquals(statuses, ["200 200", "400", "400", "400", "501"]);
});

Deno.test("the lab's toy serves, and gets wrong what the lab says", async () => {
  const [, marked = ""] = /<pre\s+id="toy-js"[^>]*><code>([^]*?)<\/code>/.exec(lab) ?? [];
  const text = marked.replace(/<\/?i>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  assertEquals(text.trimEnd().split("\n").length, 16, "as the lab counts them");
  const toy = await Deno.makeTempFile({ suffix: ".js" });
  await Deno.writeTextFile(toy, text.replace("6790", "0"));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-config", "--allow-net", "--allow-read", toy],
    cwd: FOLDER,
    stdout: "piped",
  }).spawn();
  try {
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const { value = "" } = await reader.read();
    const port = Number(/^Ready to serve\.\.\. (\d+)\n/.exec(value)?.[1]);
    assertStringIncludes(await converse(port, "GET /hello.html"), "<h1>Hello, world</h1>");
    assert((await converse(port, "GET /nothing")).endsWith("\r\n\r\nFile not found"));
    assertStringIncludes(await converse(port, `GET /${toy}`), "Ready to serve");
    assert((await converse(port, "GET /harbour.png")).length > read("harbour.png").length);
    assertStringIncludes(await converse(port, "GET /notes/packing%20list.txt"), "File not found");
    await reader.cancel();
  } finally {
    child.kill("SIGTERM");
    await child.status;
    await Deno.remove(toy);
  }
});
