// What is taken for a URL, and what of it is shown.

import { assertEquals, assertThrows } from "@std/assert";
import { SchemeError, UrlError } from "../../get/errors.ts";
import { endpointOf, parseTargetUri, showUri } from "../../get/target_uri.ts";

Deno.test("parseTargetUri() and endpointOf() find host and port", () => {
  const table: [text: string, host: string, port: number, tls: boolean][] = [
    ["http://localhost:6789/hello.html", "localhost", 6789, false],
    ["HTTP://Example.COM", "example.com", 80, false],
    ["https://example.com/", "example.com", 443, true],
    ["http://[::1]:8080/", "::1", 8080, false],
    ["http://u:p@h:81/", "h", 81, false],
    ["http://h/a b", "h", 80, false],
  ];
  for (const [text, host, port, tls] of table) {
    assertEquals(endpointOf(parseTargetUri(text)), { host, port, tls }, text);
  }
});

Deno.test("parseTargetUri() guesses nothing", () => {
  const bad = ["", "x", "localhost:6789/x", "//h/x", "http:/h", "http:h", "http://", "http:///x"];
  bad.push("http://h:99999/", "http://h:-1/", "http://a b/", "http://h/\r\nX: y", "http:\\\\h\\");
  for (const text of bad) assertThrows(() => parseTargetUri(text), UrlError, "Not a URL: ");
  for (const text of ["ftp://h/", "file:///etc/passwd", "gopher://x"]) {
    assertThrows(() => parseTargetUri(text), SchemeError, "Neither http nor https: ");
  }
});

Deno.test("showUri() shows no credentials, even of what is no URL", () => {
  const table: [text: string, shown: string][] = [
    ["http://u:p@h/a@b", "http://h/a@b"],
    ["http://u:p@q@h:99999/", "http://h:99999/"],
    ["ftp://u:p@h/", "ftp://h/"],
    ["http://h/?x=@", "http://h/?x=@"],
  ];
  for (const [text, shown] of table) assertEquals(showUri(text), shown);
});
