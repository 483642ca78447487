// The package as others import it: by its name, with the defaults of the command line.

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { fromFileUrl, join, toFileUrl } from "@std/path";
import * as ferry from "@ferry/ferry";
import { parseCommand } from "../cli/command.ts";
import { getSettings as getSettingsOf } from "../cli/get_settings.ts";
import { serveOptions } from "../cli/serve.ts";
import type { Sources } from "../cli/sources.ts";
import { getSettings } from "../get/settings.ts";
import { serveSettings } from "../serve/settings.ts";
import { makeFolder } from "./support/server.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));

/** Nothing in the environment. */
const NOTHING: Sources = {
  env: () => undefined,
  readTextFile: (path) => {
    throw new Deno.errors.NotFound(path);
  },
};

/** Leaves out what is undefined, which says nothing. */
function told(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.map(([name, each]) => [name, told(each)]));
}

Deno.test("serve() has the defaults of ferry serve, but for where it listens and what it logs", () => {
  const command = parseCommand(["serve", ROOT], NOTHING);
  assert(command.kind === "serve");
  const { listen, log, ...line } = serveOptions(command, { add: () => {} });
  const { listen: own, ...library } = serveSettings({ site: { root: ROOT } });
  assertEquals(told(library), told(line));
  assertEquals(listen, [{ transport: "tcp", hostname: undefined, port: 6789 }]);
  assertEquals(own, [{ transport: "tcp", hostname: "127.0.0.1", port: 0 }]);
  assertInstanceOf(log, Function);
});

Deno.test("get() has the defaults of ferry get", async () => {
  const command = parseCommand(["get", "http://h/"], NOTHING);
  assert(command.kind === "get");
  assertEquals(told(getSettings({})), told(await getSettingsOf(command.options, NOTHING)));
});

Deno.test("serve() needs to be told of a folder only, and ends with its block", async () => {
  const folder = makeFolder({ "a.txt": "aaa", ".env": "secret", "sub/b.txt": "b" });
  let url = "";
  {
    await using server = await ferry.serve({ site: { root: folder } });
    assertInstanceOf(server, ferry.Server);
    ({ url } = server);
    assertMatch(url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    assertEquals(server.urls, [url]);
    const table: [path: string, status: number, text: string][] = [
      ["a.txt", 200, "aaa"],
      [".env", 404, "File not found"],
      ["sub/", 200, "b.txt"],
    ];
    for (const [path, status, text] of table) {
      const answer = await fetch(url + path);
      assertEquals(answer.status, status);
      assertStringIncludes(await answer.text(), text);
    }
  }
  await assertRejects(() => fetch(url), TypeError);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("serve() takes the folder as a path, from here too, and as a URL", async () => {
  const folder = makeFolder({ "a.txt": "aaa" });
  const roots = [folder, join(folder, "..", folder.split("/").at(-1)!), toFileUrl(folder)];
  assertEquals(serveSettings({ site: { root: "www" } }).site.root, join(Deno.cwd(), "www"));
  for (const root of roots) {
    await using server = await ferry.serve({ site: { root } });
    assertEquals(await (await fetch(`${server.url}a.txt`)).text(), "aaa");
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("serve() takes undefined for nothing said, also where safety is", () => {
  const silent = { hidden: undefined, symlinks: undefined, index: undefined };
  const settings = serveSettings({ site: { root: ROOT, ...silent }, maxConnections: undefined });
  assertEquals(told(settings), told(serveSettings({ site: { root: ROOT } })));
});

Deno.test("serve() and get() refuse at once what can't be meant", async () => {
  const site = { root: ROOT };
  const bad: [options: ferry.ServeOptions, message: string][] = [
    [{ site, maxConnections: 0 }, "maxConnections is 0, but has to be a number from 1 up"],
    [{ site, timeouts: { headMs: NaN } }, "headMs is NaN"],
    [{ site, limits: { headOctets: Infinity } }, "headOctets is Infinity"],
    [{ site, octetsPerSecond: 0 }, "octetsPerSecond is 0"],
    [{ site, fields: [["X", "a\r\nY: b"]] }, "the value of X holds a control character"],
    [{ site, fields: [["content-LENGTH", "1"]] }, "content-LENGTH follows from the message"],
    [{ site, fields: [["Connection", "close"]] }, "Connection follows from the message"],
    [{ site, cacheControl: "no-cache\n" }, "the value of Cache-Control holds"],
    [
      { site: { ...site, prefix: ["/docs"] } },
      '"/docs" is no name within a path; write ["x", "y"]',
    ],
    [{ site: { ...site, spa: [""] } }, '"" is no name within a path'],
  ];
  for (const [options, message] of bad) {
    await assertRejects(() => ferry.serve(options), RangeError, message);
  }
  const destination = new ferry.MemoryDestination({ maxOctets: 1 });
  const table: [options: ferry.GetOptions, message: string][] = [
    [{ destination, connections: 0 }, "connections is 0, but has to be a number from 1 up"],
    [{ destination, timeouts: { idleMs: -1 } }, "idleMs is -1"],
    [{ destination, timeouts: { totalMs: NaN } }, "totalMs is NaN"],
    [{ destination, retry: { times: NaN } }, "times is NaN"],
    [{ destination, maxOctets: NaN }, "maxOctets is NaN"],
    [{ destination, fields: [["Transfer-Encoding", "x"]] }, "Transfer-Encoding follows"],
    [{ destination, userAgent: "a\r\nb: c" }, "the value of User-Agent holds"],
    [{ destination, sha256: "abc" }, 'sha256 is "abc", but has to be 64 hexadecimal digits'],
  ];
  for (const [options, message] of table) {
    assertThrows(() => ferry.get("http://h/", options), RangeError, message);
  }
  assertThrows(() => ferry.get("http://h/", {}), TypeError, "get wants a destination");
});

Deno.test("get() takes one URL or many, as texts or as URLs, and asks for no more than is wanted", async () => {
  const folder = makeFolder({ "a.txt": "aaa", "b.txt": "bb" });
  const asked: string[] = [];
  const log = ({ request }: ferry.LogEntry): void => void asked.push(request?.target ?? "");
  await using server = await ferry.serve({ site: { root: folder }, log });
  const page = new ferry.MemoryDestination({ maxOctets: 100 });
  const [a, b] = [`${server.url}a.txt`, `${server.url}b.txt`];
  for (const urls of [a, new URL(a), [a], new Set([new URL(a)])]) {
    const texts: string[] = [];
    for await (const outcome of ferry.get(urls, { destination: page })) {
      texts.push(`${outcome.url} ${page.text()}`);
    }
    assertEquals(texts, [`${a} aaa`]);
  }
  asked.length = 0;
  for await (const outcome of ferry.get([a, b], { destination: page })) {
    if (ferry.isWhole(outcome)) break;
  }
  assertEquals(asked, ["/a.txt"]);
  for await (const outcome of ferry.get(a, { method: "HEAD" })) assertEquals(outcome.octets, 0);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("get() ends with an outcome when its signal says so", async () => {
  const urls = ["http://127.0.0.1:1/a", "http://127.0.0.1:1/b"];
  const destination = new ferry.MemoryDestination({ maxOctets: 1 });
  const options = { destination, signal: AbortSignal.abort("enough") };
  const outcomes = await Array.fromAsync(ferry.get(urls, options));
  assertEquals(outcomes.map(({ error }) => error?.cause), ["enough"]);
  assertInstanceOf(outcomes[0]?.error, ferry.InterruptedError);
});

/** An outcome with this error. */
function failed(error: ferry.FerryError | undefined, status = 200): ferry.Outcome {
  return {
    url: "http://h/",
    status,
    reason: "",
    octets: 0,
    file: undefined,
    part: undefined,
    sha256: undefined,
    resumedFrom: 0,
    connections: 1,
    timings: {},
    unchanged: false,
    mirror: undefined,
    error,
  };
}

Deno.test("exitCodeOf() and isWhole() say of each outcome what the command line says", () => {
  const table: [error: ferry.FerryError | undefined, code: number, status?: number][] = [
    [undefined, 0],
    [undefined, 22, 404],
    [new ferry.UrlError("x"), 3],
    [new ferry.SchemeError("x"), 1],
    [new ferry.TransportError("x", "resolve"), 6],
    [new ferry.TransportError("x", "connect"), 7],
    [new ferry.ProtocolError("x", 400, "RFC 9112 §5"), 8],
    [new ferry.ListingError("x"), 8],
    [new ferry.TruncatedError("x"), 18],
    [new ferry.OutputError("x"), 23],
    [new ferry.TimeoutError("read", 1), 28],
    [new ferry.OvertimeError(1), 28],
    [new ferry.RangeMismatchError("x"), 33],
    [new ferry.ChangedError("x"), 33],
    [new ferry.TransportError("x", "tls"), 35],
    [new ferry.RedirectError(1), 47],
    [new ferry.UnansweredError("x"), 52],
    [new ferry.TransportError("x", "write"), 55],
    [new ferry.TransportError("x", "read"), 56],
    [new ferry.CertificateError("x", "issuer"), 60],
    [new ferry.ContentCodingError("x"), 61],
    [new ferry.TooLargeError(1), 63],
    [new ferry.DigestError("a", "b"), 90],
    [new ferry.InterruptedError("x"), 130],
  ];
  for (const [error, code, status] of table) {
    const outcome = failed(error, status);
    assertEquals([ferry.exitCodeOf(outcome), ferry.isWhole(outcome)], [code, code === 0]);
    if (error !== undefined) assertInstanceOf(error, ferry.FerryError);
  }
  const mirror = { fetched: 1, unchanged: 0, failed: 1, octets: 1 };
  assert(!ferry.isWhole({ ...failed(undefined), mirror }));
});

Deno.test("the package has every kind of error that an outcome can have", async () => {
  const modules = [
    await import("../get/errors.ts"),
    await import("../http/wire/errors.ts"),
    await import("../io/errors.ts"),
  ];
  for (const name of modules.flatMap((each) => Object.keys(each))) {
    if (name.endsWith("Error")) assert(name in ferry, name);
  }
});
