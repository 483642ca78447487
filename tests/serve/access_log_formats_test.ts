import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type LogEntry,
  logFormatter,
  type LoggedRequest,
  loggedRequest,
} from "../../serve/access_log.ts";
import { fieldsOf } from "../support/fields.ts";

const REQUEST: LoggedRequest = {
  method: "GET",
  target: "/a.txt",
  version: "HTTP/1.1",
  referer: undefined,
  userAgent: undefined,
};

function lines(request: Partial<LoggedRequest>, of: Partial<LogEntry> = {}): [string, string] {
  const timeMs = Date.parse("2026-11-23T13:08:05.678Z");
  const common = { timeMs, remote: "::1", status: 200, octets: 10, durationMs: 1 };
  const entry = { ...common, request: { ...REQUEST, ...request }, ...of };
  return [logFormatter("combined")!(entry), logFormatter("json")!(entry)];
}

Deno.test("logFormatter() writes referer and user agent in the combined format and in JSON", () => {
  const [line, json] = lines({ referer: "https://x.org/?a b", userAgent: "curl/8 (x)" });
  assert(
    line.endsWith(`"GET /a.txt HTTP/1.1" 200 10 "https://x.org/?a b" "curl/8 (x)" 1.0ms`),
    line,
  );
  const object = JSON.parse(json);
  assertEquals([object.referer, object.user_agent], ["https://x.org/?a b", "curl/8 (x)"]);
});

Deno.test("logFormatter() writes - for a referer and a user agent that did not come", () => {
  assertMatch(lines({})[0], /" 200 10 "-" "-" 1\.0ms$/);
  assertMatch(lines({}, { request: undefined })[0], /"-" 200 10 "-" "-" 1\.0ms$/);
});

const HOSTILE: readonly [value: string, shown: string][] = [
  ['" 200 1 "x', '\\" 200 1 \\"x'],
  ["\x1b[31m\x9b", "\\x1b[31m\\x9b"],
  ["a\r\nb", "a\\x0d\\x0ab"],
  ["\xc3\xbc\\", "\\xc3\\xbc\\\\"],
];
Deno.test("logFormatter() escapes referer and user agent", () => {
  for (const [value, shown] of HOSTILE) {
    const [line, json] = lines({ referer: value, userAgent: value });
    assert(line.includes(`"${shown}" "${shown}" 1.0ms`), line);
    for (const text of [line, json]) assertMatch(text, /^[\x20-\x7e]*$/);
  }
});

const USERS: readonly [user: string | undefined, shown: string][] = [
  [undefined, "-"],
  ["alice", "alice"],
  ["al ice", "al\\x20ice"],
  ['a" - -', 'a\\"\\x20-\\x20-'],
  ["zo\xc3\xab", "zo\\xc3\\xab"],
];
Deno.test("logFormatter() writes the user as one word", () => {
  for (const [user, shown] of USERS) {
    const [line, json] = lines({}, { user });
    assertEquals(line.slice(0, line.indexOf(" [")), `::1 - ${shown}`);
    assertEquals(JSON.parse(json).user === null, user === undefined);
  }
});

const TARGETS: readonly [target: string, shown: string][] = [
  ["http://bob:secret@x.org/a", "http://x.org/a"],
  ["HTTP://b@b:secret@x.org", "HTTP://x.org"],
  ["/http://bob:public@x", "/http://bob:public@x"],
  ["http://x.org/@public", "http://x.org/@public"],
];
Deno.test("logFormatter() leaves a password out that stands in a target or a referer", () => {
  for (const [target, shown] of TARGETS) {
    const [line, json] = lines({ target, referer: target });
    assert(line.includes(`"GET ${shown} HTTP/1.1"`), line);
    assertEquals([line, json].some((text) => text.includes("secret")), false);
    assertEquals(JSON.parse(json).target, shown);
  }
});

const FORMATS = ["common", "combined", "json"] as const;
const ANSWERS: readonly Partial<LogEntry>[] = [
  { status: 200, octets: 10 },
  { status: 200, octets: 10, remote: "127.0.0.1", durationMs: 7 },
  { status: 200, octets: 20 },
  { status: 206, octets: 20 },
  { status: 304, octets: 0 },
  { status: 304, octets: 0, user: "al ice" },
  { status: 200, octets: 10, timeMs: 0 },
];
Deno.test("logFormatter() says of a request that is logged again what it says of one like it", () => {
  const fields = fieldsOf("Referer: http://a:secret@x.org/", 'User-Agent: "x"');
  const head = { method: "GET", target: '/"', version: "HTTP/1.1", fields, octetCount: 0 } as const;
  const again = loggedRequest(head);
  const entry = { timeMs: 1_000, remote: "::1", durationMs: 1, status: 200, octets: 1 };
  for (const format of [...FORMATS, ...FORMATS]) {
    const formatter = logFormatter(format)!;
    for (const answer of ANSWERS) {
      const line = (request: LoggedRequest): string => formatter({ ...entry, ...answer, request });
      const expected = line({ ...again });
      for (const request of [loggedRequest(head), again, again]) {
        assertEquals(line(request), expected);
      }
    }
  }
});

const DURATIONS_MS: readonly [durationMs: number, shown: string][] = [
  [0.04, "0.0"],
  [0.96, "1.0"],
  [99.94, "99.9"],
  [99.96, "100.0"],
  [100.04, "100.0"],
  [3_600_000, "3600000.0"],
];
Deno.test("logFormatter() rounds durations to a tenth of a millisecond, short and long, each time", () => {
  for (const [durationMs, shown] of [...DURATIONS_MS, ...DURATIONS_MS]) {
    const [line, json] = lines({}, { durationMs });
    assert(line.endsWith(` ${shown}ms`), line);
    assertEquals(JSON.parse(json).duration_ms, Number(shown));
  }
});

Deno.test("logFormatter() writes each millisecond anew in JSON", () => {
  const times = ["13:08:05.678", "13:08:05.679", "13:08:06.000", "13:08:05.678"]
    .map((time) => `2026-11-23T${time}Z`);
  for (const time of times) {
    assertEquals(JSON.parse(lines({}, { timeMs: Date.parse(time) })[1]).time, time);
  }
});
