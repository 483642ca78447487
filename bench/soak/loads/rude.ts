// Peers that break the rules, or keep the server waiting; and those that look whether it is well.

import { anyOf, collect, converse, expectStatus, type Load, type Target } from "../target.ts";

const HOST = "Host: localhost\r\n";

/** Heads, and the status each of them has to have. */
const MALFORMED: readonly (readonly [head: string, status: number])[] = [
  ["GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400],
  ["GET / HTTP/1.1\r\n\r\n", 400],
  [`GET / HTTP/1.1\r\n${HOST}${HOST}\r\n`, 400],
  [`GET / HTTP/1.1\r\n${HOST}Field : x\r\n\r\n`, 400],
  [`GET / HTTP/1.1\r\n${HOST} folded: x\r\n\r\n`, 400],
  [`GET / HTTP/1.1\r\n${HOST}Field: \0\r\n\r\n`, 400],
  [`POST / HTTP/1.1\r\n${HOST}Content-Length: 1, 2\r\n\r\n`, 400],
  [`POST / HTTP/1.1\r\n${HOST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, 400],
  [`POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: rot13\r\n\r\n`, 501],
  [`GET /${"x".repeat(10_000)} HTTP/1.1\r\n${HOST}\r\n`, 414],
  [`GET / HTTP/1.1\r\n${HOST}${"Field: x\r\n".repeat(200)}\r\n`, 431],
  [`GET / HTTP/2.1\r\n${HOST}\r\n`, 505],
];

/** Beginnings that nothing follows; none at all is one of them. */
const BEGINNINGS = ["", "G", "GET / HTTP/1.1\r\nHo", `GET / HTTP/1.1\r\n${HOST}`];

async function malformed(target: Target): Promise<void> {
  const [text, status] = anyOf(MALFORMED);
  using peer = await converse(target);
  await peer.send(text);
  try {
    expectStatus(await peer.head(), status);
  } catch (error) {
    throw new Error(`${JSON.stringify(text.slice(0, 80))}: ${(error as Error).message}`);
  }
  await peer.end();
}

/** The server has to end it. */
async function silent(target: Target): Promise<void> {
  using peer = await converse(target);
  await peer.send(anyOf(BEGINNINGS));
  await peer.end();
}

async function gone(target: Target): Promise<void> {
  using peer = await converse(target);
  await peer.send(anyOf(BEGINNINGS));
}

async function health(target: Target): Promise<void> {
  using peer = await converse(target);
  for (const [path, mark] of [["/health", "ok"], ["/metrics", "ferry_requests_total"]] as const) {
    const head = await peer.ask(path);
    expectStatus(head, 200);
    if (!(await collect(peer, head)).includes(mark)) throw new Error(`${path} has no ${mark}`);
  }
}

export const RUDE_LOADS: readonly Load[] = [
  { name: "malformed", parallel: 1, pauseMs: 40, round: malformed },
  { name: "silent", parallel: 8, pauseMs: 300, round: silent },
  { name: "gone", parallel: 1, pauseMs: 80, round: gone },
  { name: "health and metrics", parallel: 1, pauseMs: 2000, round: health },
];
