// Files on a real file system: exclusive, whole or not there, never through a link.

import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type Destination,
  FileDestination,
  NamedDestination,
} from "../../../get/files/destination.ts";
import { OutputError } from "../../../get/errors.ts";
import type { PartFile } from "../../../get/files/part_file.ts";
import { TempFolder } from "../../support/program.ts";

const ASKED = new URL("http://h/x/a.txt");
const HELLO = new TextEncoder().encode("hello");

const FACTS = { url: "http://h/x/a.txt" };

/** A part with content in it. */
async function begin(destination: Destination): Promise<PartFile> {
  const target = await destination.target(ASKED);
  assert(target.kind === "file");
  const part = target.place.create(FACTS);
  part.write(HELLO, 0);
  return part;
}

async function save(destination: Destination, modifiedMs?: number): Promise<string | undefined> {
  const target = await destination.target(ASKED);
  if (target.kind === "file") return await (await begin(destination)).commit(modifiedMs);
  const sink = await target.open();
  await sink.write(HELLO);
  await sink.end();
  return sink.path;
}

Deno.test("FileDestination gives the file its name and time when it is whole, and not before", async () => {
  await using folder = await TempFolder.create();
  const path = folder.file("a.txt");
  await Deno.writeTextFile(path, "older");
  const part = await begin(new FileDestination(path));
  const names = ["a.txt", "a.txt.part", "a.txt.part.ferry"];
  assertEquals([await Deno.readTextFile(path), folder.names()], ["older", names]);
  assertEquals(await part.commit(Date.UTC(2001, 1, 3)), path);
  assertEquals([await Deno.readTextFile(path), folder.names()], ["hello", ["a.txt"]]);
  assertEquals((await Deno.stat(path)).mtime?.getTime(), Date.UTC(2001, 1, 3));
});

Deno.test("FileDestination leaves nothing behind, and the older file, when the part goes", async () => {
  await using folder = await TempFolder.create();
  const path = folder.file("a.txt");
  await Deno.writeTextFile(path, "older");
  (await begin(new FileDestination(path))).remove();
  assertEquals([await Deno.readTextFile(path), folder.names()], ["older", ["a.txt"]]);
});

Deno.test("FileDestination makes a file of no content too", async () => {
  await using folder = await TempFolder.create();
  const target = await new FileDestination(folder.file("a.txt")).target();
  assert(target.kind === "file");
  await target.place.create(FACTS).commit(undefined);
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
      await assertRejects(
        () => save(new FileDestination(path)),
        OutputError,
        "In the way: ",
      );
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
    [folder.file("b"), "b.part, which is no download of ferry's; remove it"],
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
    await assertRejects(
      () => save(new FileDestination("/dev/full")),
      OutputError,
      "No space left",
    );
  },
});

Deno.test("NamedDestination numbers a name that is taken, finished or not", async () => {
  await using folder = await TempFolder.create();
  await Deno.writeTextFile(folder.file("a.txt"), "older");
  await Deno.writeTextFile(folder.file("a-1.txt.part"), "of somebody else");
  const named = new NamedDestination(folder.path);
  assertEquals(await save(named), folder.file("a-2.txt"));
  assertEquals(await save(named), folder.file("a-3.txt"));
  assertEquals(await Deno.readTextFile(folder.file("a.txt")), "older");
});

Deno.test("NamedDestination overwrites nothing that appears while it writes", async () => {
  await using folder = await TempFolder.create();
  const part = await begin(new NamedDestination(folder.path));
  await Deno.writeTextFile(folder.file("a.txt"), "faster");
  assertEquals(await part.commit(undefined), folder.file("a-1.txt"));
  assertEquals(await Deno.readTextFile(folder.file("a.txt")), "faster");
  assertEquals(folder.names(), ["a-1.txt", "a.txt"]);
});

Deno.test("NamedDestination gives two downloads of one name two files", async () => {
  await using folder = await TempFolder.create();
  const named = new NamedDestination(folder.path);
  const paths = await Promise.all(Array.from({ length: 20 }, () => save(named)));
  assertEquals(new Set(paths).size, 20);
  assertEquals(folder.names().length, 20);
});

Deno.test("NamedDestination replaces the file whose name is taken when it may", async () => {
  await using folder = await TempFolder.create();
  await Deno.writeTextFile(folder.file("a.txt"), "older");
  assertEquals(
    await save(new NamedDestination(folder.path, { clobber: true })),
    folder.file("a.txt"),
  );
  assertEquals(await Deno.readTextFile(folder.file("a.txt")), "hello");
});
