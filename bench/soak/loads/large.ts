// Large files: whole, broken off, read slowly, and not read at all.

import type { Taker } from "../conversation.ts";
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

/** The largest: more than the buffers of both ends hold. */
const LARGEST = "/large/0.bin";
const SLOW_PAUSE_MS = 100;
const SLOW_MS = 25_000;
/** The server gives up after 30 s without progress, later when its machine is busy. */
const STALLED_MS = 75_000;
const LOOK_MS = 500;

/** Thrown to break off. */
class Enough extends Error {}

async function whole(target: Target): Promise<void> {
  const path = anyOf(pathsIn(target, "large"));
  using peer = await converse(target);
  const head = await peer.ask(path);
  expectStatus(head, 200);
  await expectContent(peer, head, contentOf(target, path));
}

/** Compares with the beginning of the largest until `isEnough` says so, and breaks off. */
async function beginning(
  target: Target,
  isEnough: (octets: number) => boolean | Promise<boolean>,
): Promise<void> {
  const expected = contentOf(target, LARGEST);
  let at = 0;
  const take: Taker = async (octets) => {
    if (octets.compare(expected, at, at + octets.length) !== 0) throw new Error("other content");
    at += octets.length;
    if (await isEnough(at)) throw new Enough();
  };
  using peer = await converse(target);
  const head = await peer.ask(LARGEST);
  expectStatus(head, 200);
  try {
    await peer.content(head, take);
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
}

function brokenOff(target: Target): Promise<void> {
  const enough = Math.random() * contentOf(target, LARGEST).length;
  return beginning(target, (octets) => octets > enough);
}

function slow(target: Target): Promise<void> {
  const endMs = performance.now() + Math.random() * SLOW_MS;
  return beginning(target, async () => {
    await pause(SLOW_PAUSE_MS);
    return target.isOver() || performance.now() > endMs;
  });
}

/** It hears of the end when it reads again, behind what was on its way. */
async function stalled(target: Target): Promise<void> {
  using peer = await converse(target);
  const head = await peer.ask(LARGEST);
  expectStatus(head, 200);
  for (let waitedMs = 0; waitedMs < STALLED_MS; waitedMs += LOOK_MS) {
    if (target.isOver()) return;
    await pause(LOOK_MS);
  }
  const isWhole = await peer.content(head, () => {}).then(() => true, () => false);
  if (isWhole) throw new Error("the server waited for a peer that read nothing");
}

export const LARGE_LOADS: readonly Load[] = [
  { name: "large files", parallel: 1, pauseMs: 1000, round: whole },
  { name: "broken off", parallel: 2, pauseMs: 1000, round: brokenOff },
  { name: "slow readers", parallel: 6, pauseMs: 200, round: slow },
  { name: "stalled readers", parallel: 4, pauseMs: 1000, round: stalled },
];
