import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { Script } from "node:vm";
import * as listing from "../../../serve/listing/listing.ts";
import type { ListingEntry, ListingOptions } from "../../../serve/listing/listing.ts";
import { LISTING_POLICY, ROWS_A_GROUP } from "../../../serve/listing/listing_assets.ts";

const NOON = new Date("2026-11-23T12:00:00.007Z");

type Path = readonly string[];
type Entries = readonly ListingEntry[];

function renderListing(path: Path, entries: Entries, options?: ListingOptions): { html: string } {
  return { html: [...listing.renderListing(path, entries, options)].join("") };
}

function renderListingJson(path: Path, entries: Entries, options?: ListingOptions): string {
  return [...listing.renderListingJson(path, entries, options)].join("");
}

function file(name: string, size = 0, mtime = NOON): ListingEntry {
  return { name, type: "file", size, mtime };
}

function folder(name: string, mtime = NOON): ListingEntry {
  return { name, type: "directory", mtime };
}

/** The links of the entries, in order. */
function links(html: string): string[] {
  return [...html.matchAll(/<td><a href="([^"]*)"/g)].map((match) => match[1] ?? "");
}

/** The rows of the page for one entry, without the page around them. */
function rowOf(entry: ListingEntry): string {
  return renderListing([], [entry]).html.match(/<tbody>\n(.*)\n<\/tbody>/s)?.[1] ?? "";
}

Deno.test("renderListing() puts folders first and counts as people do", () => {
  const { html } = renderListing([], [
    file("a10.txt"),
    file("B.txt"),
    folder("z"),
    file("a2.txt"),
    file("A2.txt"),
    folder("img10"),
    folder("img9"),
  ]);
  assertEquals(links(html), [
    "./img9/",
    "./img10/",
    "./z/",
    "./a2.txt",
    "./A2.txt",
    "./a10.txt",
    "./B.txt",
  ]);
});

Deno.test("renderListing() gives the same order when names count as equal", () => {
  const names = ["e\u0301", "\u00e9", "01", "1", "a\u0000", "a"];
  const there = renderListing([], names.map((name) => file(name))).html;
  const back = renderListing([], names.toReversed().map((name) => file(name))).html;
  assertEquals(links(there), links(back));
});

const HOSTILE: readonly (readonly [name: string, shown: string])[] = [
  ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
  [`"><img src=x onerror=alert(1)>`, "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"],
  ["'><b>", "&#39;&gt;&lt;b&gt;"],
  ["&lt;", "&amp;lt;"],
  ["javascript:alert(1)", "javascript:alert(1)"],
  ["data:text/html,x", "data:text/html,x"],
  ["//host.example", "//host.example"],
  ["\\\\host.example", "\\\\host.example"],
  ["%2e%2e%2f", "%2e%2e%2f"],
  ["100%", "100%"],
  ["a?b#c", "a?b#c"],
  [" a ", " a "],
  [".hidden", ".hidden"],
  ["-rf", "-rf"],
  ["a\r\nb", "a<i>U+000D</i><i>U+000A</i>b"],
  ["\0\x1b[31m\x7f\x9b", "<i>U+0000</i><i>U+001B</i>[31m<i>U+007F</i><i>U+009B</i>"],
  ["\u202egpj.exe", "<i>U+202E</i>gpj.exe"],
  ["\u2066x\u2069", "<i>U+2066</i>x<i>U+2069</i>"],
  ["a\u200bb\ufeff", "a<i>U+200B</i>b<i>U+FEFF</i>"],
  ["line\u2028end", "line<i>U+2028</i>end"],
  ["lone\ud83d", "lone<i>U+D83D</i>"],
  ["👩\u200d👧", "👩\u200d👧"],
  ["می\u200cخواهم", "می\u200cخواهم"],
  ["x".repeat(255), "x".repeat(255)],
];

for (const [name, shown] of HOSTILE) {
  const title = JSON.stringify(name.slice(0, 40));
  Deno.test(`renderListing() shows and links the one entry when it is named ${title}`, () => {
    for (const entry of [file(name), folder(name)]) {
      const slash = entry.type === "directory" ? "/" : "";
      const row = rowOf(entry);
      assertStringIncludes(row, `<bdi>${shown}</bdi>${slash}</a>`);
      const [link = ""] = links(row);
      const url = new URL(link, "http://localhost/docs/");
      assertEquals(url.origin + url.search + url.hash, "http://localhost");
      assert(url.pathname.startsWith("/docs/"));
      const segment = url.pathname.slice("/docs/".length);
      assertEquals(decodeURIComponent(segment), name.toWellFormed() + slash);
      assertEquals(segment.replace(/\/$/, "").includes("/"), false);
    }
  });

  Deno.test(`renderListing() stays one page when a folder of the path is named ${title}`, () => {
    const { html } = renderListing([name, "inner"], []);
    assertStringIncludes(html, `<a href="../"><bdi>${shown}</bdi></a>`);
    const plain = shown.replace(/<i>(.*?)<\/i>/g, "[$1]");
    assertStringIncludes(html, `<title>Index of /${plain}/inner/</title>`);
  });
}

Deno.test("renderListing() links each folder above when the folder is deep", () => {
  const { html } = renderListing(["docs", "img", "2026"], []);
  const crumbs = html.match(/<h1>(.*)<\/h1>/)?.[1];
  const slash = `<span class="slash">/</span>`;
  assertEquals(
    crumbs,
    `<a href="../../../"><bdi>Home</bdi></a>${slash}<a href="../../"><bdi>docs</bdi></a>${slash}` +
      `<a href="../"><bdi>img</bdi></a>${slash}<span aria-current="page"><bdi>2026</bdi></span>`,
  );
  assertStringIncludes(html, `<a href="../">Parent folder</a>`);
});

Deno.test("renderListing() links nothing above when the folder is the root", () => {
  const { html } = renderListing([], [file("a")]);
  assert(!html.includes("../"));
  assertStringIncludes(html, "<title>Index of /</title>");
});

for (const prefix of ["/x", "/x/"]) {
  Deno.test(`renderListing() and renderListingJson() begin the path with the prefix ${prefix}`, () => {
    assertStringIncludes(
      renderListing(["a"], [], { prefix }).html,
      "<title>Index of /x/a/</title>",
    );
    assertEquals(JSON.parse(renderListingJson([], [], { prefix })).path, "/x/");
  });
}

Deno.test("renderListing() shows a size for people and tells it exactly in the title", () => {
  assertStringIncludes(
    rowOf(file("a", 1258291)),
    `<td><data value="1258291" title="1,258,291 octets">1.2 MiB</data></td>`,
  );
  assertStringIncludes(rowOf(file("a", 1)), `title="1 octet">1 B<`);
});

Deno.test("renderListing() shows times in UTC to the minute", () => {
  assertStringIncludes(
    rowOf(folder("a")),
    `<td></td><td><time datetime="2026-11-23T12:00:00.007Z">2026-11-23 12:00</time></td>`,
  );
});

for (const mtime of [new Date(NaN), new Date(-1e15), new Date(253402300800000)]) {
  Deno.test(`renderListing() and renderListingJson() leave out a time of ${mtime.getTime()} ms`, () => {
    assertStringIncludes(rowOf(folder("a", mtime)), "<td></td><td></td></tr>");
    const json = JSON.parse(renderListingJson([], [folder("a", mtime)]));
    assertEquals(json.entries, [{ name: "a", type: "directory" }]);
  });
}

Deno.test("renderListing() leaves cells empty when size and time are not known", () => {
  assertStringIncludes(rowOf({ name: "a", type: "file" }), "</td><td></td><td></td></tr>");
});

const SUMMARIES: readonly (readonly [entries: ListingEntry[], summary: string])[] = [
  [[], "This folder is empty"],
  [[folder("a")], "1 folder"],
  [[file("a", 1024)], "1 file, 1.0 KiB"],
  [
    [folder("a"), folder("b"), file("c", 1), { name: "d", type: "file" }],
    "2 folders, 2 files, 1 B",
  ],
  [Array.from({ length: 1200 }, (_, i) => file(`${i}`)), "1,200 files, 0 B"],
];

for (const [entries, summary] of SUMMARIES) {
  Deno.test(`renderListing() sums up ${entries.length} entries as ${summary}`, () => {
    assertStringIncludes(renderListing([], entries).html, `role="status">${summary}</p>`);
  });
}

Deno.test("renderListing() has neither table nor search box when the folder is empty", () => {
  const { html } = renderListing(["a"], []);
  assert(!/<(table|input)\b/.test(html));
});

Deno.test("renderListing() groups the rows and loses none when there are many", () => {
  const entries = Array.from({ length: 2 * ROWS_A_GROUP + 1 }, (_, i) => file(`${i}`));
  const { html } = renderListing([], entries);
  const groups = [...html.matchAll(/<tbody>(.*?)<\/tbody>/gs)].map((group) => group[1] ?? "");
  assertEquals(groups.map((group) => links(group).length), [ROWS_A_GROUP, ROWS_A_GROUP, 1]);
  assertEquals(links(groups.join("")), entries.map(({ name }) => `./${name}`));
});

Deno.test("renderListing() gives a policy that allows its own style and script and nothing else", () => {
  const { html } = renderListing(["a"], [file("b")]);
  const digests = ["style", "script"].map((element) => {
    const [, text = "", ...more] = html.split(new RegExp(`</?${element}>`));
    assertEquals(more.length, 1, `one ${element}`);
    return createHash("sha256").update(text).digest("base64");
  });
  assertEquals(
    LISTING_POLICY,
    `default-src 'none'; style-src 'sha256-${digests[0]}'; script-src 'sha256-${digests[1]}'; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  assert(!/\s(style|on\w+)=/.test(html), "no inline attribute, which the policy would block");
  assert(!/\s(src|srcset|action)=/.test(html), "nothing to load, nowhere to send");
});

Deno.test("renderListing() carries a script that parses", () => {
  const { html } = renderListing([], [file("a")]);
  new Script(html.match(/<script>(.*)<\/script>/s)?.[1] ?? "(");
});

Deno.test("renderListingJson() gives exactly the documented shape", () => {
  const entries = [
    folder("img"),
    file("a.txt", 123, new Date("2026-11-23T12:00:00Z")),
    { ...folder("dir"), size: 4096 },
  ];
  assertEquals(
    renderListingJson(["docs", "é ü"], entries),
    `{"path":"/docs/é ü/","entries":[` +
      `{"name":"dir","type":"directory","mtime":"2026-11-23T12:00:00.007Z"},` +
      `{"name":"img","type":"directory","mtime":"2026-11-23T12:00:00.007Z"},` +
      `{"name":"a.txt","type":"file","size":123,"mtime":"2026-11-23T12:00:00.000Z"}]}`,
  );
  assertEquals(renderListingJson([], []), `{"path":"/","entries":[]}`);
});

Deno.test("renderListingJson() keeps every name to the letter", () => {
  const json = renderListingJson([], HOSTILE.map(([name]) => file(name)));
  const names = JSON.parse(json).entries.map((entry: { name: string }) => entry.name);
  assertEquals(new Set(names), new Set(HOSTILE.map(([name]) => name)));
  assertMatch(json, /"lone\\ud83d"/);
});
