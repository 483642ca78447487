// Writes the table in README.md that compares ferry, curl and wget on the same scripted peers, as they
// are on this machine: `deno run --allow-all tools/side_by_side.ts`. With `--print` it goes to stdout
// and README.md stays as it is. ferry is dist/ferry, or what FERRY_BIN names.

import { compare, withTable } from "../tests/support/comparison.ts";
import { curl, ferry, wget } from "../tests/support/rivals.ts";
import { ROWS } from "../tests/support/side_by_side.ts";

const README = new URL("../README.md", import.meta.url);

const table = await compare(ROWS, [ferry, curl, wget]);
if (Deno.args.includes("--print")) console.log(table);
else {
  await Deno.writeTextFile(README, withTable(await Deno.readTextFile(README), table));
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", README.pathname] }).output();
}
