// What a load is given: a server, the site behind it, and what every load asks of an answer.

import { Buffer } from "node:buffer";
import { type Address, Conversation, type Head } from "./conversation.ts";
import type { Contents } from "./site.ts";
import type { Tally } from "./tally.ts";

/** A server under load. */
export interface Target extends Address {
  /** The site, and an empty folder for what is fetched. */
  readonly site: string;
  readonly scratch: string;
  readonly ferry: string;
  readonly contents: Contents;
  readonly tally: Tally;
  /** Whether the server has had enough to warm up. */
  readonly isWarm: () => boolean;
  /** Whether the load is to end. */
  readonly isOver: () => boolean;
}

/** A kind of load. */
export interface Load {
  readonly name: string;
  /** How many go on at once, each round after round with a pause between. */
  readonly parallel: number;
  readonly pauseMs: number;
  /** One round. @throws when an answer is not as it should be */
  readonly round: (target: Target) => Promise<void>;
}

/** A new connection. */
export function converse(target: Target): Promise<Conversation> {
  return Conversation.begin(target, target.tally);
}

/** A pause. */
export function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}

/** Any one of them. */
export function anyOf<Item>(items: readonly Item[]): Item {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error("there is nothing to choose of");
  return item;
}

/** The paths of contents in a folder of the root. */
export function pathsIn({ contents }: Target, folder: string): string[] {
  return [...contents.keys()].filter((path) => path.startsWith(`/${folder}/`));
}

/** What the path has to hold. */
export function contentOf({ contents }: Target, path: string): Buffer {
  const content = contents.get(path);
  if (content === undefined) throw new Error(`there is no ${path}`);
  return content;
}

/** @throws when the status is none of these */
export function expectStatus({ status }: Head, ...wanted: readonly number[]): void {
  if (!wanted.includes(status)) throw new Error(`${status} instead of ${wanted.join(" or ")}`);
}

/** Reads content and compares it octet by octet. @throws when it is not what is expected */
export async function expectContent(
  peer: Conversation,
  head: Head,
  expected: Buffer,
): Promise<void> {
  let at = 0;
  await peer.content(head, (octets) => {
    const end = at + octets.length;
    if (end > expected.length || octets.compare(expected, at, end) !== 0) {
      throw new Error(`other content, between octets ${at} and ${end}`);
    }
    at = end;
  });
  if (at < expected.length) throw new Error(`${at} octets instead of ${expected.length}`);
}

/** Reads content to its end. */
export async function collect(peer: Conversation, head: Head): Promise<Buffer> {
  const pieces: Buffer[] = [];
  await peer.content(head, (octets) => void pieces.push(Buffer.from(octets)));
  return Buffer.concat(pieces);
}
