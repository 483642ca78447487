// What is made on request: listings, archives, compressed content.

import type { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import {
  anyOf,
  collect,
  contentOf,
  converse,
  expectStatus,
  type Load,
  pathsIn,
  type Target,
} from "../target.ts";

const FOLDER = "/tree/a/";
const DECODERS: Readonly<Record<string, (octets: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  zstd: zstdDecompressSync,
};
const ARCHIVES = ["/tree/?archive=zip", "/tree/?archive=tar"];

/** Asks on a connection of its own. @returns the content of a 200, and how it is encoded */
async function made(target: Target, path: string, fields = ""): Promise<[Buffer, string]> {
  using peer = await converse(target);
  const head = await peer.ask(path, { fields });
  expectStatus(head, 200);
  return [await collect(peer, head), head.fields.get("content-encoding") ?? ""];
}

async function listing(target: Target): Promise<void> {
  const paths = pathsIn(target, "tree").filter((path) => path.startsWith(FOLDER));
  const names = paths.map((path) => path.slice(FOLDER.length));
  const [html] = await made(target, FOLDER, "Accept: text/html\r\n");
  const absent = names.find((name) => !html.includes(encodeURIComponent(name)));
  if (absent !== undefined) throw new Error(`${absent} is not in the page`);
  const [json] = await made(target, FOLDER, "Accept: application/json\r\n");
  const { entries } = JSON.parse(json.toString()) as { entries: { name: string }[] };
  const listed = entries.map(({ name }) => name);
  if (listed.sort().join() !== names.sort().join()) throw new Error(`other names: ${listed}`);
}

/** Digests of the archives, by path. */
const archives = new Map<string, string>();

/** What is archived does not change, so neither does the archive. */
async function archive(target: Target): Promise<void> {
  const path = anyOf(ARCHIVES);
  const [octets] = await made(target, path);
  const total = pathsIn(target, "tree").reduce((sum, path) => {
    return sum + contentOf(target, path).length;
  }, 0);
  if (octets.length < total) throw new Error(`${octets.length} octets of an archive of ${total}`);
  const digest = createHash("sha256").update(octets).digest("hex");
  if (digest !== (archives.get(path) ?? digest)) throw new Error(`${path} is another one`);
  archives.set(path, digest);
}

async function compressed(target: Target): Promise<void> {
  const path = anyOf(pathsIn(target, "text").filter((path) => path.endsWith(".css")));
  const [coding, decode] = anyOf(Object.entries(DECODERS));
  const [octets, told] = await made(target, path, `Accept-Encoding: ${coding}\r\n`);
  if (told !== coding) throw new Error(`${path} came as ${told || "it is"} instead of ${coding}`);
  if (!decode(octets).equals(contentOf(target, path))) throw new Error(`other content in ${path}`);
}

export const MADE_LOADS: readonly Load[] = [
  { name: "listings", parallel: 1, pauseMs: 100, round: listing },
  { name: "archives", parallel: 1, pauseMs: 800, round: archive },
  { name: "compressed", parallel: 1, pauseMs: 50, round: compressed },
];
