// The responder over HTTP: methods, forms of the target, HEAD beside GET, and faults of the machine.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { converse, RawClient } from "../support/raw.ts";
import { startServer } from "../support/server.ts";

const FILES = {
  "a.txt": "aaa",
  "empty": "",
  "sub/index.html": "sub home",
  "plain/b.txt": "bb",
  "404.html": "<p>gone</p>",
  "large.bin": new Uint8Array(100_000),
};

/** The head and the content of the one answer to a request line and these field lines. */
async function ask(
  port: number,
  line: string,
  ...fields: string[]
): Promise<{ head: string; content: string }> {
  const lines = [`${line} HTTP/1.1`, "Host: x", "Connection: close", ...fields, "", ""];
  const answer = await converse(port, lines.join("\r\n"));
  const end = answer.indexOf("\r\n\r\n") + 4;
  return { head: answer.slice(0, end), content: answer.slice(end) };
}

const statusOf = (head: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
const undated = (head: string): string => head.replace(/^Date: .*\r\n/m, "");

const HEADS: readonly [status: number, target: string, ...fields: string[]][] = [
  [200, "/a.txt"],
  [200, "/empty"],
  [200, "/large.bin"],
  [200, "/sub/"],
  [200, "/plain/"],
  [200, "/plain/", "Accept: application/json"],
  [301, "/sub?x=1"],
  [304, "/a.txt", "If-None-Match: *"],
  [304, "/a.txt", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT"],
  [400, "/%zz"],
  [404, "/nothing"],
  [404, "/a.txt/"],
  [417, "/a.txt", "Expect: the-unexpected"],
];

Deno.test("Responder answers HEAD with the head of GET, to the octet, and no content", async () => {
  await using server = await startServer(FILES);
  for (const [status, target, ...fields] of HEADS) {
    const got = await ask(server.port, `GET ${target}`, ...fields);
    const head = await ask(server.port, `HEAD ${target}`, ...fields);
    assertEquals(statusOf(got.head), status, target);
    assertEquals(undated(head.head), undated(got.head), target);
    assertEquals(head.content, "", target);
    const length = /^Content-Length: (\d+)\r$/m.exec(got.head)?.[1];
    assertEquals(length, status === 304 ? undefined : String(got.content.length), target);
    assertMatch(got.head, /^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r$/m);
    assertStringIncludes(got.head, "\r\nX-Content-Type-Options: nosniff\r\n");
    assertMatch(got.head, /^Cache-Control: no-cache\r$/m);
  }
});

const METHODS: readonly [line: string, status: number, allows: boolean][] = [
  ["POST /a.txt", 405, true],
  ["PUT /new", 405, true],
  ["DELETE /a.txt", 405, true],
  ["PATCH /a.txt", 405, true],
  ["TRACE /a.txt", 405, true],
  ["CONNECT x:80", 405, true],
  ["CONNECT /a.txt", 400, false],
  ["OPTIONS /a.txt", 204, true],
  ["OPTIONS /nothing", 204, true],
  ["OPTIONS *", 204, true],
  ["GET *", 400, false],
  ["BREW /a.txt", 501, false],
  ["get /a.txt", 501, false],
  ["GET http://elsewhere:81/a.txt?q", 200, false],
  ["GET HTTPS://x/a.txt", 200, false],
  ["GET ftp://x/a.txt", 400, false],
  ["GET http:///a.txt", 400, false],
  ["GET http://u@x/a.txt", 400, false],
  ["GET /a.txt#top", 400, false],
  ["GET a.txt", 400, false],
];

Deno.test("Responder knows methods and forms of the target", async () => {
  await using server = await startServer(FILES);
  for (const [line, status, allows] of METHODS) {
    const { head, content } = await ask(server.port, line);
    assertEquals(statusOf(head), status, line);
    assertEquals(/^Allow: GET, HEAD, OPTIONS\r$/m.test(head), allows, line);
    assertStringIncludes(head, "\r\nX-Content-Type-Options: nosniff\r\n", line);
    if (status === 204) assertEquals([/^Content-Length/im.test(head), content], [false, ""], line);
    else assertStringIncludes(head, `\r\nContent-Length: ${content.length}\r\n`, line);
  }
  assertEquals(Deno.readTextFileSync(`${server.folder}/a.txt`), "aaa");
});

Deno.test("Responder persists after 304, 204, 301 and 404 with no octet too many", async () => {
  await using server = await startServer(FILES);
  using client = await RawClient.connect(server.port);
  const request = (line: string, field = ""): string =>
    `${line} HTTP/1.1\r\nHost: x\r\n${field}\r\n`;
  await client.send(
    request("GET /a.txt", "If-None-Match: *\r\n") + request("OPTIONS *") + request("GET /sub") +
      request("GET /nothing") + request("GET /a.txt"),
  );
  for (const [status, content] of [[304, ""], [204, ""], [301, ""], [404, "<p>gone</p>"]]) {
    const response = await client.response();
    assertEquals([statusOf(response.head), response.content], [status, content]);
  }
  assertEquals((await client.response()).content, "aaa");
});

Deno.test("Responder keeps the query of a redirect, and encodes what no field holds", async () => {
  await using server = await startServer(FILES);
  for (
    const [target, location] of [
      ["/sub?a=b&c=%0d%0aX:y", "/sub/?a=b&c=%0d%0aX:y"],
      ["/sub?\xc3\xbc=\xff", "/sub/?%C3%BC=%FF"],
      ["/sub??//evil/../", "/sub/??//evil/../"],
    ] as const
  ) {
    const { head } = await ask(server.port, `GET ${target}`);
    assertStringIncludes(head, `\r\nLocation: ${location}\r\n`);
    assertMatch(head, /^[\r\n\x20-\x7e]*$/);
  }
});

/** A fault as the system reports it, with words that are nobody's business. */
function systemFault(code: string): Error {
  return Object.assign(new Error(`${code}: open '/very/private/path'`), { code });
}

/** Calls `use` while files can't be opened. */
async function withFault(fault: Error, use: () => Promise<void>): Promise<void> {
  const { openSync } = Deno;
  try {
    Deno.openSync = (): never => {
      throw fault;
    };
    await use();
  } finally {
    Deno.openSync = openSync;
  }
}

const FAULTS: readonly [fault: Error, status: number, content: string, told: boolean][] = [
  [systemFault("EACCES"), 403, "Forbidden", false],
  [systemFault("ENOENT"), 404, "File not found", false],
  [systemFault("EMFILE"), 503, "Service Unavailable", true],
  [systemFault("ENFILE"), 503, "Service Unavailable", true],
  [systemFault("ENOMEM"), 503, "Service Unavailable", true],
  [systemFault("EIO"), 500, "Internal Server Error", true],
  [new TypeError("a defect"), 500, "Internal Server Error", true],
];
for (const [fault, status, content, told] of FAULTS) {
  Deno.test(`Responder answers ${status} to ${fault.message.slice(0, 8)}, and lives on`, async () => {
    await using server = await startServer(FILES);
    await withFault(fault, async () => {
      const answer = await ask(server.port, "GET /a.txt");
      assertEquals([statusOf(answer.head), answer.content], [status, content]);
      assertEquals(/^Retry-After: \d+\r$/m.test(answer.head), status === 503);
      assert(!(answer.head + answer.content).includes("private"));
    });
    const remedy = status === 503 ? "raise ulimit, or lower --max-connections" : "look at its disk";
    const line = "code" in fault ? `/a.txt: ${fault.message}; ${remedy}` : fault.message;
    assertEquals(server.faults, told ? [line] : []);
    assertEquals((await ask(server.port, "GET /a.txt")).content, "aaa");
  });
}

Deno.test("Responder answers 403 for a folder that may not be read, 404 for one that is gone", async () => {
  await using server = await startServer(FILES);
  const { readDir } = Deno;
  try {
    for (const [code, status] of [["EACCES", 403], ["ENOENT", 404]] as const) {
      Deno.readDir = (): never => {
        throw systemFault(code);
      };
      assertEquals(statusOf((await ask(server.port, "GET /plain/")).head), status);
    }
  } finally {
    Deno.readDir = readDir;
  }
  assertEquals(server.faults, []);
});
