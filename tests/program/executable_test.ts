// The executable itself: what it leaves on the machine, and so would take from it.

import { assertEquals } from "@std/assert";
import { runFerry, TempFolder } from "../support/program.ts";
import { ServeProgram } from "../support/serve_program.ts";

Deno.test("the executable keeps no code where other users could put theirs", async () => {
  await using temporary = await TempFolder.create();
  const { path } = temporary;
  const env = { TMPDIR: path, TMP: path, TEMP: path };
  for (let start = 0; start < 2; start++) {
    await using program = await ServeProgram.start([path, "--port", "0"], { env });
    assertEquals((await runFerry(["get", "localhost", `${program.port}`, ""], { env })).code, 0);
    await program.end();
  }
  assertEquals((await runFerry(["help"], { env })).code, 0);
  assertEquals(temporary.names(), []);
});
