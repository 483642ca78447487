// The plan, as tables: what becomes of a file, a folder and of nothing, by method and conditions.

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { OpenFile } from "../../serve/gate.ts";
import {
  planAbsent,
  planError,
  planJson,
  planMethod,
  planPage,
  planRedirect,
  planRepresentation,
} from "../../serve/plan.ts";
import { identityOf } from "../../serve/forms/representation.ts";
import type { Response } from "../../serve/response.ts";
import { fieldsOf } from "../support/fields.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00.500Z");
const MTIME_MS = Date.parse("2026-11-20T08:30:15.123Z");
const LAST_MODIFIED = "Fri, 20 Nov 2026 08:30:15 GMT";

/** A file as if open, and whether it was closed. */
function openFile(of: Partial<OpenFile> = {}): OpenFile & { closed: boolean } {
  return {
    kind: "file",
    handle: undefined as unknown as Deno.FsFile, // whoever plans does not read
    name: "a.txt",
    names: ["a.txt"],
    size: 3,
    mtimeMs: MTIME_MS,
    state: undefined,
    wasRead: false,
    closed: false,
    ...of,
    [Symbol.dispose](): void {
      this.closed = true;
    },
  };
}

function field(response: Response, name: string): string | undefined {
  return response.fields.find(([each]) => each === name)?.[1];
}

function textOf({ content }: Response): string {
  assert(content === undefined || content instanceof Uint8Array);
  return new TextDecoder().decode(content);
}

const TERMS = { cacheControl: "no-cache", maxRanges: 16 };

/** The answer to a GET of the file with these field lines. */
function planFile(file: OpenFile, ...lines: string[]): Response {
  const asked = { method: "GET", fields: fieldsOf(...lines), nowMs: NOW_MS };
  return planRepresentation(identityOf(file, NOW_MS), asked, TERMS);
}

/** Whether all of the file is sent. */
function sendsWhole({ content }: Response, file: OpenFile): boolean {
  if (content === undefined || content instanceof Uint8Array || content.kind !== "file") {
    return false;
  }
  return content.file === file && content.length === file.size && content.pieces.length === 1;
}

Deno.test("planRepresentation() sends a file with type, validators and the advice to revalidate", () => {
  const file = openFile();
  const response = planFile(file);
  assertEquals(response.status, 200);
  assert(sendsWhole(response, file) && !file.closed);
  assertEquals(response.fields, [
    ["Content-Type", "text/plain; charset=UTF-8"],
    ["Cache-Control", "no-cache"],
    ["ETag", `"${MTIME_MS.toString(16)}-3"`],
    ["Accept-Ranges", "bytes"],
    ["Last-Modified", LAST_MODIFIED],
  ]);
});

const TAG = `"${MTIME_MS.toString(16)}-3"`;
const SINCE = "If-Modified-Since: ";
const UNLESS = "If-None-Match: ";
const CONDITIONS: readonly [status: number, name: string, ...lines: string[]][] = [
  [200, "no condition"],
  [304, "the tag", UNLESS + TAG],
  [304, "the tag, made weak", `${UNLESS}W/${TAG}`],
  [304, "any tag", `${UNLESS}*`],
  [304, "the tag in a list", `${UNLESS}"x", W/"a,b" , ${TAG}`],
  [304, "the tag in the second line", `${UNLESS}"x"`, `if-none-match: ${TAG}`],
  [200, "another tag", `${UNLESS}"x"`],
  [200, "the tag without quotes", UNLESS + TAG.replaceAll('"', "")],
  [200, "a part of the tag", `${UNLESS}"${MTIME_MS.toString(16)}"`],
  [200, "an empty list", UNLESS],
  [304, "the very second", SINCE + LAST_MODIFIED],
  [304, "a later second", `${SINCE}Fri, 20 Nov 2026 08:30:16 GMT`],
  [200, "the second before", `${SINCE}Fri, 20 Nov 2026 08:30:14 GMT`],
  [304, "an obsolete date", `${SINCE}Friday, 20-Nov-26 08:30:15 GMT`],
  [304, "the date of asctime", `${SINCE}Fri Nov 20 08:30:15 2026`],
  [200, "no date", `${SINCE}yesterday`],
  [200, "two dates", SINCE + LAST_MODIFIED, SINCE + LAST_MODIFIED],
  [200, "another tag, whatever the date", `${UNLESS}"x"`, SINCE + LAST_MODIFIED],
  [200, "a list that is none, whatever the date", `${UNLESS}x`, SINCE + LAST_MODIFIED],
  [304, "the tag, whatever the date", UNLESS + TAG, `${SINCE}Thu, 01 Jan 1970 00:00:00 GMT`],
  [200, "a demand for the tag", `If-Match: "x", ${TAG}`],
  [412, "a demand for another tag", 'If-Match: "x"'],
  [412, "a demand for a state before it", "If-Unmodified-Since: Fri, 20 Nov 2026 08:30:14 GMT"],
];
for (const [status, name, ...lines] of CONDITIONS) {
  Deno.test(`planRepresentation() answers ${status} to ${name}`, () => {
    const file = openFile();
    const response = planFile(file, ...lines);
    assertEquals(response.status, status);
    assertEquals(file.closed, status !== 200, "a file is closed that is not sent");
    if (status === 200) return assert(sendsWhole(response, file));
    if (status === 412) return assertEquals(textOf(response), "Precondition Failed");
    assertEquals(response.content, undefined);
    assertEquals(response.fields, [["Cache-Control", "no-cache"], ["ETag", TAG]]);
  });
}

Deno.test("planRepresentation() makes another tag for another size or another millisecond", () => {
  const tagOf = (file: OpenFile): string => field(planFile(file), "ETag")!;
  const states = [
    openFile(),
    openFile({ size: 4 }),
    openFile({ size: 0x33 }),
    openFile({ mtimeMs: MTIME_MS + 1 }),
    openFile({ mtimeMs: 0, size: 0x10 }),
    openFile({ mtimeMs: 1, size: 0 }), // digits alone must not decide: there is a separator
    openFile({ mtimeMs: 0x10, size: 0 }),
    openFile({ mtimeMs: -1, size: 0 }),
  ];
  assertEquals(new Set(states.map(tagOf)).size, states.length);
  for (const state of states) assertMatch(tagOf(state), /^"[\x21\x23-\x7e]+"$/);
  assertEquals(tagOf(openFile()), tagOf(openFile({ name: "replica.txt" })));
});

const TIMES: readonly [mtimeMs: number | undefined, lastModified: string | undefined][] = [
  [0, "Thu, 01 Jan 1970 00:00:00 GMT"],
  [-1, "Wed, 31 Dec 1969 23:59:59 GMT"],
  [Date.parse("0000-01-01T00:00:00Z"), "Sat, 01 Jan 0000 00:00:00 GMT"],
  [Date.parse("0000-01-01T00:00:00Z") - 1, undefined],
  [NOW_MS, "Mon, 23 Nov 2026 12:00:00 GMT"],
  [NOW_MS + 1_000, "Mon, 23 Nov 2026 12:00:00 GMT"],
  [Date.parse("9999-12-31T23:59:59Z"), "Mon, 23 Nov 2026 12:00:00 GMT"],
  [Date.parse("9999-12-31T23:59:59Z") + 1_000, undefined],
  [8.64e15, undefined],
  [NaN, undefined],
  [undefined, undefined],
];
for (const [mtimeMs, lastModified] of TIMES) {
  Deno.test(`planRepresentation() tells ${lastModified ?? "nothing"} of a file of ${mtimeMs}`, () => {
    const file = openFile({ mtimeMs });
    const response = planFile(file);
    assertEquals(response.status, 200);
    assertEquals(field(response, "Last-Modified"), lastModified);
    assertEquals(field(response, "ETag") === undefined, mtimeMs === undefined || isNaN(mtimeMs));
  });
}

Deno.test("planRepresentation() knows of a file without a time only that it is there", () => {
  const statusFor = (...lines: string[]): number =>
    planFile(openFile({ mtimeMs: undefined }), ...lines).status;
  assertEquals(statusFor(SINCE + LAST_MODIFIED), 200);
  assertEquals(statusFor("If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT"), 200);
  assertEquals(statusFor(UNLESS + TAG), 200);
  assertEquals(statusFor(`If-Match: ${TAG}`), 412);
  assertEquals(statusFor(`${UNLESS}*`), 304);
  assertEquals(statusFor("If-Match: *"), 200);
});

const METHODS: readonly [method: string, status: number | undefined, allows: boolean][] = [
  ["GET", undefined, false],
  ["HEAD", undefined, false],
  ["OPTIONS", 204, true],
  ...["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT"].map((name) =>
    [name, 405, true] as [string, number, boolean]
  ),
  ["BREW", 501, false],
  ["get", 501, false],
  ["PROPFIND", 501, false],
  ["toString", 501, false],
];
for (const [method, status, allows] of METHODS) {
  Deno.test(`planMethod() answers ${status ?? "nothing yet"} to ${method}`, () => {
    const response = planMethod(method);
    assertEquals(response?.status, status);
    if (response === undefined) return;
    assertEquals(field(response, "Allow"), allows ? "GET, HEAD, OPTIONS" : undefined);
    assertEquals(response.content === undefined, status === 204);
  });
}

Deno.test("planAbsent() sends the words of the lab, or the page as it is, without validators", () => {
  const bare = planAbsent(undefined);
  assertEquals([bare.status, textOf(bare)], [404, "File not found"]);
  assertEquals(field(bare, "Content-Type"), "text/plain; charset=utf-8");
  const page = openFile({ name: "404.html" });
  const response = planAbsent(identityOf(page, NOW_MS));
  assert(response.status === 404 && sendsWhole(response, page) && !page.closed);
  assertEquals(response.fields, [
    ["Content-Type", "text/html; charset=UTF-8"],
    ["Cache-Control", "no-cache"],
  ]);
});

Deno.test("planError() tells the reason phrase and nothing else", () => {
  for (const [status, phrase] of [[403, "Forbidden"], [500, "Internal Server Error"]] as const) {
    const response = planError(status, [["Retry-After", "1"]]);
    assertEquals([response.status, textOf(response)], [status, phrase]);
    assertEquals(field(response, "Retry-After"), "1");
    assertEquals(field(response, "Content-Type"), "text/plain; charset=utf-8");
  }
});

Deno.test("planRedirect() leads there for good, but has caches ask", () => {
  const response = planRedirect("/docs/?x=1");
  assertEquals([response.status, response.content], [301, undefined]);
  assertEquals(response.fields, [["Location", "/docs/?x=1"], ["Cache-Control", "no-cache"]]);
});

Deno.test("planPage() and planJson() say that Accept chose between them", () => {
  const page = planPage("<p>ü", "default-src 'none'");
  assertEquals([page.status, textOf(page)], [200, "<p>ü"]);
  assertEquals(field(page, "Content-Type"), "text/html; charset=utf-8");
  assertEquals(field(page, "Content-Security-Policy"), "default-src 'none'");
  const json = planJson("{}");
  assertEquals([json.status, textOf(json)], [200, "{}"]);
  assertEquals(field(json, "Content-Type"), "application/json");
  for (const response of [page, json]) {
    assertEquals(field(response, "Vary"), "Accept");
    assertEquals(field(response, "Cache-Control"), "no-cache");
    assertEquals(field(response, "ETag"), undefined);
  }
});
