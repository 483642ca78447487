// What bash, zsh and fish offer, asked of the shells themselves.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { completionScript } from "../../../cli/completions/script.ts";
import { COMMANDS, HELP_TOPICS, MAN_TOPICS, SHELLS } from "../../../cli/commands.ts";
import { type OptionTable, spellingsOf } from "../../../cli/options.ts";
import { TempFolder } from "../../support/program.ts";
import { ask, installed, type Offered } from "../../support/shells.ts";

const ENDS = ["serve", "get"] as const;
const NAMES = ["a folder", "file.pem", "second.pem"];

const INSTALLED = await Promise.all(SHELLS.map(installed));

async function makeNames(): Promise<TempFolder> {
  const folder = await TempFolder.create();
  for (const name of NAMES) {
    if (name.endsWith(".pem")) await Deno.writeTextFile(folder.file(name), "");
    else await Deno.mkdir(folder.file(name));
  }
  return folder;
}

function spellings(table: OptionTable): string[] {
  return Object.entries(table).flatMap(([name, option]) => [...spellingsOf(name, option)]).sort();
}

/** Words as the declaration writes them: without a value's option before it, nor what quotes names. */
function plain({ words }: Offered): string[] {
  return words.map((word) =>
    word.replace(/^--[a-z-]+=/, "").replaceAll("\\", "").replace(/\/$/, "")
  )
    .sort();
}

/** What follows an option with a value, by the declaration; `undefined` where there is nothing. */
function valuesOf(table: OptionTable, name: string): string[] | undefined {
  const option = table[name];
  if (option === undefined || option.kind === "flag") return undefined;
  if (option.kind === "choice") return [...option.choices].sort();
  if (option.hint === "file") return NAMES;
  if (option.hint === "folder") return NAMES.slice(0, 1);
  return [...option.suggest ?? []].sort();
}

for (const [i, shell] of SHELLS.entries()) {
  const test = (what: string, fn: (folder: TempFolder) => Promise<void>): void =>
    Deno.test({
      name: `completionScript() ${what} in ${shell}`,
      ignore: !INSTALLED[i],
      fn: async () => {
        await using folder = await makeNames();
        await fn(folder);
      },
    });
  const script = completionScript(shell);

  test("offers every option of every command", async ({ path }) => {
    const lines = Object.keys(COMMANDS).map((name) => `ferry ${name} -`);
    const answers = await ask(shell, script, [...lines, "ferry -"], path);
    for (const [name, { options }] of Object.entries(COMMANDS)) {
      const { words, shown } = answers.get(`ferry ${name} -`)!;
      assertEquals(words.toSorted(), spellings(options), name);
      if (shell === "bash") continue;
      for (const { meaning } of Object.values<OptionTable[string]>(options)) {
        assertStringIncludes(shown, meaning);
      }
    }
    assertEquals(answers.get("ferry -")!.words.toSorted(), spellings(COMMANDS.help.options));
  });

  test("offers the values of each option, behind a space or =", async ({ path }) => {
    const cases = ENDS.flatMap((end) =>
      Object.entries<OptionTable[string]>(COMMANDS[end].options).flatMap(([name, option]) => {
        const values = valuesOf(COMMANDS[end].options, name);
        if (values === undefined) return [];
        const attached: [string, string[]] = [`ferry ${end} --${name}=`, values];
        const apart = spellingsOf(name, option)
          .map((spelling): [string, string[]] => [`ferry ${end} ${spelling} `, values]);
        return option.kind === "optional text" ? [attached] : [attached, ...apart];
      })
    );
    const answers = await ask(shell, script, cases.map(([line]) => line), path);
    for (const [line, values] of cases) assertEquals(plain(answers.get(line)!), values, line);
  });

  test("offers commands, words and names where they belong", async ({ path }) => {
    const cases: [line: string, words: readonly string[]][] = [
      ["ferry ", Object.keys(COMMANDS)],
      ["ferry s", ["serve"]],
      ["ferry help ", HELP_TOPICS],
      ["ferry help com", ["completions"]],
      ["ferry completions ", SHELLS],
      ["ferry man ", MAN_TOPICS],
      ["ferry serve ", NAMES],
      ["ferry serve -p 80 se", ["second.pem"]],
      ["ferry serve --spa se", ["second.pem"]],
      ["ferry get ", []],
      ["ferry get f", []],
      ["ferry get -O http://x/ f", []],
      ["ferry serve --sy", ["--symlinks"]],
      ["ferry serve --symlinks n", ["none"]],
      ["ferry serve --symlinks=n", ["none"]],
      ["ferry serve -q --unix=se", ["second.pem"]],
      ["ferry get -I --no-f", ["--no-follow"]],
      ["ferry serve --remote", []],
      ["ferry serve get --hid", ["--hidden"]],
    ];
    const answers = await ask(shell, script, cases.map(([line]) => line), path);
    for (const [line, words] of cases) {
      assertEquals(plain(answers.get(line)!), words.toSorted(), line);
    }
  });

  test("says in its first lines what wrote it", () => {
    assertStringIncludes(script.split("\n", 2).join("\n"), `by: ferry completions ${shell}`);
    assert(script.endsWith("\n") && !script.endsWith("\n\n"));
    return Promise.resolve();
  });
}

/** What `ferry`, as a function that prints its words, is given when `keys` are typed into bash. */
async function typed(keys: string, cwd: string): Promise<string> {
  const rc = `${cwd}/rc`;
  const echo = `ferry() { printf '<%s>' "$@"; echo; }\nPS1=; bind 'set bell-style none'\n`;
  await Deno.writeTextFile(rc, completionScript("bash") + echo);
  const child = new Deno.Command("script", {
    args: ["-qec", `bash --noprofile --rcfile ${rc} -i`, "/dev/null"],
    cwd,
    stdin: "piped",
    stdout: "piped",
    env: { TERM: "dumb", HOME: cwd },
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${keys}\nexit\n`));
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout);
}

Deno.test({
  name: "completionScript() completes what is typed into bash, names with spaces too",
  ignore: !(await installed("script")),
  fn: async () => {
    const cases: [keys: string, words: string][] = [
      ["ferry ser\t--symlinks=fo\t", "<serve><--symlinks=follow>"],
      ["ferry serve --log-format j\tsec\t", "<serve><--log-format><json><second.pem>"],
      ["ferry serve --unix=a\\ \t", "<serve><--unix=a folder/>"],
      ["ferry serve 'a f\t", "<serve><a folder/>"],
      ["ferry get --output-d\ta\t", "<get><--output-dir><a folder/>"],
      ["ferry get sec\t", "<get><sec>"],
    ];
    await using folder = await makeNames();
    for (const [keys, words] of cases) {
      assertStringIncludes(await typed(keys, folder.path), words, keys);
    }
  },
});

Deno.test({
  name: "completionScript() completes at once when zsh sources it",
  ignore: !(await installed("zsh")),
  fn: async () => {
    await using folder = await makeNames();
    const path = folder.file("ferry.zsh");
    await Deno.writeTextFile(path, completionScript("zsh"));
    const load = `source ${path}; print -r -- "[$_comps[ferry]]"`;
    const { stdout, stderr } = await new Deno.Command("zsh", {
      args: ["-fc", `${load}; autoload -Uz compinit; compinit -D -u; ${load}`],
    }).output();
    const decoder = new TextDecoder();
    assertEquals([decoder.decode(stdout), decoder.decode(stderr)], ["[]\n[_ferry]\n", ""]);
  },
});
