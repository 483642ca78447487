// What is asked of every request and told beside every answer, over HTTP.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { ask, parseAnswer } from "../support/ask.ts";
import { converse, RawClient } from "../support/raw.ts";
import { startServer } from "../support/server.ts";

const FILES = { "a.txt": "aaa", "sub/index.html": "home", "plain/b.txt": "bb" };
const LOGINS = [{ user: "bob", password: "pass:word" }];
const BOB = `Authorization: Basic ${btoa("bob:pass:word")}`;
const CHALLENGE = 'Basic realm="ferry", charset="UTF-8"';

/** Everything there is to be asked for, and what the right password gets. */
const REQUESTS: readonly [status: number, line: string, ...fields: string[]][] = [
  [200, "GET /a.txt"],
  [200, "HEAD /a.txt"],
  [404, "GET /absent"],
  [404, "GET /.env"],
  [301, "GET /sub"],
  [304, "GET /a.txt", "If-None-Match: *"],
  [412, "GET /a.txt", 'If-Match: "x"'],
  [206, "GET /a.txt", "Range: bytes=0-0"],
  [416, "GET /a.txt", "Range: bytes=9-"],
  [200, "GET /plain/"],
  [200, "GET /health"],
  [200, "GET /metrics"],
  [204, "OPTIONS /a.txt"],
  [204, "OPTIONS *"],
  [204, "OPTIONS /a.txt", "Origin: https://x", "Access-Control-Request-Method: GET"],
  [405, "POST /a.txt"],
  [501, "BREW /a.txt"],
  [400, "GET /%zz"],
  [417, "GET /a.txt", "Expect: the-unexpected"],
];
Deno.test("auth is asked for before any other answer", async () => {
  const options = {
    logins: LOGINS,
    corsOrigin: "*",
    healthPath: "/health",
    metricsPath: "/metrics",
  };
  await using server = await startServer(FILES, options);
  for (const [status, line, ...fields] of REQUESTS) {
    for (const wrong of [[], [`Authorization: Basic ${btoa("bob:pass")}`]]) {
      const refused = await ask(server.port, line, ...fields, ...wrong);
      assertEquals(refused.status, 401, line);
      assertEquals(refused.fields.get("www-authenticate"), CHALLENGE);
      assertEquals(refused.fields.get("x-content-type-options"), "nosniff");
      const head = line.startsWith("HEAD");
      assertEquals(refused.content, head ? "" : "Unauthorized", line);
    }
    assertEquals((await ask(server.port, line, ...fields, BOB)).status, status, line);
  }
  assertMatch(await converse(server.port, "GET /a.txt\r\n"), /^HTTP\/1\.1 401 /);
});

Deno.test("auth is asked for each request of a connection, and goes to the log as a user", async () => {
  await using server = await startServer(FILES, { logins: LOGINS });
  using client = await RawClient.connect(server.port);
  const request = (field = ""): string => `GET /a.txt HTTP/1.1\r\nHost: x\r\n${field}\r\n`;
  await client.send(request(`${BOB}\r\n`) + request() + request(`${BOB}\r\n`));
  for (const status of [200, 401, 200]) {
    assertMatch((await client.response()).head, new RegExp(`^HTTP/1\\.1 ${status} `));
  }
  assertEquals(server.log.map(({ user }) => user), ["bob", undefined, "bob"]);
  assert(!JSON.stringify(server.log).includes("pass"));
});

Deno.test("fields of the user's own are on every answer, in the place of the server's", async () => {
  const fields = [
    ["X-One", "1"],
    ["x-content-type-options", "mine"],
    ["Cache-Control", "no-store"],
    ["Link", "<a>"],
    ["Link", "<b>"],
  ] as const;
  const corsOrigin = "https://example.org";
  await using server = await startServer(FILES, {
    fields,
    corsOrigin,
    healthPath: "/health",
    timeouts: { headMs: 100 },
  });
  const answers = [parseAnswer(await converse(server.port, "GET /a.txt HTTP/1.1\r\nHo"))];
  for (const [, line, ...asked] of REQUESTS) answers.push(await ask(server.port, line, ...asked));
  answers.push(parseAnswer(await converse(server.port, "GET / HTTP/1.1\r\n\r\n")));
  for (const { status, fields } of answers) {
    assertEquals(fields.get("x-one"), "1", `${status}`);
    assertEquals(fields.get("x-content-type-options"), "mine", `${status}`);
    assertEquals(fields.get("cache-control"), "no-store", `${status}`);
    assertEquals(fields.get("link"), "<a>, <b>", `${status}`);
    assertEquals(fields.get("access-control-allow-origin"), corsOrigin, `${status}`);
    assertMatch(fields.get("vary") ?? "", /(^|, )Origin$/, `${status}`);
  }
  assertEquals(answers.at(0)?.status, 408);
});

Deno.test("fields of the user's own are on the refusal of a full server", async () => {
  const options = { maxConnections: 1, fields: [["X-One", "1"]], corsOrigin: "*" } as const;
  await using server = await startServer(FILES, options);
  using first = await RawClient.connect(server.port);
  await first.send("GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
  await first.response();
  const refused = await ask(server.port, "GET /a.txt");
  assertEquals([refused.status, refused.content], [503, "Service Unavailable"]);
  assertEquals(refused.fields.get("retry-after"), "1");
  assertEquals(refused.fields.get("connection"), "close");
  assertEquals(refused.fields.get("x-one"), "1");
  assertEquals(refused.fields.get("access-control-allow-origin"), "*");
});

const PREFLIGHT = ["Origin: https://x.org", "Access-Control-Request-Method: GET"];
Deno.test("cors answers a preflight, and tells pages what they may read", async () => {
  await using server = await startServer(FILES, { corsOrigin: "*" });
  const { status, fields } = await ask(server.port, "OPTIONS /a.txt", ...PREFLIGHT);
  assertEquals(status, 204);
  assertEquals(fields.get("access-control-allow-methods"), "GET, HEAD, OPTIONS");
  for (const name of ["Range", "If-Range", "If-None-Match", "Want-Repr-Digest"]) {
    assert(fields.get("access-control-allow-headers")?.split(", ").includes(name), name);
  }
  assertMatch(fields.get("access-control-max-age") ?? "", /^\d+$/);
  assertEquals(fields.get("vary"), undefined);
  const got = await ask(server.port, "GET /a.txt", "Origin: https://x.org");
  assertEquals(got.fields.get("access-control-allow-origin"), "*");
  assertEquals(got.fields.get("access-control-allow-credentials"), undefined);
  for (const name of ["Content-Range", "Content-Length", "ETag", "Repr-Digest", "Accept-Ranges"]) {
    assert(got.fields.get("access-control-expose-headers")?.split(", ").includes(name), name);
  }
  const plain = await ask(server.port, "OPTIONS /a.txt");
  assertEquals(plain.fields.get("access-control-max-age"), undefined);
});

Deno.test("cors lets pages of one origin send a password along, and says nothing when off", async () => {
  await using server = await startServer(FILES, { corsOrigin: "https://x.org", logins: LOGINS });
  const { fields } = await ask(server.port, "GET /a.txt", BOB);
  assertEquals(fields.get("access-control-allow-credentials"), "true");
  await using off = await startServer(FILES);
  const silent = await ask(off.port, "OPTIONS /a.txt", ...PREFLIGHT);
  assertEquals(silent.status, 204);
  const told = [...silent.fields.keys()].filter((name) => name.startsWith("access-control"));
  assertEquals(told, []);
});

Deno.test("a pace holds every kind of answer back, past the stall timeout, and loses nothing", async () => {
  const large = "0123456789abcdef".repeat(8 * 1024);
  const options = { octetsPerSecond: 256 * 1024, timeouts: { stallMs: 100 } };
  await using server = await startServer({ large, "a.txt": "aaa" }, options);
  assertEquals((await ask(server.port, "GET /large")).content, large);
  assertEquals((await ask(server.port, "GET /a.txt")).content, "aaa");
  const [first] = server.log;
  assert(first !== undefined && first.durationMs > 200, `${first?.durationMs}`);
});
