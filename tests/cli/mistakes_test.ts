// What is said to somebody who mistypes, or comes from another program.

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { parseCommand } from "../../cli/command.ts";
import { COMMANDS } from "../../cli/commands.ts";
import { COMMAND_HABITS, type Habit, habitOf, OPTION_HABITS } from "../../cli/habits.ts";
import { type OptionTable, spellingsOf } from "../../cli/options.ts";
import { explain } from "../../cli/serve.ts";
import { UsageError } from "../../cli/usage_error.ts";

/** What a command line is told. */
function complaint(line: string): string {
  const argv = line === "" ? [""] : line.split(" ");
  const error = assertThrows(
    () => parseCommand(argv, { env: () => undefined, readTextFile: () => "{}" }),
    UsageError,
  );
  return error.message;
}

function spellings(table: OptionTable): string[] {
  return Object.entries(table).flatMap(([name, option]) => [...spellingsOf(name, option)]);
}

Deno.test("parseCommand() finds the command that was meant", () => {
  const cases: [line: string, told: string][] = [
    ["sreve", "did you mean ferry serve?"],
    ["server", "did you mean ferry serve?"],
    ["SERVE", "did you mean ferry serve?"],
    ["share .", "did you mean ferry serve?"],
    ["http.server", "did you mean ferry serve?"],
    ["fetch http://a/", "did you mean ferry get?"],
    ["download http://a/", "did you mean ferry get?"],
    ["gte", "did you mean ferry get?"],
    ["completion zsh", "did you mean ferry completions?"],
    ["manual", "did you mean ferry man?"],
    ["version", "did you mean ferry --version?"],
    ["hlep", "did you mean ferry help?"],
    ["http://a/", "write ferry get URL"],
    ["localhost 6789 hello.html", "write ferry get HOST PORT FILE"],
    ["./site", "for a folder or a file write ferry serve PATH"],
    ["..", "for a folder or a file write ferry serve PATH"],
    ["www/", "for a folder or a file write ferry serve PATH"],
    ["frobnicate", "the commands are serve, get, help, completions, man"],
    ["__proto__", "the commands are serve, get, help, completions, man"],
    ["", "the commands are serve, get, help, completions, man"],
  ];
  for (const [line, told] of cases) {
    const [word = ""] = line.split(" ");
    assertEquals(complaint(line), `unknown command "${word}"; ${told}`);
  }
});

Deno.test("parseCommand() says whose option it is, or what it is called here", () => {
  const cases: [line: string, told: string][] = [
    [
      "get --spa http://a/",
      "--spa is an option of ferry serve, not of ferry get; see ferry get --help",
    ],
    ["get --bind=x", "--bind is an option of ferry serve, not of ferry get; see ferry get --help"],
    ["serve -O", "-O is an option of ferry get, not of ferry serve; see ferry serve --help"],
    ["get -L http://a/", "unknown option -L; redirects are followed without it"],
    ["get -k http://a/", "unknown option -k; here it is --insecure"],
    ["get -sS http://a/", "unknown option -s; here it is -q"],
    ["get --directory x", "unknown option --directory; here it is --output-dir"],
    ["get -p 80", "unknown option -p; write ferry get HOST PORT FILE, or the port in the URL"],
    [
      "serve --directory x",
      "unknown option --directory; the folder is a word of its own: ferry serve PATH",
    ],
    ["serve -b ::1", "unknown option -b; here it is --host"],
    ["serve --qrcode", "unknown option --qrcode; here it is --qr"],
    ["serve --browser", "unknown option --browser; here it is --open"],
    [
      "serve --ssl",
      "unknown option --ssl; here it is --tls-self-signed, or --tls-cert with --tls-key",
    ],
    ["serve --listing", "unknown option --listing; a folder without an index is listed without it"],
    ["serve --prot 80", "unknown option --prot; did you mean --port?"],
    ["serve . 8000", 'too many words: "8000"; for a port write -p 8000'],
  ];
  for (const [line, told] of cases) assertEquals(complaint(line), told);
});

Deno.test("explain() takes a PATH of digits that is not there for a port", () => {
  const cases: [path: string, told: string][] = [
    ["8000", "8000 is not there; for a port write -p 8000"],
    ["site", "site is not there; name a folder or a file"],
  ];
  for (const [path, told] of cases) assertEquals(explain(new Deno.errors.NotFound(), path), told);
});

Deno.test("parseCommand() says where an option belongs that stands before the command", () => {
  const cases: [line: string, told: string][] = [
    ["-p 8080 serve www", "-p stands before serve; write ferry serve -p N"],
    ["--spa serve", "--spa stands before serve; write ferry serve --spa"],
    [
      "--log-format=json serve",
      "--log-format stands before serve; write ferry serve --log-format common|combined|json|none",
    ],
    ["-O get http://a/", "-O stands before get; write ferry get -O"],
    [
      "--spa get http://a/",
      "--spa is an option of ferry serve, not of ferry get; see ferry get --help",
    ],
    ["-L get http://a/", "unknown option -L; redirects are followed without it"],
    ["--user me:secret", "--user is an option of ferry get; write ferry get --user USER:PASS"],
    ["--port 80", "--port is an option of ferry serve; write ferry serve --port N"],
    ["-q", "-q wants a command before it; write ferry serve -q or ferry get -q"],
    ["--prot 80", "unknown option --prot; did you mean ferry serve --port?"],
    ["--max-redirect 3", "unknown option --max-redirect; did you mean ferry get --max-redirects?"],
    ["--serve", "unknown option --serve; did you mean ferry serve?"],
    ["--hlep", "unknown option --hlep; did you mean --help?"],
    ["--xyzzy\x1b[2J", "unknown option --xyzzy\\x1b[2J; see ferry --help"],
  ];
  for (const [line, told] of cases) assertEquals(complaint(line), told);
});

Deno.test("parseCommand() says which words help, completions and man take", () => {
  const cases: [line: string, told: string][] = [
    ["help me", 'no help on "me"; write ferry help serve, get, completions or man'],
    ["help download", 'no help on "download"; did you mean ferry help get?'],
    ["help serve get", 'too many words: "get"; write ferry help serve, get, completions or man'],
    ["completions", "no shell is named; write ferry completions bash, zsh or fish"],
    ["completions tcsh", 'no completions for "tcsh"; write ferry completions bash, zsh or fish'],
    ["completions fsih", 'no completions for "fsih"; did you mean ferry completions fish?'],
    ["completions --zsh", "unknown option --zsh; write ferry completions zsh"],
    ["man --port", "unknown option --port; see ferry man --help"],
    ["man sreve", 'no man page of "sreve"; did you mean ferry man serve?'],
    ["man ls", 'no man page of "ls"; write ferry man serve or get'],
  ];
  for (const [line, told] of cases) assertEquals(complaint(line), told);
});

for (const end of ["serve", "get"] as const) {
  const own = spellings(COMMANDS[end].options);
  const habits: readonly Habit[] = OPTION_HABITS[end];

  Deno.test(`OPTION_HABITS of ${end} answers what is none of its options, once`, () => {
    const typed = habits.flatMap(([spelled]) => spelled.split(" "));
    for (const each of typed) assertMatch(each, /^(-[A-Za-z0-9#]|--[a-z0-9][a-z0-9.-]+)$/);
    assertEquals(typed.filter((each) => own.includes(each)), []);
    assertEquals(typed.filter((each, i) => typed.indexOf(each) !== i), []);
  });

  Deno.test(`OPTION_HABITS of ${end} leads to options that there are`, () => {
    for (const [spelled, here] of habits) {
      assert(!here.endsWith("."), here);
      for (const [, name = ""] of here.matchAll(/(?:^|[ ,])(--?[a-zA-Z][a-z0-9-]*)/g)) {
        assert(own.includes(name), `${spelled}: ${here}`);
      }
    }
  });
}

Deno.test("COMMAND_HABITS leads to commands that there are", () => {
  const typed = COMMAND_HABITS.flatMap(([spelled]) => spelled.split(" "));
  assertEquals(typed.filter((each) => each in COMMANDS), []);
  assertEquals(typed.filter((each, i) => typed.indexOf(each) !== i), []);
  for (const [, here] of COMMAND_HABITS) assert(here in COMMANDS || here === "--version", here);
});

Deno.test("habitOf() takes a whole spelling only", () => {
  const habits: Habit[] = [["-a --all", "-b"]];
  const cases: [typed: string, here: string | undefined][] = [
    ["-a", "-b"],
    ["--all", "-b"],
    ["--al", undefined],
    ["-a --all", undefined],
    ["", undefined],
  ];
  for (const [typed, here] of cases) assertEquals(habitOf(habits, typed), here, typed);
});
