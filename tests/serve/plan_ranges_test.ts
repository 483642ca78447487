// Ranges in the plan, as tables: 200, 206, 304, 412 or 416, what is sent and what is told of it.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { octetsOf, textOf } from "../../http/wire/octets.ts";
import { planRepresentation } from "../../serve/plan.ts";
import type { Representation } from "../../serve/forms/representation.ts";
import { contentLength, type Response, type StreamContent } from "../../serve/response.ts";
import { parseByteranges } from "../support/byteranges.ts";
import { fieldsOf } from "../support/fields.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00.500Z");
const MTIME_MS = Date.parse("2026-11-20T08:30:15.123Z");
const DATE = "Fri, 20 Nov 2026 08:30:15 GMT";
const TAG = '"1-a"';
const OCTETS = octetsOf(Array.from({ length: 1000 }, (_, at) => String(at % 10)).join(""));
const TERMS = { cacheControl: "no-cache", maxRanges: 16 };

function representation(of: Partial<Representation> = {}): Representation {
  return {
    source: OCTETS,
    mediaType: "text/plain",
    coding: undefined,
    validators: { entityTag: TAG, lastModifiedMs: MTIME_MS },
    vary: [],
    ...of,
  };
}

/** The answer to a request of that method with these lines. */
function plan(of: Representation, method: string, ...lines: string[]): Response {
  return planRepresentation(of, { method, fields: fieldsOf(...lines), nowMs: NOW_MS }, TERMS);
}

function field(response: Response, name: string): string | undefined {
  return response.fields.find(([each]) => each === name)?.[1];
}

function textContent({ content }: Response): string {
  assert(content instanceof Uint8Array);
  return textOf(content, 0, content.length);
}

const OUTCOMES: readonly [status: number, range: string | undefined, ...lines: string[]][] = [
  [200, undefined],
  [206, "bytes 0-4/1000", "Range: bytes=0-4"],
  [206, "bytes 999-999/1000", "Range: bytes=-1"],
  [206, "bytes 0-999/1000", "Range: bytes=0-"],
  [416, "bytes */1000", "Range: bytes=1000-"],
  [416, "bytes */1000", "Range: bytes=-0"],
  [200, undefined, "Range: bytes=4-0"],
  [200, undefined, "Range: lines=0-4"],
  [200, undefined, "Range: bytes=0-4", "Range: bytes=5-9"],
  // If-Range (§13.1.5)
  [206, "bytes 0-4/1000", "Range: bytes=0-4", `If-Range: ${TAG}`],
  [206, "bytes 0-4/1000", "Range: bytes=0-4", `If-Range: ${DATE}`],
  [200, undefined, "Range: bytes=0-4", 'If-Range: "x"'],
  [200, undefined, "Range: bytes=0-4", `If-Range: W/${TAG}`],
  [200, undefined, "Range: bytes=0-4", "If-Range: Fri, 20 Nov 2026 08:30:14 GMT"],
  [200, undefined, "Range: bytes=1000-", 'If-Range: "x"'],
  [416, "bytes */1000", "Range: bytes=1000-", `If-Range: ${TAG}`],
  [200, undefined, `If-Range: ${TAG}`],
  // The other conditions come first (§13.2.2).
  [304, undefined, "Range: bytes=0-4", `If-None-Match: ${TAG}`],
  [304, undefined, "Range: bytes=1000-", `If-Modified-Since: ${DATE}`],
  [412, undefined, "Range: bytes=0-4", 'If-Match: "x"'],
  [412, undefined, "Range: bytes=1000-", 'If-Match: "x"', 'If-Range: "x"'],
  [206, "bytes 0-4/1000", "Range: bytes=0-4", `If-Match: ${TAG}`, 'If-None-Match: "x"'],
];
for (const [status, range, ...lines] of OUTCOMES) {
  Deno.test(`planRepresentation() answers ${status} to ${lines.join(" and ")}`, () => {
    const response = plan(representation(), "GET", ...lines);
    assertEquals([response.status, field(response, "Content-Range")], [status, range]);
    const partial = status === 206 && range !== "bytes 0-999/1000";
    if (status === 206 || status === 200) {
      assertEquals(contentLength(response.content), partial ? textContent(response).length : 1000);
      assertEquals(field(response, "Content-Type"), "text/plain");
      assertEquals(field(response, "ETag"), TAG);
      assertEquals(field(response, "Last-Modified"), DATE);
      assertEquals(field(response, "Accept-Ranges"), "bytes");
      assertEquals(field(response, "Cache-Control"), "no-cache");
    }
    const head = plan(representation(), "HEAD", ...lines);
    const known = status === 304 || status === 412;
    assertEquals(head.status, known ? status : 200, "Range is for GET alone");
  });
}

Deno.test("planRepresentation() sends several ranges in parts, of memory and of a file alike", () => {
  const line = "Range: bytes=990-,0-0,500-509";
  const response = plan(representation(), "GET", line);
  assertEquals([response.status, field(response, "Content-Range")], [206, undefined]);
  assertEquals(field(response, "ETag"), TAG);
  const type = field(response, "Content-Type")!;
  assertEquals(parseByteranges(type, textContent(response)), [
    { type: "text/plain", range: "bytes 990-999/1000", content: "0123456789" },
    { type: "text/plain", range: "bytes 0-0/1000", content: "0" },
    { type: "text/plain", range: "bytes 500-509/1000", content: "0123456789" },
  ]);
  const again = plan(representation(), "GET", line);
  assert(field(again, "Content-Type") !== type, "a boundary can't be foreseen");
  const content = plan(representation({ source: file(1000) }), "GET", line).content;
  assertEquals(contentLength(content), textContent(response).length);
});

/** A file as if open, and whether it was closed. */
function file(size: number): Extract<Representation["source"], { kind: "file" }> & {
  closed: boolean;
} {
  return {
    kind: "file",
    handle: undefined as unknown as Deno.FsFile, // whoever plans does not read
    name: "a.txt",
    names: ["a.txt"],
    size,
    mtimeMs: MTIME_MS,
    state: undefined,
    wasRead: false,
    closed: false,
    [Symbol.dispose](): void {
      this.closed = true;
    },
  };
}

const CLOSED: readonly [status: number, ...lines: string[]][] = [
  [200],
  [206, "Range: bytes=0-0"],
  [206, "Range: bytes=0-0,-1"],
  [304, `If-None-Match: ${TAG}`],
  [412, 'If-Match: "x"'],
  [416, "Range: bytes=1000-"],
];
for (const [status, ...lines] of CLOSED) {
  Deno.test(`planRepresentation() keeps a file open for ${status} only when it is sent`, () => {
    const source = file(1000);
    assertEquals(plan(representation({ source }), "GET", ...lines).status, status);
    assertEquals(source.closed, status > 299);
  });
}

Deno.test("planRepresentation() sends all of nothing, whatever range is asked for", () => {
  for (const source of [new Uint8Array(), file(0)]) {
    for (const range of ["bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0", "bytes=5-"]) {
      const response = plan(representation({ source }), "GET", `Range: ${range}`);
      assertEquals([response.status, contentLength(response.content)], [200, 0], range);
    }
  }
});

Deno.test("planRepresentation() has no ranges of what has no length, and releases what it holds", () => {
  let released = 0;
  const source: StreamContent = {
    kind: "stream",
    octets: () => assert(false, "nothing is asked for here") as never,
    release: () => released++,
  };
  const whole = plan(representation({ source }), "GET", "Range: bytes=0-4");
  assertEquals([whole.status, field(whole, "Accept-Ranges"), released], [200, undefined, 0]);
  assert(whole.content === source);
  assertEquals(plan(representation({ source }), "GET", `If-None-Match: ${TAG}`).status, 304);
  assertEquals(released, 1);
});

Deno.test("planRepresentation() gives ranges of a coded form one at a time, and says what chose it", () => {
  const coded = representation({ coding: "br", vary: ["Accept-Encoding", "Want-X"] });
  const one = plan(coded, "GET", "Range: bytes=0-4");
  assertEquals([one.status, field(one, "Content-Encoding")], [206, "br"]);
  const several = plan(coded, "GET", "Range: bytes=0-4,500-504");
  assertEquals([several.status, field(several, "Content-Encoding")], [200, "br"]);
  const unmodified = plan(coded, "GET", `If-None-Match: ${TAG}`);
  assertEquals(field(unmodified, "Content-Encoding"), undefined);
  for (const response of [one, several, unmodified]) {
    assertEquals(field(response, "Vary"), "Accept-Encoding, Want-X");
    assertMatch(field(response, "ETag")!, /^"/);
  }
});
