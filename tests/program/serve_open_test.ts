// `ferry serve --open`: the browser, for which a program of sh stands in.

import { assertEquals, assertMatch } from "@std/assert";
import { TempFolder } from "../support/program.ts";
import { withServe } from "../support/serve_program.ts";
import { HAS_TERMINAL, Terminal } from "../support/terminal.ts";

/** A PATH on which a program of sh is what opens URLs. */
async function fakeOpener(folder: TempFolder, script: string): Promise<{ PATH: string }> {
  const path = folder.file("xdg-open");
  await Deno.writeTextFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { PATH: `${folder.path}:/usr/bin:/bin` };
}

/** The content of a file, once it has one that ends in a line ending. */
async function written(path: string): Promise<string> {
  for (;;) {
    const text = await Deno.readTextFile(path).catch(() => "");
    if (text.endsWith("\n")) return text;
    await new Promise((resume) => setTimeout(resume, 5));
  }
}

Deno.test({
  name: "serve --open hands the URL to xdg-open, whatever else the environment loads",
  ignore: Deno.build.os !== "linux",
  async fn(): Promise<void> {
    const table: readonly [args: string[], url: RegExp][] = [
      [[], /^http:\/\/localhost:PORT\/$/],
      [["--host", "127.0.0.1"], /^http:\/\/127\.0\.0\.1:PORT\/$/],
      [["--host", "0.0.0.0", "--path-prefix", "a b"], /^http:\/\/localhost:PORT\/a%20b\/$/],
      [["--tls-self-signed", "--workers", "2"], /^https:\/\/localhost:PORT\/$/],
    ];
    for (const [args, url] of table) {
      await using folder = await TempFolder.create();
      const env = await fakeOpener(folder, `echo "$#:$1" >"${folder.path}/got"`);
      const options = { env: { ...env, LD_LIBRARY_PATH: "/nowhere", LD_PRELOAD: "" } };
      await withServe([...args, "--open"], async ({ program }) => {
        const [, count, opened = ""] = /^(\d):(.*)\n$/.exec(await written(folder.file("got"))) ??
          [];
        assertEquals(count, "1");
        assertMatch(opened.replace(`:${program.port}/`, ":PORT/"), url);
        assertEquals([await program.end(), program.stderr], [0, ""]);
      }, options);
    }
  },
});

Deno.test({
  name: "serve starts no browser unless it is asked to",
  ignore: Deno.build.os !== "linux",
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    const env = await fakeOpener(folder, `echo "$1" >"${folder.path}/got"`);
    await withServe([], async ({ program, get }) => {
      assertEquals((await get("/hello.html")).status, 200);
      assertEquals(await program.end(), 0);
    }, { env });
    assertEquals(folder.names(), ["xdg-open"]);
  },
});

Deno.test({
  name: "serve --open serves on when no browser can be opened, and says so in one line",
  ignore: Deno.build.os !== "linux",
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    await using empty = await TempFolder.create();
    const table: readonly [env: { PATH: string }, reason: string][] = [
      [await fakeOpener(folder, "exit 3"), "xdg-open ended with 3"],
      [{ PATH: empty.path }, "there is no xdg-open on the PATH"],
    ];
    for (const [env, reason] of table) {
      await withServe(["--open"], async ({ program, get }) => {
        await program.until(() => program.stderr.includes("\n"));
        const remedy = `open http://localhost:${program.port}/ yourself`;
        assertEquals(program.stderr, `ferry: no browser was opened: ${reason}; ${remedy}\n`);
        assertEquals((await get("/hello.html")).status, 200);
      }, { env });
    }
  },
});

Deno.test({
  name: "serve --open waits for no browser, and Ctrl+C leaves it alone",
  ignore: Deno.build.os !== "linux" || !HAS_TERMINAL,
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    const script = [
      `echo $$ >"${folder.path}/pid"`,
      `while [ ! -e "${folder.path}/go" ]; do sleep 0.01; done`,
      `echo alive >"${folder.path}/got"`,
    ].join("\n");
    const env = await fakeOpener(folder, script);
    await using terminal = Terminal.start('"$FERRY" serve --port 0 --open /usr', { env });
    await terminal.until(/Press Ctrl\+C/);
    await written(folder.file("pid"));
    await terminal.type("\x03");
    assertEquals(await terminal.ended(), 0);
    await Deno.writeTextFile(folder.file("go"), "");
    assertEquals(await written(folder.file("got")), "alive\n");
  },
});
