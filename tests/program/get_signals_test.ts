// `ferry get` when a signal ends it: what is left, and how it goes on.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { noise, Origin } from "../support/origin.ts";
import { runShell, startFerry, TempFolder } from "../support/program.ts";

const CONTENT = noise(100_000);
const ARRIVED = 60_000;

/** An origin that sends a part of the content, and then holds. */
function startHolding(): Origin {
  const fault = (): { holdAfter: number } => ({ holdAfter: ARRIVED });
  return new Origin({ content: CONTENT, entityTag: '"v1"', fault });
}

/** Waits until all that the origin has sent is in the part. */
async function arrival(folder: TempFolder, name: string): Promise<void> {
  for (;;) {
    const found = await Deno.stat(folder.file(`${name}.part`)).catch(() => undefined);
    if (found?.size === ARRIVED) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test({
  name: "get keeps what has come when a signal ends it, and says how to go on",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
      await using origin = startHolding();
      await using folder = await TempFolder.create();
      await Deno.writeTextFile(folder.file("it's"), "older");
      const child = startFerry(["get", "-o", "it's", origin.url], { cwd: folder.path });
      await arrival(folder, "it's");
      child.kill(signal);
      const output = await child.output();
      const stderr = new TextDecoder().decode(output.stderr);
      assertEquals([output.code, stderr.split("\n").length], [code, 2], stderr);
      assertEquals(await Deno.readTextFile(folder.file("it's")), "older");
      assertStringIncludes(stderr, `Interrupted: ${origin.url}; it's.part is kept: go on with `);
      const command = stderr.slice(stderr.indexOf("go on with ferry") + "go on with ferry".length);
      assertEquals(command, ` get -C -o 'it'\\''s' ${origin.url}\n`);
      delete origin.options.fault;
      const run = await runShell(`"$FERRY"${command}`, { cwd: folder.path });
      assertEquals([run.code, run.stderr, folder.names()], [0, "", ["it's"]]);
      assertEquals(origin.ranges, ["", `bytes=${ARRIVED}-`]);
      assertEquals(await Deno.readFile(folder.file("it's")), CONTENT);
    }
  },
});

Deno.test({
  name: "get --json tells of an interruption in its object",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    await using origin = startHolding();
    await using folder = await TempFolder.create();
    const args = ["get", "--json", "--output-dir", ".", origin.url, origin.url];
    const child = startFerry(args, { cwd: folder.path });
    await arrival(folder, "a.bin");
    child.kill("SIGINT");
    const output = await child.output();
    const lines = new TextDecoder().decode(output.stderr).trimEnd().split("\n");
    assertEquals([output.code, lines.length], [130, 1], "the second URL is not tried");
    const { exit, error, file, octets } = JSON.parse(lines[0] ?? "");
    assertEquals([exit, file, octets], [130, null, ARRIVED]);
    assert(error.startsWith("Interrupted: "));
  },
});
