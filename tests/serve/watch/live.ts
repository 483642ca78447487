// A server of live pages whose changes the test tells, and what its pages look like.

import { assertEquals } from "@std/assert";
import { octetsOf, textOf } from "../../../http/wire/octets.ts";
import { Changes } from "../../../serve/watch/changes.ts";
import { type Answer, ask } from "../../support/ask.ts";
import { startServer, type TestServer, type TestServerOptions } from "../../support/server.ts";

export const PAGE =
  "<!DOCTYPE html>\n<html>\n<head>\n<title>Ü</title>\n</head>\n<body>words</body>\n";
export const PAGE_OCTETS = new TextEncoder().encode(PAGE);
export const TAG = '<script src="/.ferry/watch.js" data-at="run-0" async></script>';
/** As `ask` gives it: one character an octet. */
export const LIVE = textOf(PAGE_OCTETS, 0, PAGE_OCTETS.length).replace("<head>", `<head>${TAG}`);
export const AS_PAGE = "Accept: text/html";

export const OTHERS: Readonly<Record<string, Uint8Array>> = {
  "a.css": octetsOf("p { color: red }"),
  "a.js": octetsOf("'<head>'"),
  "a.svg": octetsOf("<svg xmlns='http://www.w3.org/2000/svg'/>"),
  "a.xhtml": octetsOf("<html xmlns='http://www.w3.org/1999/xhtml'><head/></html>"),
  "a.txt": octetsOf("<html><head>"),
  "a.json": octetsOf("{}"),
  "noext": octetsOf("<html><head>"),
  "wide.html": octetsOf("\xff\xfe<\0p\0>\0"),
  "page.html.gz": octetsOf("\x1f\x8b"),
};

export const FILES = {
  "page.html": PAGE_OCTETS,
  "app/index.html": PAGE_OCTETS,
  "list/a.txt": "a",
  ...OTHERS,
};

/** A server whose changes the test tells. */
export async function withLive(
  use: (server: TestServer, changes: Changes) => Promise<void>,
  { files = {}, ...options }: TestServerOptions & { files?: Record<string, Uint8Array> } = {},
): Promise<void> {
  const changes = new Changes("run");
  await using server = await startServer({ ...FILES, ...files }, {
    watch: true,
    changes,
    ...options,
  });
  await use(server, changes);
}

/** The field lines of an answer that its time does not change. */
export function told({ fields }: Answer): (readonly [string, string])[] {
  return Array.from(fields).filter(([name]) => name !== "date");
}

/** The answer to GET, whose length is right and which HEAD tells alike. */
export async function get(
  { port }: TestServer,
  path: string,
  ...fields: string[]
): Promise<Answer> {
  const answer = await ask(port, `GET ${path}`, ...fields);
  assertEquals(answer.fields.get("content-length"), String(answer.content.length), path);
  const head = await ask(port, `HEAD ${path}`, ...fields);
  assertEquals([head.status, told(head), head.content], [answer.status, told(answer), ""], path);
  return answer;
}
