// A peer that closes after each answer, so that one which is cut short ends there.

import { type Peer, startPeer } from "./peer.ts";

const ABSENT = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

/** A peer that gives these answers, by path, and 404 for what is not among them. */
export function startClosing(answers: Readonly<Record<string, string>>): Peer {
  return startPeer(async (connection) => {
    const [, path = ""] = (await connection.readHead())?.split(" ", 2) ?? [];
    await connection.send(answers[path] ?? ABSENT);
  });
}
