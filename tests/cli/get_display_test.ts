// What is written on stderr while downloads run.

import { assertEquals } from "@std/assert";
import { type DisplayOptions, GetDisplay } from "../../cli/get_display.ts";
import { ExitCode } from "../../cli/exit_code.ts";
import { noFindings } from "../../get/outcome.ts";
import { TruncatedError } from "../../http/wire/errors.ts";
import { octetsOf } from "../../http/wire/octets.ts";

const SUBJECT = { url: "http://h/docs/a%20b.txt" };
const OK = octetsOf("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n");

/** A display, and what it has written. */
function shown(options: Partial<DisplayOptions> = {}): { display: GetDisplay; lines: string[] } {
  const lines: string[] = [];
  const display = new GetDisplay({
    status: false,
    heads: false,
    files: false,
    events: true,
    json: false,
    progress: undefined,
    writeHead: undefined,
    write: (text) => lines.push(text.replace(/\n$/, "")),
    ...options,
  });
  return { display, lines };
}

function request(path: string): Uint8Array {
  return octetsOf(`GET ${path} HTTP/1.1\r\nAuthorization: Basic c2VjcmV0\r\n\r\n`);
}

Deno.test("GetDisplay shows heads, the status line first and no credentials", async () => {
  const { display, lines } = shown({ status: true, heads: true });
  const uri = new URL("http://h/x");
  display.request(uri, request("/x"));
  await display.answer(uri, OK);
  assertEquals(lines, [
    "From Server: HTTP/1.1 200 OK",
    "> GET /x HTTP/1.1",
    "> Authorization: (not shown)",
    "> ",
    "< HTTP/1.1 200 OK",
    "< Server: x",
    "< ",
  ]);
});

Deno.test("GetDisplay shows each request with its answer when several run at once", async () => {
  const { display, lines } = shown({ heads: true });
  const [one, two] = [new URL("http://h/1"), new URL("http://h/2")];
  for (const uri of [one, two, two]) display.request(uri, request(uri.pathname));
  await display.answer(two, OK);
  assertEquals(lines.filter((line) => line.startsWith("> GET")), ["> GET /2 HTTP/1.1"]);
  await display.answer(one, OK);
  assertEquals(lines.filter((line) => line.startsWith("> GET")).at(-1), "> GET /1 HTTP/1.1");
  display.finish(noFindings("http://h/2"), undefined);
  assertEquals(lines.filter((line) => line.startsWith("> GET")).at(-1), "> GET /2 HTTP/1.1");
});

Deno.test("GetDisplay shows once what several connections are answered alike", async () => {
  const { display, lines } = shown({ status: true });
  const uri = new URL("http://h/x");
  for (let count = 0; count < 3; count++) await display.answer(uri, OK);
  assertEquals(lines, ["From Server: HTTP/1.1 200 OK"]);
  display.finish(noFindings("http://h/x"), undefined);
  await display.answer(uri, OK);
  assertEquals(lines.length, 2);
});

Deno.test("GetDisplay tells of retries, with their cause, and of notes", () => {
  const { display, lines } = shown();
  display.retry(SUBJECT, new TruncatedError("4 octets are missing"), 2_000, 1, 3);
  display.retry(SUBJECT, { status: 503, reason: "\x07" }, 60_000, 2, 3);
  display.note(SUBJECT, "Begun anew: the content has changed");
  assertEquals(lines, [
    `Retrying in 2.0 s (1 of 3): Ended too early: ${SUBJECT.url}: 4 octets are missing`,
    `Retrying in 1:00 (2 of 3): 503 \\x07: ${SUBJECT.url}`,
    `Begun anew: the content has changed (${SUBJECT.url})`,
  ]);
});

Deno.test("GetDisplay is silent but for errors where nobody wants to see more", async () => {
  const { display, lines } = shown({ events: false });
  const uri = new URL(SUBJECT.url);
  display.request(uri, request("/x"));
  await display.answer(uri, OK);
  display.retry(SUBJECT, { status: 503, reason: "" }, 1_000, 1, 3);
  display.note(SUBJECT, "x");
  display.progress(SUBJECT, 1, 2);
  display.end(SUBJECT);
  const mirror = { fetched: 1, unchanged: 0, failed: 0, octets: 0 };
  display.finish({ ...noFindings("http://h/x"), file: "x", mirror }, undefined);
  assertEquals(lines, []);
  display.finish(noFindings("http://h/x"), { exitCode: ExitCode.Truncated, message: "cut" });
  assertEquals(lines, ["cut"]);
});

Deno.test("GetDisplay names each file that is there, and sums a folder up", () => {
  const { display, lines } = shown({ files: true });
  const file = { ...noFindings("http://h/x"), file: "a\x07", timings: { totalMs: 2_000 } };
  display.finish({ ...file, octets: 2048 }, undefined);
  display.finish({ ...file, octets: 1024, resumedFrom: 2048 }, undefined);
  display.finish({ ...file, unchanged: true }, undefined);
  const mirror = { fetched: 12, unchanged: 9_988, failed: 0, octets: 1_258_291 };
  display.finish({ ...noFindings("http://h/docs/"), mirror }, undefined);
  display.finish({ ...noFindings("http://h/"), mirror, file: "in/" }, undefined);
  assertEquals(lines, [
    "a\\x07: 2.0 KiB in 2.0 s",
    "a\\x07: 1.0 KiB in 2.0 s, after 2.0 KiB of an earlier run",
    "a\\x07: is whole already",
    "docs/: 12 fetched (1.2 MiB), 9,988 unchanged, 0 failed",
    "in/: 12 fetched (1.2 MiB), 9,988 unchanged, 0 failed",
  ]);
});

Deno.test("GetDisplay writes an object for each outcome where scripts read", () => {
  const { display, lines } = shown({ json: true, events: false });
  display.finish(noFindings("http://h/x"), { exitCode: ExitCode.Truncated, message: "cut" });
  assertEquals(lines.length, 1);
  assertEquals(JSON.parse(lines[0] ?? "").error, "cut");
});

Deno.test("GetDisplay gives downloads their names, and wipes before it writes", async () => {
  const steps: unknown[] = [];
  const { display } = shown({
    progress: {
      advance: (_, name, octets, complete) => steps.push([name, octets, complete]),
      end: () => steps.push("end"),
      wipe: () => steps.push("wipe"),
    },
    writeHead: () => Promise.resolve(void steps.push("head")),
    write: () => steps.push("line"),
  });
  await display.answer(new URL(SUBJECT.url), OK);
  display.progress(SUBJECT, 1, 2);
  display.note(SUBJECT, "x");
  display.finish(noFindings(SUBJECT.url), undefined);
  assertEquals(steps, ["wipe", "head", ["a b.txt", 1, 2], "wipe", "line", "end"]);
});
