// Small files: asked for again and again, in part, in vain, many at once, and on connections of their own.

import type { Conversation } from "../conversation.ts";
import {
  anyOf,
  contentOf,
  converse,
  expectContent,
  expectStatus,
  type Load,
  pathsIn,
  pause,
  type Target,
} from "../target.ts";

/** Requests on a connection that persists; so many come close together. */
const REQUESTS = 500;
const BURST = 10;
const BURST_PAUSE_MS = 20;
/** Requests in one write, and writes on a connection. */
const [PIPELINED, WRITES] = [16, 20];
const MISSING_NAMES = 1000;

type Exchange = (target: Target, peer: Conversation, path: string) => Promise<void>;

const whole: Exchange = async (target, peer, path) => {
  const head = await peer.ask(path);
  expectStatus(head, 200);
  await expectContent(peer, head, contentOf(target, path));
};

const notModified: Exchange = async (_target, peer, path) => {
  const described = await peer.ask(path, { method: "HEAD" });
  expectStatus(described, 200);
  const fields = `If-None-Match: ${described.fields.get("etag")}\r\n`;
  expectStatus(await peer.ask(path, { fields }), 304);
};

const range: Exchange = async (target, peer, path) => {
  const content = contentOf(target, path);
  const first = Math.floor(Math.random() * content.length);
  const last = first + Math.floor(Math.random() * (content.length - first));
  const head = await peer.ask(path, { fields: `Range: bytes=${first}-${last}\r\n` });
  expectStatus(head, 206);
  if (head.fields.get("content-range") !== `bytes ${first}-${last}/${content.length}`) {
    throw new Error(`another range: ${head.fields.get("content-range")}`);
  }
  await expectContent(peer, head, content.subarray(first, last + 1));
};

const missing: Exchange = async (_target, peer) => {
  const head = await peer.ask(`/hot/missing-${Math.floor(Math.random() * MISSING_NAMES)}.html`);
  expectStatus(head, 404);
  await peer.content(head, () => {});
};

const refused: Exchange = async (_target, peer, path) => {
  const head = await peer.ask(path, { method: "DELETE" });
  expectStatus(head, 405);
  await peer.content(head, () => {});
};

const MIX = [whole, whole, whole, whole, whole, notModified, range, missing, refused];

async function persistent(target: Target): Promise<void> {
  const paths = pathsIn(target, "hot");
  using peer = await converse(target);
  for (let count = 1; count <= REQUESTS && !target.isOver(); count++) {
    await anyOf(MIX)(target, peer, anyOf(paths));
    if (count % BURST === 0) await pause(BURST_PAUSE_MS);
  }
}

async function pipelined(target: Target): Promise<void> {
  using peer = await converse(target);
  for (let write = 0; write < WRITES; write++) {
    const paths = Array.from({ length: PIPELINED }, () => anyOf(pathsIn(target, "hot")));
    await peer.send(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(""));
    for (const path of paths) {
      const head = await peer.head();
      expectStatus(head, 200);
      await expectContent(peer, head, contentOf(target, path));
    }
  }
}

async function fresh(target: Target): Promise<void> {
  const path = anyOf(pathsIn(target, "hot"));
  using peer = await converse(target);
  const head = await peer.ask(path, { fields: "Connection: close\r\n" });
  expectStatus(head, 200);
  await expectContent(peer, head, contentOf(target, path));
  await peer.end();
}

export const SMALL_LOADS: readonly Load[] = [
  { name: "small files", parallel: 4, pauseMs: 50, round: persistent },
  { name: "pipelining", parallel: 1, pauseMs: 1000, round: pipelined },
  { name: "new connections", parallel: 2, pauseMs: 20, round: fresh },
];
