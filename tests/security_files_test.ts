// Side doors: every way to a file but its own path. What the policy hides is hidden on each of them, and
// what is sent is what is told of it. Each test is named for the class and, where one is known, for a
// bug of that class elsewhere.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import { octetsOf } from "../http/wire/octets.ts";
import { fieldIn, probe, type Probed } from "./support/probe.ts";
import {
  makeFolder,
  startServer,
  type TestServer,
  type TestServerOptions,
} from "./support/server.ts";
import { readTar, readZip } from "./support/unpack.ts";

const SECRET = "what lies outside";
const PAGE = "<p>page</p>".repeat(100);
const OPEN = { "a.txt": PAGE, "dir/b.txt": PAGE, "page.html": PAGE, "dir/.hidden": SECRET };
const NO_LINKS = Deno.build.os === "windows";
const NAVIGATES = "Accept: text/html\r\n";
const BROTLI = "Accept-Encoding: br\r\n";
const ALL_ON: TestServerOptions = {
  site: { archive: true, cleanUrls: true, spa: ["app.html"] },
  compress: true,
};

/** Calls `use` with a server of files beside which lies what nobody should see: `>` in a link. */
async function withSite(
  files: Readonly<Record<string, string | Uint8Array>>,
  links: Readonly<Record<string, string>>,
  use: (server: TestServer, root: string) => Promise<void>,
  options: TestServerOptions = ALL_ON,
): Promise<void> {
  const inside = Object.entries(files).map(([path, text]) => [`site/${path}`, text]);
  const top = makeFolder({
    ...Object.fromEntries(inside),
    "out/secret.txt": SECRET,
    "out/secret.br": brotliCompressSync(SECRET),
    "out/index.html": SECRET,
  });
  const root = join(top, "site");
  try {
    for (const [link, target] of Object.entries(links)) {
      Deno.symlinkSync(target.replace(">", join(top, "out")), join(root, link));
    }
    await using server = await startServer({}, { ...options, site: { ...options.site, root } });
    await use(server, root);
    assertEquals(server.faults, []);
  } finally {
    Deno.removeSync(top, { recursive: true });
  }
}

function assertKeepsSecret({ head, content }: Probed, what: string): void {
  const coding = fieldIn(head, "Content-Encoding");
  const plain = coding === "br" && content !== "" && !/^Transfer-Encoding/im.test(head)
    ? brotliDecompressSync(octetsOf(content)).toString()
    : content;
  assert(!plain.includes(SECRET), what);
}

/** Links, and by which request they would be followed unawares. */
// deno-fmt-ignore
const LINKED: readonly (readonly [what: string, elsewhere: string, link: string, to: string, target: string, fields?: string])[] = [
  ["a link", "serve-handler #84", "out.txt", ">/secret.txt", "/out.txt"],
  ["a folder on the way", "SWS #639", "way", ">", "/way/secret.txt"],
  ["a listing through a link", "miniserve 0.30", "way", ">", "/way/"],
  ["a redirect to a linked folder", "huntr 440, Superstatic", "way", ">", "/way"],
  ["a folder's page", "actor-ts#575", "dir/index.html", ">/index.html", "/dir/"],
  ["a sibling", "SWS #719", "a.txt.br", ">/secret.br", "/a.txt", BROTLI],
  ["a sibling by its own name", "SWS #719", "a.txt.br", ">/secret.br", "/a.txt.br"],
  ["a folder's page's sibling", "SWS #719", "dir/index.html.br", ">/secret.br", "/dir/", BROTLI],
  ["the page for what is absent", "dufs #670", "404.html", ">/index.html", "/nothing"],
  ["the page of the app", "", "app.html", ">/index.html", "/anything", NAVIGATES],
  ["a clean URL", "", "about.html", ">/index.html", "/about"],
  ["a clean URL's sibling", "SWS #719", "page.html.br", ">/secret.br", "/page", BROTLI],
  ["a zip", "actor-ts#575", "dir/out.txt", ">/secret.txt", "/dir/?archive=zip"],
  ["a tar", "actor-ts#575", "dir/way", ">", "/dir/?archive=tar"],
  ["an archive of a linked folder", "miniserve 0.20", "way", ">", "/way/?archive=tar"],
  ["compression on the fly", "", "out.txt", ">/secret.txt", "/out.txt", "Accept-Encoding: gzip\r\n"],
  ["a range", "", "out.txt", ">/secret.txt", "/out.txt", "Range: bytes=0-3\r\n"],
  ["a digest", "", "out.txt", ">/secret.txt", "/out.txt", "Want-Repr-Digest: sha-256=1\r\n"],
];

for (const [what, elsewhere, link, to, target, fields] of LINKED) {
  const named = elsewhere && ` (${elsewhere})`;
  Deno.test({
    name: `security: symlink escape${named}: ${what} leads out by ${link} to nobody`,
    ignore: NO_LINKS,
    fn: () =>
      withSite(OPEN, { [link]: to }, async (server) => {
        for (const method of ["GET", "HEAD"]) {
          const answer = await probe(server.port, target, method, fields);
          assertKeepsSecret(answer, what);
          const through = /^\/(?:out|way|about)|\.br$/.test(target);
          assertEquals(
            answer.status === 404,
            through || target === "/nothing" || target === "/anything",
            what,
          );
        }
      }),
  });
}

Deno.test({
  name:
    "security: dangling links and loops (serve-handler #219, dufs #665) are absent, wherever they stand",
  ignore: NO_LINKS,
  fn: () => {
    const places = [
      "dir/index.html",
      "a.txt.br",
      "404.html",
      "app.html",
      "about.html",
      "dir/x",
      "x",
    ];
    const links = Object.fromEntries(places.flatMap((place, at) => [
      [place, at % 2 === 0 ? "nothing" : place.slice(place.lastIndexOf("/") + 1)],
    ]));
    return withSite(OPEN, links, async (server) => {
      for (const target of ["/x", "/dir/x", "/nothing", "/anything", "/about", "/404.html"]) {
        assertEquals((await probe(server.port, target, "GET", NAVIGATES)).status, 404, target);
      }
      for (const target of ["/a.txt", "/dir/", "/dir/?archive=zip"]) {
        assertEquals((await probe(server.port, target, "GET", BROTLI)).status, 200, target);
      }
    });
  },
});

Deno.test("security: hidden by one policy (Deno std #6180): no door shows what another hides", async () => {
  const files = {
    ...OPEN,
    ".env": SECRET,
    ".env.br": brotliCompressSync(SECRET),
    ".env.html": SECRET,
    ".git/config": SECRET,
    "dir/.git/index.html": SECRET,
    "a/.hidden/index.html": SECRET,
  };
  await withSite(files, {}, async (server) => {
    const doors = [
      "/.env",
      "/.env.br",
      "/.env.html",
      "/.git/",
      "/.git",
      "/.git/config",
      "/dir/.git/",
      "/a/.hidden/",
      "/.git/?archive=zip",
      "/dir/.git/?archive=tar",
      "/%2eenv",
      "/dir/%2egit/",
    ];
    for (const door of doors) {
      for (
        const fields of [
          "",
          BROTLI,
          NAVIGATES,
          "Range: bytes=0-\r\n",
          "Accept: application/json\r\n",
        ]
      ) {
        for (const method of ["GET", "HEAD"]) {
          const answer = await probe(server.port, door, method, fields);
          assertEquals(answer.status, 404, `${method} ${door} ${fields}`);
          assertKeepsSecret(answer, door);
        }
      }
    }
    for (const target of ["/", "/dir/", "/a/"]) {
      for (const accept of ["text/html", "application/json"]) {
        const { content } = await probe(server.port, target, "GET", `Accept: ${accept}\r\n`);
        assert(!/\.env|\.git|\.hidden/.test(content), `${target} as ${accept}`);
      }
    }
  });
});

Deno.test("security: archives (actor-ts#575, dufs #577): entries keep to the policy and below their folder", async () => {
  const names = [
    "a.txt",
    "dir/b.txt",
    "dir/.git/config",
    ".env",
    "..hidden",
    "dir/back\\slash",
    "dir/ü\n.txt",
  ];
  const files = Object.fromEntries(names.map((name) => [`box/${name}`, "x"]));
  const links = NO_LINKS
    ? {}
    : { "box/out": ">", "box/dir/out.txt": ">/secret.txt", "box/up": "..", "box/self": "." };
  await withSite(files, links, async (server) => {
    for (const [type, read] of [["zip", readZip], ["tar", readTar]] as const) {
      const response = await fetch(`${server.origin}/box/?archive=${type}`);
      const found = [...read(await response.bytes()).keys()];
      for (const name of found) {
        assertMatch(name, /^box\//);
        const segments = name.split("/").slice(1);
        assert(segments.every((each) => !each.startsWith(".") && !each.includes("\\")), name);
        assert(!/secret|^box\/(?:out|up|self)/.test(name), name);
      }
      assert(
        ["box/a.txt", "box/dir/b.txt", "box/dir/ü\n.txt"].every((name) => found.includes(name)),
      );
    }
  });
});

Deno.test("security: depth (dufs #87): folders 200 deep are listed, archived and served", async () => {
  const deep = "d/".repeat(200);
  await withSite({ [`${deep}a.txt`]: "deep" }, {}, async (server) => {
    for (const target of ["/", `/${deep}`, "/?archive=zip", "/?archive=tar"]) {
      assertEquals((await probe(server.port, target)).status, 200, target.slice(-20));
    }
    assertEquals((await probe(server.port, `/${deep}a.txt`)).content, "deep");
  });
});
