import { assertEquals, assertThrows } from "@std/assert";
import { isLog, logLines, pageOf, versionOf } from "../../../bench/soak/site.ts";

Deno.test("versionOf() knows a whole page of any version", () => {
  for (const version of [0, 7, 1234]) assertEquals(versionOf(pageOf(version)), version);
});

Deno.test("versionOf() throws at a page that is torn", () => {
  const [one, other] = [pageOf(1), pageOf(2)];
  for (const page of ["", one.slice(0, -1), `${one}\n`, one.slice(0, 99) + other.slice(99)]) {
    assertThrows(() => versionOf(page), Error, "torn");
  }
});

Deno.test("isLog() knows the log at each of its lengths, and nothing else", () => {
  for (const lines of [0, 1, 300]) assertEquals(isLog(logLines(0, lines)), true);
  assertEquals(isLog(logLines(0, 7) + logLines(7, 9)), true);
  const log = logLines(0, 9);
  for (const text of [log.slice(1), log.slice(0, -1), logLines(1, 9), log + logLines(8, 9)]) {
    assertEquals(isLog(text), false);
  }
});
