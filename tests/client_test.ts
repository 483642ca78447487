// The client on real sockets, against peers that keep to the rules and peers that do not.

import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import type { FerryError } from "../http/wire/errors.ts";
import { ProtocolError, TruncatedError } from "../http/wire/errors.ts";
import { TimeoutError, TransportError } from "../io/errors.ts";
import {
  InterruptedError,
  OvertimeError,
  SchemeError,
  UnansweredError,
  UrlError,
} from "../get/errors.ts";
import { download, PATIENT } from "./support/download.ts";
import {
  answering,
  answeringOnce,
  type PeerConnection,
  startPeer,
  startResettingPeer,
} from "./support/peer.ts";

const OK = "HTTP/1.1 200 OK\r\n";
const HELLO = `${OK}Content-Length: 5\r\n\r\nhello`;
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

type Kind = new (...values: never[]) => FerryError;

Deno.test("get() gives the content of every framing, whole or octet by octet", async () => {
  const table: [answer: string, content: string][] = [
    [HELLO, "hello"],
    [`${OK}Content-Length: 0\r\n\r\n`, ""],
    [`${CHUNKED}2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n`, "hello"],
    [`${CHUNKED}5\r\nhello\r\n0\r\nA: b\r\n\r\n`, "hello"],
    [`${OK}\r\nhello`, "hello"],
    ["HTTP/1.0 200 OK\r\n\r\nhello", "hello"],
    ["HTTP/1.1 200 OK\n\nhello", "hello"],
    ["\nHTTP/1.1 200 OK\n\nhello", "hello"],
    ["HTTP/1.1 200\r\n\r\nhello", "hello"],
    ["HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", ""],
    [`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n${HELLO}`, "hello"],
    [`${OK}Content-Length: 2\r\n\r\nhello`, "he"],
  ];
  for (const [answer, content] of table) {
    for (const slow of [false, true]) {
      await using peer = startPeer(async (connection) => {
        await connection.readHead();
        await (slow ? connection.sendOctets(answer) : connection.send(answer));
      });
      const { outcome, sinks, content: got } = await download(peer.url());
      assertEquals(outcome.error, undefined, answer);
      assertEquals([got, outcome.octets, sinks], [content, content.length, [1, 1]], answer);
    }
  }
});

Deno.test("get() tells each way to break off or to break the rules", async () => {
  const lines = (count: number): string => "A: b\r\n".repeat(count);
  const table: [answer: string, kind: Kind, content: string][] = [
    [`${OK}Content-Length: 9\r\n\r\nhello`, TruncatedError, "hello"],
    [`${CHUNKED}9\r\nhello`, TruncatedError, "hello"],
    [`${CHUNKED}5\r\nhello`, TruncatedError, "hello"],
    [`${CHUNKED}5\r\nhello\r\n`, TruncatedError, "hello"],
    [`${CHUNKED}5\r\nhello\r\n0\r\n`, TruncatedError, "hello"],
    ["HTTP/1.1 200 OK\r\nContent-", TruncatedError, ""],
    ["HTTP/1.1 100 Continue\r\n\r\n", UnansweredError, ""],
    ["", UnansweredError, ""],
    ["SSH-2.0-OpenSSH\r\n", ProtocolError, ""],
    ["<html>", ProtocolError, ""],
    ["HTTP/2.0 200 OK\r\n\r\n", ProtocolError, ""],
    ["HTTP/1.1 20 OK\r\n\r\n", ProtocolError, ""],
    ["HTTP/1.1 101 Switching Protocols\r\n\r\n", ProtocolError, ""],
    ["HTTP/1.1 100 Continue\r\n\r\n".repeat(17) + HELLO, ProtocolError, ""],
    [`${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`, ProtocolError, ""],
    [`${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`, ProtocolError, ""],
    [`${OK}Content-Length: 5, 5\r\n\r\nhello`, ProtocolError, ""],
    [`${OK}Content-Length: -5\r\n\r\nhello`, ProtocolError, ""],
    [`${OK}Content-Length: 99999999999999999\r\n\r\nhello`, ProtocolError, ""],
    [`${OK}Transfer-Encoding: gzip, chunked\r\n\r\n`, ProtocolError, ""],
    [`${CHUNKED}xyz\r\n`, ProtocolError, ""],
    [`${CHUNKED}2\r\nhello\r\n`, ProtocolError, "he"],
    [`${OK}${lines(101)}\r\n`, ProtocolError, ""],
    [`${OK}A: ${"b".repeat(40_000)}`, ProtocolError, ""],
    [`HTTP/1.1 200 ${"b".repeat(9_000)}`, ProtocolError, ""],
  ];
  for (const [answer, kind, content] of table) {
    await using peer = startPeer(answeringOnce(answer));
    const { outcome, sinks, content: got } = await download(peer.url());
    const name = answer.slice(0, 80);
    assertInstanceOf(outcome.error, kind, name);
    assert(kind !== UnansweredError || outcome.error.cause === undefined, name);
    assert(content.startsWith(got), name);
    assertEquals(sinks[0], sinks[1], name);
  }
});

Deno.test("get() tells of a reset before and amid the answer", async () => {
  const table: [sent: string, kind: Kind][] = [
    ["", UnansweredError],
    [HELLO.slice(0, -2), TransportError],
  ];
  for (const [sent, kind] of table) {
    await using peer = await startResettingPeer(sent);
    const { error } = (await download(peer.url)).outcome;
    assertInstanceOf(error, kind, sent);
    const failed = error instanceof UnansweredError ? error.cause : error;
    assertInstanceOf(failed, TransportError);
    assertEquals(failed.phase, "read");
  }
});

Deno.test("get() sends the fields of its own and the user's in their place", async () => {
  const table: [fields: [string, string][], expected: string[]][] = [
    [[], ["Host: HOST", "User-Agent: ferry/test", "Accept: */*", "Accept-Encoding: identity"]],
    [
      [["accept", "text/html"], ["X-A", "Ã¼"], ["User-Agent", ""]],
      ["Host: HOST", "accept: text/html", "Accept-Encoding: identity", "X-A: Ã¼"],
    ],
    [
      [["Host", "other"], ["X-A", "1"], ["X-A", "2"]],
      ["Host: other", "User-Agent: ferry/test", "Accept: */*", "Accept-Encoding: identity"]
        .concat("X-A: 1", "X-A: 2"),
    ],
  ];
  for (const [fields, expected] of table) {
    await using peer = startPeer(answering(() => HELLO));
    await download(peer.url("/a%20b?c=d#e"), { fields });
    const [line, ...rest] = peer.heads[0]!.split("\r\n");
    assertEquals(line, "GET /a%20b?c=d HTTP/1.1");
    const named = expected.map((field) => field.replace("HOST", `127.0.0.1:${peer.port}`));
    assertEquals(rest, [...named, "", ""]);
  }
});

Deno.test("get() makes Basic credentials of the URL's and shows them to nobody", async () => {
  await using peer = startPeer(answering(() => HELLO));
  const { outcome } = await download(peer.url("/").replace("//", "//us%65r:p%40ss@"));
  assert(peer.heads[0]!.includes(`\r\nAuthorization: Basic ${btoa("user:p@ss")}\r\n`));
  assertEquals(outcome.url, peer.url("/"));
});

Deno.test("get() goes on to the next URL after a failure", async () => {
  await using peer = startPeer(answering(() => HELLO));
  const { outcomes, content } = await download(["nonsense", "ftp://x/", peer.url()]);
  assertInstanceOf(outcomes[0]?.error, UrlError);
  assertInstanceOf(outcomes[1]?.error, SchemeError);
  assertEquals(outcomes[2]?.error, undefined);
  assertEquals(content, "hello");
});

Deno.test("get() ends for silence, for the total time, and when told to", async () => {
  const hold = async (connection: PeerConnection): Promise<void> => {
    await connection.readHead();
    await connection.send(HELLO.slice(0, -2));
    await connection.hold();
  };
  await using peer = startPeer(hold);
  const soon = { ...PATIENT, idleMs: 200 };
  assertInstanceOf((await download(peer.url(), { timeouts: soon })).outcome.error, TimeoutError);

  const total = { ...PATIENT, totalMs: 300 };
  assertInstanceOf((await download(peer.url(), { timeouts: total })).outcome.error, OvertimeError);

  const controller = new AbortController();
  const progress = (): void => controller.abort("enough");
  const { signal } = controller;
  const urls = [peer.url("/1"), peer.url("/2")];
  const { outcomes, sinks } = await download(urls, { signal, observer: { progress } });
  assertEquals(outcomes.length, 1);
  assertInstanceOf(outcomes[0]?.error, InterruptedError);
  assertEquals([outcomes[0].error.cause, sinks], ["enough", [1, 1]]);
});

Deno.test("get() calls nothing silent that still trickles", async () => {
  await using peer = startPeer(async (connection) => {
    await connection.readHead();
    await connection.send(`${OK}Content-Length: 12\r\n\r\n`);
    for (let count = 0; count < 12; count++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await connection.send("x");
    }
  });
  const timeouts = { ...PATIENT, idleMs: 1_000 };
  const { outcome, content } = await download(peer.url(), { timeouts });
  assertEquals([outcome.error, content], [undefined, "x".repeat(12)]);
});

Deno.test("get() gives the head and the progress to its observer", async () => {
  await using peer = startPeer(answeringOnce(`\r\n${HELLO}`));
  const seen: string[] = [];
  const decoder = new TextDecoder();
  await download(peer.url("/x"), {
    observer: {
      request: (uri, head): void => void seen.push(`${uri.pathname} ${head.length > 20}`),
      answer: (_, head): void => void seen.push(decoder.decode(head)),
      progress: (_, octets, complete): void => void seen.push(`${octets} of ${complete}`),
    },
  });
  assertEquals(seen, ["/x true", HELLO.slice(0, -5), "5 of 5"]);
});
