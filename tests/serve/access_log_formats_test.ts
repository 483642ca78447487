import { assert, assertEquals, assertMatch } from "@std/assert";
import { type LogEntry, logFormatter, type LoggedRequest } from "../../serve/access_log.ts";

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
