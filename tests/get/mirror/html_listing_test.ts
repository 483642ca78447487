// Pages of listings as the servers write them, and as somebody hostile would.

import { assertEquals } from "@std/assert";
import { parseHtmlListing } from "../../../get/mirror/html_listing.ts";
import { judgeEntries } from "../../../get/mirror/listing.ts";
import { renderListing } from "../../../serve/listing/listing.ts";

const FOLDER = new URL("http://h:8080/odd/");

/** The names that a page gives: folders with a slash, refused ones with a question mark. */
async function namesOf(page: string, folder = FOLDER): Promise<string[] | undefined> {
  const raw = await parseHtmlListing(page, folder);
  if (raw === undefined) return undefined;
  const { entries, refused } = judgeEntries(folder, raw);
  const names = entries.map(({ name, kind }) => kind === "folder" ? `${name}/` : name);
  return [...names, ...refused.map(({ uri }) => `?${uri}`)];
}

/** A page that says it is a listing, with these links. */
function page(...hrefs: string[]): string {
  const links = hrefs.map((href) => `<a href="${href}">x</a>\n`).join("");
  return `<html><head><title>Index of /odd/</title></head><body>${links}</body></html>`;
}

const NGINX = `<html>\r
<head><title>Index of /odd/</title></head>\r
<body>\r
<h1>Index of /odd/</h1><hr><pre><a href="../">../</a>\r
<a href="sp%20ace%20dir/">sp ace dir/</a>                    23-Nov-2026 16:29                   -\r
<a href="%26lt%3Bx">&amp;lt;x</a>                            23-Nov-2026 16:29                   6\r
<a href="100%25">100%</a>                                    23-Nov-2026 16:29                   5\r
<a href="a%3Ab">a:b</a>                                      23-Nov-2026 16:29                   4\r
<a href="quo%22te.txt">quo&quot;te.txt</a>                   23-Nov-2026 16:29                  11\r
<a href="long-name">long-na..&gt;</a>                        23-Nov-2026 16:29                  95\r
<a href="%F0%9F%98%80.txt">😀.txt</a>                        23-Nov-2026 16:29                   9\r
</pre><hr></body>\r
</html>\r
`;

const APACHE_FANCY =
  `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">
<html>
 <head>
  <title>Index of /odd</title>
 </head>
 <body>
<h1>Index of /odd</h1>
<pre><img src="/icons/blank.gif" alt="Icon "> <a href="?C=N;O=D">Name</a> <a href="?C=M;O=A">Last modified</a> <a href="?C=S;O=A">Size</a><hr><img src="/icons/back.gif" alt="[PARENTDIR]"> <a href="/">Parent Directory</a>   -
<a href="&amp;copy"><img src="/icons/unknown.gif" alt="[   ]"></a> <a href="&amp;copy">&amp;copy</a>  2026-11-23 16:29    6
<a href="./a:b">a:b</a>                     2026-11-23 16:29    4
<a href="q%3fx=1.txt">q?x=1.txt</a>         2026-11-23 16:29   10
<a href="sub/">sub/</a>                     2026-11-23 16:29    -
<hr></pre>
<address>Apache/2.4.71 (Debian) Server at h Port 8080</address>
</body></html>
`;

const APACHE_TABLE = `<html><head><title>Index of /odd</title></head><body>
<h1>Index of /odd</h1>
  <table>
   <tr><th valign="top">&nbsp;</th><th><a href="?C=N;O=D">Name</a></th><th><a href="?C=M;O=A">Last modified</a></th></tr>
   <tr><th colspan="4"><hr></th></tr>
<tr><td valign="top">&nbsp;</td><td><a href="/">Parent Directory</a></td><td>&nbsp;</td><td align="right">  - </td></tr>
<tr><td valign="top">&nbsp;</td><td><a href="%c3%96x%7cy">Öx|y</a></td><td align="right">2026-11-23 16:29  </td><td align="right">1.2K</td></tr>
<tr><td valign="top">&nbsp;</td><td><a href="./http:">http:</a></td><td align="right">2026-11-23 16:29  </td><td align="right">  6 </td></tr>
</table>
</body></html>
`;

const APACHE_PLAIN = `<html><head><title>Index of /odd</title></head><body>
<h1>Index of /odd</h1>
<ul><li><a href="/"> Parent Directory</a></li>
<li><a href="apo's.txt"> apo's.txt</a></li>
<li><a href="%3cb%3e.txt"> &lt;b&gt;.txt</a></li>
</ul></body></html>
`;

const CADDY = `<!DOCTYPE html>
<html>
<head><title>odd</title></head>
<body>
<svg><defs><symbol id="folder"></symbol></defs></svg>
<header><h1><a href="../">/</a><a href="">odd</a>/</h1></header>
<main>
<div class="listing"><table aria-describedby="summary">
<thead><tr><th><a href="?sort=name&order=asc">Name</a></th></tr></thead>
<tbody>
<tr><td></td><td><a href=".."><span class="goup">Go up</span></a></td></tr>
<tr class="file"><td></td><td><a href="./sub/"><span class="name">sub/</span></a></td><td data-order="-1">&mdash;</td></tr>
<tr class="file"><td></td><td><a href="./amp&amp;amp;.txt"><span class="name">amp&amp;amp;.txt</span></a></td><td data-order="13">13 B</td></tr>
</tbody></table></div></main></body></html>
`;

const PYTHON = `<!DOCTYPE HTML>
<html lang="en">
<head><meta charset="utf-8"><title>Directory listing for /odd/</title></head>
<body><h1>Directory listing for /odd/</h1><hr>
<ul>
<li><a href="h%23x.txt">h#x.txt</a></li>
<li><a href="link">link@</a></li>
<li><a href="%C3%A9moji%20%F0%9F%98%80/">émoji 😀/</a></li>
</ul><hr></body></html>
`;

Deno.test("parseHtmlListing() reads the pages of nginx, Apache, Caddy and Python", async () => {
  const table: [page: string, names: string[]][] = [
    [NGINX, ["sp ace dir/", "&lt;x", "100%", "a:b", 'quo"te.txt', "long-name", "😀.txt"]],
    [APACHE_FANCY, ["&copy", "a:b", "q?x=1.txt", "sub/"]],
    [APACHE_TABLE, ["Öx|y", "http:"]],
    [APACHE_PLAIN, ["apo's.txt", "<b>.txt"]],
    [CADDY, ["sub/", "amp&amp;.txt"]],
    [PYTHON, ["h#x.txt", "link", "émoji 😀/"]],
  ];
  for (const [text, names] of table) assertEquals(await namesOf(text), names);
});

Deno.test("parseHtmlListing() reads ferry's own page, whatever the names", async () => {
  const names = ["a b", "100%", "%41", "#", "?", '"', "'", "<a>", "&amp;", "a:b", "\u202e", "é"];
  const entries = names.map((name) => ({ name, type: "file", size: 1 } as const));
  const text = [...renderListing(["odd"], [...entries, { name: "sub", type: "directory" }])].join(
    "",
  );
  assertEquals((await namesOf(text))?.sort(), [...names, "sub/"].sort());
});

Deno.test("parseHtmlListing() takes no page of a site for a listing", async () => {
  const table = [
    "",
    "hello",
    "<title>Home</title><a href=a>a</a>",
    "<title>Index of my poems</title><a href=a>a</a>",
    "<h1>Index of /</h1><a href=a>a</a>",
    "<svg><title>x</title></svg><title>Index of /</title><a href=a>a</a>",
    `<div class="listing"><a href=a>a</a></div>`,
    `<table aria-describedby="summary"><tr><td><a href=a>a</a></table>`,
  ];
  for (const text of table) assertEquals(await namesOf(text), undefined, text);
});

Deno.test("parseHtmlListing() passes over what does not lie directly below the folder", async () => {
  const hrefs = [
    "../",
    "..",
    "/",
    "/odd",
    "/odd/",
    "",
    ".",
    "./",
    "#",
    "#top",
    "?C=N;O=D",
    "a?x=1",
  ];
  hrefs.push("a#b", "/other/a", "/odd/../../etc/passwd", "sub/a", "sub/deep/", "//evil/odd/a");
  hrefs.push("http://evil/odd/a", "https://h:8080/odd/a", "http://h/odd/a", "file:///odd/a");
  hrefs.push("javascript:alert(1)", "data:text/html,x", "mailto:a@b", "ftp://h:8080/odd/a");
  hrefs.push(
    "http://user:secret@h:8080/odd/a",
    "%2e%2e/",
    "%2E%2E/a",
    "..\\a",
    "\\\\evil\\a",
    "//",
  );
  hrefs.push("/oddity", "/ODD/a", "a/../../b", "http://[", "a//", "\t../\na");
  for (const href of hrefs) assertEquals(await namesOf(page(href)), [], href);
});

Deno.test("parseHtmlListing() finds what lies directly below it in any spelling", async () => {
  const table: [href: string, name: string][] = [
    ["a", "a"],
    ["./a", "a"],
    ["/odd/a", "a"],
    ["http://h:8080/odd/a/", "a/"],
    ["//h:8080/odd/a", "a"],
    ["../odd/a", "a"],
    ["sub/../a", "a"],
    [" a ", "a"],
    ["...", "..."],
    [".hidden", ".hidden"],
    ["%252e%252e", "%2e%2e"],
    ["é", "é"],
  ];
  for (const [href, name] of table) assertEquals(await namesOf(page(href)), [name], href);
});

Deno.test("judgeEntries() refuses names that no file may have, and tells where", async () => {
  const hrefs = ["a%2Fb", "..%2fb", "%2e%2e%2fb", "a%5Cb", "%00", "a%0Ab", "%1B[2J", "%ff", "100%"];
  hrefs.push("a".repeat(256), "%C3%A9".repeat(128), "%2e%2e%5cb", "a%7f");
  for (const href of hrefs) {
    const [uri] = await namesOf(page(href)) ?? [];
    assertEquals(uri, `?${new URL(`./${href}`, FOLDER)}`, href);
  }
});

Deno.test("judgeEntries() keeps the first of two entries of one name", () => {
  const file = { segment: "a", kind: "file" } as const;
  const same = judgeEntries(FOLDER, [file, file]);
  assertEquals([same.entries.length, same.refused], [1, []]);
  const table = [
    [
      { ...file, kind: "folder" } as const,
      "it is a folder and a file at once",
      "http://h:8080/odd/a/",
    ],
    [{ ...file, segment: "%61" }, "another entry has the same name", "http://h:8080/odd/%61"],
  ] as const;
  for (const [other, reason, uri] of table) {
    const { entries, refused } = judgeEntries(FOLDER, [file, other]);
    assertEquals(entries, [{ ...file, name: "a" }]);
    assertEquals(refused, [{ uri, reason }]);
  }
});
