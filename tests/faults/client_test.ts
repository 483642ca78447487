// Faults of the machine that `ferry get` runs on, and of the server that it fetches from: a full disk,
// and a kill that nothing can be done about.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { interruptGet } from "../support/interrupted.ts";
import { noise, Origin } from "../support/origin.ts";
import { runFerry, runShell, TempFolder } from "../support/program.ts";
import { NEXT } from "../support/leaks.ts";
import { makeFolder } from "../support/server.ts";
import { ServeProgram } from "../support/serve_program.ts";

const ignore = Deno.build.os !== "linux";
const CONTENT = noise(1_500_000);
const ARRIVED = 600_000;

/** How to run a command with mounts of its own, which go with it. */
const UNSHARE = Deno.build.os === "linux" && Deno.uid() === 0
  ? "unshare --mount"
  : "unshare --mount --map-root-user";
const MOUNT = 'mount -t tmpfs -o size=1m tmpfs "$1"';

/** Whether this user may mount a small disk. */
const mayMount = !ignore && (await runShell(`${UNSHARE} sh -c '${MOUNT}' sh /mnt`)).code === 0;
if (!mayMount) console.warn("a test on a full disk is skipped: no mount is permitted here");

/** On a disk of 1 MiB: fetch, tell what is there, make room, go on, tell again. */
const ON_A_SMALL_DISK = `${MOUNT} && cd "$1" || exit 99
"$FERRY" get $3 -o a "$2"; echo "ended with $?" >&2
ls >&2; stat -c %s a.part >&2
mount -o remount,size=8m "$1"
"$FERRY" get -C $3 -o a "$2"; echo "ended with $?" >&2
ls >&2; cat a`;

for (const options of ["", "-n 3"]) {
  Deno.test({
    name: `fault: disk full on the client${
      options && ` (${options})`
    }: the part is kept, and goes on`,
    ignore: !mayMount,
    async fn(): Promise<void> {
      await using origin = new Origin({ content: CONTENT, entityTag: '"one"' });
      await using folder = await TempFolder.create();
      await Deno.writeTextFile(folder.file("script"), ON_A_SMALL_DISK);
      const words = `${folder.path} ${origin.url} '${options}'`;
      const run = await runShell(`${UNSHARE} sh ${folder.file("script")} ${words}`);
      const [full, first, part, record, size, second, whole, ...rest] = run.stderr.split("\n");
      assertMatch(full!, /^Cannot write a\.part(?:\.ferry)?: No space left on device; .*-C/);
      assertEquals([first, part, record], ["ended with 23", "a.part", "a.part.ferry"]);
      assert(Number(size) > 100_000, `${size} octets are kept`);
      assertEquals([second, whole, rest], ["ended with 0", "a", [""]]);
      assertEquals(run.stdout, CONTENT);
      assert(origin.ranges.at(-1)!.startsWith("bytes="), "it began anew");
    },
  });
}

Deno.test({
  name:
    "fault: disk full on the client: what is small leaves nothing behind, and /dev/full says so",
  ignore,
  async fn(): Promise<void> {
    await using origin = new Origin({ content: noise(5_000), entityTag: '"one"' });
    const run = await runShell(`"$FERRY" get ${origin.url} >/dev/full`);
    assertEquals([run.code, run.stderr], [
      23,
      "Cannot write stdout: No space left on device; make room\n",
    ]);
    if (!mayMount) return;
    const script = `${MOUNT} && cd "$1" || exit 99
echo older >a; dd if=/dev/zero of=rest bs=1024 2>&1 | grep -c left >&2
"$FERRY" get -o a "$2"; echo "ended with $?" >&2
ls >&2; cat a >&2; rm rest; "$FERRY" get -o a "$2"; ls >&2; wc -c <a >&2`;
    await using folder = await TempFolder.create();
    await Deno.writeTextFile(folder.file("script"), script);
    const small = await runShell(
      `${UNSHARE} sh ${folder.file("script")} ${folder.path} ${origin.url}`,
    );
    const lines = small.stderr.trimEnd().split("\n");
    assertMatch(lines[1]!, /^Cannot write \S+: No space left on device/);
    lines.splice(1, 1);
    assertEquals(lines, ["1", "ended with 23", "a", "rest", "older", "a", "5000"]);
  },
});

Deno.test({
  name: "fault: kill -9 on the client loses none of what has come, and -C fetches the rest",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    const fault = (): { holdAfter: number } => ({ holdAfter: ARRIVED });
    await using origin = new Origin({ content: CONTENT, entityTag: '"one"', fault });
    await using folder = await TempFolder.create();
    const path = folder.file("a");
    await Deno.writeTextFile(path, "older");
    const args = ["-o", path, origin.url];
    const { code } = await interruptGet(args, `${path}.part`, ARRIVED, "SIGKILL");
    assertEquals([code, await Deno.readTextFile(path)], [137, "older"]);
    assertEquals(folder.names(), ["a", "a.part", "a.part.ferry"]);
    delete origin.options.fault;
    const run = await runFerry(["get", "-C", ...args]);
    assertEquals([run.code, run.stderr, folder.names()], [0, "", ["a"]]);
    assertEquals(await Deno.readFile(path), CONTENT);
    assertEquals(origin.ranges, ["", `bytes=${ARRIVED}-`]);
  },
});

Deno.test({
  name: "fault: kill -9 on the server: get goes on with the one that comes in its place",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    const served = makeFolder({ "a.bin": CONTENT, ...NEXT });
    try {
      await using folder = await TempFolder.create();
      const path = folder.file("a");
      const slow = ["--quiet", "--limit-rate", "1m"];
      await using first = await ServeProgram.start([served, "--port", "0", ...slow]);
      const url = `http://127.0.0.1:${first.port}/a.bin`;
      const running = runFerry(["get", "-o", path, "--retry", "20", url]);
      while (!((await Deno.stat(`${path}.part`).catch(() => undefined))?.size ?? 0)) {
        await new Promise((resume) => setTimeout(resume, 5));
      }
      await first.end("SIGKILL");
      const port = `${first.port}`;
      await using _second = await ServeProgram.start([served, "--port", port, "--quiet"]);
      const { code, stderr } = await running;
      assertEquals([code, folder.names()], [0, ["a"]], stderr);
      assertEquals(await Deno.readFile(path), CONTENT);
    } finally {
      Deno.removeSync(served, { recursive: true });
    }
  },
});
