// Leaks: what no fault may leave behind, in this process or in a program that a test has started.
//
// Contract: `survive` lets something go wrong, and fails unless the server answers the next request,
// has no connection left, and holds no more files and sockets than before. Timers are the business of
// Deno's own sanitizers.

import { assert } from "@std/assert";
import { converse } from "./raw.ts";
import type { ServeProgram } from "./serve_program.ts";
import type { TestServer } from "./server.ts";

/** A process: this one, or another one by its number. */
export type Process = number | "self";

/** What a server that is to survive has among its files: the next request asks for it. */
export const NEXT = { "next.txt": "next" };

/** A server that is to survive. */
export interface Survivor {
  readonly port: number;
  readonly process: Process;
  /** How many connections it has, where it can be asked. */
  readonly connections: () => number;
  /** Fails unless it answers; by default a request without TLS. */
  readonly serves?: () => Promise<void>;
}

/** How long to wait for what was let go of, in milliseconds; only a leak takes so long. */
const PATIENCE_MS = 10_000;

/** The files and sockets that a process has open; none where there is no /proc to see them in. */
export function openFiles(process: Process): string[] {
  if (Deno.build.os !== "linux") return [];
  const folder = `/proc/${process}/fd`;
  const found: string[] = [];
  for (const { name } of Deno.readDirSync(folder)) {
    try {
      const to = Deno.readLinkSync(`${folder}/${name}`);
      if (/^(?:socket:|\/(?!proc\/|dev\/))/.test(to)) found.push(to);
    } catch {
      // closed since, as the folder itself
    }
  }
  return found;
}

/** The memory that a process has resident, in octets. Only where there is a /proc. */
export function residentOctets(process: Process): number {
  const status = Deno.readTextFileSync(`/proc/${process}/status`);
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
}

/** Waits until the condition holds; fails with what `tell` says when it never does. */
export async function until(condition: () => boolean, tell: () => string): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; !condition();) {
    assert(performance.now() < endMs, tell());
    await new Promise((resume) => setTimeout(resume, 5));
  }
}

/** Waits until a process holds no more than it did. @throws {AssertionError} that tells what is left */
export async function untilClosed(process: Process, before: readonly string[]): Promise<void> {
  const left = (): string[] => openFiles(process).filter((file) => !before.includes(file));
  const tell = (): string => `left open: ${left().join(", ")}`;
  await until(() => openFiles(process).length <= before.length, tell);
}

/** Asks for NEXT, and for no more. */
export const GET_NEXT = "GET /next.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/** Fails unless the server answers. */
export async function assertServes(port: number): Promise<void> {
  const answer = await converse(port, GET_NEXT);
  assert(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("\r\n\r\nnext"), answer);
}

/** Lets something go wrong, and makes sure that the server is as it was before. */
export async function survive(survivor: Survivor, fault: () => Promise<void>): Promise<void> {
  const { port, process, connections, serves = () => assertServes(port) } = survivor;
  await serves();
  await until(() => connections() === 0, () => "a connection from before");
  const before = openFiles(process);
  await fault();
  await serves();
  await until(() => connections() === 0, () => `${connections()} connections are left`);
  await untilClosed(process, before);
}

/** A server of this process. */
export function inside({ port, server }: TestServer): Survivor {
  return { port, process: "self", connections: () => server.connections };
}

/** A program; its connections are among its open files. */
export function outside({ port, child }: ServeProgram): Survivor {
  return { port, process: child.pid, connections: () => 0 };
}
