// Listings in JSON as the servers write them, and as somebody hostile would.

import { assertEquals } from "@std/assert";
import { encodeSegment } from "../../../http/semantics/segment.ts";
import { parseJsonListing } from "../../../get/mirror/json_listing.ts";
import { entryUri, judgeEntries } from "../../../get/mirror/listing.ts";

const FOLDER = new URL("http://h:8080/odd/");

Deno.test("parseJsonListing() reads the listings of ferry, nginx and Caddy", () => {
  const seconds = Date.UTC(2026, 10, 23, 16, 29, 47) / 1000;
  const file = { segment: "a%20b", kind: "file", size: 6, modifiedSeconds: seconds } as const;
  const folder = { segment: "sub", kind: "folder" } as const;
  const table = [
    `{"path":"/odd/","entries":[
      {"name":"sub","type":"directory","mtime":"2026-11-23T16:29:47.566Z"},
      {"name":"a b","type":"file","size":6,"mtime":"2026-11-23T16:29:47.566Z"}]}`,
    `[
      { "name":"sub", "type":"directory", "mtime":"Mon, 23 Nov 2026 16:29:47 GMT" },
      { "name":"a b", "type":"file", "mtime":"Mon, 23 Nov 2026 16:29:47 GMT", "size":6 }
    ]`,
    `[{"name":"sub/","size":4096,"url":"./sub/","mod_time":"2026-11-23T16:29:47.566534109Z",
      "mode":2147484141,"is_dir":true,"is_symlink":false},
      {"name":"a b","size":6,"url":"./a%20b","mod_time":"2026-11-23T16:29:47.566534109Z",
      "mode":420,"is_dir":false,"is_symlink":false}]`,
  ];
  for (const text of table) assertEquals(parseJsonListing(text), [folder, file]);
  assertEquals(parseJsonListing("[]"), []);
  assertEquals(parseJsonListing(`{"path":"/","entries":[]}`), []);
});

Deno.test("parseJsonListing() tells only the sizes and times that are exact", () => {
  const table: [members: string, more: Record<string, number>][] = [
    [`"size":-1`, {}],
    [`"size":1.5`, {}],
    [`"size":"6"`, {}],
    [`"size":1e300`, {}],
    [`"mtime":"yesterday"`, {}],
    [`"mtime":"2026-13-45T00:00:00Z"`, {}],
    [`"mtime":"2026-11-23T16:29:47+01:00"`, {}],
    [`"mtime":12`, {}],
    [`"mtime":"1969-12-31T23:59:59.5Z"`, { modifiedSeconds: -1 }],
    [`"size":6,"is_symlink":true`, {}],
  ];
  for (const [members, more] of table) {
    const found = parseJsonListing(`[{"name":"a","type":"file",${members}}]`);
    assertEquals(found, [{ segment: "a", kind: "file", ...more }], members);
  }
});

Deno.test("parseJsonListing() takes no other JSON for a listing", () => {
  const table = [
    "",
    "null",
    "1",
    "{}",
    `{"entries":[]}`,
    `{"path":"/"}`,
    `["a"]`,
    "[null]",
    "[[]]",
  ];
  table.push(`[{"name":"a"}]`, `[{"type":"file"}]`, `[{"name":1,"type":"file"}]`, "[", "<html>");
  table.push(`[{"name":"a","type":"file"},{"id":1}]`, `[{"name":"a","type":"person"}]`);
  for (const text of table) assertEquals(parseJsonListing(text), undefined, text);
});

Deno.test("parseJsonListing() makes one segment of any name, to be refused if need be", () => {
  const hostile = ["", ".", "..", "../x", "a/b", "/etc/passwd", "a\\b", "\0", "a\nb", "\ud800"];
  const legal = ["a", "%2e%2e", "a b", "#", "?", "é", "a:b", "http://evil/", "x/"];
  for (const name of [...hostile, ...legal]) {
    const text = JSON.stringify([{ name, type: "file" }]);
    const { entries, refused } = judgeEntries(FOLDER, parseJsonListing(text) ?? []);
    const taken = legal.includes(name) && !name.includes("/");
    assertEquals([entries.length, refused.length], taken ? [1, 0] : [0, 1], name);
    const [entry] = entries;
    if (entry === undefined) continue;
    assertEquals(new URL(entryUri(FOLDER, entry)).href, `${FOLDER}${encodeSegment(name)}`);
  }
});
