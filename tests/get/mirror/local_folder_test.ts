// The folder that a mirror fills: made, or real; never a link that somebody else put there.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { OutputError } from "../../../get/errors.ts";
import {
  enterFolder,
  isLasting,
  localFile,
  mirrorTarget,
} from "../../../get/mirror/local_folder.ts";
import { TempFolder } from "../../support/program.ts";

Deno.test("mirrorTarget() names a folder by the URL's last segment, or its host", () => {
  const table: [url: string, path: string][] = [
    ["http://h/docs/", "docs"],
    ["http://h/docs", "docs"],
    ["http://h/a/b%20c//", "b c"],
    ["http://h/", "h"],
    ["http://h:8080", "h"],
    ["http://[::1]:8080/", "--1"],
    ["http://h/.ssh/", "ssh"],
    ["http://h/x%2f..%2f..%2fetc/?q=/y", "etc"],
    ["http://h/%2e%2e%2f/", "index.html"],
  ];
  for (const [url, path] of table) {
    assertEquals(mirrorTarget(new URL(url), undefined), { path, named: false }, url);
  }
  assertEquals(mirrorTarget(new URL("http://h/x"), "out"), { path: "out", named: true });
});

Deno.test("enterFolder() makes one level, and takes what is there", async () => {
  await using folder = await TempFolder.create();
  const target = { path: folder.file("a"), named: false };
  assertEquals([enterFolder(target), enterFolder(target)], [true, false]);
  assertThrows(() => enterFolder({ path: folder.file("b/c"), named: true }), OutputError, "b/c");
});

Deno.test("enterFolder() follows a link only where the user named it", async () => {
  await using folder = await TempFolder.create();
  Deno.mkdirSync(folder.file("real"));
  Deno.symlinkSync("real", folder.file("link"));
  Deno.symlinkSync("nowhere", folder.file("dangling"));
  Deno.writeTextFileSync(folder.file("file"), "x");
  assertEquals(enterFolder({ path: folder.file("link"), named: true }), false);
  for (const name of ["link", "dangling", "file"]) {
    const target = { path: folder.file(name), named: false };
    assertThrows(() => enterFolder(target), OutputError, "In the way");
  }
  assertThrows(() => enterFolder({ path: folder.file("dangling"), named: true }), OutputError);
  assertEquals(folder.names(), ["dangling", "file", "link", "real"]);
});

Deno.test("localFile() finds regular files, and no folder in the place of one", async () => {
  await using folder = await TempFolder.create();
  Deno.writeTextFileSync(folder.file("file"), "x");
  Deno.symlinkSync("file", folder.file("link"));
  assertEquals(localFile(folder.file("file"))?.size, 1);
  assertEquals(localFile(folder.file("link")), undefined);
  assertEquals(localFile(folder.file("absent")), undefined);
  assertThrows(() => localFile(folder.path), OutputError, "a folder here and a file there");
});

Deno.test({
  name: "isLasting() knows a full disk",
  ignore: Deno.build.os !== "linux",
  fn(): void {
    using full = Deno.openSync("/dev/full", { write: true });
    const cause = assertThrows(() => full.writeSync(new Uint8Array(1)));
    assert(isLasting(new OutputError("Cannot write", { cause })));
    assert(!isLasting(new OutputError("Cannot write", { cause: new Deno.errors.NotFound("x") })));
    assert(!isLasting(cause));
  },
});
