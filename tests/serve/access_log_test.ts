import { assert, assertEquals, assertMatch } from "@std/assert";
import { type LogEntry, logFormatter, type LoggedRequest } from "../../serve/access_log.ts";

const TIME_MS = Date.parse("2026-11-23T13:08:05.678Z");
const REQUEST: LoggedRequest = {
  method: "GET",
  target: "/a.txt?x=1",
  version: "HTTP/1.1",
  referer: undefined,
  userAgent: undefined,
};

function entry(of: Partial<LogEntry> = {}): LogEntry {
  return {
    timeMs: TIME_MS,
    remote: "127.0.0.1",
    request: REQUEST,
    status: 200,
    octets: 1024,
    durationMs: 0.4321,
    ...of,
  };
}

const common = logFormatter("common")!;
const json = logFormatter("json")!;

const COMMON =
  /^(\S+) - - \[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-])(\d\d)(\d\d)\] "(.*)" (\d{3}) (\d+|-) (\d+\.\d)ms$/;

Deno.test("logFormatter() has no formatter for none", () => {
  assertEquals(logFormatter("none"), undefined);
});

Deno.test("logFormatter() writes the Common Log Format, and the duration behind it", () => {
  const parts = COMMON.exec(common(entry()));
  assert(parts !== null, common(entry()));
  const [, remote, day, month, year, clock, sign, hours, minutes, line, ...rest] = parts;
  assertEquals(remote, "127.0.0.1");
  assertEquals(line, "GET /a.txt?x=1 HTTP/1.1");
  assertEquals(rest, ["200", "1024", "0.4"]);
  const aheadMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === "-" ? -1 : 1);
  const local = Date.parse(`${day} ${month} ${year} ${clock} UTC`);
  assertEquals(local - aheadMs, Math.floor(TIME_MS / 1000) * 1000);
  assertEquals(aheadMs, -new Date(TIME_MS).getTimezoneOffset() * 60_000);
});

Deno.test("logFormatter() writes each second anew, forth and back", () => {
  const clockOf = (timeMs: number): string => COMMON.exec(common(entry({ timeMs })))![5]!;
  const clocks = [0, 1_000, 999, 61_000, 0].map((afterMs) => clockOf(TIME_MS - 678 + afterMs));
  assertEquals(clocks.map((clock) => clock.slice(3)), [
    "08:05",
    "08:06",
    "08:05",
    "09:06",
    "08:05",
  ]);
});

Deno.test({
  name: "logFormatter() tells the local time by its distance from UTC",
  ignore: Deno.build.os === "windows", // keeps its time zones elsewhere
  fn: async () => {
    const module = import.meta.resolve("../../serve/access_log.ts");
    const script = `import { logFormatter } from "${module}";
      console.log(logFormatter("common")(${JSON.stringify(entry())}));`;
    for (
      const [zone, time] of [
        ["UTC", "23/Nov/2026:13:08:05 +0000"],
        ["Asia/Kolkata", "23/Nov/2026:18:38:05 +0530"],
        ["America/St_Johns", "23/Nov/2026:09:38:05 -0330"],
      ]
    ) {
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["eval", "--no-check", script],
        cwd: new URL("../..", import.meta.url),
        env: { TZ: zone! },
      }).output();
      assertEquals(COMMON.exec(new TextDecoder().decode(stdout).trim())?.[0]?.slice(15, 41), time);
    }
  },
});

Deno.test("logFormatter() writes - for no content and for a request that could not be read", () => {
  assertMatch(common(entry({ octets: 0, status: 304 })), /HTTP\/1\.1" 304 - 0\.4ms$/);
  assertMatch(common(entry({ request: undefined, status: 400 })), /\] "-" 400 1024 0\.4ms$/);
});

Deno.test("logFormatter() writes a request without a version as it came", () => {
  const request: LoggedRequest = { ...REQUEST, version: "HTTP/0.9" };
  assertMatch(common(entry({ request })), /\] "GET \/a\.txt\?x=1" 200 /);
});

const DURATIONS = [[0, "0.0"], [0.05, "0.1"], [9.96, "10.0"], [123_456.7, "123456.7"]] as const;
Deno.test("logFormatter() writes durations in milliseconds", () => {
  for (const [durationMs, shown] of DURATIONS) {
    assertEquals(COMMON.exec(common(entry({ durationMs })))?.[12], shown);
    assertEquals(JSON.parse(json(entry({ durationMs }))).duration_ms, Number(shown));
  }
});

Deno.test("logFormatter() writes JSON with all that is known, one object a line", () => {
  assertEquals(JSON.parse(json(entry())), {
    time: "2026-11-23T13:08:05.678Z",
    remote: "127.0.0.1",
    user: null,
    method: "GET",
    target: "/a.txt?x=1",
    version: "HTTP/1.1",
    referer: null,
    user_agent: null,
    status: 200,
    octets: 1024,
    duration_ms: 0.4,
  });
  const unread = JSON.parse(json(entry({ request: undefined, status: 400, octets: 0 })));
  assertEquals([unread.method, unread.target, unread.version], [null, null, null]);
  assertEquals(unread.octets, 0);
});

/** What a peer may have sent, one character an octet, and how it is shown. */
const HOSTILE: readonly [target: string, shown: string][] = [
  ["/\x1b[2J\x07", "/\\x1b[2J\\x07"],
  ["/\x7f\x00", "/\\x7f\\x00"],
  ["/\r\n127.0.0.1 - - forged", "/\\x0d\\x0a127.0.0.1 - - forged"],
  ['/" 200 1 "', '/\\" 200 1 \\"'],
  ["/\\x1b", "/\\\\x1b"],
  ["/\x9b31m\x85", "/\\x9b31m\\x85"], // C1: a terminal may take them for ESC [ and a new line
  ["/\xc3\xbc\xa0\xff", "/\\xc3\\xbc\\xa0\\xff"],
  ["/\u202egpj.exe\u2028", "/\\u{202e}gpj.exe\\u{2028}"],
];
for (const [target, shown] of HOSTILE) {
  Deno.test(`logFormatter() shows ${JSON.stringify(target)} as ${shown}`, () => {
    for (const request of [{ ...REQUEST, target }, { ...REQUEST, method: target }]) {
      const line = common(entry({ request }));
      assert(line.includes(shown), line);
      assertEquals(COMMON.exec(line)?.[10], "200");
      const object = json(entry({ request }));
      for (const text of [line, object]) assertMatch(text, /^[\x20-\x7e]*$/);
      const value = request.target === target ? "target" : "method";
      const unquoted = shown.replaceAll('\\"', '"').replaceAll("\\\\", "\\");
      assertEquals(JSON.parse(object)[value], unquoted);
    }
  });
}
