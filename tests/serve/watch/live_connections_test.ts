// The connection of a page that listens: how it lives, and how it ends.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { EVERYTHING } from "../../../serve/watch/change.ts";
import { Changes } from "../../../serve/watch/changes.ts";
import { until } from "../../support/leaks.ts";
import { RawClient } from "../../support/raw.ts";
import { startServer, type TestServer, type TestServerOptions } from "../../support/server.ts";

const GET_EVENTS = "GET /.ferry/events HTTP/1.1\r\nHost: x\r\n\r\n";
/** The end of what is told at once. */
const TOLD = "\n\n\r\n";

/** A page that listens to a server whose changes the test tells. */
async function withListener(
  use: (client: RawClient, server: TestServer, changes: Changes) => Promise<void>,
  options: TestServerOptions = {},
): Promise<void> {
  const changes = new Changes("run");
  await using server = await startServer({ "a.txt": "a" }, { watch: true, changes, ...options });
  using client = await RawClient.connect(server.port);
  await client.send(GET_EVENTS);
  assertMatch(await client.until("id: run-0\n\n\r\n"), /^HTTP\/1.1 200 OK\r\n/);
  await use(client, server, changes);
}

Deno.test("a page that listens hears of each change, outlives every timeout, and is not logged", () =>
  withListener(async (client, server, changes) => {
    for (let count = 1; count < 3; count++) {
      // Whoever came later than it, and waits as long as anybody may, is gone before it is told.
      using idle = await RawClient.connect(server.port);
      await idle.send("GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
      assertMatch(await idle.rest(), /\r\n\r\na$/);
      using late = await RawClient.connect(server.port);
      assertMatch(await late.rest(), /^(?:HTTP\/1.1 408 [^]*)?$/);
      changes.announce(EVERYTHING);
      assertMatch(await client.until(TOLD), new RegExp(`id: run-${count}\ndata: {}\n\n`));
    }
    assertEquals(server.server.connections, 1);
    assertEquals(server.log.filter(({ request }) => request?.target !== "/a.txt"), []);
  }, { timeouts: { headMs: 200, idleMs: 200, stallMs: 100 } }));

Deno.test("a page that listens is told in the head of what it should know", () =>
  withListener(async (_client, { port }, changes) => {
    changes.announce(EVERYTHING);
    const table: readonly [string, string, boolean][] = [
      ["?at=run-1", "", false],
      ["?at=run-0", "", true],
      ["?at=run-0", "Last-Event-ID: run-1\r\n", false],
      ["?at=run-1", "Last-Event-ID: other-7\r\n", true],
    ];
    for (const [query, field, isTold] of table) {
      using client = await RawClient.connect(port);
      await client.send(`GET /.ferry/events${query} HTTP/1.1\r\nHost: x\r\n${field}\r\n`);
      const head = await client.until(TOLD);
      assertMatch(head, /\r\nContent-Type: text\/event-stream\r\nCache-Control: no-store\r\n/);
      assertMatch(head, /\r\nConnection: close\r\n/, "nothing can come behind it");
      assertEquals(head.includes("\ndata: {}\n"), isTold, query + field);
    }
  }));

Deno.test("a page that listens without chunks is told as well", () =>
  withListener(async (_client, { port }, changes) => {
    using client = await RawClient.connect(port);
    await client.send("GET /.ferry/events HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assertMatch(await client.until("id: run-0\n\n"), /\r\n\r\nretry: 1000\nid: run-0\n\n$/);
    changes.announce(EVERYTHING);
    assertEquals(await client.until("\n\n"), "id: run-1\ndata: {}\n\n");
  }));

Deno.test("a page that listens does not hold up the stop", () =>
  withListener(async (client, { server }) => {
    const startMs = performance.now();
    await server.stop();
    assert(performance.now() - startMs < 30_000, "it was waited for");
    assertEquals(await client.rest(), "0\r\n\r\n");
  }, { graceMs: 600_000 }));

Deno.test("a page that comes amid the stop is told nothing", async () => {
  const changes = new Changes("run");
  await using server = await startServer({ "a.txt": "a" }, { watch: true, changes });
  using client = await RawClient.connect(server.port);
  await client.send(`POST /a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n`);
  await until(() => server.server.connections === 1, () => "not connected");
  const stopped = server.server.stop();
  await client.send(`x${GET_EVENTS}`);
  assertMatch(await client.rest(), /^(?:HTTP\/1.1 405 [^]*)?$/);
  await stopped;
});

/** How a page may leave. */
const LEAVING: Readonly<Record<string, (client: RawClient) => Promise<void> | void>> = {
  closes: (client) => client.conn.close(),
  "closes its sending side": (client) => client.closeWrite(),
  "asks for something else": (client) => client.send("GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n"),
};

for (const [how, leave] of Object.entries(LEAVING)) {
  Deno.test(`a page that listens and ${how} leaves nothing behind`, () =>
    withListener(async (client, { server, faults }, changes) => {
      await leave(client);
      await until(() => server.connections === 0, () => "it is still there");
      changes.announce(EVERYTHING); // nobody listens, so nothing fails
      assertEquals(faults, []);
    }));
}

Deno.test("a page that has asked for more already is told that there is nothing", async () => {
  await using server = await startServer({ "a.txt": "a" }, { watch: true });
  using client = await RawClient.connect(server.port);
  await client.send(GET_EVENTS + GET_EVENTS);
  assertMatch(await client.rest(), /^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\n0\r\n\r\n$/);
  await until(() => server.server.connections === 0, () => "it is still there");
});

Deno.test("a page that listens and does not read is cut off, and costs no memory", () =>
  withListener(async (_client, { server }, changes) => {
    const styles = Array.from({ length: 200_000 }, (_, at) => `some/folder/style-${at}.css`);
    for (let count = 0; count < 3; count++) {
      changes.announce({ styles });
      await new Promise((resume) => setTimeout(resume, 0));
    }
    await until(() => server.connections === 0, () => "it is still there");
  }, { timeouts: { stallMs: 100 } }));
