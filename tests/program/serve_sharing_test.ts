// `ferry serve` as people see it: the banner on a terminal, the QR code, the browser.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { networkUrls } from "../../cli/sharing/reach.ts";
import { runFerry, TempFolder } from "../support/program.ts";
import { scan, THEMES } from "../support/scan.ts";
import { makeFolder } from "../support/server.ts";
import { hasCommand, ServeProgram, withServe } from "../support/serve_program.ts";
import { HAS_TERMINAL, Terminal, type TerminalOptions } from "../support/terminal.ts";

const EVERYWHERE = { everywhere: true, prefix: [] };
const HAS_NETWORK =
  networkUrls(["http://localhost:1/"], EVERYWHERE, Deno.networkInterfaces).length > 0;
const CAN_SCAN = HAS_NETWORK && hasCommand("zbarimg");

const CTRL_C = "\x03";

/** What a terminal shows of `ferry serve`, until it is stopped there. */
async function bannerOf(args: string, options?: TerminalOptions): Promise<string> {
  await using terminal = Terminal.start(`"$FERRY" serve --port 0 ${args}`, options);
  await terminal.until(/to stop.*\n/);
  const { text } = terminal;
  await terminal.type(CTRL_C);
  assertEquals(await terminal.ended(), 0);
  return text;
}

function withoutColours(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/\x1b\[[\d;]*m/g, "");
}

function portIn(text: string): string {
  return /^Ready to serve\.\.\. https?:\/\/[^\n]*:(\d+)\/\n/.exec(text)?.[1] ?? "";
}

Deno.test({
  name: "serve tells people on a terminal what is served, and each URL of the network",
  ignore: !HAS_TERMINAL,
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    await Deno.writeTextFile(folder.file("notes.txt"), "x");
    const file = folder.file("notes.txt");
    const text = await bannerOf(`${file} --path-prefix /x`);
    const port = portIn(text);
    const listened = { everywhere: true, prefix: ["x"] };
    const urls = networkUrls([`http://localhost:${port}/`], listened, Deno.networkInterfaces);
    const lines = withoutColours(text).split("\n");
    assertEquals(lines.slice(0, 3), [
      `Ready to serve... http://localhost:${port}/`,
      `  Serving  ${file}`,
      `  Local    http://localhost:${port}/x/`,
    ]);
    const shown = lines.flatMap((line) =>
      /^ {2}(?:Network| {7}) {2}(http.*)/.exec(line)?.[1] ?? []
    );
    assertEquals(shown, urls.slice(0, 8));
    const isWarned = lines.some((line) => line.includes("Open to the whole network; --auth"));
    assertEquals(isWarned, urls.length > 0);
  },
});

Deno.test({
  name: "serve tells of no network where there is none, and of no danger behind a password",
  ignore: !HAS_TERMINAL,
  async fn(): Promise<void> {
    const expected = (host: string): RegExp =>
      new RegExp(`^Ready[^\n]*//${host}:\\d+/\n  Serving  /[^\n]*\n  Press Ctrl.C to stop\n$`);
    for (const host of ["localhost", "127.0.0.1"]) {
      const text = withoutColours(await bannerOf(`--host ${host} /usr`));
      assertMatch(text, expected(host));
    }
    for (const args of ["--auth me:secret /usr", "--manual"]) {
      assert(!(await bannerOf(args)).includes("Open to"), args);
    }
    assertMatch(withoutColours(await bannerOf("--manual")), /Serving {2}ferry's own manual\n/);
  },
});

Deno.test({
  name: "serve fits its banner on the terminal, the fingerprint too",
  ignore: !HAS_TERMINAL,
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    const deep = folder.file(Array(30).fill("folder").join("/"));
    await Deno.mkdir(deep, { recursive: true });
    await Deno.writeTextFile(`${deep}/x`, "");
    for (const columns of [80, 60]) {
      const text = await bannerOf(`--tls-self-signed ${deep}`, { columns });
      const lines = withoutColours(text).split("\n");
      for (const line of lines) assert(line.length <= columns, line);
      assertMatch(text, /\.\.\..*\/folder\n/);
      assertMatch(text, /((?:[0-9A-F]{2}:){15}[0-9A-F]{2}\s+){2}/);
    }
  },
});

Deno.test({
  name: "serve has colours on a terminal that has them, never in its first line or its log",
  ignore: !HAS_TERMINAL,
  async fn(): Promise<void> {
    const coloured = await bannerOf("/usr");
    assertStringIncludes(coloured, "\x1b[");
    assert(!coloured.split("\n", 1)[0]?.includes("\x1b"), "the first line");
    for (const env of [{ NO_COLOR: "1" }, { NO_COLOR: "0" }, { TERM: "dumb" }]) {
      const text = await bannerOf("/usr --qr", { env });
      assert(!text.includes("\x1b"), JSON.stringify(env));
    }
    await using terminal = Terminal.start(`"$FERRY" serve -p 0 --host 127.0.0.1 /usr`);
    const [, url = ""] = await terminal.until(/Ready to serve... (\S+)[^]*to stop.*\n/);
    await (await fetch(url)).body?.cancel();
    const [log] = await terminal.until(/.*GET \/ HTTP.*\n/);
    assert(!log.includes("\x1b"), log);
  },
});

Deno.test({
  name: "serve --qr shows a code that scanners read, on a dark terminal and on a light one",
  ignore: !CAN_SCAN || !HAS_TERMINAL,
  async fn(): Promise<void> {
    const text = await bannerOf("/usr --qr");
    const [, url = ""] = /Network +(http\S+)/.exec(withoutColours(text)) ?? [];
    for (const [name, theme] of Object.entries(THEMES)) {
      assertEquals(await scan(text, theme), url, name);
    }
    const lines = withoutColours(text).trimEnd().split("\n");
    assert(lines.length < 24, `${lines.length} lines`);
    const plain = await bannerOf("/usr --qr", { env: { NO_COLOR: "1" } });
    const [, other = ""] = /Network +(http\S+)/.exec(plain) ?? [];
    assertEquals(await scan(plain, THEMES.dark), other);
  },
});

Deno.test({
  name: "serve --qr leaves stdout to scripts: where that is no terminal, the code is on stderr",
  ignore: !CAN_SCAN,
  async fn(): Promise<void> {
    const folder = makeFolder({ "x.txt": "x" });
    await using program = await ServeProgram.start([folder, "--port", "0", "--qr"]);
    await program.until(() => /http.*\n$/.test(program.stderr));
    const url = program.stderr.trimEnd().split("\n").at(-1) ?? "";
    assertEquals(await scan(program.stderr, THEMES.dark), url);
    const { hostname, port } = new URL(url);
    using connection = await Deno.connect({
      hostname: hostname.replace(/[[\]]/g, ""),
      port: Number(port),
    });
    assertEquals(connection.remoteAddr.port, program.port);
    assertEquals(program.stdout, `${program.ready}\n`);
    assertEquals(await program.end(), 0);
    Deno.removeSync(folder, { recursive: true });
  },
});

Deno.test("serve --qr says in one line why there is no code", async () => {
  const prefix = `/${"x".repeat(300)}`;
  const table: readonly [args: string[], lack: string][] = [
    [["--host", "127.0.0.1"], "only this machine can connect; leave out --host"],
    ...HAS_NETWORK
      ? [[["--path-prefix", prefix], "the URL is too long for one; shorten --path-prefix"]] as const
      : [],
  ].map(([args, lack]) => [[...args ?? []], String(lack)]);
  for (const [args, lack] of table) {
    await withServe([...args, "--qr"], async ({ program }) => {
      await program.until(() => program.stderr.includes("\n"));
      assertEquals(program.stderr, `ferry: no QR code: ${lack}\n`);
    });
  }
});

Deno.test({
  name: "serve --qr draws nothing that the terminal would break, and says so in the banner",
  ignore: !HAS_TERMINAL || !HAS_NETWORK,
  async fn(): Promise<void> {
    const narrow = await bannerOf("--qr /usr", { columns: 30 });
    assertMatch(narrow, /\n {2}No QR code: it takes 33 columns; widen the terminal and/);
    const alone = await bannerOf("--qr --host ::1 /usr");
    assertMatch(alone, /\n {2}No QR code: only this machine can connect; leave out --host\n/);
  },
});

Deno.test("serve --qr and --open make no sense with --unix", async () => {
  for (const option of ["--qr", "--open"]) {
    const { code, stderr, text } = await runFerry(["serve", option, "--unix", "/nowhere/socket"]);
    assertEquals([code, text], [2, ""]);
    assertMatch(stderr, new RegExp(`^Input error: ${option} and --unix contradict each other; `));
  }
});

Deno.test({
  name: "the executable starts without a PATH",
  ignore: Deno.build.os !== "linux",
  async fn(): Promise<void> {
    const options = { clearEnv: true, env: {} };
    await withServe([], async ({ get }) => {
      assertEquals((await get("/hello.html")).status, 200);
    }, options);
  },
});
