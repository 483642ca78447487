// Files on a real file system: exclusive, whole or not there, never through a link.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Destination, FileDestination, NamedDestination } from "../../../get/files/destination.ts";
import { OutputError } from "../../../get/errors.ts";
import { TempFolder } from "../../support/program.ts";

const ASKED = new URL("http://h/x/a.txt");
const HELLO = new TextEncoder().encode("hello");

async function save(destination: Destination, modifiedMs?: number): Promise<string | undefined> {
  const sink = await destination.open(ASKED);
  await sink.write(HELLO);
  return await sink.commit(modifiedMs);
}

Deno.test("FileDestination gives the file its name and time when it is whole, and not before", async () => {
  await using folder = await TempFolder.create();
  const path = folder.file("a.txt");
  await Deno.writeTextFile(path, "older");
  const sink = await new FileDestination(path).open();
  await sink.write(HELLO);
  assertEquals([await Deno.readTextFile(path), folder.names()], ["older", ["a.txt", "a.txt.part"]]);
  assertEquals(await sink.commit(Date.UTC(2001, 1, 3)), path);
  assertEquals([await Deno.readTextFile(path), folder.names()], ["hello", ["a.txt"]]);
  assertEquals((await Deno.stat(path)).mtime?.getTime(), Date.UTC(2001, 1, 3));
});

Deno.test("FileDestination leaves nothing behind, and the older file, when it is abandoned", async () => {
  await using folder = await TempFolder.create();
  const path = folder.file("a.txt");
  await Deno.writeTextFile(path, "older");
  const sink = await new FileDestination(path).open();
  await sink.write(HELLO);
  await sink.abandon();
  assertEquals([await Deno.readTextFile(path), folder.names()], ["older", ["a.txt"]]);
});

Deno.test("FileDestination makes a file of no content too", async () => {
  await using folder = await TempFolder.create();
  await (await new FileDestination(folder.file("a.txt")).open()).commit(undefined);
  assertEquals((await Deno.stat(folder.file("a.txt"))).size, 0);
});

Deno.test({
  name: "FileDestination replaces a symbolic link and writes through none",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    const [path, victim] = [folder.file("a.txt"), folder.file("victim")];
    await Deno.writeTextFile(victim, "untouched");
    await Deno.symlink(victim, path);
    await save(new FileDestination(path));
    assertEquals([await Deno.readTextFile(path), await Deno.readTextFile(victim)], [
      "hello",
      "untouched",
    ]);
    assert((await Deno.lstat(path)).isFile);

    for (const target of [victim, folder.file("nothing")]) {
      await Deno.symlink(target, `${path}.part`);
      await assertRejects(() => save(new FileDestination(path)), OutputError, "In the way: ");
      await Deno.remove(`${path}.part`);
    }
    assertEquals(await Deno.readTextFile(victim), "untouched");
  },
});

Deno.test("FileDestination says what is wrong with its path", async () => {
  await using folder = await TempFolder.create();
  await Deno.writeTextFile(folder.file("b.part"), "of somebody else");
  const table: [path: string, message: string][] = [
    [folder.path, "it is a folder; to write into it use --output-dir"],
    [folder.file("c/"), "it is a folder; to write into it use --output-dir"],
    [folder.file("none/a"), "there is no such folder; create it first"],
    [folder.file("b"), "b.part, which another download writes or has left"],
  ];
  for (const [path, message] of table) {
    await assertRejects(() => save(new FileDestination(path)), OutputError, message);
  }
  assertEquals(await Deno.readTextFile(folder.file("b.part")), "of somebody else");
});

Deno.test({
  name: "FileDestination writes to a device and never replaces it",
  ignore: Deno.build.os !== "linux",
  async fn(): Promise<void> {
    assertEquals(await save(new FileDestination("/dev/null")), "/dev/null");
    assert((await Deno.lstat("/dev/null")).isCharDevice);
    await assertRejects(() => save(new FileDestination("/dev/full")), OutputError, "No space left");
  },
});

Deno.test("NamedDestination numbers a name that is taken, finished or not", async () => {
  await using folder = await TempFolder.create();
  await Deno.writeTextFile(folder.file("a.txt"), "older");
  await Deno.writeTextFile(folder.file("a-1.txt.part"), "of somebody else");
  const named = new NamedDestination(folder.path, false);
  assertEquals(await save(named), folder.file("a-2.txt"));
  assertEquals(await save(named), folder.file("a-3.txt"));
  assertEquals(await Deno.readTextFile(folder.file("a.txt")), "older");
});

Deno.test("NamedDestination overwrites nothing that appears while it writes", async () => {
  await using folder = await TempFolder.create();
  const sink = await new NamedDestination(folder.path, false).open(ASKED);
  await sink.write(HELLO);
  await Deno.writeTextFile(folder.file("a.txt"), "faster");
  assertEquals(await sink.commit(undefined), folder.file("a-1.txt"));
  assertEquals(await Deno.readTextFile(folder.file("a.txt")), "faster");
  assertEquals(folder.names(), ["a-1.txt", "a.txt"]);
});

Deno.test("NamedDestination gives two downloads of one name two files", async () => {
  await using folder = await TempFolder.create();
  const named = new NamedDestination(folder.path, false);
  const paths = await Promise.all(Array.from({ length: 20 }, () => save(named)));
  assertEquals(new Set(paths).size, 20);
  assertEquals(folder.names().length, 20);
});

Deno.test("NamedDestination replaces the file whose name is taken when it may", async () => {
  await using folder = await TempFolder.create();
  await Deno.writeTextFile(folder.file("a.txt"), "older");
  assertEquals(await save(new NamedDestination(folder.path, true)), folder.file("a.txt"));
  assertEquals(await Deno.readTextFile(folder.file("a.txt")), "hello");
});
