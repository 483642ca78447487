// What a release rests on: a frozen lock, actions that can't change, every target of Deno, tests on each
// of them, and archives with all that belongs to ferry.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseAll } from "@std/yaml";
import manifest from "../../deno.json" with { type: "json" };
import { ROOT } from "../../tools/command.ts";
import { runShell, TempFolder } from "../support/program.ts";

/** As `deno compile --target` documents them. */
const TARGETS = [
  "aarch64-apple-darwin",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "x86_64-pc-windows-msvc",
  "x86_64-unknown-linux-gnu",
];

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
  readonly strategy?: { readonly matrix: { readonly include: readonly { target: string }[] } };
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
  readonly env: Readonly<Record<string, string>>;
}

const text = Deno.readTextFileSync(`${ROOT}.github/workflows/release.yml`);
const [workflow] = parseAll(text) as [Workflow];

Deno.test("the tasks of the gate, and what makes a release, hold deno.lock frozen", () => {
  const { check, compile, test, sbom } = manifest.tasks;
  for (const { command } of [check, compile, test, sbom]) assertMatch(command, / --frozen\b/);
});

Deno.test("a release has every target of Deno, and counts them", () => {
  const included = workflow.jobs["build"]?.strategy?.matrix.include ?? [];
  assertEquals(included.map(({ target }) => target).sort(), TARGETS);
  assert(text.includes(`wc -l)" = ${TARGETS.length}`));
});

Deno.test("a release uses actions by their commits, and the gate's Deno", () => {
  const steps = Object.values(workflow.jobs).flatMap(({ steps }) => steps);
  const used = steps.map(({ uses }) => uses).filter((uses) => uses !== undefined);
  assert(used.length > 0);
  for (const uses of used) assertMatch(uses, /^actions\/[\w-]+@[0-9a-f]{40}$/);
  const gate = Deno.readTextFileSync(`${ROOT}.ci/run`);
  assert(gate.includes(`${workflow.env["DENO"]})`), workflow.env["DENO"]);
});

Deno.test("of a release's jobs only the one that publishes may write, and it runs no code of ours", () => {
  assertEquals(workflow.permissions, { contents: "read" });
  const writing = Object.entries(workflow.jobs).filter(([, { permissions }]) => permissions);
  assertEquals(writing.map(([name]) => name), ["publish"]);
  const steps = writing.flatMap(([, { steps }]) => steps);
  for (const { uses = "", run = "" } of steps) {
    assert(!uses.includes("checkout") && !/\b(?:deno|npx|npm|bash)\b/.test(run), run);
  }
});

Deno.test("a release tests each executable on a machine of its kind, after it was packed", () => {
  const runs = workflow.jobs["build"]?.steps.flatMap(({ run }) => run ?? []) ?? [];
  const [pack, test] = ["pack dist packed", "test"].map((line) =>
    runs.indexOf(`.github/workflows/${line}`)
  );
  assert(pack! >= 0 && test! > pack!, runs.join("\n"));
  const script = Deno.readTextFileSync(`${ROOT}.github/workflows/test`);
  assertMatch(script, /^ +Linux\)\n[^;]*\/\.ci\/run\n/m);
  assertMatch(script, /\n\.github\/workflows\/try\n$/);
  const paths = script.match(/\btests\/\w[\w/.]*/g) ?? [];
  assert(paths.length > 10, script);
  for (const path of paths) assert(Deno.statSync(ROOT + path), path);
});

Deno.test({
  name: "a release packs man pages and completions beside the executable",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    await Deno.mkdir(folder.file("dist"));
    await Deno.writeTextFile(folder.file("dist/ferry"), '#!/bin/sh\necho "ferry $*"\n');
    await Deno.chmod(folder.file("dist/ferry"), 0o755);
    await Deno.writeTextFile(folder.file("dist/ferry.cdx.json"), "{}");
    const pack = `TARGET=t '${ROOT}.github/workflows/pack' dist packed`;
    const { code, stderr } = await runShell(pack, { cwd: folder.path });
    assertEquals([code, stderr], [0, ""]);
    const names = Array.from(Deno.readDirSync(folder.file("packed")), ({ name }) => name).sort();
    assertEquals(names, ["ferry-t.cdx.json", "ferry-t.tar.gz"]);
    const unpack = 'tar -xzf packed/ferry-t.tar.gz && cd ferry-t && cat "$(find . -name LICENSE)"';
    const licence = await runShell(unpack, { cwd: folder.path });
    assertEquals(licence.text, Deno.readTextFileSync(`${ROOT}LICENSE`));
    const { text } = await runShell("cd ferry-t && find . -type f | sort && cat */*", {
      cwd: folder.path,
      env: { LC_ALL: "C" },
    });
    assertEquals(text.trim().split("\n"), [
      "./LICENSE",
      "./completions/_ferry",
      "./completions/ferry",
      "./completions/ferry.fish",
      "./ferry",
      "./man/ferry-get.1",
      "./man/ferry-serve.1",
      "./man/ferry.1",
      "ferry completions zsh",
      "ferry completions bash",
      "ferry completions fish",
      "ferry man get",
      "ferry man serve",
      "ferry man",
    ]);
  },
});
