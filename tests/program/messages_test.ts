// What people read on stderr when something went wrong: what it is, where, and what to do.
//
// Contract: each line runs the program into one kind of failure. The message is one line without a period at
// its end, it names what it is about, and says what to do, or which values there are.

import { assertEquals } from "@std/assert";
import { ExitCode } from "../../cli/exit_code.ts";
import { answering, answeringOnce, type Script, startPeer } from "../support/peer.ts";
import { type Run, runFerry, type RunOptions, runShell, TempFolder } from "../support/program.ts";

/** What says what to do: another sentence, a question, or what can be written. */
const REMEDY = /; \S|\?\n$|neither .* nor|none of |whole number|must be|must hold|needs a value: /;

/** A command line, what its message has to name, and the environment. */
type Row = readonly [line: string, about: string, env?: RunOptions["env"]];

const FILES = {
  "x.txt": "x",
  "bad.json": "{",
  "list.json": "[]",
  "key.json": '{"prot": 1}',
  "type.json": '{"port": "x"}',
  "twice.json": '{"host": "::1", "bind": "::1"}',
  "bad.htpasswd": "me:secret\n",
  "none.htpasswd": "\n",
  "bad.netrc": "machine x login",
  "bad.pem": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
  "taken.part": "x",
};

/** Command lines that can't be meant. */
const USAGE: readonly Row[] = [
  ["sevre", "sevre"],
  ["--port 80", "--port"],
  ["completions csh", "csh"],
  ["completions", "shell"],
  ["help me", "me"],
  ["man getting", "getting"],
  ["serve --prot 1", "--prot"],
  ["serve --port", "--port"],
  ["serve --port x", "--port"],
  ["serve --port 1 --port 2", "--port"],
  ["serve --port --quiet", "--port"],
  ["serve --quiet=maybe", "--quiet"],
  ["serve", "FERRY_QUIET", { FERRY_QUIET: "maybe" }],
  ["serve --host=", "--host"],
  ["serve --workers 0", "--workers"],
  ["serve --workers 2 --unix s", "--workers"],
  ["serve --grace 5", "--grace"],
  ["serve --grace soon", "--grace"],
  ["serve --grace 999h", "--grace"],
  ["serve --idle-timeout 0s", "--idle-timeout"],
  ["serve --limit-rate 1t", "--limit-rate"],
  ["serve --limit-rate 9999999999g", "--limit-rate"],
  ["serve --symlinks some", "--symlinks"],
  ["serve -H x", "-H"],
  ["serve -H a/b:c", "a/b"],
  ["serve -H Content-Length:1", "Content-Length"],
  ["serve -H Connection:close", "Connection"],
  ["serve", "FERRY_HEADER", { FERRY_HEADER: "X: a\x01b" }],
  ["serve --auth secret", "--auth"],
  ["serve", "--auth", { FERRY_AUTH: "me:a\x01b" }],
  ["serve --auth-file nowhere", "nowhere"],
  ["serve --auth-file bad.htpasswd", "bad.htpasswd"],
  ["serve --auth-file none.htpasswd", "none.htpasswd"],
  ["serve --cors=x", "--cors"],
  ["serve --cache never", "--cache"],
  ["serve --health x", "--health"],
  ["serve --health /x --metrics /x", "/x"],
  ["serve --path-prefix a//b", "--path-prefix"],
  ["serve --spa=x/", "--spa"],
  ["serve --config nowhere", "nowhere"],
  ["serve --config bad.json", "bad.json"],
  ["serve --config list.json", "list.json"],
  ["serve --config key.json", "prot"],
  ["serve --config type.json", "port"],
  ["serve --config twice.json", "twice.json"],
  ["serve --qr --unix s", "--qr"],
  ["serve --open --unix s", "--open"],
  ["serve --tls-cert x.txt", "--tls-cert"],
  ["serve --tls-key x.txt", "--tls-key"],
  ["serve --tls-self-signed --unix s", "--unix"],
  ["serve --manual .", "--manual"],
  ["serve . 8080", "8080"],
  ["serve -o", "-o"],
  ["get", "URL"],
  ["get h 80", "FILE"],
  ["get h 0 x", "PORT"],
  ["get h 80 x y", "HOST PORT FILE"],
  ["get a/b 80 x", "a/b"],
  ["get --sha256 x http://h/", "--sha256"],
  ["get -o x http://h/ http://h/", "-o"],
  ["get --user me http://h/", "--user"],
  ["get -C http://h/", "-C"],
  ["get -C -O -H Range:x http://h/", "Range"],
  ["get --netrc http://h/", "nowhere", { NETRC: "nowhere" }],
  ["get --netrc http://h/", "bad.netrc", { NETRC: "bad.netrc" }],
  ["get --proxy ftp://p http://h/", "--proxy"],
  ["get --proxy http:// http://h/", "--proxy"],
  ["get --proxy http://a%3Ab:c@p http://h/", "--proxy"],
];

/** What can't be done, on the one side and on the other. */
const FAILURES: readonly (readonly [code: number, ...row: Row])[] = [
  [ExitCode.Failed, "serve nowhere", "nowhere"],
  [ExitCode.Failed, "serve 8080", "8080"],
  [ExitCode.Failed, "serve /dev/null", "/dev/null"],
  [ExitCode.Failed, "serve --host 198.51.100.7 .", "198.51.100.7"],
  [ExitCode.Failed, "serve --unix x.txt .", "x.txt"],
  [ExitCode.Failed, "serve --unix nowhere/s .", "nowhere/s"],
  [ExitCode.Failed, "serve --tls-cert nowhere --tls-key x.txt .", "nowhere"],
  [ExitCode.Failed, "serve --tls-cert x.txt --tls-key x.txt .", "x.txt"],
  [ExitCode.BadUrl, "get h/x", "h/x"],
  [ExitCode.BadUrl, "get http:///x", "http:///x"],
  [ExitCode.BadUrl, "get http://a%3Ab:c@h/", "http://h/"],
  [ExitCode.BadScheme, "get ftp://h/x", "ftp://h/x"],
  [ExitCode.NameNotResolved, "get http://ferry.invalid/", "ferry.invalid"],
  [ExitCode.ConnectionRefused, "get http://127.0.0.1:1/x", "Connection refused: 127.0.0.1:1;"],
  [ExitCode.ConnectionRefused, "get localhost 1 x", "Connection refused: localhost:1;"],
  [ExitCode.ConnectionRefused, "get -6 http://127.0.0.1:1/", "127.0.0.1:1"],
  [ExitCode.ConnectionRefused, "get --unix-socket nowhere http://h/", "nowhere"],
  [ExitCode.ConnectionRefused, "get --proxy 127.0.0.1:1 http://h/", "Proxy"],
  [ExitCode.CaFile, "get --cacert nowhere https://h/", "nowhere"],
  [ExitCode.CaFile, "get --cacert x.txt https://h/", "x.txt"],
  [ExitCode.CaFile, "get --cacert bad.pem https://h/", "bad.pem"],
];

const OK = "HTTP/1.1 200 OK\r\n";
const LENGTH = "Content-Length: 4\r\n\r\n";

/** Answers that leave something to be wished for, and what is then asked for. */
const ANSWERS: readonly (readonly [code: number, answer: string, ...options: string[]])[] = [
  [ExitCode.HttpStatus, `HTTP/1.1 404 Not Found\r\n${LENGTH}gone`],
  [ExitCode.HttpStatus, `HTTP/1.1 500 Oops\r\n${LENGTH}oops`],
  [ExitCode.NotHttp, "SSH-2.0-x\r\n"],
  [ExitCode.NotHttp, `${OK}Content-Length: -1\r\n\r\n`],
  [ExitCode.Truncated, `${OK}Content-Length: 5\r\n\r\nabcd`],
  [ExitCode.EmptyReply, ""],
  [ExitCode.TooManyRedirects, "HTTP/1.1 302 F\r\nLocation: /\r\n\r\n", "--max-redirects", "0"],
  [ExitCode.BadScheme, "HTTP/1.1 302 F\r\nLocation: ftp://h/\r\n\r\n"],
  [ExitCode.BadUrl, "HTTP/1.1 302 F\r\nLocation: http:///x\r\n\r\n"],
  [ExitCode.ContentCoding, `${OK}Content-Encoding: lzma\r\n${LENGTH}abcd`, "--compressed"],
  [ExitCode.TooLarge, `${OK}${LENGTH}abcd`, "--max-filesize", "3"],
  [ExitCode.DigestMismatch, `${OK}${LENGTH}abcd`, "-o", "y", "--sha256", "0".repeat(64)],
  [
    ExitCode.RangeMismatch,
    `HTTP/1.1 206 P\r\nContent-Range: bytes 1-4/9\r\n${LENGTH}abcd`,
    "-o",
    "y",
  ],
  [ExitCode.Output, `${OK}${LENGTH}abcd`, "-o", "nowhere/x"],
  [ExitCode.Output, `${OK}${LENGTH}abcd`, "-o", "folder"],
  [ExitCode.Output, `${OK}${LENGTH}abcd`, "-C", "-o", "taken"],
  [ExitCode.NotHttp, `${OK}Content-Type: text/plain\r\n${LENGTH}abcd`, "-rq", "--output-dir", "y"],
];

async function inFolder(use: (folder: TempFolder) => Promise<void>): Promise<void> {
  await using folder = await TempFolder.create();
  for (const [name, text] of Object.entries(FILES)) {
    await Deno.writeTextFile(folder.file(name), text);
  }
  await Deno.mkdir(folder.file("folder"));
  await use(folder);
}

/** What is wrong with a message, each with the message. */
function faultsOf({ code, stderr }: Run, expected: number, about: string): string[] {
  const faults = [
    code === expected ? "" : `ends with ${code}, not ${expected}`,
    /^[^\n]+\n$/.test(stderr) ? "" : "is not one line",
    /[.;:,]\n$/.test(stderr) ? "ends as no sentence here does" : "",
    stderr.includes(about) ? "" : `does not name ${about}`,
    REMEDY.test(stderr) ? "" : "has no remedy",
    /os error|Error:|\.ts\b/.test(stderr) ? "has what only ferry's makers know" : "",
    expected !== ExitCode.Usage || stderr.startsWith("Input error: ") ? "" : "is no input error",
  ];
  return faults.filter((fault) => fault !== "").map((fault) => `${fault}: ${stderr.trim()}`);
}

Deno.test("messages tell of a command line that can't be meant", () =>
  inFolder(async (folder) => {
    const faults: string[] = [];
    for (const [line, about, env = {}] of USAGE) {
      const run = await runFerry(line.split(" "), { cwd: folder.path, env });
      faults.push(...faultsOf(run, ExitCode.Usage, about));
    }
    assertEquals(faults, []);
  }));

Deno.test({
  name: "messages tell of what can't be done",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inFolder(async (folder) => {
      const faults: string[] = [];
      for (const [code, line, about] of FAILURES) {
        const run = await runFerry(line.split(" "), { cwd: folder.path });
        faults.push(...faultsOf(run, code, about));
      }
      assertEquals(faults, []);
    }),
});

Deno.test("messages tell of answers that leave something to be wished for", () =>
  inFolder(async (folder) => {
    const faults: string[] = [];
    for (const [code, answer, ...options] of ANSWERS) {
      await using peer = startPeer(answeringOnce(answer));
      const args = ["get", "--retry", "0", peer.url("/x"), ...options];
      const run = await runFerry(args, { cwd: folder.path });
      const [, location] = /Location: (.+)\r/.exec(answer) ?? [];
      const about = code === ExitCode.Output ? options.at(-1) : location;
      faults.push(...faultsOf(run, code, about ?? peer.url("/x")));
    }
    assertEquals(faults, []);
  }));

const silence: Script = async (connection) => {
  await connection.readHead();
  await connection.hold();
};

Deno.test("messages tell of time that ran out, with the option for more", () =>
  inFolder(async (folder) => {
    for (const option of ["--idle-timeout", "--max-time"]) {
      await using peer = startPeer(silence);
      const args = ["get", "--retry", "0", peer.url("/x"), option, "100ms"];
      const run = await runFerry(args, { cwd: folder.path });
      assertEquals(faultsOf(run, ExitCode.Timeout, option), []);
    }
  }));

Deno.test({
  name: "messages tell of a disk that is full, and of a port in use",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inFolder(async (folder) => {
      await using peer = startPeer(answering(() => `${OK}${LENGTH}abcd`));
      const full = await runShell(`"$FERRY" get ${peer.url()} >/dev/full`);
      assertEquals(faultsOf(full, ExitCode.Output, "make room"), []);
      using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const { port } = listener.addr;
      const args = ["serve", "--host", "127.0.0.1", "--port", String(port), "."];
      const taken = await runFerry(args, { cwd: folder.path });
      assertEquals(faultsOf(taken, ExitCode.Failed, `port ${port}`), []);
    }),
});
