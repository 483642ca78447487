// Mirrors of servers that mean harm, or have trouble: nothing outside the folder, the rest comes.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  answerOf,
  FILE,
  listingOf,
  mirrorInto,
  startAnswers,
  treeOf,
} from "../../support/mirroring.ts";
import { answering, startPeer } from "../../support/peer.ts";
import { TempFolder } from "../../support/program.ts";
import { InterruptedError } from "../../../get/errors.ts";

Deno.test("mirror() writes nothing outside its folder, whatever names a listing has", async () => {
  const names = [
    "../up",
    "..",
    ".",
    "",
    "/etc/x",
    "a/b",
    "..\\up",
    "C:\\x",
    "a\0b",
    "a\nb",
    "\x1b[2J",
  ];
  names.push(
    "../up/",
    "../",
    "./",
    "/",
    "a/b/",
    "\ud800",
    "x".repeat(256),
    "..%2fup",
    "good",
    "dir/",
  );
  await using peer = startPeer(answering((head) => {
    const [, path = ""] = head.split(" ", 2);
    if (!path.endsWith("/")) return FILE;
    return answerOf(path === "/s/" ? listingOf(...names) : listingOf("in"));
  }));
  await using folder = await TempFolder.create();
  const { last, failures } = await mirrorInto(folder.file("to"), peer.url("/s/"));
  assertEquals(treeOf(folder.path), {
    to: "/",
    "to/..%2fup": "x",
    "to/dir": "/",
    "to/dir/in": "x",
    "to/good": "x",
  });
  assertEquals(last.mirror?.failed, failures.length);
  for (const failure of failures) {
    assertStringIncludes(failure, "has a name that cannot be a file's");
  }
  assertEquals(failures.length, 18);
  const asked = peer.heads.map((head) => head.split(" ", 2)[1]).sort();
  assertEquals(asked, ["/s/", "/s/..%252fup", "/s/dir/", "/s/dir/in", "/s/good"]);
});

Deno.test("mirror() writes through no link that lies in its way", async () => {
  await using peer = startAnswers({
    "/": answerOf(listingOf("dir/", "file", "folder")),
    "/dir/": answerOf(listingOf("a")),
    "/dir/a": FILE,
    "/file": FILE,
    "/folder": FILE,
  });
  await using folder = await TempFolder.create();
  const [to, outside] = [folder.file("to"), folder.file("outside")];
  for (const path of [to, outside, `${to}/folder`]) Deno.mkdirSync(path);
  Deno.writeTextFileSync(`${outside}/a`, "mine");
  Deno.symlinkSync("../outside", `${to}/dir`);
  Deno.symlinkSync("../outside/a", `${to}/file`);
  const { failures, last } = await mirrorInto(to, peer.url("/"));
  assertEquals(failures, [
    `/dir/ OutputError: In the way: ${to}/dir, which is a symbolic link; remove it, or mirror elsewhere`,
    `/folder OutputError: In the way: ${to}/folder, which is a folder here and a file there; remove it`,
  ]);
  assertEquals(treeOf(folder.path), {
    outside: "/",
    "outside/a": "mine",
    to: "/",
    "to/dir": "@",
    "to/file": "x",
    "to/folder": "/",
  });
  assertEquals(last.mirror?.fetched, 1);
});

Deno.test("mirror() cuts off trees without end", async () => {
  await using peer = startPeer(answering(() => answerOf(listingOf("d/"))));
  await using folder = await TempFolder.create();
  const { failures, last } = await mirrorInto(folder.path, peer.url("/"));
  assertEquals(failures, [
    `${"/d".repeat(257)}/ ListingError: lies deeper than 256 folders; mirror it by itself`,
  ]);
  assertEquals(last.error, undefined);
  assertEquals(peer.heads.length, 257);
});

Deno.test("mirror() goes on when one file or folder fails", async () => {
  await using peer = startAnswers({
    "/": answerOf(listingOf("gone", "cut", "good", "gone/", "broken/", "dir/")),
    "/cut":
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "/good": FILE,
    "/broken/": answerOf("[", "application/json"),
    "/dir/": answerOf(listingOf("a")),
    "/dir/a": FILE,
  });
  await using folder = await TempFolder.create();
  const { failures, last } = await mirrorInto(folder.path, peer.url("/"));
  assertEquals(failures.map((failure) => failure.split(":", 1)[0]), [
    "/broken/ ListingError",
    "/cut ProtocolError",
    "/gone 404",
    "/gone/ ListingError",
  ]);
  assertEquals(treeOf(folder.path), { dir: "/", "dir/a": "x", good: "x" });
  assertEquals(last.mirror, { fetched: 2, unchanged: 0, failed: 4, octets: 2 });
});

Deno.test("mirror() tries a listing and a file again", async () => {
  let asked = 0;
  await using peer = startPeer(async (connection) => {
    for (let head; (head = await connection.readHead()) !== undefined;) {
      if (asked++ % 2 === 0) return connection.close();
      await connection.send(head.includes(" / ") ? answerOf(listingOf("a")) : FILE);
    }
  });
  await using folder = await TempFolder.create();
  const retry = { times: 2, firstDelayMs: 1 };
  const { failures, last } = await mirrorInto(folder.path, peer.url("/"), { retry });
  assertEquals([failures, last.error, treeOf(folder.path)], [[], undefined, { a: "x" }]);
});

Deno.test("mirror() gives up when the server is gone, and not after every file", async () => {
  const names = Array.from({ length: 1000 }, (_, at) => `f${at}`);
  const peer = startPeer(async (connection) => {
    await connection.readHead();
    await connection.send(
      answerOf(listingOf(...names), "application/json", "Connection: close\r\n"),
    );
  });
  await using folder = await TempFolder.create();
  const url = peer.url("/");
  const hold = Deno.mkdirSync(folder.file("to"));
  const observer = { answer: (): Promise<void> => peer[Symbol.asyncDispose]() };
  const { last, outcomes } = await mirrorInto(folder.file("to"), url, { observer });
  assertEquals([hold, last.error?.name], [undefined, "TransportError"]);
  assert(outcomes.length < 20, String(outcomes.length));
});

Deno.test("mirror() ends when asked to, and goes on the next time", async () => {
  const names = Array.from({ length: 200 }, (_, at) => `f${at}`);
  await using peer = startPeer(answering((head) => {
    return head.includes("GET / ")
      ? answerOf(listingOf(...names))
      : answerOf("x", "text/plain", "Last-Modified: Mon, 23 Nov 2026 12:00:00 GMT\r\n");
  }));
  await using folder = await TempFolder.create();
  const stop = new AbortController();
  let left = 50;
  const each = (): void => {
    if (--left === 0) stop.abort(new InterruptedError("interrupted"));
  };
  const first = await mirrorInto(folder.path, peer.url("/"), { signal: stop.signal, each });
  assertEquals(first.last.error?.name, "InterruptedError");
  assertEquals(first.failures, []);
  const done = first.last.mirror?.fetched ?? 0;
  assert(done >= 50 && done < 200, String(done));
  const second = await mirrorInto(folder.path, peer.url("/"));
  assertEquals(second.last.mirror, {
    fetched: 200 - done,
    unchanged: done,
    failed: 0,
    octets: 200 - done,
  });
  assertEquals(folder.names(), names.sort());
});

Deno.test("mirror() stops its work when nobody reads on", async () => {
  const names = Array.from({ length: 1000 }, (_, at) => `f${at}`);
  await using peer = startPeer(answering((head) => {
    return head.includes("GET / ") ? answerOf(listingOf(...names)) : FILE;
  }));
  await using folder = await TempFolder.create();
  let error: unknown;
  await mirrorInto(folder.path, peer.url("/"), {
    each: () => {
      throw new Error("enough");
    },
  }).catch((reason) => error = reason);
  assertEquals((error as Error).message, "enough");
  assert(folder.names().length < 1000);
});

Deno.test("mirror() tells of each name that it refuses, however many there are", async () => {
  const names = Array.from({ length: 2000 }, (_, at) => `a\\${at}`);
  await using peer = startPeer(answering(() => answerOf(listingOf(...names))));
  await using folder = await TempFolder.create();
  const { last, failures } = await mirrorInto(folder.path, peer.url("/"));
  assertEquals([failures.length, last.mirror?.failed], [2000, 2000]);
});

Deno.test("mirror() asks with HEAD where the listing does not tell size and time", async () => {
  const modified = "Last-Modified: Mon, 23 Nov 2026 12:00:00 GMT\r\n";
  const page = `<title>Index of /</title><a href="a">a</a><a href="b">b</a><a href="c">c</a>`;
  await using peer = startPeer(answering((head) => {
    if (head.startsWith("GET / ")) return answerOf(page, "text/html;charset=ISO-8859-1");
    const answer = answerOf("x", "text/plain", head.includes(" /c ") ? "" : modified);
    return head.startsWith("HEAD") ? answer.slice(0, -1) : answer;
  }));
  await using folder = await TempFolder.create();
  await mirrorInto(folder.path, peer.url("/"));
  Deno.writeTextFileSync(folder.file("b"), "changed");
  peer.heads.splice(0);
  const { last } = await mirrorInto(folder.path, peer.url("/"));
  assertEquals(last.mirror, { fetched: 2, unchanged: 1, failed: 0, octets: 2 });
  const asked = peer.heads.map((head) => head.split(" HTTP", 1)[0]);
  assert(asked.includes("HEAD /a") && !asked.includes("GET /a"), asked.join());
  assertEquals(treeOf(folder.path), { a: "x", b: "x", c: "x" });
});
