import { assert, assertEquals } from "@std/assert";
import { reasonPhrase } from "../../../http/semantics/status.ts";
import { isFieldValue } from "../../../http/wire/encoder.ts";

Deno.test("reasonPhrase() gives the words of RFC 9110 when the server sends the status", () => {
  assertEquals(reasonPhrase(200), "OK");
  assertEquals(reasonPhrase(304), "Not Modified");
  assertEquals(reasonPhrase(404), "Not Found");
  assertEquals(reasonPhrase(414), "URI Too Long");
});

Deno.test("reasonPhrase() knows every status that the wire can ask for", () => {
  for (const status of [400, 414, 431, 501, 505]) assert(reasonPhrase(status) !== "", `${status}`);
});

Deno.test("reasonPhrase() gives nothing when the status is another", () => {
  for (const status of [0, 299, 418, 599, 999, NaN]) assertEquals(reasonPhrase(status), "");
});

Deno.test("reasonPhrase() gives nothing that a status line can't hold", () => {
  for (let status = 0; status < 1000; status++) assert(isFieldValue(reasonPhrase(status)));
});
