// Each way to fail: its exit code, and what is said of it.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { EXIT_CODES, ExitCode } from "../../cli/exit_code.ts";
import { causeOf, failureOf } from "../../cli/get_failure.ts";
import * as errors from "../../get/errors.ts";
import { noFindings, type Outcome } from "../../get/outcome.ts";
import { type FerryError, ProtocolError, TruncatedError } from "../../http/wire/errors.ts";
import { CertificateError, TimeoutError, TransportError } from "../../io/errors.ts";

const URL_ASKED = "http://h/x";
const RESUME = "ferry get -C -O http://h/x";

function outcome(changes: Partial<Outcome>): Outcome {
  return { ...noFindings(URL_ASKED), ...changes };
}

/** An error, the name of its exit code, and the line. */
const FAILURES: [error: FerryError, name: keyof typeof ExitCode, line: string][] = [
  [new errors.UrlError("Not a URL: x"), "BadUrl", "Not a URL: x"],
  [new errors.SchemeError("Neither: ftp://h/"), "BadScheme", "Neither: ftp://h/"],
  [
    new TransportError("Name not resolved: h", "resolve"),
    "NameNotResolved",
    "Name not resolved: h; check its spelling, and the network",
  ],
  [
    new TransportError("Name not resolved: h: it has no IPv6 address", "resolve"),
    "NameNotResolved",
    "Name not resolved: h: it has no IPv6 address; leave out -6",
  ],
  [
    new TransportError("Connection refused: h:80", "connect"),
    "ConnectionRefused",
    "Connection refused: h:80; is the server running there?",
  ],
  [
    new TransportError("No connection to h:80: no route", "connect"),
    "ConnectionRefused",
    "No connection to h:80: no route; check the address, and the network",
  ],
  [
    new TransportError("No connection to unix:/x: No such file", "connect"),
    "ConnectionRefused",
    "No connection to unix:/x: No such file; is the server running there?",
  ],
  [
    new TransportError("Proxy: Connection refused: p:80", "connect"),
    "ConnectionRefused",
    "Proxy: Connection refused: p:80; name another with --proxy, or set no_proxy",
  ],
  [
    new TransportError("Proxy p refused: 407; give it credentials", "connect"),
    "ConnectionRefused",
    "Proxy p refused: 407; give it credentials",
  ],
  [
    new TransportError("No TLS with h:443: x", "tls"),
    "TlsHandshake",
    "No TLS with h:443: x; is it an https server?",
  ],
  [
    new TransportError("x", "write", { cause: new Error("Broken pipe (os error 32)") }),
    "SendFailed",
    `Connection lost: ${URL_ASKED}: Broken pipe; try again`,
  ],
  [
    new TransportError("reset", "read"),
    "ReceiveFailed",
    `Connection lost: ${URL_ASKED}: reset; try again`,
  ],
  [
    new TimeoutError("read", 30_000),
    "Timeout",
    `Silence: ${URL_ASKED}: nothing for 30 s; allow more with --idle-timeout`,
  ],
  [
    new TimeoutError("tls", 300),
    "Timeout",
    `No connection: ${URL_ASKED}: none within 300 ms; allow more with --connect-timeout`,
  ],
  [
    new errors.OvertimeError(2_000),
    "Timeout",
    `Out of time: ${URL_ASKED}: not done within 2 s; allow more with --max-time`,
  ],
  [
    new CertificateError("Certificate not trusted: h:443: x", "issuer"),
    "Certificate",
    "Certificate not trusted: h:443: x; if it is yours, trust it with --cacert FILE",
  ],
  [
    new errors.UnansweredError("closed"),
    "EmptyReply",
    `No answer: ${URL_ASKED}: the server closed the connection; is it an http server?`,
  ],
  [
    new errors.UnansweredError("x", { cause: new TransportError("reset", "read") }),
    "ReceiveFailed",
    `Connection lost: ${URL_ASKED}: reset; try again`,
  ],
  [
    new ProtocolError("two lengths", 502, "RFC 9112 §6.3"),
    "NotHttp",
    `Broken answer: ${URL_ASKED}: two lengths (RFC 9112 §6.3); tell those who run the server`,
  ],
  [
    new errors.ListingError("has text/plain and no listing; fetch it without -r"),
    "NotHttp",
    `Not mirrored: ${URL_ASKED}: has text/plain and no listing; fetch it without -r`,
  ],
  [
    new TruncatedError("4 octets are missing"),
    "Truncated",
    `Ended too early: ${URL_ASKED}: 4 octets are missing; try again`,
  ],
  [
    new errors.RedirectError(20),
    "TooManyRedirects",
    `Too many redirects: ${URL_ASKED}: more than 20; allow more with --max-redirects`,
  ],
  [new errors.OutputError("Cannot write x: No space"), "Output", "Cannot write x: No space"],
  [
    new errors.RangeMismatchError("asked for octets 1 to 2"),
    "RangeMismatch",
    `Wrong range: ${URL_ASKED}: asked for octets 1 to 2; to begin anew, remove the .part and leave ` +
    "out -C and -n",
  ],
  [
    new errors.ChangedError("changed again"),
    "RangeMismatch",
    `No rest: ${URL_ASKED}: changed again; try again once it stays as it is`,
  ],
  [
    new errors.ContentCodingError("gzip content that is corrupt"),
    "ContentCoding",
    `Broken coding: ${URL_ASKED}: gzip content that is corrupt; try without --compressed`,
  ],
  [
    new errors.TooLargeError(5),
    "TooLarge",
    `Too large: ${URL_ASKED}: larger than 5 octets; allow more with --max-filesize`,
  ],
  [
    new errors.DigestError("aa", "bb"),
    "DigestMismatch",
    `Not what was sent: ${URL_ASKED}: SHA-256 is bb, but should be aa; don't use what has come; ` +
    "fetch it again, and check --sha256 if you gave it",
  ],
  [
    new errors.InterruptedError("x", { cause: "SIGINT" }),
    "Interrupted",
    `Interrupted: ${URL_ASKED}`,
  ],
  [
    new errors.InterruptedError("x", { cause: "SIGTERM" }),
    "Terminated",
    `Interrupted: ${URL_ASKED}`,
  ],
];

Deno.test("failureOf() gives each error its exit code, and says what to do", () => {
  for (const [error, name, line] of FAILURES) {
    const failure = failureOf(outcome({ error }), RESUME);
    assertEquals(failure, { exitCode: ExitCode[name], message: line });
  }
});

Deno.test("failureOf() has a case for each exit code of get", () => {
  const elsewhere = ["Ok", "Usage", "CaFile", "HttpStatus"];
  const tried = new Set<string>(FAILURES.map(([, name]) => name));
  for (const [name, exit] of Object.entries(EXIT_CODES)) {
    if ("get" in exit && !elsewhere.includes(name)) assert(tried.has(name), name);
  }
});

Deno.test("failureOf() takes a status of 400 and up for a failure, and nothing below", () => {
  for (const status of [200, 206, 304, 399]) {
    assertEquals(failureOf(outcome({ status }), RESUME), undefined);
  }
  const remedies: readonly [status: number, remedy: string][] = [
    [400, "the server takes no such request"],
    [401, "log in with --user USER:PASS"],
    [403, "ask those who run the server"],
    [404, "check the path"],
    [407, "log in with --proxy http://USER:PASS@HOST:PORT"],
    [410, "check the path"],
    [429, "try again later"],
    [503, "try again later"],
  ];
  for (const [status, remedy] of remedies) {
    assertEquals(failureOf(outcome({ status, reason: "So" }), RESUME), {
      exitCode: 22,
      message: `${status} So: ${URL_ASKED}; ${remedy}`,
    });
  }
});

Deno.test("failureOf() says how to go on with what is kept", () => {
  const part = "x.part";
  const kept = `; ${part} is kept: go on with ${RESUME}`;
  const table: [changes: Partial<Outcome>, end: string][] = [
    [{ error: new TruncatedError("cut") }, `: cut${kept}`],
    [{ error: new TimeoutError("read", 1_000) }, `; allow more with --idle-timeout${kept}`],
    [{ error: new errors.InterruptedError("x", { cause: "SIGINT" }) }, `${URL_ASKED}${kept}`],
    [{ status: 503, reason: "Busy" }, `503 Busy: ${URL_ASKED}; try again later${kept}`],
  ];
  for (const [changes, end] of table) {
    const { message = "" } = failureOf(outcome({ ...changes, part }), RESUME) ?? {};
    assertEquals(message.slice(-end.length), end);
  }
  const wrong = new errors.RangeMismatchError("x");
  const { message = "" } = failureOf(outcome({ error: wrong, part }), RESUME) ?? {};
  assert(!message.includes("go on"), message);
});

Deno.test("failureOf() says of an interrupted folder how to go on", () => {
  const error = new errors.InterruptedError("x", { cause: "SIGINT" });
  const mirror = { fetched: 1, unchanged: 0, failed: 0, octets: 9 };
  const failure = failureOf(outcome({ error, mirror }), RESUME);
  assertEquals(failure?.message, `Interrupted: ${URL_ASKED}; to go on, run it again`);
});

Deno.test("failureOf() says nothing when the reader of stdout has gone", () => {
  const error = new errors.OutputError("x", { cause: new Deno.errors.BrokenPipe() });
  assertEquals(failureOf(outcome({ error }), RESUME), { exitCode: 23, message: undefined });
});

Deno.test("failureOf() and causeOf() let nothing act that a server has written", () => {
  const status = { status: 500, reason: "\x1b[2J\u202e" };
  const { message = "" } = failureOf(outcome(status), RESUME) ?? {};
  const what = `500 \\x1b[2J\\u{202e}: ${URL_ASKED}`;
  assertEquals(message, `${what}; try again later`);
  assertEquals(causeOf(status, URL_ASKED), what);
  assertStringIncludes(causeOf(new TruncatedError("cut\x07"), URL_ASKED), "cut\\x07");
});
