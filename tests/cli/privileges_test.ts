import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import manifest from "../../deno.json" with { type: "json" };
import { type Command, parseCommand } from "../../cli/command.ts";
import { type Moment, neededBy, type Permission, PERMISSIONS } from "../../cli/privileges.ts";
import { PERMISSIONS as COMPILED } from "../../tools/compile.ts";

const NOTHING = { env: () => undefined, readTextFile: () => "" };

/** The command of a line that begins with `ferry`. */
function commandOf(line: string): Command {
  return parseCommand(line.split(" ").slice(1), NOTHING);
}

/** What flags of `deno` permit, each with its list. */
function permittedBy(flags: readonly string[]): Map<string, string[]> {
  const found = flags.join(" ").matchAll(/--allow-([a-z]+)(?:=([^ "]+))?/g);
  return new Map(Array.from(found, ([, name, list]) => [name!, list?.split(",") ?? []]));
}

Deno.test("the executable may do what a command may need, and no more", () => {
  const compiled = permittedBy(COMPILED);
  assertEquals([...compiled.keys()].sort(), [...PERMISSIONS]);
  assertEquals(compiled.get("sys"), ["networkInterfaces"]);
  assert(compiled.get("env")!.length > 0 && COMPILED.includes("--no-prompt"));
});

Deno.test("the tasks serve and get may do what their command may need, and no more", () => {
  const { serve, get } = manifest.tasks;
  const served = permittedBy([serve.command]);
  const got = permittedBy([get.command]);
  assertEquals([...served.keys()].sort(), ["env", "net", "read", "sys", "write"]);
  assertEquals([...got.keys()].sort(), ["env", "net", "read", "write"]);
  assertEquals(served.get("sys"), ["networkInterfaces"]);
  const named = new Set([...served.get("env")!, ...got.get("env")!]);
  assertEquals(named, new Set(permittedBy(COMPILED).get("env")));
  for (const { command } of [serve, get]) assert(command.includes(" --no-prompt "));
});

/** The rows of SECURITY.md: the command, what it may do at its start, and at its work. */
const ROWS = Deno.readTextFileSync(new URL("../../SECURITY.md", import.meta.url)).split("\n")
  .filter((line) => line.startsWith("| `ferry "))
  .map((line) => line.slice(2).split(" | ").map((cell) => cell.trim()));

Deno.test("SECURITY.md tells what each command may do, as it is", () => {
  assert(ROWS.length >= 10);
  const listed = (permissions: readonly Permission[]): string =>
    permissions.join(", ") || "nothing";
  for (const [first = "", ...told] of ROWS) {
    const [, line = "", besides = ""] = /^`([^`]+)`(.*)$/.exec(first) ?? [];
    const needed = (moment: Moment): string =>
      listed(neededBy(commandOf(line), moment, besides === ", on a terminal"));
    assertEquals(told.slice(0, 2), [needed("start"), needed("work")], first);
  }
});

Deno.test("neededBy() gives nothing for the work that was not there at the start", () => {
  for (const [first = ""] of ROWS) {
    const command = commandOf(first.split("`")[1] ?? "");
    for (const forPeople of [true, false]) {
      const start = neededBy(command, "start", forPeople);
      assert(neededBy(command, "work", forPeople).every((each) => start.includes(each)), first);
    }
  }
});

Deno.test("keepOnly() drops for every thread, whether it was started before or after", async () => {
  const program = fromFileUrl(new URL("../support/trial_shared.ts", import.meta.url));
  const cwd = Deno.makeTempDirSync({ prefix: "ferry-test-" });
  try {
    const args = ["run", "--quiet", "--cached-only", ...COMPILED, program];
    const output = await new Deno.Command(Deno.execPath(), { args, cwd }).output();
    const [stdout, stderr] = [output.stdout, output.stderr].map((each) =>
      new TextDecoder().decode(each)
    );
    const lines = stdout!.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(lines.map(([left]) => left.length), [5, 4, 3, 2, 1], stderr);
    for (const [left, found] of lines) assertEquals(found, [left, left, left]);
  } finally {
    Deno.removeSync(cwd, { recursive: true });
  }
});
