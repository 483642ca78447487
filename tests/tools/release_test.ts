// What a release rests on: a frozen lock, actions that can't change, every target of Deno.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseAll } from "@std/yaml";
import manifest from "../../deno.json" with { type: "json" };
import { ROOT } from "../../tools/command.ts";

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
