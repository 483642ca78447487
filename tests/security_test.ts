// What has broken other static file servers, tried on this one: each row is named for the class of
// attack and, where one is known, for a bug of that class that was found elsewhere. Limits, framing and
// slow peers are in serve/session_test.ts, links in serve/gates/disk_gate_links_test.ts, names in listings in
// serve/listing_test.ts.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { logFormatter } from "../serve/access_log.ts";
import { converse, RawClient } from "./support/raw.ts";
import { makeFolder, startServer, type TestServer } from "./support/server.ts";

const SECRET = "what lies outside";
const FILES = {
  "site/a.txt": "aaa",
  "site/dir/index.html": "dir",
  "site/evil.example/index.html": "evil",
  "site/%2e%2e/x": "a name in percent signs",
  "site/.env": SECRET,
  "site/.git/config": SECRET,
  "secret.txt": SECRET,
  "site-private/secret.txt": SECRET,
};

const get = (target: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;

/** Calls `use` with a server of `site`, which lies beside what nobody should see. */
async function withSite(use: (server: TestServer, top: string) => Promise<void>): Promise<void> {
  const top = makeFolder(FILES);
  try {
    await using server = await startServer({}, { site: { root: join(top, "site") } });
    await use(server, top);
    assertEquals(server.faults, [], "no fault, no defect");
  } finally {
    Deno.removeSync(top, { recursive: true });
  }
}

/** Class, a server that fell for it where one is known, target, the statuses that are right here. */
type Attack = readonly [kind: string, elsewhere: string, target: string, ...statuses: number[]];

const TRAVERSAL: readonly Attack[] = [
  ["dot segments", "serve-handler #14", "/../secret.txt", 400],
  ["dot segments below a folder", "Deno std, deno#8134", "/dir/../../secret.txt", 400],
  ["a dot segment at the end", "Deno std, deno#8474", "/dir/..", 400],
  ["a single dot", "serve-handler #14", "/./a.txt", 400],
  ["encoded dots", "CVE-2018-3712, serve", "/%2e%2e/secret.txt", 400],
  ["half encoded dots", "CVE-2018-3712, serve", "/.%2e/secret.txt", 400],
  ["encoded dots in capitals", "CVE-2018-3712, serve", "/%2E%2E/secret.txt", 400],
  ["dots and an encoded slash", "CVE-2026-6414, fastify-static", "/..%2fsecret.txt", 400],
  ["dots and an encoded backslash", "CVE-2026-52844, caddy", "/..%5csecret.txt", 400],
  ["dots and a backslash", "CVE-2026-27585, caddy", "/..\\secret.txt", 400],
  ["dots encoded twice", "", "/%252e%252e/secret.txt", 404],
  ["dots encoded twice that are a name", "", "/%252e%252e/x", 200],
  ["dots in overlong UTF-8", "Microsoft IIS 4", "/%c0%ae%c0%ae/secret.txt", 400],
  ["a slash in overlong UTF-8", "Microsoft IIS 4", "/..%c0%afsecret.txt", 400],
  ["dots in full width", "", "/%ef%bc%8e%ef%bc%8e/secret.txt", 404],
  ["dots that survive one removal", "miniserve #518", "/....//secret.txt", 404],
  ["dots behind a semicolon", "path parameters of Tomcat", "/..;/secret.txt", 404],
  ["an absolute path", "dufs #359", "//etc/passwd", 404],
  ["an absolute path, encoded", "dufs #359", "/%2fetc%2fpasswd", 400],
  ["an absolute form with dots", "hono CVE-2026-39406", "http://x/../secret.txt", 400],
  ["a target of dots alone", "", "../secret.txt", 400],
  ["a folder with the same beginning", "", "/../site-private/secret.txt", 400],
  ["a file: URI", "", "file:///etc/passwd", 400],
  ["a drive", "HTTP.jl JLSEC-2026-612", "/C:/Windows/win.ini", 404],
  ["a drive, encoded", "HTTP.jl JLSEC-2026-612", "/C%3A%5CWindows", 400],
  ["a UNC path", "HTTP.jl JLSEC-2026-612", "/\\\\host\\share", 400],
  ["a stream of NTFS", "HTTP.jl JLSEC-2026-612", "/a.txt::$DATA", 404],
  ["a trailing dot", "", "/a.txt.", 404],
  ["a trailing space", "", "/a.txt%20", 404],
  ["a device of DOS", "HTTP.jl JLSEC-2026-612", "/CON", 404],
  ["a hidden file", "Deno std, deno#6180", "/.env", 404],
  ["a hidden file, encoded", "CVE-2026-27587, caddy", "/%2eenv", 404],
  ["a hidden folder", "Deno std, deno#6180", "/.git/config", 404],
  ["a hidden folder's redirect", "Deno std, deno#6180", "/.git", 404],
];

const MALFORMED: readonly Attack[] = [
  ["NUL", "http-server #753", "/a.txt%00.html", 400],
  ["NUL alone", "darkhttpd 84bce93", "/%00", 400],
  ["a lone percent sign", "Deno std, deno#3953", "/%", 400],
  ["a percent sign at the end", "Deno std, deno#3953", "/a.txt%", 400],
  ["half an octet", "Deno std, deno#3953", "/%4", 400],
  ["no hexadecimal", "miniserve #1285", "/%zz", 400],
  ["no hexadecimal behind one digit", "miniserve #1285", "/%4z", 400],
  ["a sign for a digit", "", "/%+1", 400],
  ["half a character of UTF-8", "miniserve #1285", "/%c3", 400],
  ["a lone continuation of UTF-8", "", "/%80", 400],
  ["a surrogate in UTF-8", "", "/%ed%a0%80", 400],
  ["beyond Unicode", "", "/%f5%80%80%80", 400],
  ["octets that are not UTF-8, bare", "", "/\xff", 400],
  ["CR and LF", "http-server #932", "/dir%0d%0aX-Evil:%201", 404],
  ["a form feed", "http-server #749", "/dir%0c", 404],
  ["a vertical tab", "http-server #749", "/%0b", 404],
  ["DEL", "http-server #749", "/%7f", 404],
  ["ESC", "dufs #691", "/%1b[2J", 404],
  ["a bare control octet", "python log_message", "/\x1b[2J", 400],
  ["a name that is too long", "", `/${"x".repeat(4_000)}`, 404],
  ["a path that is too deep", "dufs #87", `/${"d/".repeat(4_000)}`, 404],
  ["thousands of slashes", "", "/".repeat(8_000), 404],
  ["thousands of NULs", "ecstatic CVE-2016-10703", `/${"%00".repeat(2_600)}`, 400],
  ["a target that is no URL", "ecstatic CVE-2019-10775", "//%0:x@[/?%", 400],
];

for (const [kind, elsewhere, target, ...statuses] of [...TRAVERSAL, ...MALFORMED]) {
  Deno.test(`security: ${kind}${elsewhere && ` (${elsewhere})`} gets ${statuses.join(" or ")}`, async () => {
    await withSite(async (server) => {
      for (const method of ["GET", "HEAD"]) {
        const answer = await converse(server.port, get(target).replace("GET", method));
        const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
        assert(statuses.includes(status), answer.slice(0, 80));
        assert(!answer.includes(SECRET) && !/\r\n(?:Location|X-Evil):/.test(answer), answer);
      }
      assert((await converse(server.port, get("/a.txt"))).endsWith("\r\n\r\naaa"), "it lives on");
    });
  });
}

/** Targets that led to another host elsewhere; where they lead here, when they lead at all. */
const REDIRECTS: readonly (readonly [elsewhere: string, target: string, location?: string])[] = [
  ["CVE-2021-28861, python", "//evil.example/.."],
  ["CVE-2021-28861, python", "//evil.example/%2e%2e"],
  ["CVE-2021-28861, python", "//evil.example"],
  ["CVE-2021-28861, python", "///evil.example"],
  ["caddy c0f76e9ed", "/\\evil.example"],
  ["caddy c0f76e9ed", "/\\\\evil.example/"],
  ["hono CVE-2026-54286", "/%5cevil.example"],
  ["hono CVE-2026-39406", "/%2f%2fevil.example/dir"],
  ["serve-handler #122", "/%2fevil.example"],
  ["serve-handler #122", "/./evil.example"],
  ["serve-handler #122", "/dir//evil.example"],
  ["serve-handler #72", "/evil.example", "/evil.example/"],
  ["Host in Location", "http://evil.example/dir", "/dir/"],
  ["Host in Location", "http://evil.example//dir"],
  ["a query that is lost", "/dir?a=//evil.example", "/dir/?a=//evil.example"],
  ["http-server #932", "/dir?a=%0d%0aX-Evil:1", "/dir/?a=%0d%0aX-Evil:1"],
  ["a query of question marks", "/dir???", "/dir/???"],
];

for (const [elsewhere, target, location] of REDIRECTS) {
  Deno.test(`security: redirect (${elsewhere}): ${target} leads ${location ?? "nowhere"}`, async () => {
    await withSite(async (server) => {
      const answer = await converse(server.port, get(target));
      const found = /\r\nLocation: ([^\r\n]*)\r\n/.exec(answer)?.[1];
      assertEquals(found, location);
      assertMatch(answer, location === undefined ? /^HTTP\/1\.1 40[04] / : /^HTTP\/1\.1 301 /);
      assert(!/\r\nX-Evil/i.test(answer));
      if (found !== undefined) assertEquals(new URL(found, "http://own").host, "own");
    });
  });
}

Deno.test({
  name: "security: response splitting (serve-handler #72) by the name of a folder leads nowhere",
  ignore: Deno.build.os === "windows", // has no such names
  fn: () =>
    withSite(async (server, top) => {
      Deno.mkdirSync(join(top, "site", "d\r\nX-Evil: 1\r\n"));
      const answer = await converse(server.port, get("/d%0d%0aX-Evil:%201%0d%0a"));
      assertStringIncludes(answer, "\r\nLocation: /d%0D%0AX-Evil%3A%201%0D%0A/\r\n");
      assert(!answer.includes("\r\nX-Evil"));
    }),
});

Deno.test("security: one connection takes every malformed target (Deno std, deno#3953), one after the other", async () => {
  await withSite(async (server) => {
    using client = await RawClient.connect(server.port);
    const whole = [...TRAVERSAL, ...MALFORMED].filter(([, , target]) =>
      /^\/[\x21-\x7e]*$/.test(target)
    );
    for (const [, , target] of whole) {
      await client.send(`GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
      const { head } = await client.response();
      assertMatch(head, /^HTTP\/1\.1 (?:200|40[04]) /);
      if (/^Connection: close\r$/m.test(head)) {
        return assert(false, `${target} ends the connection`);
      }
    }
  });
});

Deno.test("security: errors (miniserve 0.19.4) name no path of the machine", async () => {
  await withSite(async (server, top) => {
    for (const target of ["/nothing", "/%zz", "/.env", "/a.txt/", "/dir", "/\\"]) {
      for (const method of ["GET", "POST", "OPTIONS", "BREW"]) {
        const answer = await converse(server.port, get(target).replace("GET", method));
        assert(!answer.includes(top) && !/deno|ferry|os error/i.test(answer), answer);
      }
    }
  });
});

Deno.test("security: log injection (python log_message) leaves lines whole", async () => {
  await withSite(async (server) => {
    await converse(server.port, get('/"%0a\x80\xe2\x80\xae'));
    await converse(server.port, "GET /\x1b[2J HTTP/1.1\r\nHost: x\r\n\r\n"); // is not even read
    assertEquals(server.log.length, 2);
    const common = logFormatter("common")!;
    const shown = server.log.map((entry) => /"(.*)"/.exec(common(entry))?.[1]);
    assertEquals(shown, ['GET /\\"%0a\\x80\\xe2\\x80\\xae HTTP/1.1', "-"]);
  });
});
