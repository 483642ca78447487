// The gate to a folder that is empty yet: the stand-in is shown until something is there to be served.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { ask } from "../../support/ask.ts";
import { startServer, type TestServer, type TestServerOptions } from "../../support/server.ts";
import { treeOf } from "../../support/tree.ts";

const STAND_IN = treeOf({ "index.html": "stand-in", "other.html": "other" });

/** A server of an empty folder that has a stand-in. */
async function startEmpty(site: TestServerOptions["site"] = {}): Promise<TestServer> {
  return await startServer({}, { site: { standIn: STAND_IN, ...site } });
}

const contentAt = async ({ port }: TestServer, path: string): Promise<string> =>
  (await ask(port, `GET ${path}`)).content;

Deno.test("StandInGate shows the stand-in until something is in the folder, and never again", async () => {
  await using server = await startEmpty();
  assertEquals(await contentAt(server, "/"), "stand-in");
  assertEquals((await ask(server.port, "GET /a.txt")).status, 404);
  Deno.writeTextFileSync(join(server.folder, "a.txt"), "a");
  assertEquals(await contentAt(server, "/a.txt"), "a");
  assertEquals((await ask(server.port, "GET /other.html")).status, 404);
  assertStringIncludes(await contentAt(server, "/?listing"), "a.txt");
  Deno.removeSync(join(server.folder, "a.txt"));
  assertStringIncludes(await contentAt(server, "/?empty"), "This folder is empty");
});

Deno.test("StandInGate lets go of hot responses when something is in the folder", async () => {
  await using server = await startEmpty();
  for (let times = 0; times < 5; times++) assertEquals(await contentAt(server, "/"), "stand-in");
  Deno.writeTextFileSync(join(server.folder, "index.html"), "own");
  const deadlineMs = performance.now() + 5_000; // 150 ms are promised
  while (await contentAt(server, "/") === "stand-in" && performance.now() < deadlineMs);
  assertEquals(await contentAt(server, "/"), "own");
});

Deno.test({
  name: "StandInGate takes a folder for empty when nothing in it would be served",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    const table: [site: TestServerOptions["site"], content: string][] = [
      [{}, "stand-in"],
      [{ hidden: true }, ".env"],
      [{ symlinks: "follow" }, "out"],
    ];
    for (const [site, content] of table) {
      await using server = await startEmpty(site);
      Deno.writeTextFileSync(join(server.folder, ".env"), "");
      Deno.symlinkSync("nowhere", join(server.folder, "nowhere"));
      Deno.symlinkSync("/", join(server.folder, "out"));
      assertStringIncludes(await contentAt(server, "/"), content);
    }
  },
});

Deno.test("StandInGate shows no stand-in for a folder that is gone", async () => {
  await using server = await startEmpty();
  Deno.removeSync(server.folder);
  assertEquals((await ask(server.port, "GET /")).status, 404);
  Deno.mkdirSync(server.folder);
  assertEquals(await contentAt(server, "/"), "stand-in");
});
