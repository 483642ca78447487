// The man pages as packagers get them.

import { assertEquals } from "@std/assert";
import { manPage } from "../../cli/man/page.ts";
import { writeManPages } from "../../tools/man.ts";
import { TempFolder } from "../support/program.ts";

Deno.test("writeManPages() writes each page under the name that man looks for", async () => {
  await using folder = await TempFolder.create();
  await writeManPages(folder.file("man"));
  const names = [...Deno.readDirSync(folder.file("man"))].map(({ name }) => name).sort();
  assertEquals(names, ["ferry-get.1", "ferry-serve.1", "ferry.1"]);
  assertEquals(await Deno.readTextFile(folder.file("man/ferry-get.1")), manPage("get"));
  assertEquals(await Deno.readTextFile(folder.file("man/ferry.1")), manPage());
});
