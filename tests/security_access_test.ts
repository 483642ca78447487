// Who may know what: each row is a way on which another server told a stranger something, tried on
// this one. Each test is named for the class and, where one is known, for a bug of that class.

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { join } from "@std/path";
import { logFormatter } from "../serve/access_log.ts";
import { probe } from "./support/probe.ts";
import { converse } from "./support/raw.ts";
import { startServer, type TestServer } from "./support/server.ts";

const LOGINS = [{ user: "ann", password: "open:sesame" }, { user: "bob", password: "" }];
const FILES = {
  "a.txt": "secret",
  "a.txt.br": "secret",
  "dir/b.txt": "secret",
  "page/index.html": "secret",
  "about.html": "secret",
  "404.html": "secret",
  ".env": "secret",
};

const basic = (pair: string): string => `Authorization: Basic ${btoa(pair)}\r\n`;

/** Everything is on, and everything behind a password. */
function startGuarded(): Promise<TestServer> {
  return startServer(FILES, {
    logins: LOGINS,
    healthPath: "/health",
    metricsPath: "/metrics",
    corsOrigin: "*",
    compress: true,
    site: { archive: true, cleanUrls: true, spa: ["about.html"] },
  });
}

/** The answer but for its date. */
async function told(port: number, target: string, method: string, fields: string): Promise<string> {
  const { head, content } = await probe(port, target, method, fields);
  return `${head.replace(/^Date: .*\r\n/m, "")}\n${content}`;
}

/** What is asked without a password, and who told something then. */
const DOORS: readonly [
  what: string,
  elsewhere: string,
  target: string,
  method?: string,
  fields?: string,
][] = [
  ["a file", "", "/a.txt"],
  ["what is absent", "", "/nothing"],
  ["the page for what is absent", "", "/404.html"],
  ["a hidden file", "", "/.env"],
  ["a folder's redirect", "", "/dir"],
  ["a listing", "", "/dir/"],
  ["a listing as JSON", "", "/dir/", "GET", "Accept: application/json\r\n"],
  ["a folder's page", "", "/page/"],
  ["an archive", "", "/dir/?archive=zip"],
  ["a clean URL", "", "/about"],
  ["a page of the app", "", "/anything", "GET", "Accept: text/html\r\n"],
  ["a condition", "", "/a.txt", "GET", "If-None-Match: *\r\n"],
  ["a failed condition", "", "/a.txt", "GET", 'If-Match: "x"\r\n'],
  ["a range", "", "/a.txt", "GET", "Range: bytes=0-0\r\n"],
  ["a range beyond the end", "", "/a.txt", "GET", "Range: bytes=99-\r\n"],
  ["a sibling", "SWS #719", "/a.txt", "GET", "Accept-Encoding: br\r\n"],
  ["a digest", "", "/a.txt", "GET", "Want-Repr-Digest: sha-256=1\r\n"],
  ["health", "SWS #714", "/health"],
  ["metrics", "SWS #714", "/metrics"],
  ["a malformed path", "", "/%zz"],
  ["OPTIONS", "", "/a.txt", "OPTIONS"],
  ["OPTIONS for all", "", "*", "OPTIONS"],
  [
    "a preflight",
    "",
    "/a.txt",
    "OPTIONS",
    "Origin: http://x\r\nAccess-Control-Request-Method: GET\r\n",
  ],
  ["a method that is not allowed", "", "/a.txt", "DELETE"],
  ["a method that is not known", "", "/a.txt", "BREW"],
  ["an expectation", "", "/a.txt", "GET", "Expect: 100-continue\r\nContent-Length: 0\r\n"],
];

for (const [what, elsewhere, target, method = "GET", fields = ""] of DOORS) {
  const named = elsewhere && ` (${elsewhere})`;
  Deno.test(`security: password before any other answer${named}: ${what} tells a stranger nothing`, async () => {
    await using server = await startGuarded();
    const answer = await told(server.port, target, method, fields);
    assertMatch(answer, /^HTTP\/1\.1 401 /);
    assertEquals(answer, await told(server.port, "/another", "GET", ""), "the same for every path");
    const known = await probe(server.port, target, method, fields + basic("ann:open:sesame"));
    assertNotEquals(known.status, 401, "the password is asked for, and enough");
    assertEquals(server.faults, []);
  });
}

Deno.test("security: password before any other answer: HEAD is told what GET is, but for the content", async () => {
  await using server = await startGuarded();
  for (const target of ["/a.txt", "/nothing", "/metrics"]) {
    const [get, head] = await Promise.all(
      ["GET", "HEAD"].map((method) => told(server.port, target, method, "")),
    );
    assertEquals(head, get?.replace(/\n[^\n]*$/, "\n"));
  }
});

/** Credentials that are nearly right, or right somewhere else. */
const WRONG: readonly (readonly [what: string, elsewhere: string, field: string])[] = [
  ["no credentials", "dufs #497", ""],
  ["an unknown user", "SWS CVE-2026-27480", basic("eve:open:sesame")],
  ["a wrong password", "SWS CVE-2026-27480", basic("ann:wrong")],
  ["another user's password", "", basic("ann:")],
  ["a beginning of the password", "darkhttpd CVE-2024-23771", basic("ann:open:sesam")],
  ["the password and more", "darkhttpd CVE-2024-23771", basic("ann:open:sesame!")],
  ["the password up to its colon", "", basic("ann:open")],
  ["the password up to a NUL", "", basic("ann:open:sesame\0")],
  ["the password in capitals", "", basic("ann:OPEN:SESAME")],
  ["the user in capitals", "", basic("Ann:open:sesame")],
  ["user and password the other way round", "", basic("open:sesame:ann")],
  ["no colon", "", basic("ann")],
  ["nothing at all", "dufs #497", basic("")],
  ["a colon alone", "dufs #497", basic(":")],
  ["no base64", "dufs #627", "Authorization: Basic ann:open:sesame\r\n"],
  ["base64 that breaks off", "dufs #627", "Authorization: Basic YW5uOm9w ZW46c2VzYW1l\r\n"],
  ["megabytes of it, nearly", "dufs #627", `Authorization: Basic ${"QUFB".repeat(6_000)}\r\n`],
  ["another scheme", "dufs #627", `Authorization: Bearer ${btoa("ann:open:sesame")}\r\n`],
  ["a scheme alone", "dufs #627", "Authorization: Basic\r\n"],
  ["the credentials in the target", "", "Referer: http://ann:open%3asesame@x/\r\n"],
];

for (const [what, elsewhere, field] of WRONG) {
  const named = elsewhere && ` (${elsewhere})`;
  Deno.test(`security: user enumeration and odd credentials${named}: ${what} gets the same 401`, async () => {
    await using server = await startGuarded();
    const stranger = await told(server.port, "/a.txt", "GET", "");
    assertEquals(await told(server.port, "/a.txt", "GET", field), stranger);
    assertEquals((await probe(server.port, "/a.txt", "GET", basic("ann:open:sesame"))).status, 200);
    assertEquals(server.faults, []);
  });
}

Deno.test("security: credentials in two fields are not taken for one of them", async () => {
  await using server = await startGuarded();
  for (
    const fields of [
      basic("eve:x") + basic("ann:open:sesame"),
      basic("ann:open:sesame") + basic("eve:x"),
    ]
  ) {
    const { status } = await probe(server.port, "/a.txt", "GET", fields);
    assert(status === 401 || status === 400, `${status}`);
  }
});

Deno.test("security: credentials do not stay with a connection", async () => {
  await using server = await startGuarded();
  const answers = await converse(
    server.port,
    `GET /a.txt HTTP/1.1\r\nHost: x\r\n${basic("ann:open:sesame")}\r\n` +
      "GET /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  );
  const statuses = [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  assertEquals(statuses, ["200", "401"]);
});

Deno.test("security: side doors (SWS #714): neither health nor metrics is a file of the site, nor the other way round", async () => {
  await using server = await startServer({ "a.txt": "a", "health": "file" }, {
    healthPath: "/health",
  });
  assertEquals((await probe(server.port, "/health")).content, "ok");
  assertEquals((await probe(server.port, "/metrics")).status, 404);
  for (const target of ["/health/", "//health", "/health/../a.txt", "/a.txt/health"]) {
    assert([400, 404].includes((await probe(server.port, target)).status), target);
  }
});

Deno.test("security: metrics reveal no path, no name and no peer", async () => {
  await using server = await startServer(FILES, { metricsPath: "/metrics" });
  await probe(server.port, "/a.txt");
  await probe(server.port, '/absent"}\\n{x="');
  const { content } = await probe(server.port, "/metrics");
  assert(!/a\.txt|absent|127\.0\.0\.1/.test(content) && !content.includes(server.folder), content);
});

Deno.test("security: log injection (dufs #691) by user, Referer and User-Agent leaves one line of ASCII each", async () => {
  const user = 'a"\x85\u202e b';
  await using server = await startServer(FILES, { logins: [{ user, password: "p" }] });
  const octets = new TextEncoder().encode(`${user}:p`);
  const pair = String.fromCharCode(...octets);
  const evil = '\x80"\t\x9b2J\xe2\x80\xae';
  const fields = `${basic(pair)}Referer: http://x/${evil}\r\nUser-Agent: ${evil}" 200 0\r\n`;
  assertEquals((await probe(server.port, "/a.txt", "GET", fields)).status, 200);
  assertEquals(server.log.length, 1);
  for (const format of ["common", "combined", "json"] as const) {
    const line = logFormatter(format)!(server.log[0]!);
    assertMatch(line, /^[\x20-\x7e]+$/, format);
    if (format === "json") JSON.parse(line);
    else assertEquals(line.replace(/\\./g, "").split('"').length % 2, 1, "quotes in pairs");
  }
});

Deno.test("security: DNS rebinding: the Host of a request is never repeated, nor told from another", async () => {
  await using server = await startServer({ "dir/a.txt": "a" }, {
    corsOrigin: "http://trusted.example",
  });
  for (const target of ["/dir", "/dir/", "/nothing", "/%zz"]) {
    const answers = await Promise.all(
      ["own.example", "evil.example"].map((host) =>
        converse(
          server.port,
          `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nConnection: close\r\n\r\n`,
        )
      ),
    );
    const [own, evil] = answers.map((answer) => answer.replace(/^Date: .*\r\n/m, ""));
    assertEquals(own, evil);
    assert(!evil?.includes("evil.example"));
    assertMatch(evil ?? "", /\r\nAccess-Control-Allow-Origin: http:\/\/trusted\.example\r\n/);
  }
});

Deno.test("security: error bodies (miniserve 0.19.4) tell neither a path, a prefix nor a version", async () => {
  await using server = await startServer(FILES, {
    site: { prefix: ["hidden-prefix"], listing: false },
  });
  Deno.removeSync(join(server.folder, "404.html"));
  // deno-fmt-ignore
  for (const target of ["/", "/x", "/hidden-prefi", "/%zz", "*", "http://", "/hidden-prefix/x", "/hidden-prefix/dir/"]) {
    for (const method of ["GET", "POST", "BREW", "G(T"]) {
      const { head, content } = await probe(server.port, target, method);
      assert(!content.includes("prefix") && !/^Server:|X-Powered-By/im.test(head), head + content);
      assert(!`${head}${content}`.includes(server.folder) && !/deno|ferry|\d\.\d\.\d/i.test(content));
    }
  }
});
