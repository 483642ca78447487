// A crowd: thousands of connections to one program, which hold on while other users work.
//
// Contract: where there is no /proc, or fewer descriptors than `DESCRIPTORS` are permitted, `whyNoCrowd`
// says so. Disposing lets go of all connections.

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { NEXT } from "../support/leaks.ts";
import { RawClient } from "../support/raw.ts";
import { makeFolder } from "../support/server.ts";
import { ServeProgram } from "../support/serve_program.ts";

const MIB = 1024 * 1024;
/** More than the socket buffers of both ends take; what it has in its middle takes no room on a disk. */
export const LARGE_OCTETS = 64 * MIB;
/** For 10,000 connections, or 5,000 with a file each, and whatever there is besides. */
const DESCRIPTORS = 11_000;
/** Connections that are made at once; fewer than the system keeps for a program that is busy. */
const AT_ONCE = 200;

/** Why there can be no crowd here, in a few words; undefined where there can be one. */
export function whyNoCrowd(): string | undefined {
  if (Deno.build.os !== "linux") return "there is no /proc";
  const [, soft, hard] = /^Max open files +(\d+) +(\d+)/m.exec(
    Deno.readTextFileSync("/proc/self/limits"),
  ) ?? [];
  const permitted = Math.min(Number(soft), Number(hard)); // Deno raises the soft one for itself
  return permitted >= DESCRIPTORS ? undefined : `${permitted} open files are permitted`;
}

/** Many connections. */
export class Crowd implements Disposable {
  readonly clients: RawClient[] = [];

  /** Connects so many clients, each of which does something first. */
  static async connect(
    port: number,
    count: number,
    first: (client: RawClient, index: number) => Promise<void>,
  ): Promise<Crowd> {
    const crowd = new Crowd();
    let index = 0;
    const join = async (): Promise<void> => {
      for (let own; (own = index++) < count;) {
        const client = await RawClient.connect(port);
        crowd.clients[own] = client;
        await first(client, own);
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, join));
      return crowd;
    } catch (fault) {
      crowd[Symbol.dispose]();
      throw fault;
    }
  }

  [Symbol.dispose](): void {
    this.clients.forEach((client) => client[Symbol.dispose]()); // there may be gaps
  }
}

/** Text in which no part is like another. */
const DATA = Array.from({ length: 20_000 }, (_, line) => `${line}\n`).join("");
/** Little enough to be sent in one write. */
const PAGE = DATA.slice(0, 3_000);

/** What a user asks for, in this order, and what has to come of it. */
const WORK: readonly (readonly [request: string, status: number, content: string])[] = [
  ["GET /next.txt", 200, NEXT["next.txt"]],
  ["GET /page.txt", 200, PAGE],
  ["GET /data.txt", 200, DATA],
  ["HEAD /data.txt", 200, ""],
  ["GET /data.txt HTTP/1.1\r\nRange: bytes=10000-49999", 206, DATA.slice(10_000, 50_000)],
  ["GET /absent", 404, "File not found"],
  ["GET /next.txt", 200, NEXT["next.txt"]],
];

/** What work there is, a file that is large, and the program that serves them. */
export async function withProgram(
  args: readonly string[],
  use: (program: ServeProgram) => Promise<void>,
): Promise<void> {
  const folder = makeFolder({ "large.bin": "", "page.txt": PAGE, "data.txt": DATA, ...NEXT });
  try {
    Deno.truncateSync(join(folder, "large.bin"), LARGE_OCTETS);
    const own = [folder, "--port", "0", "--metrics", "/metrics"];
    const before = "ulimit -S -n $(ulimit -H -n)";
    await using program = await ServeProgram.start([...own, ...args], { before });
    await use(program);
    assertEquals(program.stderr, "");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** So many users do their work, each on a connection; fails unless each answer is whole and right. */
export async function work(port: number, users: number): Promise<void> {
  await Promise.all(Array.from({ length: users }, async () => {
    using client = await RawClient.connect(port);
    for (const [request, status, expected] of WORK) {
      const [line, ...fields] = request.split("\r\n");
      const asked = line!.includes(" HTTP/") ? line! : `${line} HTTP/1.1`;
      await client.send(`${[asked, ...fields].join("\r\n")}\r\nHost: x\r\n\r\n`);
      const { head, content } = await client.response(request.startsWith("HEAD "));
      assertEquals(Number(head.split(" ")[1]), status);
      assert(content === expected, `${content.length} octets for ${request}`);
    }
  }));
}

/** How many connections the program counts, besides the one that asks. */
export async function connectionsOf({ port }: ServeProgram): Promise<number> {
  using client = await RawClient.connect(port);
  await client.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  const { content } = await client.response();
  return Number(/^ferry_connections (\d+)$/m.exec(content)?.[1]) - 1;
}

/** Waits until no more connections are left than so many. */
export async function untilLeft(program: ServeProgram, connections: number): Promise<void> {
  while (await connectionsOf(program) > connections) {
    await new Promise((resume) => setTimeout(resume, 100));
  }
}
