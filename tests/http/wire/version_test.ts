import { assertEquals } from "@std/assert";
import { parseVersion } from "../../../http/wire/version.ts";

const VERSIONS: readonly (readonly [string, ReturnType<typeof parseVersion>])[] = [
  ["HTTP/1.1", "HTTP/1.1"],
  ["HTTP/1.0", "HTTP/1.0"],
  ["HTTP/1.2", "HTTP/1.1"],
  ["HTTP/1.9", "HTTP/1.1"],
  ["HTTP/0.9", "foreign"],
  ["HTTP/2.0", "foreign"],
  ["HTTP/9.9", "foreign"],
  ["HTTP/2", undefined],
  ["HTTP/1.", undefined],
  ["HTTP/.1", undefined],
  ["HTTP/11", undefined],
  ["HTTP/1.10", undefined],
  ["HTTP/01.1", undefined],
  ["HTTP/1.1 ", undefined],
  [" HTTP/1.1", undefined],
  ["HTTP/1.1\n", undefined],
  ["HTTP/\xb2.0", undefined],
  ["HTTP 1.1", undefined],
  ["Http/1.1", undefined],
  ["HTTPS/1.1", undefined],
  ["", undefined],
];

for (const [text, version] of VERSIONS) {
  Deno.test(`parseVersion() gives ${version} when the text is ${JSON.stringify(text)}`, () => {
    assertEquals(parseVersion(text), version);
  });
}
