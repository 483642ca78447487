// The ten commands of README.md, each run exactly as it is printed there, and what came of it.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { encode } from "uqr";
import { HAS_HAPROXY, patiently } from "../deploy/fleet.ts";
import { fieldIn, probe } from "../support/probe.ts";
import { startFerry } from "../support/program.ts";
import { RawClient } from "../support/raw.ts";
import { noise, sha256 } from "../support/origin.ts";
import { hasCommand, type ServeProgram } from "../support/serve_program.ts";
import { withBalanced } from "./balanced.ts";
import { AWAY, awayFrom, NO_AWAY } from "./away.ts";
import { Place, tenCommands } from "./ten.ts";
import { readZip } from "../support/unpack.ts";

const COMMANDS = tenCommands();

/** Enough for four connections to have work. */
const FILM = noise(16 * 1024 * 1024);

/** What the tests below have run. */
const run = new Set<string>();

/** A test of the command whose title begins so, with its only line, or with all of them. */
function testCommand(
  beginning: string,
  fn: (line: string, title: string, ...more: string[]) => Promise<void>,
  lacking?: string,
): void {
  const command = COMMANDS.find(({ title }) => title.startsWith(beginning));
  if (command === undefined) throw new Error(`README.md has no command "${beginning}"`);
  const { title, lines: [line = "", ...more] } = command;
  run.add(title);
  const why = lacking === undefined ? "" : ` (skipped: ${lacking})`;
  Deno.test({
    name: `README.md: ${[line, ...more].join("; ")}${why}`,
    ignore: lacking !== undefined,
    fn: () => fn(line, title, ...more),
  });
}

testCommand("Share this folder with my phone", async (line) => {
  await using place = await Place.make({ "hello.txt": "hello" });
  delete place.env["FERRY_HOST"]; // it is alone on its network
  await using program = await place.serve(line, AWAY.prefix);
  await program.until(() => /http:\S+\n$/.test(program.stderr));
  const lines = program.stderr.split("\n");
  const url = lines.at(-2) ?? "";
  assertEquals(url, `http://${AWAY.address}:${program.port}/`);
  const { data } = encode(url, { ecc: "L", boostEcc: true, border: 4 });
  const dark = data.map((row) => row.map((isDark) => isDark ? "#" : ".").join(""));
  assertEquals(modulesOf(lines.slice(0, -2)), dark);
  assertEquals(await awayFrom(program.child.pid, `ferry get -q ${url}hello.txt`, place), "hello");
}, NO_AWAY);

testCommand("Resume that download", async (line) => {
  await using place = await Place.make();
  const { program } = await place.exampleOrg({ "film.mkv": FILM });
  const url = line.split(" ").at(-1) ?? "";
  const env = { ...place.env, FERRY_LIMIT_RATE: "4m" }; // four seconds to be interrupted in
  const first = startFerry(["get", "-q", "-O", url], { cwd: place.path(), env });
  await patiently(() => sizeOf(place.path("film.mkv.part")) > 0);
  first.kill("SIGINT");
  assertEquals((await first.output()).code, 130);
  const kept = sizeOf(place.path("film.mkv.part"));
  assert(kept > 0 && kept < FILM.length, `${kept}`);
  await program.until(() => program.log.length === 1);
  place.env["FERRY_JSON"] = "true"; // tells on stderr what was done
  const { code, stderr } = await place.run(line);
  assertEquals(code, 0, stderr);
  const { resumed_from, octets, connections } = JSON.parse(stderr);
  assertEquals([resumed_from, octets, connections], [kept, FILM.length - kept, 4]);
  assertEquals(place.read("film.mkv"), FILM);
  const later = program.log.slice(1).filter((each) => each.includes('"GET '));
  assert(later.length > 0 && later.every((each) => each.includes('" 206 ')), program.stdout);
});

testCommand("Mirror a folder", async (line) => {
  const files = { "a.jpg": "a", "old/b.jpg": "bb", "old/c d.jpg": "ccc" };
  await using place = await Place.make();
  const there = Object.entries(files).map(([name, text]) => [`photos/${name}`, text] as const);
  const { program, folder } = await place.exampleOrg(Object.fromEntries(there));
  assertEquals((await place.run(line)).code, 0);
  for (const [path, text] of there) assertEquals(text, textOf(place.read(path)));
  await program.until(() => program.log.length >= 5);
  const { length } = program.log;
  Deno.writeTextFileSync(`${folder}/photos/old/b.jpg`, "new");
  assertEquals((await place.run(line)).code, 0);
  assertEquals(textOf(place.read("photos/old/b.jpg")), "new");
  await program.until(() => program.log.slice(length).some((each) => each.includes("b.jpg")));
  const again = program.log.slice(length).filter((each) => /\.jpg HTTP[^ ]* 200 /.test(each));
  assertEquals(again.length, 1, again.join("\n"));
});

testCommand("Serve my single-page app", async (line) => {
  await using place = await Place.make({ "dist/index.html": "<p>app", "dist/app.js": "1" });
  await using program = await place.serve(line);
  const page = "Accept: text/html\r\n";
  const told: [path: string, fields: string, status: number, content: string][] = [
    ["/", page, 200, "<p>app"],
    ["/orders/17", page, 200, "<p>app"],
    ["/app.js", "", 200, "1"],
    ["/lost.js", "Accept: */*\r\n", 404, "File not found"],
  ];
  for (const [path, fields, status, content] of told) {
    const answer = await probe(program.port, path, "GET", fields);
    assertEquals([answer.status, answer.content.trim()], [status, content], path);
  }
});

testCommand("Give me HTTPS now", async (line) => {
  await using place = await Place.make({ "hello.txt": "hello" });
  await using program = await place.serve(line);
  assertMatch(program.ready, /^Ready to serve\.\.\. https:/);
  await program.until(() => program.log.length > 0);
  const origin = `127.0.0.1:${program.port}`;
  const seen = await place.run(
    `openssl s_client -connect ${origin} </dev/null 2>/dev/null | ` +
      "openssl x509 -noout -fingerprint -sha256",
  );
  const printed = program.log[0]!.replace("Certificate SHA-256 ", "");
  assertEquals(seen.text.trim().split("=")[1], printed);
  const { text } = await place.run(`curl -sk https://${origin}/hello.txt`);
  assertEquals(text, "hello");
}, hasCommand("openssl") && hasCommand("curl") ? undefined : "there is no openssl or no curl");

testCommand("Download a folder as zip", async (line, title) => {
  const files = { "photos/a.jpg": "a", "photos/old/b.jpg": "bb", "secret.txt": "s" };
  await using place = await Place.make(files);
  await using program = await place.serve(line);
  const [, port, path] = /http:\/\/localhost:(\d+)(\/\S+)$/.exec(title) ?? [];
  assertEquals(port, "6789", "the port that is not told");
  const response = await fetch(`http://127.0.0.1:${program.port}${path}`);
  assertEquals(response.headers.get("content-type"), "application/zip");
  const zip = readZip(await response.bytes());
  const found = [...zip].filter(([name]) => !name.endsWith("/")).map(([name, octets]) => {
    return [name, textOf(octets)];
  });
  assertEquals(found.sort(), [["photos/a.jpg", "a"], ["photos/old/b.jpg", "bb"]]);
});

testCommand("Watch and reload", async (line) => {
  await using place = await Place.make({ "site/index.html": "<p>before" });
  await using program = await place.serve(line);
  const { content } = await probe(program.port, "/");
  const [, script = ""] = /<script src="([^"]+)"/.exec(content) ?? [];
  assertEquals((await probe(program.port, script)).status, 200);
  using page = await RawClient.connect(program.port);
  await page.send("GET /.ferry/events HTTP/1.1\r\nHost: x\r\n\r\n");
  await page.until("\n\n\r\n");
  place.write("site/index.html", "<p>after");
  assertMatch(await page.until("\n\n\r\n"), /\ndata: \{\}\n/);
  assertMatch((await probe(program.port, "/")).content, /<p>after$/);
});

testCommand("Protect it with a password", async (line) => {
  await using place = await Place.make({ "hello.txt": "hello" });
  await using program = await place.serve(line);
  const [, user = ""] = /FERRY_AUTH=(\S+)/.exec(line) ?? [];
  const told: [user: string | undefined, status: number][] = [
    [undefined, 401],
    ["ada:byron", 401],
    [user, 200],
  ];
  for (const [each, status] of told) {
    const fields = each === undefined ? "" : `Authorization: Basic ${btoa(each)}\r\n`;
    const answer = await probe(program.port, "/hello.txt", "GET", fields);
    assertEquals(answer.status, status, each);
    assertEquals(fieldIn(answer.head, "WWW-Authenticate") !== undefined, status === 401);
  }
});

testCommand("Put it behind HAProxy", async (serving, _title, balancing = "") => {
  await withBalanced(serving, balancing, async (replicas, port) => {
    const asked = (program: ServeProgram): number =>
      program.log.filter((each) => each.includes("/hello.txt")).length;
    await patiently(async () => {
      const { status, content } = await probe(port, "/hello.txt");
      if (status === 200) assertEquals(content, "hello");
      return replicas.every((program) => asked(program) > 0);
    });
    assertEquals(replicas.some((program) => program.stdout.includes("/up ")), false);
  });
}, HAS_HAPROXY ? undefined : "there is no haproxy");

testCommand("Use it in a script", async (line) => {
  await using place = await Place.make();
  const { folder } = await place.exampleOrg({ "film.mkv": FILM });
  const whole = await place.run(line);
  assertEquals([whole.code, whole.text, whole.stderr], [0, "", ""]);
  assertEquals(place.read("film.mkv"), FILM);
  const facts = JSON.parse(textOf(place.read("facts.json")));
  assertEquals([facts.status, facts.sha256, facts.file], [200, await sha256(FILM), "film.mkv"]);
  Deno.removeSync(`${folder}/film.mkv`);
  const failed = await place.run(line);
  assertEquals([failed.code, failed.text], [0, "ended with 22\n"]);
  assertEquals(JSON.parse(textOf(place.read("facts.json"))).status, 404);
});

Deno.test("README.md has ten commands, and each was run above", () => {
  assertEquals(COMMANDS.length, 10);
  assertEquals(COMMANDS.map(({ title }) => title), [...run]);
});

/** The modules that are drawn without colours: light ones are blocks, two to a character. */
function modulesOf(lines: readonly string[]): string[] {
  const rows = lines.flatMap((line) => {
    const rowOf = (light: RegExp): string =>
      Array.from(line, (each) => light.test(each) ? "." : "#").join("");
    return [rowOf(/[\u2580\u2588]/), rowOf(/[\u2584\u2588]/)];
  });
  return rows.slice(0, rows[0]?.length);
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0; // not there yet
  }
}

function textOf(octets: Uint8Array): string {
  return new TextDecoder().decode(octets);
}
