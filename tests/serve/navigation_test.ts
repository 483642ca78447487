import { assertEquals } from "@std/assert";
import { isNavigation } from "../../serve/navigation.ts";

const ASKED:
  readonly (readonly [names: readonly string[], accept: string | undefined, is: boolean])[] = [
    [[], "text/html", true],
    [["users"], "text/html;q=0.001", true],
    [["users"], "text/html ; q=0.0", false],
    [["users"], undefined, false],
    [["users"], "", false],
    [["users"], "*/*", false],
    [["users", "john.doe"], "text/html", true],
    [["a@b.com"], "text/html", true],
    [["b.com"], "text/html", false],
    [["app.js.map"], "text/html", false],
    [["app.js", "users"], "text/html", true],
    [[".well-known", "x"], "text/html", false],
  ];

Deno.test("isNavigation() is true of pages that are asked for as HTML", () => {
  for (const [names, accept, is] of ASKED) {
    assertEquals(isNavigation({ names, folder: false }, accept), is, `${names} ${accept}`);
  }
});
