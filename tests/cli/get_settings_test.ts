// Options to settings.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { parseCommand } from "../../cli/command.ts";
import type { GetArguments } from "../../cli/get_options.ts";
import { destinationOf, fieldsOf, getSettings } from "../../cli/get_settings.ts";
import type { Sources } from "../../cli/sources.ts";
import { UsageError } from "../../cli/usage_error.ts";

/** Where nothing comes from but these variables and files. */
function sources(
  variables: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): Sources {
  return {
    env: (name) => variables[name],
    readTextFile(path): string {
      const content = files[path];
      if (content === undefined) throw new Deno.errors.NotFound(path);
      return content;
    },
  };
}

function options(...words: string[]): GetArguments {
  const command = parseCommand(["get", ...words, "http://h/"], sources());
  assert(command.kind === "get");
  return command.options;
}

Deno.test("fieldsOf() makes --user an Authorization, unless there is one", () => {
  assertEquals(fieldsOf(options("--user", "Aladdin:open sesame")), [
    ["Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="],
  ]);
  assertEquals(fieldsOf(options("--user", "ü:€", "-H", "A: b")), [
    ["A", "b"],
    ["Authorization", "Basic w7w64oKs"],
  ]);
  assertEquals(fieldsOf(options("--user", "a:b", "-H", "authorization: x")), [
    ["authorization", "x"],
  ]);
});

Deno.test("getSettings() says what was asked for", async () => {
  const plain = await getSettings(options(), sources());
  assertEquals([plain.method, plain.follow, plain.maxRedirects], ["GET", true, 20]);
  assertEquals([plain.retry.times, plain.recursive, plain.connections], [undefined, false, 1]);
  const { route } = await getSettings(options("-6", "--insecure"), sources());
  assertEquals([route.family, route.insecure, route.caCerts], [6, true, []]);
  const line = "-r -n 4 --retry 9 --output-dir d --limit-rate 1k --max-filesize 2k --no-follow";
  const settings = await getSettings(options(...line.split(" ")), sources());
  assertEquals([settings.recursive, settings.connections, settings.retry.times], [true, 4, 9]);
  assertEquals([settings.folder, settings.follow], ["d", false]);
  assertEquals([settings.octetsPerSecond, settings.maxOctets], [1024, 2048]);
});

Deno.test("getSettings() takes the proxy of the command line, else that of the environment", async () => {
  const variables = { http_proxy: "http://p:1/", HTTP_PROXY: "http://evil/", no_proxy: "h" };
  const named = await getSettings(options("--proxy", "http://q:2/"), sources(variables));
  assertEquals(named.route.proxies.http?.href, "http://q:2/");
  const usual = await getSettings(options(), sources(variables));
  assertEquals(usual.route.proxies.http?.href, "http://p:1/");
  assertEquals((await getSettings(options(), sources())).route.proxies.http, undefined);
  await assertRejects(
    () => getSettings(options("--proxy", "socks5://q/"), sources()),
    UsageError,
    "--proxy: ",
  );
});

Deno.test("getSettings() reads .netrc where it is asked for", async () => {
  const files = { "/home/u/.netrc": "machine h login a password b", "/n": "machine h login c" };
  const home = { HOME: "/home/u", USERPROFILE: "/home/u" };
  assertEquals((await getSettings(options(), sources(home, files))).netrc, undefined);
  if (Deno.build.os !== "windows") {
    const { netrc } = await getSettings(options("--netrc"), sources(home, files));
    assertEquals(netrc?.machines.get("h"), "Basic YTpi");
  }
  const other = sources({ ...home, NETRC: "/n" }, files);
  const { netrc } = await getSettings(options("--netrc"), other);
  assertEquals(netrc?.machines.get("h"), "Basic Yzo=");
  const table: [from: Sources, message: string][] = [
    [sources(home), "netrc cannot be read: there is none; write it, or name another one"],
    [sources(), "--netrc: there is no home to look in"],
    [sources({ NETRC: "/x" }, { "/x": "machine" }), "--netrc: /x: "],
  ];
  for (const [from, message] of table) {
    await assertRejects(() => getSettings(options("--netrc"), from), UsageError, message);
  }
});

Deno.test("destinationOf() leads to files where a file is named, else nowhere", async () => {
  assertEquals(destinationOf(options()), undefined);
  assertEquals(destinationOf(options("-o", "-")), undefined);
  const asked = new URL("http://h/a.txt");
  const table: [words: string[], path: string][] = [
    [["-o", "x"], "x"],
    [["-o", "x", "--output-dir", "."], "x"],
    [["-O"], "a.txt"],
    [["--output-dir", "/tmp"], "/tmp/a.txt"],
  ];
  for (const [words, path] of table) {
    const target = await destinationOf(options(...words))?.target(asked);
    assert(target?.kind === "file");
    assertEquals(target.place.path, path);
  }
});
