// The server on real sockets: how many it serves, what it survives, how it stops.

import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { serveSettings } from "../serve/settings.ts";
import { Server } from "../server.ts";
import { Site } from "../serve/site.ts";
import { converse, RawClient } from "./support/raw.ts";
import { startServer, type TestServer } from "./support/server.ts";

const MIB = 1024 * 1024;
const LARGE = 64 * MIB; // more than the socket buffers of both ends take
const FILES = { "a.txt": "aaa" };
/** A grace that no test waits for unless it fails. */
const LONG_MS = 60_000;
const get = (path: string, fields = ""): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`;

/** Waits until the condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resume) => setTimeout(resume, 5));
}

/** Fails when the promise has not settled after some seconds. */
async function soon<Value>(promise: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it did not settle")), 10_000);
  });
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Begins a download of which the server can't send all before it is read on. */
async function beginDownload(server: TestServer): Promise<RawClient> {
  const path = join(server.folder, "large.bin");
  Deno.writeFileSync(path, new Uint8Array());
  Deno.truncateSync(path, LARGE);
  const client = await RawClient.connect(server.port);
  await client.send(get("/large.bin"));
  await client.until("Content-Length: ");
  return client;
}

/** Reads to the end of the stream; how many octets came. */
async function drain(client: RawClient): Promise<number> {
  const octets = new Uint8Array(MIB);
  let received = 0;
  for (;;) {
    const count = await client.conn.read(octets).catch(() => null);
    if (count === null) return received;
    received += count;
  }
}

Deno.test("serve() refuses whom it has no place for with 503, until a place is free", async () => {
  await using server = await startServer(FILES, { maxConnections: 2 });
  using first = await RawClient.connect(server.port);
  using second = await RawClient.connect(server.port);
  const goOn = async (): Promise<void> => {
    for (const client of [first, second]) {
      await client.send(get("/a.txt"));
      assertEquals((await client.response()).content, "aaa");
    }
  };
  await goOn();
  const refusal = await converse(server.port, get("/a.txt"));
  assertMatch(refusal, /^HTTP\/1\.1 503 Service Unavailable\r\n/);
  assertMatch(refusal, /\r\nRetry-After: [0-9]+\r\n/);
  assertStringIncludes(refusal, "\r\nConnection: close\r\n");
  assert(refusal.endsWith("\r\n\r\nService Unavailable"));
  await goOn();
  first[Symbol.dispose]();
  await until(() => server.server.connections === 1);
  assert((await converse(server.port, get("/a.txt", "Connection: close\r\n"))).endsWith("aaa"));
});

Deno.test("serve() drops whom it has not even a place to refuse", async () => {
  await using server = await startServer(FILES, { maxConnections: 1 });
  using served = await RawClient.connect(server.port);
  await served.send(get("/a.txt"));
  await served.response();
  using refused = await RawClient.connect(server.port);
  await refused.until("Service Unavailable");
  using dropped = await RawClient.connect(server.port);
  assertEquals(await dropped.rest().catch(() => ""), "");
});

Deno.test("serve() answers 2,000 connections that are open at once", async () => {
  await using server = await startServer(FILES);
  const connect = (): Promise<RawClient> => RawClient.connect(server.port);
  const clients = await Promise.all(Array.from({ length: 2_000 }, connect));
  try {
    const answers = await Promise.all(clients.map(async (client) => {
      await client.send(get("/a.txt"));
      return (await client.response()).content;
    }));
    assertEquals(answers.filter((answer) => answer === "aaa").length, clients.length);
    assertEquals(server.server.connections, clients.length);
    assertEquals(server.faults, []);
  } finally {
    for (const client of clients) client[Symbol.dispose]();
  }
  await until(() => server.server.connections === 0);
});

Deno.test("serve() tells the log an IPv4 peer by its IPv4 address", async () => {
  const everywhere = [{ transport: "tcp", hostname: undefined, port: 0 }] as const;
  await using server = await startServer(FILES, { listen: everywhere });
  await converse(server.port, get("/a.txt", "Connection: close\r\n"));
  await until(() => server.log.length > 0);
  assertEquals(server.log[0]!.remote, "127.0.0.1");
});

Deno.test("serve() fails, and listens nowhere, when there is nothing at the root", async () => {
  const starting = startServer({}, { site: { root: join(import.meta.dirname!, "nothing there") } });
  await assertRejects(() => starting, Deno.errors.NotFound);
});

/** A server of this folder whose listener does as it is told. */
function serverOn(accept: (real: Deno.Listener) => Promise<Deno.Conn>): {
  server: Server;
  port: number;
  faults: string[];
} {
  const root = import.meta.dirname!;
  const faults: string[] = [];
  const site = { root, index: "", listing: true, hidden: false, symlinks: "inside" } as const;
  const real = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const listener = { accept: () => accept(real) } as unknown as Deno.Listener;
  const options = serveSettings({
    site,
    listen: [],
    timeouts: { headMs: 1_000, idleMs: 1_000, stallMs: 1_000, lingerMs: 1_000 },
    maxConnections: 10,
    graceMs: 0,
    diagnose: (fault) => faults.push(fault),
  });
  const listening = { listener, url: "", [Symbol.dispose]: () => real.close() };
  const server = new Server(options, new Site(site), [listening]);
  return { server, port: real.addr.port, faults };
}

Deno.test("serve() goes on accepting after accepts that failed", async () => {
  let failures = 3;
  const { server, port, faults } = serverOn((real) => {
    if (failures-- > 0) return Promise.reject(new Error("Too many open files (os error 24)"));
    return real.accept();
  });
  const answer = await converse(port, get("/server_test.ts", "Connection: close\r\n"));
  assertMatch(answer, /^HTTP\/1\.1 200 /);
  assertEquals(faults.length, 1, "a fault that lasts is told of once");
  assertMatch(faults[0]!, /^a connection could not be accepted: Too many open files/);
  await server.stop();
});

Deno.test("serve() stops amid accepts that fail", async () => {
  let accepts = 0;
  const { server } = serverOn(() => {
    accepts++;
    return Promise.reject(new Error("no more files"));
  });
  await until(() => accepts > 1);
  await soon(server.stop());
});

Deno.test("serve() survives a defect, and tells of it", async () => {
  const log = (): void => {
    throw new Error("the log is broken");
  };
  await using server = await startServer(FILES, { log });
  for (let turn = 1; turn <= 2; turn++) {
    const answer = await converse(server.port, get("/a.txt"));
    assert(answer.endsWith("aaa"));
    await until(() => server.faults.length === turn);
    assertMatch(server.faults.at(-1)!, /^a defect: Error: the log is broken/);
  }
});

Deno.test("stop() closes idle connections at once, and the port is free", async () => {
  await using server = await startServer(FILES, { graceMs: LONG_MS });
  using silent = await RawClient.connect(server.port);
  using persistent = await RawClient.connect(server.port);
  await persistent.send(get("/a.txt"));
  await persistent.response();
  await until(() => server.server.connections === 2);
  await soon(server.server.stop());
  assertEquals([await silent.rest(), await persistent.rest()], ["", ""]);
  assertEquals(server.server.connections, 0);
  Deno.listen({ hostname: "127.0.0.1", port: server.port }).close();
  await assertRejects(() => RawClient.connect(server.port), Deno.errors.ConnectionRefused);
});

Deno.test("stop() lets a running download finish, and then waits no longer", async () => {
  await using server = await startServer(FILES, { graceMs: LONG_MS });
  using client = await beginDownload(server);
  const stopping = server.server.stop();
  const rest = await soon(drain(client));
  assert(rest > LARGE - MIB, `${rest} octets came after the first`);
  client[Symbol.dispose]();
  await soon(stopping);
  assertEquals(server.log.map((entry) => entry.octets), [LARGE]);
});

Deno.test("stop() lets a request whose head has begun be answered, and closes", async () => {
  await using server = await startServer(FILES, { graceMs: LONG_MS });
  using client = await RawClient.connect(server.port);
  const [begin, end] = [get("/a.txt").slice(0, 20), get("/a.txt").slice(20)];
  using other = await RawClient.connect(server.port);
  await client.send(begin);
  await other.send(get("/a.txt"));
  await other.response(); // by now the server has read what came before it
  const stopping = server.server.stop();
  await client.send(end);
  const answer = await client.rest();
  assert(answer.endsWith("aaa"));
  assertStringIncludes(answer, "\r\nConnection: close\r\n");
  client[Symbol.dispose]();
  await soon(stopping);
});

Deno.test("stop() ends what is still running after the grace, and leaves nothing", async () => {
  await using server = await startServer(FILES, { graceMs: 50, maxConnections: 3 });
  using download = await beginDownload(server);
  using half = await RawClient.connect(server.port);
  await half.send("GET /a.t");
  using silent = await RawClient.connect(server.port);
  using refused = await RawClient.connect(server.port);
  await refused.until("Service Unavailable");
  await soon(server.server.stop());
  assertEquals(server.server.connections, 0);
  assert(await drain(download) < LARGE - MIB);
  assertEquals(await silent.rest().catch(() => ""), "");
});

Deno.test("stop() may be called again, and meanwhile", async () => {
  await using server = await startServer(FILES, { graceMs: 100 });
  using _download = await beginDownload(server);
  await soon(Promise.all([server.server.stop(), server.server.stop()]));
});
