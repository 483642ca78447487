// Values are read strictly: the whole text, digits only, bounded.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../cli/usage_error.ts";
import {
  parseCount,
  parseDuration,
  parseFlag,
  parseHeaderOption,
  parseSize,
} from "../../cli/values.ts";

Deno.test("parseCount() reads digits within its bounds and nothing else", () => {
  assertEquals(parseCount("0", 0, 65_535), 0);
  assertEquals(parseCount("65535", 0, 65_535), 65_535);
  assertEquals(parseCount("007", 0), 7);
  assertEquals(parseCount("9007199254740991", 0), Number.MAX_SAFE_INTEGER);
  for (const text of ["", " 1", "1 ", "+1", "-1", "1.0", "1e3", "0x10", "65536", "１"]) {
    assertThrows(() => parseCount(text, 0, 65_535), UsageError, "a whole number from 0 to 65535");
  }
  assertThrows(() => parseCount("0", 1, 9), UsageError, "from 1 to 9");
  assertThrows(() => parseCount("9007199254740993", 1), UsageError, "a whole number, 1 or more");
  assertThrows(() => parseCount("9".repeat(400), 1), UsageError, "a whole number");
});

Deno.test("parseDuration() gives milliseconds", () => {
  const cases: [text: string, ms: number][] = [
    ["1ms", 1],
    ["500ms", 500],
    ["10s", 10_000],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["2147483647ms", 2_147_483_647],
  ];
  for (const [text, ms] of cases) assertEquals(parseDuration(text), ms);
  assertEquals(parseDuration("0s", true), 0);
});

Deno.test("parseDuration() throws when the text is no duration that can be waited for", () => {
  const cases: [text: string, message: string][] = [
    ["10", '"10" has no unit; for seconds write 10s'],
    ["0s", "leaves no time"],
    ["", "not a duration"],
    ["s", "not a duration"],
    ["1.5s", "not a duration"],
    ["-1s", "not a duration"],
    ["1S", "not a duration"],
    ["10 s", "not a duration"],
    ["1d", "not a duration"],
    ["2147483648ms", "longer than 24 days"],
    [`${"9".repeat(400)}h`, "longer than 24 days"],
  ];
  for (const [text, message] of cases) assertThrows(() => parseDuration(text), UsageError, message);
});

Deno.test("parseSize() gives octets, in powers of 1024", () => {
  const cases: [text: string, octets: number][] = [
    ["0", 0],
    ["1500", 1500],
    ["64k", 65_536],
    ["10m", 10_485_760],
    ["1g", 1_073_741_824],
    ["1G", 1_073_741_824],
    ["8388607g", 8_388_607 * 1024 ** 3],
  ];
  for (const [text, octets] of cases) assertEquals(parseSize(text), octets);
  for (const text of ["", "k", "1kb", "1.5m", "-1", "1 k", "1t"]) {
    assertThrows(() => parseSize(text), UsageError, "64k, 10m or 1g");
  }
  for (const text of ["8388608g", "9007199254740993", "9".repeat(400)]) {
    assertThrows(() => parseSize(text), UsageError, "too large");
  }
});

Deno.test("parseFlag() knows the words that environments use", () => {
  for (const text of ["1", "true", "yes", "on", "TRUE"]) assertEquals(parseFlag(text), true);
  for (const text of ["0", "false", "no", "off", "Off"]) assertEquals(parseFlag(text), false);
  for (const text of ["", "2", "maybe"]) {
    assertThrows(() => parseFlag(text), UsageError, "neither true nor false");
  }
});

Deno.test("parseHeaderOption() splits at the first colon and trims the value", () => {
  const cases: [text: string, name: string, value: string][] = [
    ["Accept: text/html", "Accept", "text/html"],
    ["X-A:b", "X-A", "b"],
    ["X-A: \t b:c \t", "X-A", "b:c"],
    ["X-Empty:", "X-Empty", ""],
    ["X-Tab: a\tb", "X-Tab", "a\tb"],
    ["X-Name: é", "X-Name", "\xc3\xa9"],
  ];
  for (const [text, name, value] of cases) assertEquals(parseHeaderOption(text), { name, value });
});

Deno.test("parseHeaderOption() throws when a field would break or reframe the message", () => {
  const cases: [text: string, message: string][] = [
    ["", 'a field is written "Name: value"'],
    ["X-A", 'a field is written "Name: value"'],
    [": x", "not a field name"],
    ["X A: x", "not a field name"],
    ["X-A : x", "not a field name"],
    ["X\r\nB: x", '"X\\x0d\\x0aB" is not a field name'],
    ["X-A: a\r\nB: c", "control character"],
    ["X-A: a\nb", "control character"],
    ["X-A: a\0", "control character"],
    ["X-A: \x1b", "control character"],
    ["content-length: 5", "cannot be set"],
    ["Transfer-Encoding: chunked", "cannot be set"],
  ];
  for (const [text, message] of cases) {
    assertThrows(() => parseHeaderOption(text), UsageError, message);
  }
});

Deno.test("parseHeaderOption() keeps a secret value out of its message", () => {
  for (
    const text of ["Authorization: secret\n", "Authorization secret", "Author ization: secret"]
  ) {
    const error = assertThrows(() => parseHeaderOption(text), UsageError);
    assert(!error.message.includes("secret"), error.message);
  }
});
