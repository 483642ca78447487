// Three replicas behind HAProxy, as deploy/haproxy.cfg has it: what users notice of a replica that
// stops, is killed, comes back. Skipped where there is no HAProxy.

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { runFerry, startFerry, TempFolder } from "../support/program.ts";
import { Fleet, HAS_HAPROXY, type Name, NAMES, patiently } from "./fleet.ts";
import { Load } from "./load.ts";

/** More than one write, and more than HAProxy's buffer. */
const FILES = { "small.txt": octets(1_000), "large.bin": octets(200_000) };
const USERS = 8;

/** Of a download that others have time to disturb: at its rate it takes two seconds. */
const FILM = { "film.bin": octets(4 * 1024 * 1024) };
const SLOWLY = ["--limit-rate", "2m"];
const FIRST_PART = 256 * 1024;

function testFleet(name: string, test: () => Promise<void>): void {
  Deno.test({ name, ignore: !HAS_HAPROXY, fn: test });
}

testFleet("a rolling restart behind HAProxy loses no request", async () => {
  await using fleet = await Fleet.start(FILES);
  await using load = new Load(fleet.port, FILES, USERS);
  for (const name of NAMES) {
    await load.until(fleet.markOf(name));
    assertEquals(await fleet.end(name, "SIGTERM"), 0);
    await load.until(await fleet.again(name));
    await fleet.healthy();
  }
  await load.stop();
  assertEquals(load.failures, []);
  assertEquals([...load.seen].sort(), ["a1", "a2", "b1", "b2", "c1", "c2"]);
});

testFleet("kill -9 of a replica loses only what it was answering", async () => {
  await using fleet = await Fleet.start(FILES);
  await using load = new Load(fleet.port, FILES, USERS);
  await load.until("b1");
  await fleet.end("b", "SIGKILL");
  const { answered } = load;
  await patiently(() => load.answered > answered + 100);
  await load.until(await fleet.again("b"));
  await load.stop();
  assertEquals(load.failures.filter(({ replica }) => replica !== "b1"), []);
  assert(load.failures.length <= USERS, JSON.stringify(load.failures));
});

testFleet("replicas with copies of one folder answer alike, octet by octet", async () => {
  await using fleet = await Fleet.start(FILES);
  const targets: [path: string, accept: string][] = [
    ["/large.bin", "*/*"],
    ["/small.txt", "*/*"],
    ["/", "application/json"],
    ["/", "text/html"],
    ["/absent", "*/*"],
  ];
  for (const [path, accept] of targets) {
    const [a, ...others] = await Promise.all(NAMES.map(async (name) => {
      const response = await fetch(fleet.originOf(name) + path, { headers: { accept } });
      const fields = [...response.headers].filter(([field]) => !/^(?:date|x-replica)$/.test(field));
      return { status: response.status, fields, content: await response.text() };
    }));
    for (const other of others) assertEquals(other, a, `${path} as ${accept}`);
    const tagged = a!.fields.some(([field]) => field === "etag");
    assertEquals(tagged, accept === "*/*" && path !== "/absent", path);
  }
});

testFleet("ferry get -C goes on at another replica when its own was killed", async () => {
  await using fleet = await Fleet.start(FILM, SLOWLY);
  await using folder = await TempFolder.create();
  const first = await begin(fleet, folder);
  await fleet.end(first.replica, "SIGKILL");
  assertNotEquals(await first.code, 0);
  const kept = Deno.statSync(folder.file("film.bin.part")).size;
  const to = ["-o", folder.file("film.bin"), `${fleet.origin}/film.bin`];
  const { code, stderr } = await runFerry(["get", "-C", "-v", "--retry", "0", ...to]);
  assertEquals(code, 0, stderr);
  assertEquals(rangeIn(stderr), kept);
  assertNotEquals(replicaIn(stderr), first.replica);
  assertEquals(Deno.readFileSync(folder.file("film.bin")), FILM["film.bin"]);
});

testFleet("a download runs to its end while its replica stops", async () => {
  await using fleet = await Fleet.start(FILM, SLOWLY);
  await using folder = await TempFolder.create();
  const download = await begin(fleet, folder);
  assertEquals(await fleet.end(download.replica, "SIGTERM"), 0);
  assertEquals(await download.code, 0);
  assertEquals(Deno.readFileSync(folder.file("film.bin")), FILM["film.bin"]);
});

testFleet("a replica that is drained gets no new request, and finishes what it has", async () => {
  await using fleet = await Fleet.start(FILES);
  await using load = new Load(fleet.port, FILES, USERS);
  await load.until("c1");
  await fleet.command("set server ferry/c state drain");
  await patiently(async () => (await sessionsOf(fleet, "c")) === 0);
  const { answered } = load;
  load.seen.clear();
  await patiently(() => load.answered > answered + 100);
  await load.stop();
  assertEquals(load.seen.has("c1"), false);
  assertEquals(load.failures, []);
});

/** A download whose first part has come, and which has more to come. */
interface Begun {
  readonly replica: Name;
  readonly code: Promise<number>;
}

async function begin(fleet: Fleet, folder: TempFolder): Promise<Begun> {
  const file = folder.file("film.bin");
  const url = `${fleet.origin}/film.bin`;
  const child = startFerry(["get", "-v", "--retry", "0", "-o", file, url]);
  const ended = child.output();
  await patiently(() => sizeOf(`${file}.part`) >= FIRST_PART);
  const rows = await fleet.statistics();
  const busy = NAMES.filter((name) => {
    return rows.some(({ svname, scur }) => svname === name && Number(scur) > 0);
  });
  assertEquals(busy.length, 1);
  return { replica: busy[0]!, code: ended.then(({ code }) => code) };
}

async function sessionsOf(fleet: Fleet, name: Name): Promise<number> {
  return Number((await fleet.statistics()).find(({ svname }) => svname === name)?.scur);
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0; // not there yet
  }
}

/** The replica that answered, by the head that `-v` shows. */
function replicaIn(head: string): string | undefined {
  return /x-replica: ([abc])\d/i.exec(head)?.[1];
}

/** Where the range begins that was answered. */
function rangeIn(head: string): number {
  return Number(/content-range: bytes (\d+)-/i.exec(head)?.[1]);
}

/** Octets that no file of another length begins with. */
function octets(count: number): Uint8Array {
  return Uint8Array.from(
    { length: count },
    (_, index) => (index * 31 + (index >> 8) + count) & 255,
  );
}
