// One case on the wire: what a client is answered, and what ferry has seen meanwhile.

import { octetsOf, textOf } from "../../http/wire/octets.ts";
import type { LogEntry } from "../../serve/access_log.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { MARKER } from "./requests.ts";

/** What ferry serves, each file with a content of its own. */
export const FILES: Readonly<Record<string, string>> = {
  first: "the content of first",
  smuggled: "the content of smuggled",
  marker: "the content of marker",
  victim: "the content of victim",
};

/** A field that ferry puts into each of its answers. */
const STAMP = "X-Answered-By: ferry";
/** As it stands in a head that was put into small letters. */
const STAMP_LINE = `${STAMP}\r\n`.toLowerCase();

/** Somebody else's request, through the same front, when the case is over. */
const VICTIM = "GET /victim HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/** How long an answer may take before the connection is given up, in milliseconds: no case does. */
const PATIENCE_MS = 30_000;

/** An answer that a client got; interim ones are left out. */
export interface Answer {
  /** 0 for content without a head, as HTTP/0.9 has it. */
  readonly status: number;
  /** Whether ferry gave it, not the front. */
  readonly byFerry: boolean;
  /** Its head and what came behind. */
  readonly text: string;
}

/** What came of a case. */
export interface Observation {
  readonly answers: readonly Answer[];
  /** The exchanges that ferry logged, those of the victim left out. */
  readonly seen: readonly LogEntry[];
  /** Undefined where there was none. */
  readonly victim: readonly Answer[] | undefined;
}

/** Opens a connection to ferry, or to a front. */
export type Connect = () => Promise<Deno.Conn>;

/** A ferry for one case at a time. */
export function startFerry(): Promise<TestServer> {
  const [name = "", value = ""] = STAMP.split(": ");
  return startServer(FILES, { fields: [[name, value]] });
}

/** Sends a case and the marker straight to ferry, and ends the sending side. */
export async function observeDirectly(ferry: TestServer, octets: string): Promise<Observation> {
  const before = ferry.log.length;
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: ferry.port });
  const answers = await converse(conn, octets + MARKER, true);
  return { answers, seen: ferry.log.slice(before), victim: undefined };
}

/** Sends a case and the marker through a front, then the victim's request on a connection of its own. */
export async function observe(
  ferry: TestServer,
  connect: Connect,
  octets: string,
): Promise<Observation> {
  const before = ferry.log.length;
  const answers = await converse(await connect(), octets + MARKER, false);
  const victim = await converse(await connect(), VICTIM, false);
  const wasVictim = ({ request }: LogEntry): boolean =>
    request?.target.endsWith("/victim") ?? false;
  // An exchange is logged a moment after its answer went out.
  const deadlineMs = performance.now() + PATIENCE_MS;
  const isThere = (): boolean => ferry.log.slice(before).some(wasVictim);
  while (victim.some(({ byFerry }) => byFerry) && !isThere()) {
    if (performance.now() > deadlineMs) break;
    await new Promise((resume) => setTimeout(resume, 1));
  }
  const seen = ferry.log.slice(before).filter((entry) => !wasVictim(entry));
  return { answers, seen, victim };
}

/** Sends octets and reads until the peer has closed. */
async function converse(conn: Deno.Conn, octets: string, ends: boolean): Promise<Answer[]> {
  const timer = setTimeout(() => conn.close(), PATIENCE_MS);
  const sending = send(conn, octetsOf(octets), ends);
  const text = await receive(conn);
  await sending;
  clearTimeout(timer);
  try {
    conn.close();
  } catch {
    // given up
  }
  return parseAnswers(text);
}

async function send(conn: Deno.Conn, octets: Uint8Array, ends: boolean): Promise<void> {
  try {
    for (let at = 0; at < octets.length;) at += await conn.write(octets.subarray(at));
    if (ends) await conn.closeWrite();
  } catch {
    // The peer has refused it before its end.
  }
}

async function receive(conn: Deno.Conn): Promise<string> {
  const piece = new Uint8Array(16 * 1024);
  let text = "";
  try {
    for (let count; (count = await conn.read(piece)) !== null;) text += textOf(piece, 0, count);
  } catch {
    // A reset: what came before it counts.
  }
  return text;
}

/** The answers in a stream. Nothing that ferry or a front sends as content looks like a status line. */
export function parseAnswers(text: string): Answer[] {
  const starts = Array.from(text.matchAll(/HTTP\/1\.[01] (\d{3})[ \r]/g));
  const headless = text.slice(0, starts[0]?.index ?? text.length);
  const answers = starts.map(({ index, 1: status }, at): Answer => {
    const own = text.slice(index, starts[at + 1]?.index ?? text.length);
    return { status: Number(status), byFerry: own.toLowerCase().includes(STAMP_LINE), text: own };
  }).filter(({ status }) => status >= 200);
  if (headless.trim() === "") return answers;
  const byFerry = headless === "Bad Request" || headless.startsWith("the content of ");
  return [{ status: 0, byFerry, text: headless }, ...answers];
}
