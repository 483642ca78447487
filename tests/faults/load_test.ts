// Load: thousands of connections that are held, and floods of peers that are slow on purpose. Others work
// all the while, and nothing is left of it at the end. By the program, with limits raised as permitted.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { outside, residentOctets, survive } from "../support/leaks.ts";
import type { RawClient } from "../support/raw.ts";
import type { ServeProgram } from "../support/serve_program.ts";
import {
  connectionsOf,
  Crowd,
  LARGE_OCTETS,
  untilLeft,
  whyNoCrowd,
  withProgram,
  work,
} from "./crowd.ts";

const whyNot = whyNoCrowd();
if (whyNot !== undefined) console.warn(`tests of load are skipped: ${whyNot}`);
const ignore = whyNot !== undefined;

const KIB = 1024;
const GET = "GET /next.txt HTTP/1.1\r\nHost: x\r\n\r\n";
const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms));

async function getNext(client: RawClient): Promise<void> {
  await client.send(GET);
  assertEquals((await client.response()).content, "next");
}

const HELD = 10_000;
const USERS = 100;

Deno.test({
  name: "fault: load: 10,000 connections are held while 100 more do work",
  ignore,
  fn: () =>
    withProgram(
      ["--quiet", "--idle-timeout", "1h", "--max-connections", "11000"],
      (program) =>
        survive(outside(program), async () => {
          await work(program.port, USERS);
          const before = residentOctets(program.child.pid);
          using crowd = await Crowd.connect(program.port, HELD, getNext);
          const each = (residentOctets(program.child.pid) - before) / HELD;
          assert(each < 40 * KIB, `${each} octets of memory for each connection`);
          await work(program.port, USERS);
          assertEquals(await connectionsOf(program), HELD);
          for (let at = 0; at < HELD; at += 97) await getNext(crowd.clients[at]!);
          crowd[Symbol.dispose]();
          await untilLeft(program, 0);
        }),
    ),
});

const FLOOD = 5_000;

/** Peers that are slow on purpose. */
interface Flood {
  /** The option that sets how long they are borne. */
  readonly limit: string;
  readonly args: readonly string[];
  /** What each of them does first. */
  readonly first: (client: RawClient, index: number) => Promise<void>;
  /** What they do for as long as they are borne. */
  readonly meanwhile?: (crowd: Crowd, over: () => boolean) => Promise<void>;
  /** How much memory each may cost, in octets. */
  readonly octetsEach: number;
  /** Judges what became of them. */
  readonly end: (crowd: Crowd, program: ServeProgram) => Promise<void>;
}

/**
 * Lets users work while a flood stands, which is proven when they are done. On a machine so busy that it
 * had fallen before, there is another one, which is borne for longer.
 */
async function withstand(flood: Flood, borneMs = 8_000): Promise<void> {
  let stood = false;
  const args = [`${flood.limit}=${borneMs}ms`, ...flood.args];
  await withProgram(args, (program) =>
    survive(outside(program), async () => {
      await work(program.port, USERS);
      const before = residentOctets(program.child.pid);
      using crowd = await Crowd.connect(program.port, FLOOD, flood.first);
      let over = false;
      const meanwhile = flood.meanwhile?.(crowd, () => over);
      await work(program.port, USERS);
      stood = await connectionsOf(program) === FLOOD;
      await untilLeft(program, 0);
      over = true;
      await meanwhile;
      const each = (residentOctets(program.child.pid) - before) / FLOOD;
      assert(each < flood.octetsEach, `${each} octets of memory for each of them`);
      if (stood) await flood.end(crowd, program);
    }));
  if (stood) return;
  assert(borneMs < 60_000, "the flood does not stand");
  await withstand(flood, 3 * borneMs);
}

/** How heads are begun and not ended, and what comes of it. */
const SLOW_HEADS: readonly (readonly [sent: string, answer: RegExp])[] = [
  ["", /^$/],
  ["GET /next.txt HTTP/1.1\r\nHost: x\r\nA: ", /^HTTP\/1\.1 408 .*\r\nConnection: close\r\n/s],
  // Whoever sends on after the answer may be reset before it was read.
  ["GET /next.txt HTTP/1.1\r\nHost: x\r\nDrops: ", /^HTTP\/1\.1 408 |^reset$/],
];
const DROPS = 2;

Deno.test({
  name:
    "fault: load: a flood of 5,000 slow heads is answered with 408, and 100 users are served meanwhile",
  ignore,
  fn: () =>
    withstand({
      limit: "--header-timeout",
      args: ["--quiet"],
      first: (client, index) => client.send(SLOW_HEADS[index % SLOW_HEADS.length]![0]),
      async meanwhile({ clients }, over): Promise<void> {
        const dropping = clients.filter((_, index) => index % SLOW_HEADS.length === DROPS);
        while (!over()) {
          for (const client of dropping) await client.send("a").catch(() => {}); // let go of
          await pause(500);
        }
      },
      octetsEach: 40 * KIB,
      async end({ clients }): Promise<void> {
        for (const [index, client] of clients.entries()) {
          const answer = await client.rest().catch(() => "reset");
          assertMatch(answer, SLOW_HEADS[index % SLOW_HEADS.length]![1]);
        }
      },
    }),
});

Deno.test({
  name: "fault: load: a flood of 5,000 slow readers is cut, and 100 users are served meanwhile",
  ignore,
  fn: () =>
    withstand({
      limit: "--stall-timeout",
      args: ["--log-format", "json"],
      first: (client) => client.send("GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n"),
      async meanwhile({ clients }): Promise<void> {
        const some = clients.filter((_, index) => index % 10 === 0);
        await Promise.all(some.map(({ conn }) => conn.read(new Uint8Array(1)))); // and no more
      },
      octetsEach: 100 * KIB, // a piece of the file is not among it
      async end(_, program): Promise<void> {
        const cut = (): number =>
          program.log.map((line) => JSON.parse(line))
            .filter(({ target, octets }) => target === "/large.bin" && octets < LARGE_OCTETS)
            .length;
        await program.until(() => cut() === FLOOD);
      },
    }),
});
