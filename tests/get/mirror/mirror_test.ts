// Mirrors of ferry's own folders: equal, and nothing fetched twice.

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { mirrorInto, treeOf } from "../../support/mirroring.ts";
import { TempFolder } from "../../support/program.ts";
import { startServer, type TestServer } from "../../support/server.ts";

/** Names that mean something to somebody on the way. */
const NAMES = [
  "a b",
  "100%",
  "%41",
  "%2e%2e",
  "#",
  "?",
  "q?x=1&y",
  '"',
  "'",
  "<b>",
  "&amp;",
  "a:b",
];
NAMES.push(
  "http:",
  "+",
  "~",
  ";",
  "*",
  "[1]{2}",
  "|",
  "`",
  "é",
  "e\u0301",
  "😀",
  "\u202eb",
  " ",
  "...",
);
NAMES.push("a".repeat(255), "é".repeat(127), "a,b", "=", "-rf", "-", "$HOME", "!", "^", "@", "con");

const TREE: Record<string, string> = {
  "empty.txt": "",
  "a": "the file",
  "a.part": "a file, not a part",
  "a.part.ferry": "a file, not a record",
  "sub/a": "in sub",
  "sub/deep/er/b": "in deep",
  ...Object.fromEntries(NAMES.map((name) => [`odd/${name}`, name])),
  ...Object.fromEntries(NAMES.map((name) => [`odd folders/${name}/x`, name])),
};

/** A server of TREE, with a folder in which nothing is. */
async function startTree(): Promise<TestServer> {
  const server = await startServer(TREE, { site: { hidden: true } });
  Deno.mkdirSync(join(server.folder, "nothing"));
  return server;
}

function asked(server: TestServer): string[] {
  return server.log.splice(0).map(({ request }) => `${request?.method} ${request?.target}`);
}

Deno.test("mirror() makes an equal folder, whatever the names", async () => {
  await using server = await startTree();
  await using folder = await TempFolder.create();
  const { last, failures } = await mirrorInto(folder.path, `${server.origin}/`);
  assertEquals(failures, []);
  assertEquals(treeOf(folder.path), treeOf(server.folder));
  assertEquals(last.error, undefined);
  const octets = Object.values(TREE).join("").length;
  const { fetched, unchanged, failed } = last.mirror!;
  assertEquals({ fetched, unchanged, failed }, {
    fetched: Object.keys(TREE).length,
    unchanged: 0,
    failed: 0,
  });
  assertMatch(String(last.mirror!.octets), /^[0-9]+$/);
  assertEquals(last.octets >= octets, true);
});

Deno.test("mirror() asks for listings only when nothing has changed", async () => {
  await using server = await startTree();
  await using folder = await TempFolder.create();
  await mirrorInto(folder.path, `${server.origin}/`);
  asked(server);
  const { last, outcomes } = await mirrorInto(folder.path, `${server.origin}/`);
  assertEquals(last.mirror, {
    fetched: 0,
    unchanged: Object.keys(TREE).length,
    failed: 0,
    octets: 0,
  });
  assertEquals(outcomes.filter(({ unchanged, file }) => !unchanged || file === undefined), []);
  assertEquals(asked(server).filter((target) => !target.endsWith("/")), []);
});

Deno.test("mirror() fetches what has another size or another time, and removes nothing", async () => {
  await using server = await startServer({
    "size": "1",
    "time": "1",
    "same": "1",
    "sub/gone": "1",
  });
  await using folder = await TempFolder.create();
  await mirrorInto(folder.path, `${server.origin}/`);
  Deno.writeTextFileSync(join(server.folder, "size"), "22");
  Deno.writeTextFileSync(join(server.folder, "time"), "2");
  Deno.utimeSync(join(server.folder, "time"), 1, 1_000_000_000);
  Deno.writeTextFileSync(join(server.folder, "new"), "3");
  Deno.removeSync(join(server.folder, "sub"), { recursive: true });
  Deno.writeTextFileSync(folder.file("mine"), "4");
  const { last } = await mirrorInto(folder.path, `${server.origin}/`);
  assertEquals(last.mirror, { fetched: 3, unchanged: 1, failed: 0, octets: 4 });
  assertEquals(treeOf(folder.path), {
    mine: "4",
    new: "3",
    same: "1",
    size: "22",
    sub: "/",
    "sub/gone": "1",
    time: "2",
  });
});

Deno.test("mirror() fetches a file that was changed or lost here", async () => {
  await using server = await startServer({ "a": "1", "b": "2", "c": "3" });
  await using folder = await TempFolder.create();
  await mirrorInto(folder.path, `${server.origin}/`);
  Deno.writeTextFileSync(folder.file("a"), "9");
  Deno.utimeSync(folder.file("a"), 1, 1);
  Deno.writeTextFileSync(folder.file("b"), "99");
  Deno.removeSync(folder.file("c"));
  const { last } = await mirrorInto(folder.path, `${server.origin}/`);
  assertEquals(last.mirror?.fetched, 3);
  assertEquals(treeOf(folder.path), { a: "1", b: "2", c: "3" });
});

Deno.test("mirror() begins at the folder asked for and goes nowhere above it", async () => {
  await using server = await startServer({ "top": "1", "docs/a": "2", "docs/x/b": "3" });
  await using folder = await TempFolder.create();
  for (const path of ["/docs", "/docs/", "/docs/?x=1"]) {
    const target = folder.file(`to${path.replaceAll(/\W/g, "_")}`);
    const { last } = await mirrorInto(target, `${server.origin}${path}`);
    assertEquals(last.error, undefined);
    assertEquals(treeOf(target), { a: "2", x: "/", "x/b": "3" });
  }
});

Deno.test("mirror() tells of a folder that shows a page, and goes on with the others", async () => {
  await using server = await startServer({ "a/index.html": "<p>page", "b/x": "1", "c": "2" });
  await using folder = await TempFolder.create();
  const { last, failures } = await mirrorInto(folder.path, `${server.origin}/`);
  assertEquals(failures, [
    "/a/ ListingError: shows a page of its own instead of a listing; fetch it without -r",
  ]);
  assertEquals(last.mirror, { fetched: 2, unchanged: 0, failed: 1, octets: 2 });
  assertEquals(treeOf(folder.path), { b: "/", "b/x": "1", c: "2" });
});

Deno.test("mirror() of what is no folder is an error that names the remedy", async () => {
  await using server = await startServer({ "a.json": "[]", "a.png": "x", "p/index.html": "<p>" });
  await using folder = await TempFolder.create();
  const table = [
    ["/a.json", "is no folder; fetch it without -r"],
    ["/a.png", "is no folder; fetch it without -r"],
    ["/p/", "shows a page of its own instead of a listing; fetch it without -r"],
  ] as const;
  for (const [path, message] of table) {
    const { last, outcomes } = await mirrorInto(folder.file("new"), `${server.origin}${path}`);
    assertEquals([last.error?.name, last.error?.message], ["ListingError", message]);
    assertEquals([outcomes, folder.names()], [[], []]);
  }
  const { last } = await mirrorInto(folder.file("new"), `${server.origin}/absent/`);
  assertEquals([last.status, last.error, folder.names()], [404, undefined, []]);
});

Deno.test("mirror() clears away what a killed run has left, and goes on with what it began", async () => {
  const modified = new Date(Date.UTC(2026, 1, 3));
  await using server = await startServer({
    "named": "1",
    "torn": "3",
    "begun": "four",
  });
  for (const name of ["named", "torn", "begun"]) {
    Deno.utimeSync(join(server.folder, name), modified, modified);
  }
  const lastModified = modified.toUTCString();
  const head = await fetch(`${server.origin}/begun`, { method: "HEAD" });
  const entityTag = head.headers.get("etag");
  await using folder = await TempFolder.create();
  const record = `${
    JSON.stringify({ ferry: 1, url: "x", ifRange: entityTag, entityTag, lastModified })
  }\n`;
  Deno.writeTextFileSync(folder.file("named"), "1");
  Deno.utimeSync(folder.file("named"), modified, modified);
  Deno.writeTextFileSync(folder.file("named.part.ferry"), record);
  Deno.writeTextFileSync(folder.file("torn.part.ferry"), record.slice(0, 9));
  Deno.writeTextFileSync(folder.file("begun.part"), "fo");
  Deno.writeTextFileSync(folder.file("begun.part.ferry"), record);
  const { last, failures, outcomes } = await mirrorInto(folder.path, `${server.origin}/`);
  assertEquals(failures, []);
  assertEquals(last.mirror, { fetched: 2, unchanged: 1, failed: 0, octets: 3 });
  assertEquals(treeOf(folder.path), { begun: "four", named: "1", torn: "3" });
  assertEquals(outcomes.find(({ url }) => url.endsWith("/begun"))?.resumedFrom, 2);
});

Deno.test("mirror() leaves a part alone that is none of its own", async () => {
  await using server = await startServer({ "a": "1", "b": "2" });
  await using folder = await TempFolder.create();
  Deno.writeTextFileSync(folder.file("a.part"), "mine");
  const { failures } = await mirrorInto(folder.path, `${server.origin}/`);
  assertEquals(failures.map((failure) => failure.split(":", 1)[0]), ["/a OutputError"]);
  assertEquals(treeOf(folder.path), { "a.part": "mine", b: "2" });
});
