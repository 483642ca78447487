// Where a mirror goes, and with what: downwards, at the origin asked for.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  answerOf,
  FILE,
  listingOf,
  mirrorInto,
  redirectTo,
  startAnswers,
  treeOf,
} from "../../support/mirroring.ts";
import { TempFolder } from "../../support/program.ts";

Deno.test("mirror() follows redirects of listings downwards only, and to no other origin", async () => {
  await using other = startAnswers({ "/x/": answerOf(listingOf("a")), "/x/a": FILE });
  await using peer = startAnswers({
    "/s/": answerOf(listingOf("up/", "self/", "beside/", "down/", "away/", "file/")),
    "/s/up/": redirectTo("/"),
    "/s/self/": redirectTo("."),
    "/s/beside/": redirectTo("/t/"),
    "/s/down/": redirectTo("v2/"),
    "/s/down/v2/": answerOf(listingOf("a")),
    "/s/down/v2/a": FILE,
    "/s/away/": redirectTo(other.url("/x/")),
    "/s/file/": redirectTo("/s/down/v2/a"),
    "/": answerOf(listingOf("s/")),
    "/t/": answerOf(listingOf("a")),
  });
  await using folder = await TempFolder.create();
  const { failures } = await mirrorInto(folder.path, peer.url("/s/"));
  const redirected = "ListingError: is redirected to";
  assertEquals(failures, [
    `/s/away/ ${redirected} ${other.url("/x/")}, another origin; ask for that instead`,
    `/s/beside/ ${redirected} ${peer.url("/t/")}, which lies outside; ask for that instead`,
    "/s/file/ ListingError: is no folder; fetch it without -r",
    "/s/self/ RedirectError: more than 20 redirects",
    `/s/up/ ${redirected} ${peer.url("/")}, which lies outside; ask for that instead`,
  ]);
  assertEquals(treeOf(folder.path), { down: "/", "down/a": "x" });
});

Deno.test("mirror() begins where a redirect leads, but not above or elsewhere", async () => {
  await using other = startAnswers({ "/": answerOf(listingOf()) });
  await using peer = startAnswers({
    "/old": redirectTo("/new/place/"),
    "/new/place/": answerOf(listingOf("a")),
    "/new/place/a": FILE,
    "/deep/er": redirectTo("/deep/"),
    "/deep/": answerOf(listingOf("a")),
    "/away": redirectTo(other.url("/")),
  });
  await using folder = await TempFolder.create();
  const good = await mirrorInto(folder.file("a"), peer.url("/old"));
  assertEquals([good.last.error, treeOf(folder.path)], [undefined, { a: "/", "a/a": "x" }]);
  for (const path of ["/deep/er", "/away"]) {
    const { last } = await mirrorInto(folder.file("b"), peer.url(path));
    assertStringIncludes(last.error?.message ?? "", "is redirected to");
  }
  assertEquals(folder.names(), ["a"]);
});

Deno.test("mirror() sends what the user set to the origin asked for, credentials included", async () => {
  await using peer = startAnswers({ "/": answerOf(listingOf("a", "d/")), "/d/": answerOf("[]") });
  await using folder = await TempFolder.create();
  const url = peer.url("/").replace("//", "//user:secret@");
  const { last } = await mirrorInto(folder.path, url, { fields: [["X-Key", "k"]] });
  assertEquals(peer.heads.length, 3);
  for (const head of peer.heads) {
    assertStringIncludes(head, "X-Key: k\r\n");
    assertStringIncludes(head, `Authorization: Basic ${btoa("user:secret")}\r\n`);
  }
  assert(!last.url.includes("secret"));
});
