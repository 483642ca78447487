// Faults of the clock: it jumps, ahead and back, and nobody is given up, served what is stale, or told
// another time than the clock's.

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { downloadInto, PATIENT } from "../support/download.ts";
import { inside, NEXT, survive } from "../support/leaks.ts";
import { noise, Origin } from "../support/origin.ts";
import { TempFolder } from "../support/program.ts";
import { RawClient } from "../support/raw.ts";
import { startServer } from "../support/server.ts";

const DAY_MS = 86_400_000;
const YEARS_MS = 3_650 * DAY_MS;
const LARGE = 64 * 1024 * 1024; // more than the socket buffers of both ends take
/** Shorter than any jump, and longer than a test. */
const TIMEOUTS = { headMs: 30_000, idleMs: 30_000, stallMs: 30_000 };
const GET = "GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n";
/** Behind the request line, which alone may be a request already. */
const MID_HEAD = 24;

/** While it lives, the clock is wrong by as much as a test says. */
class Clock implements Disposable {
  readonly #now = Date.now;
  wrongByMs = 0;

  constructor() {
    Date.now = () => this.#now() + this.wrongByMs;
  }

  [Symbol.dispose](): void {
    Date.now = this.#now;
  }
}

/** Fails unless the head has the clock's time. */
function assertDated(head: string): void {
  const date = Date.parse(/\r\nDate: (.*)\r\n/.exec(head)?.[1] ?? "");
  assert(Math.abs(date - Date.now()) < DAY_MS / 2, `${head}, now ${Date.now()}`);
}

/** Reads so many octets. */
async function take(client: RawClient, octets: number): Promise<void> {
  for (let left = octets; left > 0; left -= 1024 * 1024) {
    await client.take(Math.min(left, 1024 * 1024));
  }
}

for (const [what, jumpMs] of [["ahead", YEARS_MS], ["back", -YEARS_MS]] as const) {
  Deno.test(`fault: a clock that jumps ${what} ends no connection of the server`, async () => {
    using clock = new Clock();
    await using server = await startServer({ "a.txt": "aaa", ...NEXT }, { timeouts: TIMEOUTS });
    Deno.writeFileSync(join(server.folder, "large.bin"), new Uint8Array());
    Deno.truncateSync(join(server.folder, "large.bin"), LARGE);
    await survive(inside(server), async () => {
      using idle = await RawClient.connect(server.port);
      using half = await RawClient.connect(server.port);
      using download = await RawClient.connect(server.port);
      await idle.send(GET);
      await idle.response();
      await half.send(GET.slice(0, MID_HEAD));
      await download.send(GET.replace("a.txt", "large.bin"));
      await download.until("\r\n\r\n");
      clock.wrongByMs = jumpMs;
      await new Promise((resume) => setTimeout(resume, 250)); // the timer looks at them twice
      await idle.send(GET);
      const { head, content } = await idle.response();
      assertEquals(content, "aaa");
      assertDated(head);
      await half.send(GET.slice(MID_HEAD));
      assertEquals((await half.response()).content, "aaa");
      await take(download, LARGE);
    });
    assertEquals(server.faults, []);
  });
}

Deno.test("fault: a clock that jumps back lets nobody be served what is stale", async () => {
  using clock = new Clock();
  await using server = await startServer({ "a.txt": "old", ...NEXT }, { timeouts: TIMEOUTS });
  const path = join(server.folder, "a.txt");
  await survive(inside(server), async () => {
    using client = await RawClient.connect(server.port);
    const ask = async (): Promise<string> => {
      await client.send(GET);
      const { head, content } = await client.response();
      assertDated(head);
      return content;
    };
    clock.wrongByMs = DAY_MS; // by then the file has been as it is for long, and is kept
    for (let turn = 0; turn < 3; turn++) assertEquals(await ask(), "old");
    const { hits } = server.server.cacheStats();
    assert(hits > 0, "it was not served from memory");
    for (const wrongByMs of [0, -YEARS_MS, YEARS_MS]) {
      clock.wrongByMs = wrongByMs;
      const text = `new at ${wrongByMs}`;
      Deno.writeTextFileSync(path, text);
      await new Promise((resume) => setTimeout(resume, 150)); // what is promised
      assertEquals(await ask(), text);
    }
  });
});

Deno.test("fault: a clock that jumps ends no download, and no wait for a retry", async () => {
  for (const jumpMs of [YEARS_MS, -YEARS_MS]) {
    using clock = new Clock();
    await using folder = await TempFolder.create();
    const content = noise(300_000);
    const fault = ({ index }: { index: number }): { cutAfter: number } | undefined => {
      clock.wrongByMs = jumpMs * (index % 2);
      return index < 3 ? { cutAfter: 50_000 } : undefined;
    };
    await using origin = new Origin({ content, entityTag: '"one"', fault });
    const timeouts = { ...PATIENT, idleMs: 30_000, totalMs: 60_000 };
    const { error } = await downloadInto(folder.file("a"), origin.url, { timeouts });
    assertEquals([error, folder.names()], [undefined, ["a"]]);
    assertEquals(await Deno.readFile(folder.file("a")), content);
    assertEquals(origin.ranges.slice(0, 4), ["", "bytes=50000-", "bytes=100000-", "bytes=150000-"]);
  }
});
