// SECURITY.md is held by tests: each name in it is that of a test, and each fault's test is in it.

import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";

const ROOT = new URL("../../", import.meta.url);
/** What the paper writes for what differs from row to row of a test's table. */
const COMPUTED = "…";

/** A name as a module has it: the constant runs of its text, between which something is computed. */
interface Named {
  readonly runs: readonly string[];
  readonly source: string;
}

type Text = Deno.lint.Literal | Deno.lint.TemplateLiteral;

/**
 * The names of the tests in a module: what `Deno.test` is called with, or its `name`, and what a function
 * of the module is called with that makes a test (`testFleet`).
 */
function namesIn(source: string): Named[] {
  const names: Named[] = [];
  const add = (node: Text): void => {
    const runs = node.type === "TemplateLiteral"
      ? node.quasis.map(({ cooked }) => cooked)
      : [String(node.value)];
    names.push({ runs, source });
  };
  const isText = (node: { type: string } | undefined): node is Text =>
    node?.type === "Literal" || node?.type === "TemplateLiteral";
  const create = (): Deno.lint.LintVisitor => ({
    'CallExpression[callee.object.name="Deno"][callee.property.name="test"]'(
      { arguments: [first] }: Deno.lint.CallExpression,
    ): void {
      if (isText(first)) add(first);
      if (first?.type !== "ObjectExpression") return;
      for (const property of first.properties) {
        if (property.type !== "Property" || property.key.type !== "Identifier") continue;
        if (property.key.name === "name" && isText(property.value)) add(property.value);
      }
    },
    "CallExpression[callee.name=/^test[A-Z]/]"(
      { arguments: [first] }: Deno.lint.CallExpression,
    ): void {
      if (isText(first)) add(first);
    },
  });
  Deno.lint.runPlugin({ name: "names", rules: { names: { create } } }, "module.ts", source);
  return names;
}

/** The names of all tests. */
function allNames(): Named[] {
  const names: Named[] = [];
  const look = (folder: URL): void => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      if (isDirectory) look(new URL(`${name}/`, folder));
      else if (name.endsWith("_test.ts")) {
        names.push(...namesIn(Deno.readTextFileSync(new URL(name, folder))));
      }
    }
  };
  look(new URL("tests/", ROOT));
  return names;
}

/** Whether a name of the paper is this one: what is computed is a text of the same module, or left open. */
function isName(written: string, { runs, source }: Named): boolean {
  const escaped = runs.map((run) => run.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const found = new RegExp(`^${escaped.join("(.*)")}$`, "s").exec(written);
  if (found === null) return false;
  const parts = found.slice(1).flatMap((part) => part.split(/\s?[()]|…/)).filter(Boolean);
  return parts.every((part) => source.includes(part.trim()));
}

/** The names in the last column of the tables. */
function namesInPaper(): string[] {
  const paper = Deno.readTextFileSync(fromFileUrl(new URL("SECURITY.md", ROOT)));
  const cells = paper.split("\n").filter((line) => line.startsWith("|"))
    .map((line) => line.split(" | ").at(-1) ?? "");
  return cells.flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, name]) => name!));
}

Deno.test("SECURITY.md names tests that there are", () => {
  const names = allNames();
  const written = namesInPaper();
  assert(names.length > 500 && written.length > 100, `${names.length} ${written.length}`);
  const missing = written.filter((each) => !names.some((name) => isName(each, name)));
  assertEquals(missing, []);
});

Deno.test("SECURITY.md has the test of each fault", () => {
  const written = namesInPaper();
  const faults = allNames().filter(({ runs }) => runs[0]?.startsWith("fault: "));
  assert(faults.length > 20);
  const missing = faults.filter((name) => !written.some((each) => isName(each, name)));
  assertEquals(missing.map(({ runs }) => runs.join(COMPUTED)), []);
});

Deno.test("a name in SECURITY.md is not taken for another one", () => {
  const source = 'for (const what of ["a", "b"]) Deno.test(`x ${what} (${1}) y`, () => {});';
  const [name] = namesIn(source);
  assert(name !== undefined);
  for (const right of ["x a (1) y", "x … (1) y", "x … (…) y"]) assert(isName(right, name), right);
  for (const wrong of ["x zebra (1) y", "x a (1)", "x a 1 y", "z a (1) y"]) {
    assert(!isName(wrong, name), wrong);
  }
});
