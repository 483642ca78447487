import { assertEquals } from "@std/assert";
import { parseExpectation, wantsPersistence } from "../../../http/wire/persistence.ts";
import type { HttpVersion } from "../../../http/wire/version.ts";
import { fieldsOf } from "../../support/fields.ts";

/** Version, Connection lines, whether the connection persists. */
const CONNECTIONS: readonly (readonly [HttpVersion, readonly string[], boolean])[] = [
  ["HTTP/1.1", [], true],
  ["HTTP/1.1", [""], true],
  ["HTTP/1.1", ["keep-alive"], true],
  ["HTTP/1.1", ["upgrade"], true],
  ["HTTP/1.1", ["close"], false],
  ["HTTP/1.1", ["Close"], false],
  ["HTTP/1.1", ["x, CLOSE\t,y"], false],
  ["HTTP/1.1", ["keep-alive", "close"], false],
  ["HTTP/1.1", ["close, keep-alive"], false],
  ["HTTP/1.1", ["closed"], true],
  ["HTTP/1.1", ["not-close"], true],
  ["HTTP/1.0", [], false],
  ["HTTP/1.0", ["close"], false],
  ["HTTP/1.0", ["keep-alive"], true],
  ["HTTP/1.0", ["Keep-Alive"], true],
  ["HTTP/1.0", ["x", "keep-alive"], true],
  ["HTTP/1.0", ["keep-alive, close"], false],
  ["HTTP/1.0", ["keep"], false],
  ["HTTP/0.9", [], false],
];

for (const [version, values, persists] of CONNECTIONS) {
  Deno.test(`wantsPersistence() gives ${persists} when ${version} has Connection ${JSON.stringify(values)}`, () => {
    const fields = fieldsOf(...values.map((value) => `Connection: ${value}`));
    assertEquals(wantsPersistence(version, fields), persists);
  });
}

Deno.test("wantsPersistence() has no regard for other fields when they speak of closing", () => {
  assertEquals(wantsPersistence("HTTP/1.1", fieldsOf("Proxy-Connection: close")), true);
  assertEquals(wantsPersistence("HTTP/1.0", fieldsOf("Keep-Alive: timeout=5")), false);
});

const EXPECTATIONS: readonly (readonly [
  HttpVersion,
  readonly string[],
  ReturnType<typeof parseExpectation>,
])[] = [
  ["HTTP/1.1", [], "none"],
  ["HTTP/1.1", [""], "none"],
  ["HTTP/1.1", [" , "], "none"],
  ["HTTP/1.1", ["100-continue"], "100-continue"],
  ["HTTP/1.1", ["100-CONTINUE"], "100-continue"],
  ["HTTP/1.1", ["100-continue", "100-continue"], "100-continue"],
  ["HTTP/1.1", ["100-continue, x"], "unmet"],
  ["HTTP/1.1", ["x"], "unmet"],
  ["HTTP/1.1", ["100"], "unmet"],
  ["HTTP/1.1", ["100-continue;a=b"], "unmet"],
  ["HTTP/1.0", ["100-continue"], "none"],
  ["HTTP/1.0", ["x"], "none"],
];

for (const [version, values, expected] of EXPECTATIONS) {
  Deno.test(`parseExpectation() gives ${expected} when ${version} has Expect ${JSON.stringify(values)}`, () => {
    const fields = fieldsOf(...values.map((value) => `Expect: ${value}`));
    assertEquals(parseExpectation(version, fields), expected);
  });
}
