import { assertEquals, assertMatch } from "@std/assert";
import { attachment } from "../../../http/semantics/disposition.ts";

const NAMES: readonly (readonly [name: string, value: string])[] = [
  ["docs.zip", `attachment; filename="docs.zip"`],
  ["a b (1).tar", `attachment; filename="a b (1).tar"`],
  ["pläin.zip", `attachment; filename="pl_in.zip"; filename*=UTF-8''pl%C3%A4in.zip`],
  [`a"b.zip`, `attachment; filename="a_b.zip"; filename*=UTF-8''a%22b.zip`],
  ["a%2Fb.zip", `attachment; filename="a_2Fb.zip"; filename*=UTF-8''a%252Fb.zip`],
  ["a'b*.zip", `attachment; filename="a'b_.zip"; filename*=UTF-8''a%27b%2A.zip`],
  ["../x\\y.zip", `attachment; filename=".._x_y.zip"`],
  ["a\r\nSet-Cookie: x.zip", `attachment; filename="a__Set-Cookie_ x.zip"; filename*=`],
  ["\u202egpj.zip", `attachment; filename="_gpj.zip"`],
  ["lone\ud83d.zip", `attachment; filename="lone_.zip"`],
];

Deno.test("attachment() keeps a name inside its parameter, readable for old and new", () => {
  for (const [name, value] of NAMES) {
    const field = attachment(name);
    assertEquals(value.endsWith("=") ? field.slice(0, value.length) : field, value, name);
    assertMatch(field, /^[ -~]+$/);
  }
});
