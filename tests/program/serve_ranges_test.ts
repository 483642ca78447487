// `ferry serve` and the tools that people fetch with: ranges, resuming, and conditions, as curl, wget
// and aria2 ask for them. Their own transcripts tell what was asked and answered.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { parseByteranges } from "../support/byteranges.ts";
import { ServeProgram } from "../support/serve_program.ts";
import { makeFolder } from "../support/server.ts";

const SIZE = 32 * 1024 * 1024;
const HAD = 5_000_000; // what is there from before
const WHEN = 1_500_000_000; // Fri, 14 Jul 2017 02:40:00 GMT
const MODIFIED = "Fri, 14 Jul 2017 02:40:00 GMT";
const TEXT = "0123456789".repeat(20);

const OCTETS = ((): Uint8Array => {
  const words = new Uint32Array(SIZE / 4);
  for (let at = 0; at < words.length; at++) words[at] = at * 0x9e3779b1;
  return new Uint8Array(words.buffer);
})();

interface Kit {
  readonly program: ServeProgram;
  /** The folder that is served. */
  readonly served: string;
  /** The folder that the tools fetch to. */
  readonly fetched: string;
  /** Runs a tool there; `URL` at the beginning of an argument is the server's. */
  readonly run: (command: string, ...args: string[]) => Promise<Ran>;
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  /** What the tool told: its stderr, lines ending in LF alone. */
  readonly transcript: string;
}

async function withKit(use: (kit: Kit) => Promise<void>): Promise<void> {
  const served = makeFolder({ "big.bin": OCTETS, "a.txt": TEXT, "empty.txt": "" });
  const fetched = makeFolder({});
  try {
    for (const name of ["big.bin", "a.txt"]) Deno.utimeSync(join(served, name), WHEN, WHEN);
    await using program = await ServeProgram.start([served, "--port", "0"]);
    const origin = `http://127.0.0.1:${program.port}`;
    const run = async (command: string, ...args: string[]): Promise<Ran> => {
      const { code, stdout, stderr } = await new Deno.Command(command, {
        args: args.map((arg) => arg.replace(/^URL/, origin)),
        cwd: fetched,
        stdin: "null",
        env: { LC_ALL: "C", HOME: fetched },
      }).output();
      const decoder = new TextDecoder();
      const transcript = decoder.decode(stderr).replaceAll("\r\n", "\n");
      return { code, stdout: decoder.decode(stdout), transcript };
    };
    await use({ program, served, fetched, run });
  } finally {
    for (const folder of [served, fetched]) Deno.removeSync(folder, { recursive: true });
  }
}

/** Fails unless the whole large file was fetched. */
function assertFetched(fetched: string): void {
  const octets = Deno.readFileSync(join(fetched, "big.bin"));
  assertEquals(octets.length, SIZE);
  assert(octets.every((octet, at) => octet === OCTETS[at]), "other octets");
}

/** The first octets of the large file, as a download that was broken off leaves them. */
function leavePart(fetched: string): void {
  Deno.writeFileSync(join(fetched, "big.bin"), OCTETS.subarray(0, HAD));
}

/** The status of each answer in the access log, oldest first, once there are so many. */
async function statuses(program: ServeProgram, count: number): Promise<number[]> {
  await program.until(() => program.log.length >= count);
  return program.log.map((line) => Number(/" (\d{3}) /.exec(line)?.[1]));
}

Deno.test("serve gives curl -r its ranges: one, several, none", () =>
  withKit(async ({ run }) => {
    const one = await run("curl", "-sv", "-r", "3-5", "URL/a.txt");
    assertEquals([one.code, one.stdout], [0, "345"]);
    assertMatch(one.transcript, /^> Range: bytes=3-5$/m);
    assertMatch(one.transcript, /^< HTTP\/1\.1 206 Partial Content$/m);
    assertMatch(one.transcript, /^< Content-Range: bytes 3-5\/200$/m);
    assertMatch(one.transcript, /^< Content-Length: 3$/m);

    const { code, stdout, transcript } = await run("curl", "-sv", "-r", "0-0,-1", "URL/a.txt");
    assertEquals(code, 0);
    assertMatch(transcript, /^> Range: bytes=0-0,-1$/m);
    assertMatch(transcript, /^< HTTP\/1\.1 206 Partial Content$/m);
    const type = /^< Content-Type: (.*)$/m.exec(transcript)![1]!;
    assertEquals(parseByteranges(type, stdout), [
      { type: "text/plain; charset=UTF-8", range: "bytes 0-0/200", content: "0" },
      { type: "text/plain; charset=UTF-8", range: "bytes 199-199/200", content: "9" },
    ]);
    assertMatch(transcript, new RegExp(`^< Content-Length: ${stdout.length}$`, "m"));

    const behind = await run("curl", "-sv", "-r", "200-", "URL/a.txt");
    assertMatch(behind.transcript, /^< HTTP\/1\.1 416 Range Not Satisfiable$/m);
    assertMatch(behind.transcript, /^< Content-Range: bytes \*\/200$/m);

    const head = await run("curl", "-svI", "-r", "0-0", "URL/a.txt");
    assertMatch(head.transcript, /^< HTTP\/1\.1 200 OK$/m);
    assertMatch(head.transcript, /^< Accept-Ranges: bytes$/m);
    assertMatch(head.transcript, /^< Content-Length: 200$/m);

    const empty = await run("curl", "-sv", "-r", "0-", "URL/empty.txt");
    assertEquals([empty.code, empty.stdout], [0, ""]);
    assertMatch(empty.transcript, /^< HTTP\/1\.1 200 OK$/m);
  }));

Deno.test("serve lets curl -C - resume, and tells it when all is there", () =>
  withKit(async ({ run, fetched }) => {
    leavePart(fetched);
    const { code, transcript } = await run("curl", "-svO", "-C", "-", "URL/big.bin");
    assertEquals(code, 0);
    assertMatch(transcript, new RegExp(`^> Range: bytes=${HAD}-$`, "m"));
    assertMatch(transcript, new RegExp(`^< Content-Range: bytes ${HAD}-${SIZE - 1}/${SIZE}$`, "m"));
    assertFetched(fetched);
    const again = await run("curl", "-svO", "-C", "-", "URL/big.bin");
    assertEquals(again.code, 0);
    assertMatch(again.transcript, new RegExp(`^< Content-Range: bytes \\*/${SIZE}$`, "m"));
    assertFetched(fetched);
  }));

Deno.test("serve gives curl -z only what is newer", () =>
  withKit(async ({ run, served, fetched }) => {
    const first = await run("curl", "-sRO", "URL/a.txt");
    assertEquals(first.code, 0);
    assertEquals(Deno.statSync(join(fetched, "a.txt")).mtime?.getTime(), WHEN * 1000);
    const same = await run("curl", "-sv", "-z", "a.txt", "URL/a.txt");
    assertEquals(same.stdout, "");
    assertMatch(same.transcript, new RegExp(`^> If-Modified-Since: ${MODIFIED}$`, "m"));
    assertMatch(same.transcript, /^< HTTP\/1\.1 304 Not Modified$/m);
    assertMatch(same.transcript, /^< ETag: "[^"]+"$/m);
    Deno.utimeSync(join(served, "a.txt"), WHEN + 1, WHEN + 1);
    const newer = await run("curl", "-sv", "-z", "a.txt", "URL/a.txt");
    assertEquals(newer.stdout, TEXT);
    const older = await run("curl", "-sv", "-z", "-a.txt", "URL/a.txt");
    assertMatch(older.transcript, new RegExp(`^> If-Unmodified-Since: ${MODIFIED}$`, "m"));
    assertMatch(older.transcript, /^< HTTP\/1\.1 412 Precondition Failed$/m);
  }));

Deno.test("serve lets wget -c resume, and tells it when all is there", () =>
  withKit(async ({ run, fetched, program }) => {
    leavePart(fetched);
    const { code, transcript } = await run("wget", "-c", "-S", "-nv", "URL/big.bin");
    assertEquals(code, 0, transcript);
    assertMatch(transcript, /^ {2}HTTP\/1\.1 206 Partial Content$/m);
    assertMatch(
      transcript,
      new RegExp(`^  Content-Range: bytes ${HAD}-${SIZE - 1}/${SIZE}$`, "m"),
    );
    assertFetched(fetched);
    const again = await run("wget", "-c", "-S", "URL/big.bin");
    assertEquals(again.code, 0);
    assertMatch(again.transcript, /The file is already fully retrieved; nothing to do\./);
    assertEquals(await statuses(program, 2), [206, 416]);
    assertFetched(fetched);
  }));

Deno.test("serve gives wget -N only what is newer", () =>
  withKit(async ({ run, served, fetched, program }) => {
    assertEquals((await run("wget", "-N", "URL/a.txt")).code, 0);
    assertEquals(Deno.statSync(join(fetched, "a.txt")).mtime?.getTime(), WHEN * 1000);
    const same = await run("wget", "-N", "-S", "URL/a.txt");
    assertMatch(same.transcript, /^ {2}HTTP\/1\.1 304 Not Modified$/m);
    assertMatch(same.transcript, /'a\.txt' not modified on server\. Omitting download\./);
    Deno.writeTextFileSync(join(served, "a.txt"), "new");
    assertEquals((await run("wget", "-N", "URL/a.txt")).code, 0);
    assertEquals(Deno.readTextFileSync(join(fetched, "a.txt")), "new");
    assertEquals(await statuses(program, 3), [200, 304, 200]);
  }));

Deno.test("serve feeds the four connections of aria2c -x4", () =>
  withKit(async ({ run, fetched, program }) => {
    const { code, stdout } = await run(
      "aria2c",
      ...["--no-conf", "-x4", "-s4", "-k1M", "--log=-", "--log-level=info", "URL/big.bin"],
    );
    assertEquals(code, 0, stdout);
    assertFetched(fetched);
    const ranges = [...stdout.matchAll(/^Range: bytes=(\d+)-/gm)].map(([, from]) => Number(from));
    assert(new Set(ranges).size >= 3 && ranges.every((from) => from < SIZE), stdout);
    assertMatch(stdout, /^Content-Range: bytes \d+-\d+\/33554432\r?$/m);
    const answers = await statuses(program, ranges.length);
    assert(answers.filter((status) => status === 206).length >= 3, String(answers));
  }));
