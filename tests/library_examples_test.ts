// The examples of README.md, as a reader runs them: as scripts, with no more permissions than they need.

import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { serve } from "@ferry/ferry";
import { TempFolder } from "./support/program.ts";
import { makeFolder } from "./support/server.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));

/** The examples of README.md, in their order. */
function readmeExamples(): string[] {
  const text = Deno.readTextFileSync(join(ROOT, "README.md"));
  const section = text.split(/^## /m).find((each) => each.startsWith("As a library\n")) ?? "";
  return Array.from(section.matchAll(/^```ts\n(.*?)^```$/gms), ([, code = ""]) => code);
}

/** Runs a module as a script that may do no more than this. @returns what it has printed */
async function runScript(
  code: string,
  folder: TempFolder,
  permissions: readonly string[],
): Promise<string> {
  await Deno.writeTextFile(folder.file("example.ts"), code);
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    // deno-fmt-ignore
    args: [
      "run", "--no-prompt", "--frozen", `--config=${join(ROOT, "deno.json")}`, ...permissions,
      "example.ts",
    ],
    cwd: folder.path,
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  const [said, fault] = [stdout, stderr].map((octets) => new TextDecoder().decode(octets));
  assertEquals([success, fault], [true, ""], said);
  return said!;
}

Deno.test("README.md's example of serve() serves a folder and ends", async () => {
  const [code = "", , more] = readmeExamples();
  assertEquals(more, undefined, "each example has its test here");
  await using folder = await TempFolder.create();
  await Deno.mkdir(folder.file("site"));
  await Deno.writeTextFile(folder.file("site/hello.txt"), "hello");
  const permissions = ["--allow-net=127.0.0.1", "--allow-read=site"];
  assertEquals(await runScript(code, folder, permissions), "200 hello\n");
});

Deno.test("README.md's example of get() fetches a file whole", async () => {
  const [, code = ""] = readmeExamples();
  await using folder = await TempFolder.create();
  const site = makeFolder({ "ferry.iso": "x".repeat(100_000) });
  await using server = await serve({ site: { root: site } });
  const told = code.replace("http://localhost:6789/", server.url);
  const { host } = new URL(server.url);
  const permissions = [`--allow-net=${host}`, "--allow-read=.", "--allow-write=."];
  assertMatch(
    await runScript(told, folder, permissions),
    /^ferry\.iso: 100000 octets, [0-9a-f]{64}\n$/,
  );
  assertEquals(folder.names(), ["example.ts", "ferry.iso"]);
  assertEquals(await Deno.readTextFile(folder.file("ferry.iso")), "x".repeat(100_000));
  await Deno.remove(site, { recursive: true });
});
