// Each option of `ferry get`, proved on the program: an option without a proof fails the last test.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { GET_OPTIONS } from "../../cli/get_options.ts";
import { noise, Origin, sha256 } from "../support/origin.ts";
import { answering, startPeer } from "../support/peer.ts";
import { runFerry, runShell, TempFolder } from "../support/program.ts";

const OK = "HTTP/1.1 200 OK\r\n";
const HELLO = `${OK}Content-Length: 6\r\n\r\nhello\n`;
const TAG = '"v1"';

/** Large enough for several segments, in octets. */
const LARGE = 3 * 1024 * 1024;

/** Where answers go to, and what each test may use. */
interface Place {
  readonly folder: TempFolder;
  readonly cwd: string;
}

/** Runs `use` in a folder of its own. */
async function within(use: (place: Place) => Promise<void>): Promise<void> {
  await using folder = await TempFolder.create();
  await use({ folder, cwd: folder.path });
}

/** What shows that an option does what it says. */
const OPTIONS: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  async output({ folder, cwd }): Promise<void> {
    await using peer = startPeer(answering(() => HELLO));
    for (const name of ["-o", "--output"]) {
      const run = await runFerry(["get", peer.url(), name, "x"], { cwd });
      assertEquals([run.code, run.text, folder.names()], [0, "", ["x"]]);
    }
    const stdout = await runFerry(["get", peer.url(), "-o", "-"], { cwd });
    assertEquals([stdout.text, folder.names()], ["hello\n", ["x"]]);
  },

  async "remote-name"({ folder, cwd }): Promise<void> {
    await using peer = startPeer(answering(() => HELLO));
    for (const name of ["-O", "--remote-name"]) {
      assertEquals((await runFerry(["get", peer.url("/b/a.txt"), name], { cwd })).code, 0);
    }
    assertEquals(folder.names(), ["a-1.txt", "a.txt"]);
  },

  async "output-dir"({ folder }): Promise<void> {
    await using peer = startPeer(answering(() => HELLO));
    const urls = [peer.url("/a"), peer.url("/b")];
    assertEquals((await runFerry(["get", ...urls, "--output-dir", folder.path])).code, 0);
    assertEquals(folder.names(), ["a", "b"]);
  },

  async clobber({ folder, cwd }): Promise<void> {
    await using peer = startPeer(answering(() => HELLO));
    await Deno.writeTextFile(folder.file("a"), "older");
    await runFerry(["get", peer.url("/a"), "-O", "--clobber"], { cwd });
    assertEquals(folder.names(), ["a"]);
    assertEquals(await Deno.readTextFile(folder.file("a")), "hello\n");
  },

  async continue({ folder, cwd }): Promise<void> {
    const content = noise(100_000);
    await using origin = new Origin({ content, entityTag: TAG });
    for (const name of ["-C", "--continue"]) {
      origin.options.fault = () => ({ cutAfter: 40_000 });
      const cut = await runFerry(["get", origin.url, "--retry", "0", "-o", name], { cwd });
      assertEquals(cut.code, 2, "-o wants a name");
      const begun = await runFerry(["get", origin.url, "--retry", "0", "-o", "x"], { cwd });
      assertEquals([begun.code, folder.names().includes("x")], [18, false]);
      const line = `x.part is kept: go on with ferry get -C ${origin.url} --retry 0 -o x\n`;
      assert(begun.stderr.endsWith(line), begun.stderr);
      delete origin.options.fault;
      const run = await runFerry(["get", origin.url, "-o", "x", name, "--json"], { cwd });
      assertEquals([run.code, origin.ranges.at(-1)], [0, "bytes=40000-"]);
      assertEquals(JSON.parse(run.stderr).resumed_from, 40_000);
      assertEquals([folder.names(), await Deno.readFile(folder.file("x"))], [["x"], content]);
      const again = await runFerry(["get", origin.url, "-o", "x", name], { cwd });
      assertEquals([again.code, again.stderr], [0, ""]);
      await Deno.remove(folder.file("x"));
    }
  },

  async retry({ folder, cwd }): Promise<void> {
    const content = noise(50_000);
    const fault = ({ index }: { index: number }): { cutAfter: number } | undefined =>
      index === 0 ? { cutAfter: 10_000 } : undefined;
    await using origin = new Origin({ content, entityTag: TAG, fault });
    const run = await runFerry(["get", origin.url, "-O", "--retry", "1"], { cwd });
    assertEquals([run.code, origin.ranges], [0, ["", "bytes=10000-"]], run.stderr);
    assertMatch(run.stderr, /^Retrying in \d\.\d s \(1 of 1\): Ended too early: .*\n$/);
    assertEquals(await Deno.readFile(folder.file("a.bin")), content);
  },

  async connections({ folder, cwd }): Promise<void> {
    const content = noise(LARGE);
    await using origin = new Origin({ content, entityTag: TAG });
    for (const name of ["-n", "--connections"]) {
      const run = await runFerry(["get", origin.url, "-o", "x", name, "3", "--json"], { cwd });
      assertEquals(run.code, 0, run.stderr);
      assert(origin.peer.connections > 1, "more than one connection");
      assertEquals(JSON.parse(run.stderr).sha256, await sha256(content));
      assertEquals(await Deno.readFile(folder.file("x")), content);
    }
  },

  async recursive({ folder, cwd }): Promise<void> {
    const entries = [{ name: "a", type: "file", size: 6, mtime: "2026-11-23T12:00:00.000Z" }];
    const listing = JSON.stringify({ path: "/docs/", entries });
    const date = "Last-Modified: Mon, 23 Nov 2026 12:00:00 GMT\r\n";
    await using peer = startPeer(answering((head) => {
      if (head.includes("/docs/a ")) return HELLO.replace("\r\n", `\r\n${date}`);
      const type = "Content-Type: application/json\r\n";
      return `${OK}${type}Content-Length: ${listing.length}\r\n\r\n${listing}`;
    }));
    for (
      const [name, counts] of [["-r", "1 fetched (6 B), 0"], ["--recursive", "0 fetched (0 B), 1"]]
    ) {
      const run = await runFerry(["get", name!, peer.url("/docs/")], { cwd });
      assertEquals([run.code, folder.names()], [0, ["docs"]], run.stderr);
      assertEquals(run.stderr, `docs/: ${counts} unchanged, 0 failed\n`);
      assertEquals(await Deno.readTextFile(folder.file("docs/a")), "hello\n");
    }
  },

  async sha256({ folder, cwd }): Promise<void> {
    await using peer = startPeer(answering(() => HELLO));
    const right = await sha256("hello\n");
    const args = ["get", peer.url(), "-o", "x", "--sha256"];
    const bad = await runFerry([...args, right.replaceAll(/[0-9]/g, "0")], { cwd });
    assertEquals([bad.code, folder.names()], [90, []], bad.stderr);
    const good = await runFerry([...args, right.toUpperCase()], { cwd });
    assertEquals([good.code, folder.names()], [0, ["x"]], good.stderr);
  },

  async compressed(): Promise<void> {
    const stream = new Blob(["hello\n"]).stream().pipeThrough(new CompressionStream("gzip"));
    const octets = new Uint8Array(await new Response(stream).arrayBuffer());
    const coded = Array.from(octets, (octet) => String.fromCharCode(octet)).join("");
    await using peer = startPeer(
      answering(() =>
        `${OK}Content-Encoding: gzip\r\nContent-Length: ${coded.length}\r\n\r\n${coded}`
      ),
    );
    assertEquals((await runFerry(["get", peer.url(), "--compressed"])).text, "hello\n");
    assertMatch(peer.heads[0] ?? "", /^Accept-Encoding: .*gzip/m);
    assertEquals((await runFerry(["get", peer.url()])).text, coded);
  },

  async "limit-rate"(): Promise<void> {
    const content = "x".repeat(40_000);
    await using peer = startPeer(
      answering(() => `${OK}Content-Length: ${content.length}\r\n\r\n${content}`),
    );
    const startMs = performance.now();
    const run = await runFerry(["get", peer.url(), "--limit-rate", "20k"]);
    assertEquals(run.text, content);
    assert(performance.now() - startMs > 1_000, "40,000 octets at 20 KiB a second");
  },

  async "max-filesize"({ folder, cwd }): Promise<void> {
    const table = [HELLO, `${OK}Transfer-Encoding: chunked\r\n\r\n6\r\nhello\n\r\n0\r\n\r\n`];
    for (const answer of table) {
      await using peer = startPeer(answering(() => answer));
      const args = ["get", peer.url(), "-o", "x", "--max-filesize"];
      const small = await runFerry([...args, "5"], { cwd });
      assertEquals([small.code, folder.names().includes("x")], [63, false], small.stderr);
      assertStringIncludes(small.stderr, "allow more with --max-filesize");
      for (const name of folder.names()) await Deno.remove(folder.file(name));
      assertEquals((await runFerry([...args, "6"], { cwd })).code, 0);
      await Deno.remove(folder.file("x"));
    }
  },

  async config({ folder }): Promise<void> {
    await using peer = startPeer(answering(() => HELLO));
    const config = folder.file("ferry.json");
    await Deno.writeTextFile(config, `{"include": true}`);
    assertEquals((await runFerry(["get", peer.url(), "--config", config])).text, HELLO);
    const env = { FERRY_CONFIG: config };
    assertEquals((await runFerry(["get", peer.url()], { env })).text, HELLO);
  },

  async help(): Promise<void> {
    for (const name of ["--help", "-h"]) {
      const { code, text, stderr } = await runFerry(["get", name]);
      assertEquals([code, stderr], [0, ""]);
      assertMatch(text, /^ferry get: /);
    }
  },

  async version(): Promise<void> {
    assertMatch((await runFerry(["get", "--version"])).text, /^ferry \d+\.\d+\.\d+/);
  },
};

for (const [name, prove] of Object.entries(OPTIONS)) {
  Deno.test(`get --${name} does what the help page says`, () => within(prove));
}

/** The options named at the head of a test of the whole program: `get --a --b does ...`. */
function provenOptions(): Set<string> {
  const folder = new URL(".", import.meta.url);
  const proven = new Set(Object.keys(OPTIONS));
  for (const { name } of Deno.readDirSync(folder)) {
    const source = Deno.readTextFileSync(new URL(name, folder));
    for (const [, heads = ""] of source.matchAll(/["`]get((?: --[a-z0-9-]+)+)/g)) {
      for (const [, option = ""] of heads.matchAll(/ --([a-z0-9-]+)/g)) proven.add(option);
    }
  }
  return proven;
}

Deno.test("get has each of its options on its help page, and a test for it", async () => {
  const proven = provenOptions();
  const { text } = await runShell('"$FERRY" get --help');
  for (const name of Object.keys(GET_OPTIONS)) {
    assert(proven.has(name), `--${name} has no test of the whole program`);
    assertMatch(text, new RegExp(` --${name}\\b`));
  }
});
