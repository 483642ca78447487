import { assertEquals } from "@std/assert";
import { preferredType } from "../../../http/semantics/negotiation.ts";

const HTML = "text/html";
const JSON_TYPE = "application/json";
const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

const CHOICES: readonly [accept: string | undefined, best: string][] = [
  [undefined, HTML],
  ["", HTML],
  ["*/*", HTML],
  [BROWSER, HTML],
  ["application/json", JSON_TYPE],
  ["Application/JSON", JSON_TYPE],
  ["application/*", JSON_TYPE],
  ["application/json, text/html", HTML],
  ["text/html;q=0.5, application/json", JSON_TYPE],
  ["text/html;q=0.5 ,\tapplication/json;q=0.6", JSON_TYPE],
  ["text/html ; q=0.5, application/json ; q=0.501", JSON_TYPE],
  ["text/html;Q=0.1, application/json;Q=0.2", JSON_TYPE],
  ["application/json;charset=utf-8;q=0.9, text/html;q=0.8", JSON_TYPE],
  ["application/json, */*", HTML],
  ["application/json, */*;q=0.9", JSON_TYPE],
  ["text/html;q=0, */*", JSON_TYPE],
  ["text/*;q=0.1, application/*;q=0.2", JSON_TYPE],
  ["text/*, text/html;q=0, application/json;q=0.001", JSON_TYPE],
  ["text/*;q=0, text/html, application/json;q=0.9", HTML],
  ["application/json;q=0", HTML],
  ["text/html;q=0, application/json;q=0", HTML],
  ["image/png", HTML],
  ["application/json;q=0.000", HTML],
  ["application/json;q=1.000", JSON_TYPE],
  ["application/json;q=", HTML],
  ["application/json;q=1.1", HTML],
  ["application/json;q=0.1234", HTML],
  ["application/json;q=-1", HTML],
  ["application/json;q=1e0", HTML],
  ["application/json;q=high", HTML],
  ["json", HTML],
  ["application/jsonx", HTML],
  ["text/htm, application/json;q=0.1", JSON_TYPE],
  [",,, application/json,,", JSON_TYPE],
  [";;;, ///, application/json", JSON_TYPE],
];
for (const [accept, best] of CHOICES) {
  Deno.test(`preferredType() likes ${best} best for ${accept ?? "no Accept"}`, () => {
    assertEquals<string>(preferredType(accept, [HTML, JSON_TYPE]), best);
  });
}

Deno.test("preferredType() takes the first offer among equals", () => {
  assertEquals<string>(preferredType("*/*", [JSON_TYPE, HTML]), JSON_TYPE);
  assertEquals<string>(preferredType("a/b", [JSON_TYPE, HTML]), JSON_TYPE);
});
