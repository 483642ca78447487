// `ferry get -r` as a program: equal folders from every server, whatever happens in between.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { treeOf } from "../support/mirroring.ts";
import {
  startCaddy,
  startJsonNginx,
  startNginx,
  startPython,
  type StartServer,
} from "../support/other_servers.ts";
import { answering, startPeer } from "../support/peer.ts";
import { runFerry, startFerry, TempFolder } from "../support/program.ts";
import { seeded } from "../support/random.ts";
import { hasCommand, ServeProgram } from "../support/serve_program.ts";

/** Names that a file may have and that mean something else on the way. */
const NAMES = ["a b", "100%", "%41", "h#x", "q?x=1", '"', "'", "<b>", "&amp;", "a:b", "http:", "+"];
NAMES.push(
  "~",
  ";",
  "*",
  "[1]{2}",
  "|",
  "`",
  "é",
  "😀",
  "$HOME",
  "-rf",
  "a",
  "a.part",
  "a.part.ferry",
);

/** Makes so many small files in folders within folders, and some with odd names. */
function makeTree(root: string, count: number): void {
  const random = seeded(count);
  const write = (path: string, octets: number): void => {
    Deno.mkdirSync(dirname(join(root, path)), { recursive: true });
    Deno.writeTextFileSync(join(root, path), `${path} `.repeat(octets));
  };
  for (const name of NAMES) write(`odd/${name}`, 1);
  for (const name of NAMES) write(`odd folders/${name}/x`, 1);
  write("empty", 0);
  Deno.mkdirSync(join(root, "nothing"));
  for (let at = NAMES.length * 2 + 1; at < count; at++) {
    write(`d${random(40)}/e${random(5)}/f${at}`, random(100));
  }
}

/** What `diff -r` says: nothing, where all is equal. */
async function difference(one: string, other: string): Promise<string> {
  const { stdout, stderr } = await new Deno.Command("diff", { args: ["-r", one, other] }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

async function withTree(
  count: number,
  start: StartServer,
  use: (origin: string, source: string, target: string) => Promise<void>,
): Promise<void> {
  await using folder = await TempFolder.create();
  const [source, state] = [folder.file("source"), folder.file("state")];
  for (const path of [source, state]) Deno.mkdirSync(path);
  makeTree(source, count);
  await using server = await start(source, state);
  await use(server.origin, source, folder.file("target"));
}

const startServe: StartServer = async (folder) => {
  const program = await ServeProgram.start([folder, "--port", "0", "--quiet"]);
  return {
    origin: `http://127.0.0.1:${program.port}`,
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
};

const SERVERS: [name: string, command: string, start: StartServer, count: number][] = [
  ["ferry", "sh", startServe, 10_000],
  ["nginx", "nginx", startNginx, 1000],
  ["nginx in JSON", "nginx", startJsonNginx, 1000],
  ["caddy", "caddy", startCaddy, 1000],
  ["python", "python3", startPython, 1000],
];

for (const [name, command, start, count] of SERVERS) {
  Deno.test({
    name: `get -r of ${count} files from ${name} equals its source, and is fetched once`,
    ignore: !hasCommand(command),
    fn: () =>
      withTree(count, start, async (origin, source, target) => {
        const args = ["get", "-r", "-n", "4", `${origin}/`, "--output-dir", target];
        const first = await runFerry(args);
        assertEquals([first.code, first.text], [0, ""]);
        const shown = new Intl.NumberFormat("en").format(count);
        assertStringIncludes(first.stderr, `/: ${shown} fetched`);
        assertEquals(await difference(source, target), "");
        const second = await runFerry(args);
        assertEquals([second.code, second.text], [0, ""]);
        assertStringIncludes(second.stderr, `/: 0 fetched (0 B), ${shown} unchanged, 0 failed`);
      }),
  });
}

Deno.test("get -r that is killed again and again ends up equal, with nothing left over", () =>
  withTree(600, startServe, async (origin, source, target) => {
    const random = seeded(9);
    const args = ["get", "-r", "-n", "4", `${origin}/`, "--output-dir", target];
    for (let round = 0; round < 6; round++) {
      const until = countOf(target) + 1 + random(90);
      const ferry = startFerry(args);
      const output = ferry.output();
      let hasEnded = false;
      void output.then(() => hasEnded = true);
      while (countOf(target) < until && !hasEnded) await new Promise((go) => setTimeout(go, 1));
      if (!hasEnded) ferry.kill("SIGKILL");
      assert(!(await output).success, "it was killed");
    }
    const last = await runFerry(args);
    assertEquals([last.code, last.text], [0, ""]);
    assertEquals(await difference(source, target), "");
  }));

/** How many files and folders are there by now. */
function countOf(path: string): number {
  try {
    return [...Deno.readDirSync(path)]
      .reduce(
        (sum, { name, isDirectory }) => sum + 1 + (isDirectory ? countOf(join(path, name)) : 0),
        0,
      );
  } catch {
    return 0; // not made yet
  }
}

Deno.test("get -r names its folder after the URL", async () => {
  await using folder = await TempFolder.create();
  Deno.mkdirSync(folder.file("site/docs"), { recursive: true });
  Deno.writeTextFileSync(folder.file("site/docs/a"), "1");
  Deno.mkdirSync(folder.file("cwd"));
  await using server = await startServe(folder.file("site"), "");
  for (const path of ["/docs/", "/docs", "/"]) {
    const run = await runFerry(["get", "-r", server.origin + path], { cwd: folder.file("cwd") });
    assertEquals(run.code, 0, run.stderr);
  }
  assertEquals(treeOf(folder.file("cwd")), {
    "127.0.0.1": "/",
    "127.0.0.1/docs": "/",
    "127.0.0.1/docs/a": "1",
    docs: "/",
    "docs/a": "1",
  });
});

Deno.test("get -r writes nothing outside its folder, and fails, when a listing is hostile", async () => {
  const names = ["../evil", "..\\evil", "/tmp/evil", "a/../../evil", "\x1b]0;evil\x07", ".."];
  const entries = names.map((name) => ({ name, type: "file", size: 1 }));
  const links = names.map((name) => `<a href="${encodeURIComponent(name)}">x</a>`).join("");
  const listings = [
    ["application/json", JSON.stringify({ path: "/", entries })],
    ["text/html", `<title>Index of /</title>${links}<a href="../evil">x</a>`],
  ] as const;
  for (const [type, listing] of listings) {
    const head =
      `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${listing.length}\r\n\r\n`;
    await using peer = startPeer(answering(() => head + listing));
    await using folder = await TempFolder.create();
    const target = folder.file("to");
    const run = await runFerry(["get", "-r", peer.url("/s/"), "--output-dir", target]);
    assertEquals(run.code, 8, run.stderr);
    assert(!run.stderr.includes("\x1b"));
    assertEquals(treeOf(folder.path), { to: "/" });
    assertEquals(peer.heads.length, 1);
  }
});

Deno.test("get -r gives no file whose octets were changed on the way its name", async () => {
  const digest = "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:"; // of hello
  await using peer = startPeer(answering((head) => {
    const listing =
      `{"path":"/","entries":[{"name":"a","type":"file"},{"name":"b","type":"file"}]}`;
    const [type, content] = head.includes(" / ")
      ? ["application/json", listing]
      : ["text/plain", head.includes(" /a ") ? "hellp" : "hello"];
    return `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nRepr-Digest: ${digest}\r\n` +
      `Content-Length: ${content.length}\r\n\r\n${content}`;
  }));
  await using folder = await TempFolder.create();
  const run = await runFerry(["get", "-r", peer.url("/"), "--output-dir", folder.path]);
  assertEquals(run.code, 90, run.stderr);
  assertEquals(treeOf(folder.path), { b: "hello" });
});
