// Faults of files that are being served: what happens to them, whoever is downloading them, and whoever
// asks next. By the program, run by a user who can be refused something.

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { octetsOf, textOf } from "../../http/wire/octets.ts";
import { NEXT, outside, survive } from "../support/leaks.ts";
import { FERRY } from "../support/program.ts";
import { converse } from "../support/raw.ts";
import { makeFolder } from "../support/server.ts";
import { ServeProgram } from "../support/serve_program.ts";

const MIB = 1024 * 1024;
const LARGE = 64 * MIB; // more than the socket buffers of both ends take
const LONG_AGO = 1_700_000_000;
const NOBODY = 65_534;
const GET = "GET /in/large.bin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

const isRoot = Deno.build.os === "linux" && Deno.uid() === 0;
/** Root may read everything: then the program runs as somebody else, who must be able to start it. */
const asNobody = isRoot && startsAsNobody();
const cannotBeRefused = Deno.build.os === "windows" || isRoot && !asNobody;

function startsAsNobody(): boolean {
  try {
    return new Deno.Command(FERRY, { args: ["--version"], uid: NOBODY, cwd: "/" }).outputSync()
      .success;
  } catch {
    return false;
  }
}

/** Something that happens amid a download. */
interface Change {
  readonly what: string;
  readonly apply: (path: string) => void;
  /** Whether the download is brought to its end, with what the file was. */
  readonly whole: boolean;
  /** What whoever asks next gets, and how many octets of content. */
  readonly next: readonly [status: number, octets: number];
  readonly ignore?: boolean;
}

const ABSENT = [404, "File not found".length] as const;

const CHANGES: readonly Change[] = [
  {
    what: "truncated",
    apply: (path) => Deno.truncateSync(path, 10),
    whole: false,
    next: [200, 10],
  },
  {
    what: "truncated to nothing",
    apply: (path) => Deno.truncateSync(path, 0),
    whole: false,
    next: [200, 0],
  },
  {
    what: "written over",
    apply: (path): void => {
      using file = Deno.openSync(path, { write: true });
      file.writeSync(new Uint8Array([1, 2, 3]));
    },
    whole: false,
    next: [200, LARGE],
  },
  {
    what: "written to at its end",
    apply: (path) => Deno.writeTextFileSync(path, "more", { append: true }),
    whole: true,
    next: [200, LARGE + 4],
  },
  {
    what: "replaced",
    apply: (path): void => {
      Deno.writeTextFileSync(`${path}.new`, "new");
      Deno.renameSync(`${path}.new`, path);
    },
    whole: true,
    next: [200, 3],
  },
  { what: "deleted", apply: (path) => Deno.removeSync(path), whole: true, next: ABSENT },
  {
    what: "deleted with its folder",
    apply: (path) => Deno.removeSync(join(path, ".."), { recursive: true }),
    whole: true,
    next: ABSENT,
  },
  {
    what: "made unreadable",
    apply: (path) => Deno.chmodSync(path, 0),
    whole: true,
    next: [403, "Forbidden".length],
    ignore: cannotBeRefused,
  },
];

/** Begins a download, lets the file change, and reads on. @returns the octets of content that came */
async function downloadAmid(port: number, change: () => void): Promise<number> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(octetsOf(GET));
  const octets = new Uint8Array(MIB);
  let received = await conn.read(octets) ?? 0; // the head comes with the first of the content
  const end = textOf(octets, 0, received).indexOf("\r\n\r\n") + "\r\n\r\n".length;
  const head = textOf(octets, 0, end);
  assert(head.includes(`\r\nContent-Length: ${LARGE}\r\n`), head);
  change();
  for (;;) {
    const count = await conn.read(octets).catch(() => null); // it may be reset
    if (count === null) return received - end;
    received += count;
  }
}

for (const { what, apply, whole, next: [status, octets], ignore = false } of CHANGES) {
  Deno.test({
    name: `fault: a file that is ${what} while it is served`,
    ignore,
    async fn(): Promise<void> {
      const folder = makeFolder({ "in/large.bin": "", ...NEXT });
      const path = join(folder, "in", "large.bin");
      try {
        Deno.chmodSync(folder, 0o755);
        Deno.truncateSync(path, LARGE);
        Deno.utimeSync(path, LONG_AGO, LONG_AGO);
        const args = [folder, "--port", "0", "--quiet"];
        const options = { cwd: "/", ...(asNobody ? { uid: NOBODY } : {}) };
        await using program = await ServeProgram.start(args, options);
        await survive(outside(program), async () => {
          const received = await downloadAmid(program.port, () => apply(path));
          assertEquals(received === LARGE, whole, `${received} octets came`);
          const answer = await converse(program.port, GET.replace("GET", "HEAD"));
          assertEquals(Number(answer.split(" ")[1]), status);
          assert(answer.includes(`\r\nContent-Length: ${octets}\r\n`), answer);
        });
        assert(!program.stderr.includes("defect"), program.stderr);
      } finally {
        Deno.removeSync(folder, { recursive: true });
      }
    },
  });
}
