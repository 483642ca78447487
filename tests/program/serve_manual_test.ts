// The manual as the executable serves it: from itself, alone in an empty folder of an empty environment.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { basename, fromFileUrl, join } from "@std/path";
import { encodeSegment } from "../../http/semantics/segment.ts";
import { ask } from "../support/ask.ts";
import { FERRY, runFerry, TempFolder } from "../support/program.ts";
import { ServeProgram } from "../support/serve_program.ts";
import { HAS_TERMINAL, Terminal } from "../support/terminal.ts";

const WWW = fromFileUrl(new URL("../../www", import.meta.url));

/** The paths of a folder's files, as URLs have them, and what they hold. */
function* filesIn(folder: string, above = "/"): Generator<[path: string, octets: Uint8Array]> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = above + encodeSegment(name);
    if (isDirectory) yield* filesIn(join(folder, name), `${path}/`);
    else yield [path, Deno.readFileSync(join(folder, name))];
  }
}

/**
 * Calls `use` with a copy of the executable that runs where there is nothing, no variable and no www; and
 * where it unpacks itself, were it to, somebody has put another manual.
 */
async function withCopy(
  args: readonly string[],
  use: (running: { program: ServeProgram; folder: string }) => Promise<void>,
): Promise<void> {
  await using temporary = await TempFolder.create();
  const [copy, folder] = [temporary.file(basename(FERRY)), temporary.file("empty")];
  await Deno.copyFile(FERRY, copy);
  await Deno.mkdir(folder);
  const planted = temporary.file(`deno-compile-${basename(FERRY)}/www`);
  await Deno.mkdir(planted, { recursive: true });
  await Deno.writeTextFile(join(planted, "index.html"), "planted");
  await using program = await ServeProgram.start([...args, "--port", "0"], {
    program: copy,
    cwd: folder,
    clearEnv: true,
    env: { TMPDIR: temporary.path },
  });
  await use({ program, folder });
}

async function assertManual(port: number, prefix = ""): Promise<void> {
  for (const [path, octets] of filesIn(WWW)) {
    const response = await fetch(`http://127.0.0.1:${port}${prefix}${path}`);
    assertEquals([response.status, await response.bytes()], [200, octets], path);
  }
}

Deno.test("serve --manual shows the manual out of the executable, ranges and conditions too", async () => {
  await withCopy(["--manual"], async ({ program }) => {
    const { port } = program;
    assertEquals(program.ready, `Ready to serve... http://localhost:${port}/`);
    await assertManual(port);
    const page = Deno.readTextFileSync(join(WWW, "index.html"));
    assertEquals((await ask(port, "GET /", "Range: bytes=0-14")).content, page.slice(0, 15));
    const head = await ask(port, "HEAD /");
    const tag = head.fields.get("etag") ?? "";
    assertMatch(tag, /^"[0-9a-f]{32}"$/);
    assertEquals((await ask(port, "GET /", `If-None-Match: ${tag}`)).status, 304);
    assertEquals((await ask(port, "GET /nothing")).status, 404);
    assertEquals([await program.end(), program.stderr], [0, ""]);
  });
});

Deno.test("serve --manual --workers --path-prefix shows the manual there, from each worker", async () => {
  await withCopy(["--manual", "--workers", "2", "--path-prefix", "/x"], async ({ program }) => {
    for (let times = 0; times < 4; times++) await assertManual(program.port, "/x");
    assertEquals((await ask(program.port, "GET /")).status, 404);
    assertEquals(await program.end(), 0);
  });
});

Deno.test("serve without PATH in an empty folder shows the manual until something is there", async () => {
  for (const workers of ["1", "2"]) {
    await withCopy(["--workers", workers], async ({ program, folder }) => {
      Deno.writeTextFileSync(join(folder, ".hidden"), "");
      await assertManual(program.port);
      Deno.writeTextFileSync(join(folder, "index.html"), "own");
      const deadlineMs = performance.now() + 5_000; // 150 ms are promised
      let own = 0;
      while (own < 8 && performance.now() < deadlineMs) {
        own = (await ask(program.port, "GET /")).content === "own" ? own + 1 : 0;
      }
      assertEquals(own, 8);
      assertEquals(await program.end(), 0);
      const notice = "the current folder is empty, so ferry's own manual is shown";
      assertStringIncludes(program.stderr, notice);
      assertStringIncludes(program.stderr, "write ferry serve .");
    });
  }
});

Deno.test("serve PATH shows an empty folder as it is", async () => {
  await withCopy(["."], async ({ program }) => {
    const { content } = await ask(program.port, "GET /");
    assertStringIncludes(content, "This folder is empty");
    assertEquals([await program.end(), program.stderr], [0, ""]);
  });
});

Deno.test("serve --manual with PATH, or another page, is a mistake", async () => {
  for (const [words, other] of [[["www"], "PATH"], [["--index", "x"], "--index"]] as const) {
    const { code, stderr } = await runFerry(["serve", "--manual", ...words]);
    assertEquals(code, 2);
    assertStringIncludes(stderr, `--manual and ${other} contradict each other`);
  }
});

Deno.test({
  name: "serve --manual tells a terminal what it serves",
  ignore: !HAS_TERMINAL,
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    const table: [args: string, line: RegExp][] = [
      ["--manual", /^ {2}Serving {2}ferry's own manual$/m],
      ["", /^ {2}Serving {2}ferry's own manual while this folder is empty; or: ferry serve \.$/m],
    ];
    for (const [args, line] of table) {
      const command = `"$FERRY" serve ${args} --port 0`;
      await using terminal = Terminal.start(command, { cwd: folder.path, env: { NO_COLOR: "1" } });
      await terminal.until(/Press Ctrl\+C/);
      assertMatch(terminal.text, line);
      await terminal.type("\x03");
      assertEquals(await terminal.ended(), 0, terminal.text);
    }
  },
});
