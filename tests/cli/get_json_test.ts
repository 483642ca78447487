// What scripts read: always the same keys, and nothing that acts.

import { assertEquals } from "@std/assert";
import { jsonLine } from "../../cli/get_json.ts";
import { UrlError } from "../../get/errors.ts";
import { noFindings } from "../../get/outcome.ts";

Deno.test("jsonLine() has every key, null for what is not known", () => {
  assertEquals(JSON.parse(jsonLine(noFindings("http://h/x"), undefined)), {
    url: "http://h/x",
    status: null,
    octets: 0,
    sha256: null,
    file: null,
    resumed_from: 0,
    connections: 0,
    timings: { resolve: null, connect: null, tls: null, first_octet: null, total: null },
    error: null,
    exit: 0,
  });
});

Deno.test("jsonLine() tells what became of a URL, or of a folder", () => {
  const mirror = { fetched: 1, unchanged: 2, failed: 3, octets: 4 };
  const timings = { connectMs: 1.23456, firstOctetMs: 0, totalMs: 20 };
  const outcome = {
    ...noFindings("http://h/x"),
    ...{ status: 206, octets: 5, sha256: "ab", file: "x", resumedFrom: 3, connections: 2 },
    ...{ timings, mirror },
  };
  assertEquals(JSON.parse(jsonLine(outcome, { exitCode: 18, message: "Ended too early" })), {
    url: "http://h/x",
    status: 206,
    octets: 5,
    sha256: "ab",
    file: "x",
    resumed_from: 3,
    connections: 2,
    timings: { resolve: null, connect: 1.235, tls: null, first_octet: 0, total: 20 },
    error: "Ended too early",
    exit: 18,
    mirror,
  });
});

Deno.test("jsonLine() tells of an error that people are not told of", () => {
  const outcome = { ...noFindings("x"), error: new UrlError("Not a URL: x") };
  const line = jsonLine(outcome, { exitCode: 3, message: undefined });
  assertEquals(JSON.parse(line).error, "Not a URL: x");
});

Deno.test("jsonLine() is one line in which nothing acts, and reads back as it was", () => {
  const file = 'a\n"\x1b\x7f\x9b\u2028\u202e\ud800é日';
  const line = jsonLine({ ...noFindings("x"), file }, undefined);
  assertEquals(/[\p{Cc}\p{Cs}\u2028\u202e]/u.test(line), false);
  assertEquals(JSON.parse(line).file, file);
});
