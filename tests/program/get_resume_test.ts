// Downloads that end before their time, and are continued by another run of the program.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { noise, Origin } from "../support/origin.ts";
import { startCuttingRelay } from "../support/relay.ts";
import { runFerry, runShell, startFerry, TempFolder } from "../support/program.ts";
import { seeded } from "../support/random.ts";
import { ServeProgram } from "../support/serve_program.ts";

const OCTETS = 256 * 1024 * 1024;
/** Slow enough that the file is not whole before it was killed so often. */
const RATE = "40m";
const KILLS = 50;

/** A folder with a file of 256 MiB, and ferry serving it. */
async function serveLarge(): Promise<
  AsyncDisposable & { readonly url: string; readonly path: string }
> {
  const stack = new AsyncDisposableStack();
  const folder = stack.use(await TempFolder.create());
  const path = folder.file("large.bin");
  const block = noise(1024 * 1024);
  using file = await Deno.create(path);
  for (let at = 0; at < OCTETS; at += block.length) {
    new DataView(block.buffer).setUint32(0, at); // no two blocks alike
    file.writeSync(block);
  }
  const program = stack.use(await ServeProgram.start([folder.path, "--port", "0", "--quiet"]));
  const url = /http\S+/.exec(program.ready)![0];
  return { path, url: `${url}large.bin`, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/**
 * Kills the program so and so often: every other time at a random moment from its start, else at one from
 * when something has come.
 */
async function fetchUnderFire(
  args: readonly string[],
  folder: TempFolder,
  seed: number,
): Promise<void> {
  const random = seeded(seed);
  for (let killed = 0; killed < KILLS; killed++) {
    const before = await stateOf(folder);
    const process = startFerry(["get", ...args, "--limit-rate", RATE], { cwd: folder.path });
    while (killed % 2 === 1 && await stateOf(folder) === before) await pause(2);
    await pause(random(150));
    process.kill("SIGKILL");
    const { code, stderr } = await process.output();
    assertEquals(code, 137, new TextDecoder().decode(stderr));
    for (const name of folder.names()) assertMatch(name, /^a\.part(?:\.ferry)?$/);
  }
}

/** What has come, more or less. */
async function stateOf(folder: TempFolder): Promise<string> {
  return `${await size(folder.file("a.part"))} ${await size(folder.file("a.part.ferry"))}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

for (const [options, seed] of [[[], 1], [["-n", "4"], 2]] as const) {
  const words = ["-C", ...options].join(" ");
  Deno.test(`get ${words} continues what was killed at ${KILLS} random moments`, async () => {
    await using large = await serveLarge();
    await using folder = await TempFolder.create();
    const args = ["-C", ...options, "-o", "a", large.url];
    await fetchUnderFire(args, folder, seed);
    const { code, stderr } = await runFerry(["get", ...args, "--json"], { cwd: folder.path });
    assertEquals(code, 0, stderr);
    const { resumed_from, octets } = JSON.parse(stderr);
    assert(resumed_from > 0, stderr);
    assertEquals(resumed_from + octets, OCTETS);
    assertEquals(folder.names(), ["a"]);
    const compared = await runShell(`cmp ${large.path} a`, { cwd: folder.path });
    assertEquals([compared.code, compared.stderr], [0, ""]);
  });
}

Deno.test("get --retry 100 goes on where connections are reset at random offsets", async () => {
  await using large = await serveLarge();
  for (const [options, seed] of [[[], 3], [["-n", "4"], 4]] as const) {
    const random = seeded(seed);
    const { hostname, port } = new URL(large.url);
    await using relay = await startCuttingRelay(
      { hostname, port: Number(port) },
      { after: () => random(64 * 1024 * 1024) },
    );
    await using folder = await TempFolder.create();
    const args = [
      ...options,
      "--retry",
      "100",
      "-o",
      "a",
      `http://127.0.0.1:${relay.port}/large.bin`,
    ];
    const { code, stderr } = await runFerry(["get", ...args], { cwd: folder.path });
    assertEquals(code, 0, stderr);
    assert(relay.cuts > 0);
    const compared = await runShell(`cmp ${large.path} a`, { cwd: folder.path });
    assertEquals([compared.code, compared.stderr, folder.names()], [0, "", ["a"]]);
  }
});

Deno.test("get -C tells how to go on after SIGINT, and goes on", async () => {
  const content = noise(400_000);
  await using origin = new Origin({
    content,
    entityTag: '"one"',
    fault: ({ index }) => index === 0 ? { holdAfter: 150_000 } : undefined,
  });
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    origin.asked.length = 0;
    await using folder = await TempFolder.create();
    const process = startFerry(["get", "-O", origin.url], { cwd: folder.path });
    while ((await size(folder.file("a.bin.part"))) < 150_000) {
      await pause(5);
    }
    process.kill(signal);
    const { code: ended, stderr } = await process.output();
    assertEquals(ended, code);
    assertMatch(new TextDecoder().decode(stderr), /a\.bin\.part .*ferry get -C -O \S+a\.bin/s);
    assertEquals(folder.names(), ["a.bin.part", "a.bin.part.ferry"]);
    const run = await runFerry(["get", "-C", "-O", origin.url], { cwd: folder.path });
    assertEquals([run.code, run.stderr], [0, ""]);
    assertEquals([await Deno.readFile(folder.file("a.bin")), folder.names()], [content, ["a.bin"]]);
    assertEquals(origin.ranges, ["", "bytes=150000-"]);
  }
});

Deno.test("get -C of a finished file is success, and fetches nothing", async () => {
  const content = noise(1000);
  await using origin = new Origin({ content, entityTag: '"one"' });
  await using folder = await TempFolder.create();
  for (const args of [["-O"], ["-C", "-O"], ["-C", "-o", "a.bin"]]) {
    const run = await runFerry(["get", ...args, origin.url], { cwd: folder.path });
    assertEquals([run.code, folder.names()], [0, ["a.bin"]], run.stderr);
  }
  assertEquals(origin.asked.map(({ method }) => method), ["GET", "HEAD", "HEAD"]);
});

async function size(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).size;
  } catch {
    return 0; // not there yet
  }
}
