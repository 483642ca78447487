import { assertEquals } from "@std/assert";
import { changeOf, EVERYTHING, isScratch, merge } from "../../../serve/watch/change.ts";

Deno.test("changeOf() is of stylesheets when nothing else has changed", () => {
  const table: [ways: string[], styles: string[] | undefined][] = [
    [["a.css"], ["a.css"]],
    [["x y/A.CSS", "b.css"], ["x y/A.CSS", "b.css"]],
    [["a.css", "a.css.map"], ["a.css"]],
    [["a.css.br", "a.css.map.gz", "b.css.zst"], ["a.css", "b.css"]],
    [["a.css", "index.html"], undefined],
    [["a.css/x"], undefined],
    [["a.csss"], undefined],
    [["a.scss"], undefined],
    [["css"], undefined],
    [[""], undefined],
  ];
  for (const [ways, styles] of table) assertEquals(changeOf(ways), { styles }, ways.join());
});

Deno.test("merge() is everything when either is", () => {
  const [a, b] = [{ styles: ["a.css"] }, { styles: ["b.css", "a.css"] }];
  assertEquals(merge(a, b), { styles: ["a.css", "b.css"] });
  assertEquals(merge(a, EVERYTHING), EVERYTHING);
  assertEquals(merge(EVERYTHING, a), EVERYTHING);
});

Deno.test("isScratch() knows the traces of editors", () => {
  for (const name of ["a.css~", "4913", "#a.css#", "a.swp", "a.css___jb_tmp___"]) {
    assertEquals(isScratch(name), true, name);
  }
  for (const name of ["a.css", "49131", "a#b", "#a", "swp", "~a"]) {
    assertEquals(isScratch(name), false, name);
  }
});
