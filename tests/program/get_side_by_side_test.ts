// `ferry get` on the peers of the comparison with curl and wget: right in every row, and as told in
// README.md.

import { assert, assertEquals } from "@std/assert";
import { cellOf, ferryColumn } from "../support/comparison.ts";
import { ferry } from "../support/rivals.ts";
import { hasCommand } from "../support/serve_program.ts";
import { ROWS } from "../support/side_by_side.ts";

const ignore = Deno.build.os !== "linux" || !hasCommand("script");
const observed = new Map<string, string>();

for (const row of ROWS) {
  Deno.test({
    name: `get is right where curl or wget may not be: ${row.name}`,
    ignore,
    async fn(): Promise<void> {
      const cell = cellOf(await row.run(ferry));
      observed.set(row.name, cell);
      const right = row.right.map(cellOf);
      assert(right.includes(cell), `${cell} is none of ${JSON.stringify(right)}`);
    },
  });
}

Deno.test({
  name: "README.md tells of ferry what was just seen; else run tools/side_by_side.ts",
  ignore,
  async fn(): Promise<void> {
    const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
    const told = ferryColumn(readme);
    assertEquals([...told.keys()], ROWS.map(({ name }) => name));
    for (const [name, cell] of observed) assertEquals(told.get(name), cell, name);
  },
});
