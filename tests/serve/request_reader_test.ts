import { assertEquals } from "@std/assert";
import { DEFAULT_LIMITS } from "../../http/wire/limits.ts";
import { Connection } from "../../io/connection.ts";
import { Deadlines } from "../../io/deadlines.ts";
import { RequestReader } from "../../serve/request_reader.ts";
import { FakeStream } from "../support/fake_stream.ts";

const TIMES = { headMs: 10_000, idleMs: 60_000 };

/** A reader of what comes in these pieces, closed at the end of the test's scope. */
function reading(pieces: (string | null)[]): Disposable & { reader: RequestReader } {
  const connection = new Connection(new FakeStream(pieces), new Deadlines());
  const reader = new RequestReader(connection, DEFAULT_LIMITS, TIMES);
  return { reader, [Symbol.dispose]: () => connection.close() };
}

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${path.slice(1)}.test\r\n\r\n`;
}

async function hostOf({ reader }: { reader: RequestReader }): Promise<string | undefined> {
  return (await reader.read())?.fields.get("host");
}

Deno.test("RequestReader.read() keeps the heads of connections apart that read in turns", async () => {
  using one = reading([get("/a"), get("/b").slice(0, 20), get("/b").slice(20), null]);
  using two = reading([get("/c"), get("/d"), null]);
  const first = await one.reader.read();
  const other = await two.reader.read(); // while the first is still being answered
  assertEquals([first, other].map((head) => head?.fields.get("host")), ["a.test", "c.test"]);
  const half = one.reader.read();
  assertEquals(await hostOf(two), "d.test"); // amid a head of the other
  assertEquals((await half)?.fields.get("host"), "b.test");
  assertEquals([await hostOf(one), await hostOf(two)], [undefined, undefined]);
});

Deno.test("RequestReader.read() keeps pipelined heads apart from those of others", async () => {
  using one = reading([get("/a") + get("/b") + get("/c").slice(0, 9), get("/c").slice(9)]);
  using two = reading([get("/d") + get("/e")]);
  const hosts: (string | undefined)[] = [];
  for (const  of of[one, two, one, two, one]) hosts.push(await hostOf(of));
  assertEquals(hosts, ["a.test", "d.test", "b.test", "e.test", "c.test"]);
});

Deno.test("RequestReader.wait() waits for octets, has them at once when they are there, and ends", async () => {
  using one = reading([get("/a") + get("/b"), null]);
  assertEquals(await one.reader.wait(), true);
  await one.reader.read();
  assertEquals(one.reader.wait(), true); // and not a promise: the next head is there
  await one.reader.read();
  assertEquals(await one.reader.wait(), false);
});
