// Workers: threads that serve, threads that can't, and threads that fail.

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { type Command, parseCommand } from "../../cli/command.ts";
import { WorkerError, Workers } from "../../cli/workers.ts";
import type { Order } from "../../cli/worker_messages.ts";
import { settlePorts } from "../../io/listeners.ts";
import { connectTls, FIRST, SECOND } from "../support/certificates.ts";
import { converse, RawClient } from "../support/raw.ts";
import { makeFolder } from "../support/server.ts";

const GET = "GET /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
const WITHOUT = Deno.build.os === "windows"; // which shares no port

/** An order of two workers for a new folder, as the command line would give it. */
async function orderOf(args: readonly string[] = []): Promise<Order & { port: number }> {
  const folder = makeFolder({ "a.txt": "aaa" });
  const nothing = { env: () => undefined, readTextFile: () => "" };
  const command: Command = parseCommand(["serve", folder, ...args], nothing);
  if (command.kind !== "serve") throw new Error("it is serve");
  const address = { transport: "tcp", hostname: "127.0.0.1", port: 0 } as const;
  const listen = await settlePorts([address]);
  const port = (listen[0] as typeof address).port;
  return { command, listen, certificate: undefined, run: "run", workers: 2, port };
}

function end({ command }: Order): void {
  Deno.removeSync(command.path, { recursive: true });
}

/** A module for workers, as a URL. */
function moduleOf(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

Deno.test({
  name: "Workers.start() serves on one port, and each line of the log arrives once",
  ignore: WITHOUT,
  fn: async () => {
    const order = await orderOf(["--log-format", "json"]);
    const lines: string[] = [];
    const workers = await Workers.start(order, (text) => lines.push(...text.split("\n")));
    assertEquals(workers.urls, [`http://127.0.0.1:${order.port}/`]);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => converse(order.port, GET)),
    );
    assert(answers.every((answer) => answer.endsWith("aaa")));
    await workers.stop();
    assertEquals(lines.length, 40);
    assert(lines.every((line) => JSON.parse(line).target === "/a.txt"));
    await assertRejects(() => Deno.connect({ hostname: "127.0.0.1", port: order.port }));
    end(order);
  },
});

Deno.test({
  name: "Workers add up their figures, whichever is asked",
  ignore: WITHOUT,
  fn: async () => {
    const order = await orderOf(["--metrics", "/metrics", "--quiet"]);
    const workers = await Workers.start(order, () => {});
    await Promise.all(Array.from({ length: 40 }, () => converse(order.port, GET)));
    const ask = GET.replace("/a.txt", "/metrics");
    for (let round = 0; round < 10; round++) {
      assertMatch(await converse(order.port, ask), /^ferry_requests_total\{status="2xx"\} 40$/m);
    }
    await workers.stop();
    end(order);
  },
});

Deno.test({
  name: "Workers share the connections that are allowed at once",
  ignore: WITHOUT,
  fn: async () => {
    const order = await orderOf(["--max-connections", "2"]);
    const workers = await Workers.start(order, () => {});
    const clients: RawClient[] = [];
    let refused = 0;
    for (let count = 0; count < 20; count++) {
      const client = await RawClient.connect(order.port);
      clients.push(client);
      await client.send(GET.replace("close", "keep-alive"));
      const head = await client.until("\r\n\r\n").catch(() => ""); // some are just let go
      if (!head.startsWith("HTTP/1.1 200 ")) refused++;
    }
    assert(refused >= 18);
    for (const client of clients) client[Symbol.dispose]();
    await workers.stop();
    end(order);
  },
});

Deno.test({
  name: "Workers.renew() has all of them show the new certificate",
  ignore: WITHOUT,
  fn: async () => {
    const order = { ...await orderOf(), certificate: { cert: FIRST.cert, key: FIRST.key } };
    const workers = await Workers.start(order, () => {});
    assertMatch(workers.urls[0]!, /^https:/);
    workers.renew({ cert: SECOND.cert, key: SECOND.key });
    const isRenewed = async (): Promise<boolean> => {
      using conn = await connectTls(order.port, [SECOND]);
      return await conn.handshake().then(() => true, () => false);
    };
    // The last to hear of it may still show the old one for a moment.
    for (let inRow = 0; inRow < 20;) inRow = await isRenewed() ? inRow + 1 : 0;
    await workers.stop();
    end(order);
  },
});

Deno.test("Workers.start() tells why one can't serve, and ends them all", async () => {
  const order = await orderOf();
  end(order);
  const fault = await assertRejects(() => Workers.start(order, () => {}), WorkerError);
  assertMatch(fault.message, /is not there; name a folder or a file$/);
  await assertRejects(() => Deno.connect({ hostname: "127.0.0.1", port: order.port }));
});

Deno.test("Workers.start() fails with a worker that fails before it serves", async () => {
  const order = await orderOf();
  const module = moduleOf(`onmessage = () => { throw new Error("no such luck"); };`);
  const fault = await assertRejects(() => Workers.start(order, () => {}, module), WorkerError);
  assertMatch(fault.message, /^a worker failed: .*no such luck/);
  end(order);
});

Deno.test("Workers tell of one that fails later, and the others can still be stopped", async () => {
  const order = await orderOf();
  const module = moduleOf(`
    onmessage = ({ data }) => {
      if (data.kind === "serve") postMessage({ kind: "ready", urls: ["http://x/"] });
      if (data.kind === "serve") setTimeout(() => postMessage({ kind: "ask others", id: 1 }), 0);
      if (data.kind === "count") throw new Error("lost count");
      if (data.kind === "stop") postMessage({ kind: "stopped" });
    };
  `);
  const workers = await Workers.start(order, () => {}, module);
  const fault = await workers.failed;
  assertMatch(fault.message, /^a worker failed: .*lost count/);
  await workers.stop();
  end(order);
});
