// The judge on data: it must find what it is there to find.

import { assertEquals, assertMatch } from "@std/assert";
import type { LogEntry } from "../../serve/access_log.ts";
import { disagreement, outcomeOf, readingOf } from "./judge.ts";
import { type Answer, type Observation, parseAnswers } from "./observe.ts";

const SECRET = "secret";

function seen(target: string, referer: string | undefined, status = 200): LogEntry {
  const request = { method: "GET", target, version: "HTTP/1.1", referer, userAgent: undefined };
  return { timeMs: 0, remote: "", request, status, octets: 0, durationMs: 0 };
}

function marked(name: string, status?: number): LogEntry {
  return seen(`/${name}`, `${SECRET} GET /${name}`, status);
}

function answer(name: string, status = 200): Answer {
  return { status, byFerry: true, text: `HTTP/1.1 ${status} \r\n\r\nthe content of ${name}` };
}

const SOUND: Observation = {
  answers: [answer("first"), answer("marker")],
  seen: [marked("first"), marked("marker")],
  victim: [answer("victim")],
};

Deno.test("disagreement() finds none where each request has its mark and its answer", () => {
  assertEquals(disagreement(SOUND, SECRET), undefined);
  const refusedByFront = {
    ...SOUND,
    answers: [{ status: 400, byFerry: false, text: "" }],
    seen: [],
  };
  assertEquals(disagreement(refusedByFront, SECRET), undefined);
});

Deno.test("disagreement() lets a front give its own answer where ferry refused the same request", () => {
  const own: Answer = { status: 400, byFerry: false, text: "" };
  const both = { ...SOUND, answers: [own], seen: [marked("first", 400)] };
  assertEquals(disagreement(both, SECRET), undefined);
  assertMatch(disagreement({ ...both, answers: [] }, SECRET) ?? "none", /1 answers, 0 of them/);
  const served = { ...both, seen: [marked("first")] };
  assertMatch(disagreement(served, SECRET) ?? "none", /1 answers, 0 of them/);
  const undecoded = { ...both, seen: [{ ...marked("first", 400), request: undefined }] };
  assertMatch(disagreement(undecoded, SECRET) ?? "none", /1 answers, 0 of them/);
});

const BROKEN: readonly (readonly [what: string, change: Partial<Observation>, fault: RegExp])[] = [
  [
    "a request without the mark",
    { seen: [marked("first"), seen("/marker", undefined)] },
    /\/marker was smuggled/,
  ],
  [
    "a request with the mark of another client",
    { seen: [marked("first"), seen("/marker", "guessed GET /marker")] },
    /\/marker was smuggled/,
  ],
  [
    "another target than the front meant",
    { seen: [marked("first"), seen("/marker", `${SECRET} GET /other`)] },
    /the front meant GET \/other/,
  ],
  ["an answer too many", { seen: [marked("first")] }, /1 answers, 2 of them/],
  ["an answer that was lost", { answers: [answer("first")] }, /2 answers, 1 of them/],
  [
    "answers in another order",
    { answers: [answer("marker"), answer("first")] },
    /was given to another/,
  ],
  ["another status", { answers: [answer("first"), answer("marker", 404)] }, /the client got 404/],
  ["an answer for the next client", { victim: [answer("smuggled")] }, /the next client/],
  ["no answer for the next client", { victim: [] }, /the next client/],
];

for (const [what, change, fault] of BROKEN) {
  Deno.test(`disagreement() finds ${what}`, () => {
    assertMatch(disagreement({ ...SOUND, ...change }, SECRET) ?? "none", fault);
  });
}

Deno.test("parseAnswers() tells answers of ferry, of a front, interim and headless ones apart", () => {
  const text = "the content of first\n" + "HTTP/1.1 100 Continue\r\n\r\n" +
    "HTTP/1.1 200 OK\r\nX-Answered-By: ferry\r\n\r\nx" + "HTTP/1.1 502 Bad Gateway\r\n\r\n";
  const answers = parseAnswers(text);
  assertEquals(outcomeOf({ ...SOUND, answers }), "headless* 200* 502");
  assertEquals(outcomeOf({ ...SOUND, answers: [] }), "closed");
});

Deno.test("readingOf() names targets, and what was refused", () => {
  const refused = { ...marked("first"), request: undefined, status: 400 };
  const read = [marked("first"), seen("http://x/marker", ""), marked("a", 404), refused];
  assertEquals(readingOf({ ...SOUND, seen: read }), "first marker /a refused");
});
