// What changes while it is asked for: answers are whole, and of the present.

import { gunzipSync } from "node:zlib";
import { join } from "@std/path";
import { isLog, LOG, PAGE, versionOf, VISITORS } from "../site.ts";
import { anyOf, collect, converse, expectStatus, type Load, type Target } from "../target.ts";

/** What was on the disk so long before it was asked for has to be known; ferry promises 150 ms. */
const KNOWN_MS = 1500;

async function page(target: Target): Promise<void> {
  const path = join(target.site, PAGE);
  const ageMs = Date.now() - (Deno.statSync(path).mtime?.getTime() ?? NaN);
  const onDisk = versionOf(Deno.readTextFileSync(path));
  const due = ageMs > KNOWN_MS ? onDisk : onDisk - 1;
  using peer = await converse(target);
  for (const fields of ["", "Accept-Encoding: gzip\r\n"]) {
    const head = await peer.ask(`/${PAGE}`, { fields });
    expectStatus(head, 200);
    const octets = await collect(peer, head);
    const isCoded = head.fields.get("content-encoding") === "gzip";
    const version = versionOf((isCoded ? gunzipSync(octets) : octets).toString());
    if (version < due) throw new Error(`version ${version}, when ${due} was on the disk`);
  }
}

async function log(target: Target): Promise<void> {
  using peer = await converse(target);
  const head = await peer.ask(`/${LOG}`);
  expectStatus(head, 200);
  if (!isLog((await collect(peer, head)).toString())) throw new Error("the log is torn");
}

async function visitor(target: Target): Promise<void> {
  const name = anyOf(VISITORS);
  using peer = await converse(target);
  const head = await peer.ask(`/${name}`);
  expectStatus(head, 200, 404);
  const content = (await collect(peer, head)).toString();
  if (head.status === 200 && content !== name) throw new Error(`${name} holds ${content}`);
}

export const CHANGING_LOADS: readonly Load[] = [
  { name: "a page that is replaced", parallel: 2, pauseMs: 60, round: page },
  { name: "a log that grows", parallel: 1, pauseMs: 150, round: log },
  { name: "files that come and go", parallel: 2, pauseMs: 60, round: visitor },
];
