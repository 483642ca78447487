// What people call what they fetch.

import { assertEquals } from "@std/assert";
import { shownName } from "../../cli/get_names.ts";

Deno.test("shownName() is the last name of the path, or the host", () => {
  const table: [url: string, name: string][] = [
    ["http://h/a/b.iso?c=d#e", "b.iso"],
    ["http://h/a%20b/", "a b/"],
    ["http://h:81/", "h:81/"],
    ["http://h", "h/"],
    ["http://h/%ff", "\ufffd"],
    ["nonsense", "nonsense"],
  ];
  for (const [url, name] of table) assertEquals(shownName(url), name);
});
