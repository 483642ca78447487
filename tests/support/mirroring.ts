// Mirrors as tests call them: a folder of its own, short waits, trees compared as text.

import { mirror } from "../../get/mirror/mirror.ts";
import { mirrorTarget } from "../../get/mirror/local_folder.ts";
import type { Outcome } from "../../get/outcome.ts";
import { Requester } from "../../get/requester.ts";
import type { GetOptions } from "../../get/settings.ts";
import { FileDestination } from "../../get/files/destination.ts";
import { testOptions } from "./download.ts";
import { answering, type Peer, startPeer } from "./peer.ts";

/** What came of a mirror. */
export interface Mirrored {
  /** Of files, and of what failed. */
  readonly outcomes: readonly Outcome[];
  /** Of the folder. */
  readonly last: Outcome;
  /** What failed: the URL's path, and why. */
  readonly failures: readonly string[];
}

/** What a test may want otherwise. */
export interface MirrorOptions extends GetOptions {
  /** Called with each outcome as it comes. */
  readonly each?: (outcome: Outcome) => void;
}

/** Mirrors a URL into a folder; retries nothing unless told to. */
export async function mirrorInto(
  folder: string | undefined,
  url: string,
  { each, ...options }: MirrorOptions = {},
): Promise<Mirrored> {
  const retry = { times: 0, firstDelayMs: 1 };
  const nowhere = new FileDestination("unused");
  using requester = new Requester(testOptions(nowhere, { retry, connections: 4, ...options }));
  const asked = new URL(url);
  const signal = options.signal ?? new AbortController().signal;
  const outcomes: Outcome[] = [];
  for await (const outcome of mirror(asked, mirrorTarget(asked, folder), requester, signal)) {
    each?.(outcome);
    outcomes.push(outcome);
  }
  const last = outcomes.pop()!;
  return { outcomes, last, failures: outcomes.flatMap(failureText).sort() };
}

function failureText({ error, status = 0, url }: Outcome): string[] {
  const { pathname } = new URL(url);
  if (error !== undefined) return [`${pathname} ${error.name}: ${error.message}`];
  return status >= 400 ? [`${pathname} ${status}`] : [];
}

/** All that is in a folder: each path with the file's content, `/` for a folder, `@` for a link. */
export function treeOf(folder: string, path = ""): Record<string, string> {
  const tree: Record<string, string> = {};
  const entries = [...Deno.readDirSync(`${folder}/${path}`)];
  for (const { name, isDirectory, isSymlink } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const below = path === "" ? name : `${path}/${name}`;
    if (isSymlink) tree[below] = "@";
    else if (!isDirectory) tree[below] = Deno.readTextFileSync(`${folder}/${below}`);
    else Object.assign(tree, { [below]: "/" }, treeOf(folder, below));
  }
  return tree;
}

/** A listing as ferry writes it. */
export function listingOf(...names: readonly string[]): string {
  const entries = names.map((name) =>
    name.endsWith("/")
      ? { name: name.slice(0, -1), type: "directory" }
      : { name, type: "file", size: 1, mtime: "2026-11-23T12:00:00.000Z" }
  );
  return JSON.stringify({ path: "/", entries });
}

/** An answer with its length. */
export function answerOf(content: string, type = "application/json", more = ""): string {
  const length = new TextEncoder().encode(content).length;
  const head =
    `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n${more}\r\n`;
  return head +
    Array.from(new TextEncoder().encode(content), (o) => String.fromCharCode(o)).join("");
}

/** The content `x`. */
export const FILE = answerOf("x", "text/plain");

/** A peer that gives these answers, by path, and 404 for what is not among them. */
export function startAnswers(answers: Readonly<Record<string, string>>): Peer {
  return startPeer(answering((head) => {
    const [, path = ""] = head.split(" ", 2);
    return answers[path] ?? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
  }));
}

/** An answer that leads elsewhere. */
export function redirectTo(location: string): string {
  return `HTTP/1.1 301 Moved\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`;
}
