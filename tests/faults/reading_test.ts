// Faults of reading what is served: a disk that fails in mid-file, in whichever way the file is sent;
// and a folder of 100,000 entries.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { inside, NEXT, survive } from "../support/leaks.ts";
import { converse } from "../support/raw.ts";
import { startServer } from "../support/server.ts";

const MIB = 1024 * 1024;
const NOT_LAST_CHUNK = /(?<!\r\n0\r\n\r\n)$/;

type Read = "readSync" | "read";

/** While it lives, files fail to be read once so many octets were. */
class FailingDisk implements Disposable {
  readonly #readSync = Deno.FsFile.prototype.readSync;
  readonly #read = Deno.FsFile.prototype.read;
  /** How each failed read was made. */
  readonly failed: Read[] = [];

  /** @param slowMs how long each read takes that is waited for */
  constructor(octets: number, slowMs: number) {
    const [readSync, read, { failed }] = [this.#readSync, this.#read, this];
    let left = octets;
    const spend = (by: Read, count: number | null): number | null => {
      left -= count ?? 0;
      if (left >= 0) return count;
      failed.push(by);
      throw Object.assign(new Error("Input/output error (os error 5)"), { code: "EIO" });
    };
    Deno.FsFile.prototype.readSync = function (into): number | null {
      for (const endMs = performance.now() + slowMs; performance.now() < endMs;);
      return spend("readSync", readSync.call(this, into));
    };
    Deno.FsFile.prototype.read = async function (into): Promise<number | null> {
      return spend("read", await read.call(this, into));
    };
  }

  [Symbol.dispose](): void {
    Deno.FsFile.prototype.readSync = this.#readSync;
    Deno.FsFile.prototype.read = this.#read;
  }
}

/** A way in which a file is sent. */
interface Way {
  readonly what: string;
  readonly request: string;
  readonly octets: number;
  readonly slowMs?: number;
  readonly by: Read | undefined;
  readonly answer: RegExp;
}

const WAYS: readonly Way[] = [
  {
    what: "that is sent in one write",
    request: "GET /small.txt HTTP/1.1\r\nConnection: close\r\n",
    octets: 10,
    by: "readSync",
    answer: /^HTTP\/1\.1 500 .*\r\n\r\nInternal Server Error$/s,
  },
  {
    what: "that is read between the writes",
    request: "GET /large.bin HTTP/1.1\r\n",
    octets: 2 * MIB,
    by: "readSync",
    answer: /^HTTP\/1\.1 200 .*\r\nContent-Length: 4194304\r\n/s,
  },
  {
    what: "that is read beside the writes",
    request: "GET /large.bin HTTP/1.1\r\n",
    octets: 2 * MIB,
    slowMs: 5,
    by: "read",
    answer: /^HTTP\/1\.1 200 .*\r\nContent-Length: 4194304\r\n/s,
  },
  {
    what: "that is asked for in ranges",
    request: "GET /large.bin HTTP/1.1\r\nRange: bytes=0-999999, 2000000-3999999\r\n",
    octets: 2 * MIB,
    by: "readSync",
    answer: /^HTTP\/1\.1 206 /,
  },
  {
    what: "that is packed into an archive",
    request: "GET /?archive=zip HTTP/1.1\r\n",
    octets: 2 * MIB,
    by: undefined,
    answer: /^HTTP\/1\.1 200 .*\r\nTransfer-Encoding: chunked\r\n/s,
  },
  {
    what: "that is compressed on the way",
    request: "GET /large.txt HTTP/1.1\r\nAccept-Encoding: gzip\r\n",
    octets: 2 * MIB,
    by: undefined,
    answer: /^HTTP\/1\.1 200 .*\r\nContent-Encoding: gzip\r\n/s,
  },
];

for (const { what, request, octets, slowMs = 0, by, answer } of WAYS) {
  Deno.test(`fault: a read error in the middle of a file ${what}`, async () => {
    const large = new Uint8Array(4 * MIB).fill(65);
    const files = { "small.txt": "x".repeat(1_000), "large.bin": large, "large.txt": large };
    const options = { compress: true, site: { archive: true } };
    await using server = await startServer({ ...files, ...NEXT }, options);
    await survive(inside(server), async () => {
      using disk = new FailingDisk(octets, slowMs);
      const text = await converse(server.port, `${request}Host: x\r\n\r\n`); // it ends: a close
      assertMatch(text.slice(0, 1_000), answer);
      assertMatch(text.slice(-100), NOT_LAST_CHUNK, "it must not look whole");
      assert(text.length < 4 * MIB, `${text.length} octets`);
      assert(disk.failed.length > 0 && (by === undefined || disk.failed[0] === by), `${by}`);
      assertMatch(server.faults.join(), /Input\/output error/);
    });
    assert(!server.faults.join().includes("defect"), server.faults.join());
  });
}

const MANY = 100_000;
const GET = "Host: x\r\nConnection: close\r\n";

/** A folder, in memory where there is such a place: to make so many files on a disk takes long. */
function makeRoot(): string {
  try {
    return Deno.makeTempDirSync({ dir: "/dev/shm", prefix: "ferry-test-" });
  } catch {
    return Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ferry-test-" }));
  }
}

/** Asks for something small again and again until `over`; how often it was answered. */
async function askUntil(port: number, over: () => boolean): Promise<number> {
  for (let served = 0;; served++) {
    if (over()) return served;
    const answer = await converse(port, `GET /next.txt HTTP/1.1\r\n${GET}\r\n`);
    assert(answer.endsWith("\r\n\r\nnext"), answer);
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

Deno.test({
  name: "fault: a folder of 100,000 entries is listed, and keeps nobody waiting",
  ignore: Deno.build.os === "windows", // there is no sh to make them with
  async fn(): Promise<void> {
    const root = makeRoot();
    try {
      Deno.writeTextFileSync(join(root, "next.txt"), "next");
      Deno.mkdirSync(join(root, "many"));
      const made = await new Deno.Command("sh", {
        args: ["-c", `seq -f %06g ${MANY} | xargs touch`],
        cwd: join(root, "many"),
      }).output();
      assert(made.success);
      await using server = await startServer({}, { site: { root } });
      await survive(inside(server), async () => {
        let listed = false;
        const request = `GET /many/ HTTP/1.0\r\n${GET}Accept: application/json\r\n\r\n`;
        const listing = converse(server.port, request).finally(() => listed = true);
        const served = await askUntil(server.port, () => listed);
        assert(served > 2, `${served} others were served meanwhile`);
        const answer = await listing;
        const { entries } = JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")));
        const names = new Set(entries.map(({ name }: { name: string }) => name));
        assertEquals([entries.length, names.size], [MANY, MANY]);
        assert(names.has("000001") && names.has(`${MANY}`));
      });
      assertEquals(server.faults, []);
    } finally {
      Deno.removeSync(root, { recursive: true });
    }
  },
});
