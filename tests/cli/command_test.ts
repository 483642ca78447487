// Whole command lines, as ferry's own declarations read them.

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { type Command, parseCommand } from "../../cli/command.ts";
import { UsageError } from "../../cli/usage_error.ts";
import manifest from "../../deno.json" with { type: "json" };

function parse(line: string | readonly string[], env: Record<string, string> = {}): Command {
  const argv = typeof line === "string" ? line.split(" ") : line;
  return parseCommand(argv, {
    env: (name) => env[name],
    readTextFile: (path) => {
      throw new Error(`nothing to be read from ${path}`);
    },
  });
}

Deno.test("parseCommand() reads ferry serve with its documented defaults", () => {
  assertEquals(parse("serve"), {
    kind: "serve",
    path: ".",
    subject: "path or manual",
    options: {
      port: 6789,
      host: undefined,
      unix: undefined,
      workers: "1",
      "tls-cert": undefined,
      "tls-key": undefined,
      "tls-self-signed": false,
      index: "index.html",
      "no-listing": false,
      "path-prefix": "/",
      spa: undefined,
      "clean-urls": false,
      archive: false,
      "no-precompressed": false,
      compress: false,
      hidden: false,
      symlinks: "inside",
      manual: false,
      qr: false,
      open: false,
      watch: false,
      cors: undefined,
      cache: "no-cache",
      header: undefined,
      auth: undefined,
      "auth-file": undefined,
      "log-format": "common",
      quiet: false,
      health: undefined,
      metrics: undefined,
      "max-connections": 10_000,
      "header-timeout": 10_000,
      "idle-timeout": 60_000,
      "stall-timeout": 30_000,
      "limit-rate": undefined,
      "cache-size": 64 * 1024 * 1024,
      grace: 10_000,
      config: undefined,
      help: false,
      version: false,
    },
  });
});

Deno.test("parseCommand() reads ferry get with its documented defaults", () => {
  assertEquals(parse("get localhost 6789 hello.html"), {
    kind: "get",
    targets: ["http://localhost:6789/hello.html"],
    labForm: true,
    resume: "ferry get -C localhost 6789 hello.html",
    options: {
      output: undefined,
      "remote-name": false,
      "output-dir": undefined,
      clobber: false,
      continue: false,
      retry: undefined,
      connections: 1,
      recursive: false,
      sha256: undefined,
      compressed: false,
      "limit-rate": undefined,
      "max-filesize": undefined,
      include: false,
      head: false,
      verbose: false,
      quiet: false,
      progress: false,
      "no-progress": false,
      json: false,
      header: undefined,
      user: undefined,
      netrc: false,
      "no-follow": false,
      "max-redirects": 20,
      proxy: undefined,
      "unix-socket": undefined,
      ipv4: false,
      ipv6: false,
      cacert: undefined,
      insecure: false,
      "connect-timeout": 10_000,
      "idle-timeout": 30_000,
      "max-time": undefined,
      config: undefined,
      help: false,
      version: false,
    },
  });
});

Deno.test("parseCommand() reads options before and after the words", () => {
  const serve = parse("serve -q --host ::1 www --bind 127.0.0.1 -p0 --grace 0s --symlinks none");
  assert(serve.kind === "serve");
  assertEquals(serve.path, "www");
  assertEquals(serve.options.host, ["::1", "127.0.0.1"]);
  assertEquals([serve.options.port, serve.options.grace, serve.options.quiet], [0, 0, true]);
  assertEquals(serve.options.symlinks, "none");

  const get = parse(["get", "-ivo", "x", "http://a/", "-H", "A: b", "-HC:d"]);
  assert(get.kind === "get");
  assertEquals(get.targets, ["http://a/"]);
  assertEquals([get.options.include, get.options.verbose, get.options.output], [true, true, "x"]);
  assertEquals(get.options.header, [{ name: "A", value: "b" }, { name: "C", value: "d" }]);
});

Deno.test("parseCommand() reads -o - as stdout, over any lower source", () => {
  const command = parse("get -o - http://a/ http://b/", { FERRY_OUTPUT: "x" });
  assert(command.kind === "get");
  assertEquals(command.options.output, undefined);
});

Deno.test("parseCommand() allows what only seems to contradict", () => {
  for (
    const line of [
      "get -iI http://a/",
      "get -qv http://a/",
      "get -O --output-dir d http://a/",
      "get --json -v http://a/",
      "get -rC -n 8 http://a/",
      "get -r --output-dir d localhost 80 docs/",
      "get --netrc --user u:p http://a/",
      "get -H Range:bytes=0-1 http://a/",
      "get -C --output-dir d http://a/ http://b/",
    ]
  ) {
    assertEquals(parse(line).kind, "get", line);
  }
});

Deno.test("parseCommand() throws when the command line cannot be meant", () => {
  const cases: [line: string | string[], message: string, env?: Record<string, string>][] = [
    ["srve", 'unknown command "srve"; did you mean ferry serve?'],
    ["http://a/", 'unknown command "http://a/"; write ferry get URL'],
    ["frobnicate", "the commands are serve, get, help, completions, man"],
    [[""], 'unknown command ""; the commands are'],
    ["--prot", "unknown option --prot; did you mean ferry serve --port?"],
    ["--hlep", "unknown option --hlep; did you mean --help?"],
    ["help me", 'no help on "me"; write ferry help serve'],
    ["help serve get", 'too many words: "get"'],
    ["serve a b", 'too many words: "b"; ferry serve takes one PATH'],
    [["serve", ""], "PATH is empty"],
    ["serve --prot 3", "unknown option --prot; did you mean --port?"],
    ["serve --port", "--port needs a value: --port N"],
    ["serve --port 65536", "--port: "],
    ["serve --unix s --port 1", "--unix and --port contradict each other"],
    ["serve --unix s --host a", "--unix and --host contradict each other"],
    ["serve -q --log-format json", "-q and --log-format contradict each other"],
    ["serve --max-connections 0", "a whole number, 1 or more"],
    ["serve --header-timeout 0s", "leaves no time"],
    ["get", "no URL is given"],
    ["get --output x", "no URL is given"],
    ["get -o x -O http://a/", "-o and -O contradict each other"],
    ["get -o x http://a/ http://b/", "-o names one file for 2 URLs; use -O or --output-dir"],
    ["get http://a/ http://b/", "FERRY_OUTPUT names one file for 2 URLs", { FERRY_OUTPUT: "x" }],
    ["get --progress --no-progress http://a/", "--no-progress and --progress contradict"],
    ["get --progress -q http://a/", "-q and --progress contradict"],
    ["get --no-follow --max-redirects 3 http://a/", "--no-follow and --max-redirects contradict"],
    [["get", "-H", "A: b\r\nC: d", "http://a/"], "-H: the value of A holds a control character"],
    ["get localhost 0 x", "PORT 0"],
  ];
  for (const [line, message, env] of cases) {
    assertThrows(() => parse(line, env), UsageError, message);
  }
});

Deno.test("parseCommand() answers a plea for help before it complains", () => {
  const overview = parse("help");
  const serve = parse("help serve");
  const get = parse("help get");
  assert(overview.kind === "help" && serve.kind === "help" && get.kind === "help");
  assertMatch(serve.text, /^ferry serve: /);
  assertMatch(get.text, /^ferry get: /);
  const cases: [line: string, answer: Command][] = [
    ["--help", overview],
    ["-h", overview],
    ["help --help", overview],
    ["serve --help", serve],
    ["serve --prot -h a b", serve],
    ["get -ih", get],
  ];
  for (const [line, answer] of cases) assertEquals(parse(line), answer, line);
  assertEquals(overview.exitCode, 0);
  assertEquals(parse([]), { ...overview, exitCode: 2 });
});

Deno.test("parseCommand() reads what is to be printed", () => {
  const cases: [line: string, command: Command][] = [
    ["completions bash", { kind: "completions", shell: "bash" }],
    ["completions zsh", { kind: "completions", shell: "zsh" }],
    ["completions -- fish", { kind: "completions", shell: "fish" }],
    ["man", { kind: "man", topic: undefined }],
    ["man serve", { kind: "man", topic: "serve" }],
    ["man get", { kind: "man", topic: "get" }],
    ["completions --help", parse("help completions")],
    ["man -h ls", parse("help man")],
    ["help help", parse("help")],
    ["help man --version", parse("--version")],
  ];
  for (const [line, command] of cases) assertEquals(parse(line), command, line);
});

Deno.test("parseCommand() does not take a word or a value for a plea for help", () => {
  assertEquals(parse("serve help").kind, "serve");
  assertEquals(parse("serve -- --help").kind, "serve");
  assertThrows(() => parse("serve --unix --help"), UsageError, "--unix needs a value");
});

Deno.test("parseCommand() answers --version with the version of deno.json", () => {
  const answer: Command = { kind: "version", text: `ferry ${manifest.version}\n` };
  for (const line of ["--version", "-V", "serve --version", "get -V"]) {
    assertEquals(parse(line), answer, line);
  }
});
