// Content codings of the program itself, as curl and the tools beside it see them.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { gzipSync } from "node:zlib";
import { prose } from "../support/coded.ts";
import { runFerry, runShell, TempFolder } from "../support/program.ts";
import { hasCommand, ServeProgram } from "../support/serve_program.ts";

const TEXT = prose(50_000);
const hasCurl = { ignore: !hasCommand("curl") };

/** Writes files that were there for a long time. */
function write(folder: TempFolder, files: Record<string, string | Uint8Array>): void {
  for (const [name, content] of Object.entries(files)) {
    Deno.writeFileSync(
      folder.file(name),
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
    Deno.utimeSync(folder.file(name), 1_700_000_000, 1_700_000_000);
  }
}

/** What curl gives for the path, and the head it got. */
async function curl(
  folder: TempFolder,
  port: number,
  path: string,
  options = "",
): Promise<{ head: string; text: string }> {
  const headFile = folder.file(".head");
  const url = `http://127.0.0.1:${port}${path}`;
  const { code, text, stderr } = await runShell(
    `curl -sS --fail -D ${headFile} ${options} ${url}`,
  );
  assertEquals([code, stderr], [0, ""], path);
  return { head: Deno.readTextFileSync(headFile), text };
}

Deno.test("serve --compress gives curl --compressed what the file holds", hasCurl, async () => {
  await using folder = await TempFolder.create();
  write(folder, { "a.txt": TEXT });
  await using ferry = await ServeProgram.start([folder.path, "--port", "0", "--compress"]);
  for (const coding of ["br", "zstd", "gzip"]) {
    const options = `--compressed -H 'Accept-Encoding: ${coding}'`;
    for (const framing of ["Transfer-Encoding: chunked", "Content-Length: "]) {
      const { head, text } = await curl(folder, ferry.port, "/a.txt", options);
      assertStringIncludes(head, `\r\nContent-Encoding: ${coding}\r\n`);
      assertStringIncludes(head, framing);
      assertStringIncludes(head, "\r\nVary: Accept-Encoding\r\n");
      assert(text === TEXT, coding);
    }
  }
  const plain = await curl(folder, ferry.port, "/a.txt");
  assert(plain.text === TEXT && !plain.head.includes("Content-Encoding"));
});

Deno.test("serve --compress is off by default", hasCurl, async () => {
  await using folder = await TempFolder.create();
  write(folder, { "a.txt": TEXT });
  await using ferry = await ServeProgram.start([folder.path, "--port", "0"]);
  const { head, text } = await curl(folder, ferry.port, "/a.txt", "--compressed");
  assert(text === TEXT && !/content-encoding|vary/i.test(head), head);
});

Deno.test(
  "serve --no-precompressed leaves siblings alone, which else are sent",
  hasCurl,
  async () => {
    await using folder = await TempFolder.create();
    write(folder, { "a.txt": TEXT, "a.txt.gz": gzipSync(TEXT) });
    {
      await using ferry = await ServeProgram.start([folder.path, "--port", "0"]);
      const { head, text } = await curl(folder, ferry.port, "/a.txt", "--compressed");
      assertStringIncludes(head, "\r\nContent-Encoding: gzip\r\n");
      assertStringIncludes(head, `\r\nContent-Length: ${gzipSync(TEXT).length}\r\n`);
      assert(text === TEXT);
    }
    const off = [folder.path, "--port", "0", "--no-precompressed"];
    await using ferry = await ServeProgram.start(off);
    const { head, text } = await curl(folder, ferry.port, "/a.txt", "--compressed");
    assert(text === TEXT && !/content-encoding|vary/i.test(head), head);
  },
);

Deno.test("serve --cache-size 0 keeps no variant", hasCurl, async () => {
  await using folder = await TempFolder.create();
  write(folder, { "a.txt": TEXT });
  const args = [folder.path, "--port", "0", "--compress", "--cache-size", "0"];
  await using ferry = await ServeProgram.start(args);
  for (let round = 0; round < 2; round++) {
    const { head, text } = await curl(folder, ferry.port, "/a.txt", "--compressed");
    assertStringIncludes(head, "\r\nTransfer-Encoding: chunked\r\n");
    assert(text === TEXT);
  }
});

Deno.test("serve --cache-size takes sizes only", async () => {
  const { code, stderr } = await runFerry(["serve", "--cache-size", "many"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "--cache-size");
});
