// The command lines of `ferry get`: how content is fetched, and what can't be meant together.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Command, parseCommand } from "../../cli/command.ts";
import { UsageError } from "../../cli/usage_error.ts";

function parse(line: string | readonly string[], env: Record<string, string> = {}): Command {
  const argv = typeof line === "string" ? line.split(" ") : line;
  return parseCommand(argv, { env: (name) => env[name], readTextFile: () => "{}" });
}

Deno.test("parseCommand() reads the options of a download", () => {
  const digest = "0123456789ABCDEF".repeat(4);
  const command = parse(
    `get -4C -n8 --retry 0 --sha256 ${digest} --limit-rate 1m --user u:p:q -O http://a/`,
  );
  assert(command.kind === "get");
  const { options } = command;
  assertEquals([options.ipv4, options.continue, options.connections], [true, true, 8]);
  assertEquals([options.retry, options.sha256], [0, digest.toLowerCase()]);
  assertEquals([options["limit-rate"], options.user], [1024 * 1024, "u:p:q"]);
});

Deno.test("parseCommand() passes over what only the environment asks for and has no place", () => {
  const env = { FERRY_CONTINUE: "1" };
  const table: [line: string, continues: boolean][] = [
    ["get http://a/", false],
    ["get -O http://a/", true],
    ["get -O --compressed http://a/", false],
  ];
  for (const [line, continues] of table) {
    const command = parse(line, env);
    assert(command.kind === "get");
    assertEquals(command.options.continue, continues, line);
  }
});

Deno.test("parseCommand() throws when a download cannot be meant", () => {
  const cases: [line: string | string[], message: string, env?: Record<string, string>][] = [
    ["get -C http://a/", "-C and stdout contradict each other; name a file with -o, -O"],
    ["get --continue -o - http://a/", "--continue and stdout contradict each other"],
    ["get -C --compressed -O http://a/", "-C and --compressed contradict each other"],
    ["get -CIO http://a/", "-C and -I contradict each other"],
    ["get -n 2 --compressed -O http://a/", "-n and --compressed contradict each other"],
    ["get -n 0 http://a/", '-n: "0" is not a whole number from 1 to 256'],
    ["get -n 257 http://a/", "from 1 to 256"],
    ["get --retry -1 http://a/", "--retry needs a value"],
    ["get -4 -6 http://a/", "-4 and -6 contradict each other"],
    ["get -r -o x http://a/", "-r and -o contradict each other"],
    ["get -r -O http://a/", "-r and -O contradict each other"],
    ["get -r -I http://a/", "-r and -I contradict each other"],
    ["get -r -i http://a/", "-r and -i contradict each other"],
    [`get -r --sha256 ${"a".repeat(64)} http://a/`, "-r and --sha256 contradict each other"],
    ["get --sha256 abc http://a/", "--sha256 is no SHA-256; write 64 hexadecimal digits"],
    [
      `get --sha256 ${"g".repeat(64)} http://a/`,
      "--sha256 is no SHA-256; write 64 hexadecimal digits",
    ],
    [`get --sha256 ${"a".repeat(64)} http://a/ http://b/`, "but there are 2 URLs"],
    ["get http://a/", "FERRY_SHA256 is no SHA-256", { FERRY_SHA256: "x" }],
    ["get --unix-socket s --proxy http://p/ http://a/", "--proxy and --unix-socket contradict"],
    ["get --insecure --cacert f http://a/", "--cacert and --insecure contradict each other"],
    ["get --json --progress http://a/", "--json and --progress contradict each other"],
    ["get --user u http://a/", "--user has no password; write --user USER:PASS"],
    [["get", "--user", "u:p\r\nX: y", "http://a/"], "--user holds a control character"],
    ["get http://a/", "FERRY_USER has no password", { FERRY_USER: "u" }],
    ["get -C -O -H Range:bytes=0-1 http://a/", "-H Range and -C contradict each other"],
    ["get -n 2 -O -H range:bytes=0-1 http://a/", "-H range and -n contradict each other"],
    ["get -r -H If-Range:x http://a/", "-H If-Range and -r contradict each other"],
    ["get --limit-rate 1x http://a/", '--limit-rate: "1x" is not a size'],
    ["get --compresed http://a/", "did you mean --compressed?"],
  ];
  for (const [line, message, env] of cases) {
    assertThrows(() => parse(line, env), UsageError, message);
  }
});
