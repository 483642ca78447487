import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { parseCommand, type ServeCommand } from "../../cli/command.ts";
import { describeSource, noticeOf, sourceOf } from "../../cli/manual.ts";
import { UsageError } from "../../cli/usage_error.ts";
import { makeFolder } from "../support/server.ts";
import { filesOf, treeOf } from "../support/tree.ts";

const WWW = fromFileUrl(new URL("../../www", import.meta.url));
const NONE = { env: () => undefined, readTextFile: () => "{}" };

function command(...words: string[]): ServeCommand {
  return parseCommand(["serve", ...words], NONE) as ServeCommand;
}

const MANUAL = { FERRY_MANUAL: "true" };
const SUBJECTS: readonly (readonly [
  line: string,
  env: Record<string, string>,
  path: string,
  subject: string,
])[] = [
  ["serve", {}, ".", "path or manual"],
  ["serve .", {}, ".", "path"],
  ["serve --manual", {}, ".", "manual"],
  ["serve --manual=false www", {}, "www", "path"],
  ["serve", MANUAL, ".", "manual"],
  ["serve www", MANUAL, "www", "path"],
];

Deno.test("parseCommand() tells whether PATH is to be served, or the manual", () => {
  for (const [line, env, path, subject] of SUBJECTS) {
    const command = parseCommand(line.split(" "), { ...NONE, env: (name) => env[name] });
    assert(command.kind === "serve");
    assertEquals([command.path, command.subject], [path, subject], line);
  }
});

Deno.test("parseCommand() throws when the manual and something else is to be served", () => {
  const both = "contradict each other; give one of them";
  assertThrows(() => command("--manual", "www"), UsageError, `--manual and PATH ${both}`);
  assertThrows(
    () => command("--manual", "--index", "x"),
    UsageError,
    `--manual and --index ${both}`,
  );
});

/** The files of a folder on a disk, by path. */
function readFolder(folder: string, above = ""): [path: string, octets: Uint8Array][] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? readFolder(`${folder}/${name}`, `${above}${name}/`)
      : [[above + name, Deno.readFileSync(`${folder}/${name}`)]]
  );
}

Deno.test("sourceOf() reads the whole manual for --manual", () => {
  const { root, standIn } = sourceOf(command("--manual"));
  assert(typeof root !== "string" && !(root instanceof URL));
  assertEquals(filesOf(root), new Map(readFolder(WWW)));
  assert(filesOf(root).has("index.html"));
  assertEquals(standIn, undefined);
});

const FOLDERS: readonly (readonly [
  words: string,
  files: Readonly<Record<string, string>>,
  standsIn: boolean,
])[] = [
  ["", {}, true],
  ["", { ".env": "", ".git/config": "" }, true],
  ["--spa --clean-urls", {}, true],
  ["--hidden", { ".env": "" }, false],
  ["--index home.html", {}, false],
  ["", { "a.txt": "" }, false],
  ["", { "folder/.keep": "" }, false],
  [".", {}, false],
];

Deno.test("sourceOf() has the manual stand in for a current folder with nothing to serve", () => {
  for (const [words, files, standsIn] of FOLDERS) {
    const folder = makeFolder(files);
    const options = words.split(" ").filter((word) => word !== "");
    const { root, standIn } = sourceOf({ ...command(...options), path: folder });
    assertEquals([root, standIn?.entries.has("index.html") ?? false], [folder, standsIn], words);
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("sourceOf() leaves what is no folder to the gate", () => {
  const { standIn } = sourceOf({ ...command(), path: "/nowhere/at/all" });
  assertEquals(standIn, undefined);
});

Deno.test("describeSource() and noticeOf() say what is served, and why, and what else could be", () => {
  const tree = treeOf({});
  assertEquals(describeSource({ root: "/srv" }), "/srv");
  assertEquals(noticeOf({}), undefined);
  assertEquals(describeSource({ root: tree }), "ferry's own manual");
  const standing = describeSource({ root: "/srv", standIn: tree });
  assert(`  Serving  ${standing}`.length <= 80);
  for (const text of [standing, noticeOf({ standIn: tree }) ?? ""]) {
    for (const part of ["ferry's own manual", "folder is empty", "ferry serve ."]) {
      assertStringIncludes(text, part);
    }
  }
});
